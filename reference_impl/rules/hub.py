"""The hub around the integrations: their version, and the forms in which a CSA edits a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference_impl.fields import MANDATORY_ENTRIES
from reference_impl.rules.get import full_name  # noqa: F401
