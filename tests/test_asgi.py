"""An application in this process: how it is named, and that it runs from its start-up to its shutdown with all that the book asks."""

from __future__ import annotations

import logging
from pathlib import Path

import anyio
import pytest

from conformance.concealing import SECRETS
from conformance.drivers.asgi import Application, AsgiTransport
from conformance.drivers.manners import Manners
from conformance.drivers.transport import Outgoing, RedirectedError, UnreachableError
from conformance.exchanges import Answer, Asked, TargetError
from conformance.targets import driver_of
from reference_impl.api import Api
from reference_impl.hub import Hub
from reference_impl.server import application
from tests.processes import SECRET, SIGNED_IN, Ended, conformance
from tests.servers import Scripted
from tests.shop import shop

ONE = ("--select", "email.unchanged/another-value/another-address-ticked")


def answering(status: int, content: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None) -> Application:
    async def application(scope: object, _: object, send: object) -> None:
        assert isinstance(scope, dict)
        assert callable(send)
        assert scope["type"] == "http"
        seen.append(scope)
        await send({"type": "http.response.start", "status": status, "headers": headers or []})
        await send({"type": "http.response.body", "body": content})

    seen: list[object] = []
    application.seen = seen  # type: ignore[attr-defined]  # a note on a function of the test's own
    return application


class TestTheTransport:
    def test_carries_what_it_is_given_and_brings_back_what_comes(self) -> None:
        app = answering(201, b'{"ok": true}', [(b"Set-Cookie", b"a=1"), (b"X-Name", b"Zo")])
        transport = AsgiTransport(app, "asgi:x:app")
        came = transport.exchange(Outgoing("PUT", "/contacts/a%2Fb?all=1", {"Cookie": "b=2"}, b"name=Ann"))
        transport.close()
        assert (came.status, came.body, came.headers["set-cookie"], came.headers["X-NAME"]) == (201, b'{"ok": true}', "a=1", "Zo")
        [scope] = app.seen  # type: ignore[attr-defined]
        assert (scope["method"], scope["raw_path"], scope["query_string"]) == ("PUT", b"/contacts/a%2Fb", b"all=1")
        assert dict(scope["headers"])[b"cookie"] == b"b=2"
        assert dict(scope["headers"])[b"host"] == b"localhost"

    def test_keeps_no_cookie_by_itself(self) -> None:
        app = answering(200, b"{}", [(b"Set-Cookie", b"session=sentinel; Path=/")])
        transport = AsgiTransport(app, "asgi:x:app")
        transport.send("GET", "/a", "", None)
        transport.send("GET", "/b", "", None)
        transport.close()
        assert all(b"cookie" not in dict(scope["headers"]) for scope in app.seen)  # type: ignore[attr-defined]

    def test_waits_no_longer_than_it_was_told(self) -> None:
        async def sleeping(*_: object) -> None:
            await anyio.sleep_forever()

        with pytest.raises(TargetError, match="does not start"):
            AsgiTransport(raising(RuntimeError("no database")), "asgi:x:app")
        transport = AsgiTransport(only_http(sleeping), "asgi:x:app", Manners(timeout=0.05))
        with pytest.raises(UnreachableError, match=r"^GET asgi:x:app/a: no answer within 0\.05 s$"):
            transport.send("GET", "/a", "", None)
        transport.close()

    def test_what_the_application_raises_is_a_500_and_stands_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        async def failing(*_: object) -> None:
            raise RuntimeError("the shelf is empty")

        transport = AsgiTransport(only_http(failing), "asgi:x:app")
        with caplog.at_level(logging.ERROR):
            assert transport.send("GET", "/a", "", None).status == 500
        transport.close()
        assert "asgi:x:app raised an exception at GET /a" in caplog.text
        assert "RuntimeError: the shelf is empty" in caplog.text

    def test_a_redirect_within_the_application_is_followed(self) -> None:
        transport = AsgiTransport(answering(307, headers=[(b"Location", b"/a")]), "asgi:x:app")
        with pytest.raises(RedirectedError, match="more than 5 redirects in a row"):
            transport.send("GET", "/a", "", None)
        transport.close()


