"""`python -m tests.fuzz NAME [SECONDS]`: fuzz with atheris, whose first crash is written down and ends it."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it tells no types

with atheris.instrument_imports(include=["conformance", "reference_impl", "markdown_it", "tomllib", "jmespath"]):
    from tests.fuzzing import FUZZED


def main(name: str, seconds: str = "60") -> None:
    """Fuzz one of them for so many seconds; what is new to it is kept in a folder between runs."""
    folder = Path(".fuzzing") / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(FUZZED[name].seeds()):
        (folder / f"seed-{number}").write_bytes(seed)
    bounds = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=4096", "-max_len=65536", "-seed=1"]
    atheris.Setup([sys.argv[0], *bounds, f"-artifact_prefix={folder}-", str(folder)], FUZZED[name].ask)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
