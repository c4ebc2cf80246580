"""How the suite behaves towards a target that is somebody else's: how long it waits, how often it asks, whom it trusts, how it is known."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from conformance import __version__
from conformance.deadlines import A_SCENARIO


class Manners(NamedTuple):
    """The settings of one run, whatever the binding."""

    timeout: float = 10.0
    """Seconds for a whole exchange, from connecting to the last byte of the answer; what comes now and then does not extend it."""
    requests_a_second: float = 0.0
    """So many requests at the most, over all that is sent at the same time; 0 is no limit."""
    patience: float = 120.0
    """Seconds that one request waits at the most, all in all, because the target asks for it."""
    scenario_deadline: float = A_SCENARIO
    """Seconds for a scenario, without what is waited by `requests_a_second`; 0 is no limit."""
    deadline: float = 0.0
    """Seconds for a whole run; 0 is no limit."""
    ca_file: str = ""
    """A file of the certificate authorities to trust instead of the usual ones."""
    proxy_from_environment: bool = False
    """Whether HTTP_PROXY and the like are heeded."""
    jobs: int = 0
    """So many walks or scenarios side by side at the most; 0 is no limit."""
    run_id: str = ""
    """Told with every request, so that whoever keeps the target's log knows what came from which run."""
    said: frozenset[str] = frozenset()
    """Which of these somebody asked for; a target file says the others."""

    def agent(self, behalf: str = "") -> str:
        """The `User-Agent` of a request, which tells the run and on whose behalf it is sent."""
        told = "; ".join(part for part in (f"run {self.run_id}" if self.run_id else "", behalf) if part)
        return f"conformance/{__version__} ({told})" if told else f"conformance/{__version__}"


USUAL: Final = Manners()


def asked_for(run_id: str, **asked: Any) -> Manners:
    """The manners of a run; of what is `asked` None, False and a blank text ask for nothing."""
    said = {name: value for name, value in asked.items() if value not in (None, False, "")}
    return Manners(**said, run_id=run_id, said=frozenset(said))
