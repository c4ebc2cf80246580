"""What templates and paths look at: one document for each call, which grows with every answer. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from conformance.drivers.bindings.mapping.shapes import Mapping as MappingTable
from conformance.drivers.bindings.mapping.templates import MISSING
from conformance.drivers.settings import Actor
from conformance.exchanges import Asked

ACTOR = frozenset({"name", "secret", "token", "basic", "ucrn"})
"""What there is to know of who acts: `basic` is name and secret as HTTP's basic sign-in wants them."""
BOXES = frozenset({"ignore_empty", "keep_empty_end_dates", "pre_submission"})
OF_A_CALL = frozenset(
    {
        *("sent", "ucrn", "actor", "session", "run", "number", "page", "boxes", *BOXES),
        *("integration_version", "form", "case_id", "edit_form_id", "list"),
    }
)
"""The names that every call's document may have; parts and what requests capture come besides."""
ANSWERED = frozenset({"body", "status", "headers"})
"""The names that it has once something has been answered."""


def of_call(asked: Asked, wire: MappingTable, sent: Mapping[str, Any], parts: Mapping[str, Any], run: str, number: int) -> dict[str, Any]:
    """The document of a call before its first request. What has no value is not in it."""
    boxes = {"ignore_empty": asked.ignore_empty, "keep_empty_end_dates": asked.keep_empty_end_dates, "pre_submission": asked.pre_submission}
    texts = {
        "integration_version": asked.integration_version,
        "case_id": asked.case_id,
        "edit_form_id": asked.edit_form_id,
        "list": wire.list_names.get(asked.list_name, asked.list_name) if asked.list_name else "",  # type: ignore[call-overload]  # a name of a list
    }
    return {
        "sent": {name: value for name, value in sent.items() if value is not MISSING},
        "run": run,
        "ucrn": asked.fields.get("ucrn", asked.ucrn),
        "number": number,
        "boxes": {name: wire.ticked if ticked else wire.unticked for name, ticked in boxes.items()},
        **boxes,
        **{name: text for name, text in texts.items() if text},
        **({"form": dict(asked.form)} if asked.form is not None else {}),
        **{name: part for name, part in parts.items() if part},
    }


def of_actor(actor: Actor, ucrn: str = "") -> dict[str, str]:
    """What a document says of who acts."""
    basic = base64.b64encode(f"{actor.name}:{actor.secret}".encode()).decode() if actor.name and actor.secret else ""
    values = {"name": actor.name, "secret": actor.secret, "token": actor.token, "basic": basic, "ucrn": ucrn}
    return {name: value for name, value in values.items() if value}
