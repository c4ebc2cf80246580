"""Takes the pictures that the README shows, in a real browser: `python -m tests.pictures docs`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.book import book
from conformance.drivers.in_process import reference
from conformance.renderers.html import html
from conformance.selection import select
from conformance.session import hold
from tests.browser import WIDE, browsing

FAULT = "location.kept:falls-back-to-1"
PICTURES = {
    "report.png": "",
    "failure.png": "#location.kept/a-blank-location-keeps-the-one-that-is-there/2-new-ticked",
}
"""Each picture, and what of the report it shows."""


def main(folder: Path) -> None:
    """Run the book against a reference with a rule broken, and take the pictures of its report."""
    suite = book()
    record = hold(suite, select(suite, ()), reference(FAULT))
    folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as place, browsing(Path(place) / "profile") as browser:
        file = Path(place) / "report.html"
        file.write_text("".join(html(suite, record)), encoding="utf-8")
        for name, part in PICTURES.items():
            browser.show(f"{file.as_uri()}{part}", size=WIDE)
            browser.picture(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
