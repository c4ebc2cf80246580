"""Strategies for texts: any of many, and any text at all, a few pieces in a row, each of them a trap or a sign of some script.

Hypothesis now and then draws a constant of whatever modules are loaded, so that the same seed would draw other scenarios wherever a line
of code has changed. It takes no number below a hundred for one, so these draw no greater ones, and no texts of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_TRAPS = (
    *("a", "Z", "0", "007", "-1", "1e3", " ", "  ", "'", '"', "`", "\\", "/", "&", "&amp;", "<", "<b>", "{", "{a}", "%41", "+", ";", "--"),
    *("é", "e\u0301", "ß", "ı", "ǆ", "Ø", "ẁ", "\u200d", "😀", "👩\u200d🚀", "\u202e", "\u00a0", "漢", "ﬁ", "null", "None", "true", "n/a"),
    "long " * 45,
)
_SEEN = tuple(sign for sign in map(chr, range(0x21, 0x3000)) if unicodedata.category(sign)[0] in "LMNPS")
"""What a form can send and a page can show."""
_SIDE = 99
_SIGN = st.tuples(st.integers(0, _SIDE - 1), st.integers(0, _SIDE - 1)).map(lambda at: _SEEN[(at[0] * _SIDE + at[1]) % len(_SEEN)])
_LIKE_A_PLACEHOLDER = re.compile(r"<[a-z][^<>]*>")

TEXT = (
    st.lists(st.one_of(st.sampled_from(_TRAPS), _SIGN), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: bool(text.strip()) and not _LIKE_A_PLACEHOLDER.fullmatch(text))
)
"""Neither blank nor like a placeholder of the book."""


def any_of(texts: Sequence[str]) -> SearchStrategy[str]:
    """One of these, however many there are."""
    return st.one_of([st.sampled_from(texts[start : start + _SIDE]) for start in range(0, len(texts), _SIDE)])
