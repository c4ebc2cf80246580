"""Pieces of a page that are put in place only when somebody asks for them: kept as one text that no browser reads as anything else."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping


def packed(pieces: Mapping[int, str]) -> str:
    """Pieces by their numbers as JSON, compressed (gzip), in letters and digits (Base64)."""
    return base64.b64encode(gzip.compress(json.dumps(pieces, ensure_ascii=False).encode(), 6, mtime=0)).decode()


def unpacked(text: str) -> dict[int, str]:
    """The same pieces again, as the script of the page unpacks them."""
    return {int(number): piece for number, piece in json.loads(gzip.decompress(base64.b64decode(text))).items()}