def only_http(application: object) -> Application:
    """An application that does not know of lifespans."""

    async def knowing(scope: object, receive: object, send: object) -> None:
        assert isinstance(scope, dict)
        assert callable(application)
        assert scope["type"] == "http"
        await application(scope, receive, send)

    return knowing


def raising(error: Exception) -> Application:
    """An application whose start-up fails."""

    async def failing(_: object, receive: object, __: object) -> None:
        assert callable(receive)
        await receive()
        raise error

    return failing


class TestOnTheCommandLine:
    @pytest.fixture(autouse=True)
    def events(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        return shop(tmp_path)

    def test_the_whole_book_holds_with_no_server(self, events: Path) -> None:
        done = conformance("run", "asgi:shop:app", settings=SIGNED_IN)
        assert (done.status, done.err) == (0, "")
        assert "conformance 0.1.0 · asgi:shop:app (Reference implementation" in done.out
        assert "CONFORMANT: every applicable must rule holds\n" in done.out
        assert events.read_text(encoding="utf-8").splitlines() == ["up", "down"]

    @pytest.mark.parametrize(
        ("target", "told"),
        [
            ("asgi:shop", "'asgi:shop' names no application: give 'asgi:module:name'"),
            ("asgi::app", "'asgi::app' names no application"),
            ("asgi:shpo:app", "asgi:shpo:app: there is no module 'shpo' here; run this where it can be imported"),
            ("asgi:shop:web.app", "asgi:shop:web.app: shop has no 'web.app'"),
            ("asgi:shop:number", "asgi:shop:number: number is no ASGI application but int"),
            ("asgi:broken:app", "asgi:broken:app: broken does not import: ZeroDivisionError: division by zero"),
            ("asgi:shop:unready", "asgi:shop:unready: the application does not start: RuntimeError: no database"),
            ("asgi:shop:bare", "asgi:shop:bare is no hub that speaks the native contract: GET /v2/capabilities answered 500"),
        ],
    )
    def test_what_is_none_is_told_in_a_line(self, target: str, told: str, events: Path) -> None:
        (events.parent / "broken.py").write_text("1 / 0\n", encoding="utf-8")
        done = conformance("run", target, *ONE, settings=SIGNED_IN)
        assert done.status == 2
        assert f"conformance: {told}" in done.err
        assert self.ours_in(done) == 1

    @staticmethod
    def ours_in(done: Ended) -> int:
        return sum(line.startswith("conformance: ") for line in done.err.splitlines())

    def test_it_needs_a_sign_in_like_any_hub(self) -> None:
        done = conformance("run", "asgi:shop:app", *ONE)
        assert done.status == 2
        assert "asgi:shop:app needs a CSA's sign-in" in done.err

    def test_an_application_that_is_no_hub_is_shut_down_again(self, events: Path) -> None:
        done = conformance("run", "asgi:shop:app", *ONE, settings={"CONFORMANCE_CSA_SECRET": "another one"})
        assert done.status == 2
        assert "the CSA 'csa' could not be signed in" in done.err
        assert events.read_text(encoding="utf-8").splitlines() == ["up", "down"]


class TestWhatCodeGives:
    def test_an_application_itself(self) -> None:
        driver = driver_of(application(Api(Hub(), "csa", SECRET)), "csa", SECRET)
        assert (driver.target.address, driver.target.time_zone) == ("asgi:Starlette", "Europe/London")
        driver.close()

    def test_a_driver_is_one_already_and_keeps_secrets(self) -> None:
        SECRETS.add("sentinel-of-a-driver")
        scripted = Scripted(lambda asked: Answer("refused", detail=f"not with sentinel-of-a-driver: {asked.ucrn}"))
        driver = driver_of(scripted, "csa", "")
        answer, _ = driver.perform(Asked("get", ucrn="U1"))
        assert (driver.target, answer.detail) == (scripted.target, "not with (secret): U1")
        driver.close()
        assert scripted.closed

    def test_nothing_else(self) -> None:
        with pytest.raises(TargetError, match="7 is no target: give the name of one, an ASGI application, or a driver"):
            driver_of(7, "csa", SECRET)
