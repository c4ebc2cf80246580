"""Faults in how forms fill tokens and are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reference_impl.conditions import blank, every, named, organization, worth
from reference_impl.faults.fault import faults_of
from reference_impl.fields import GET_NAMES
from reference_impl.rewriting import instead, when
from reference_impl.trace import Trace
from reference_impl.values import Entry

_TOKEN: Final = r"\{(\w+)\}"


def raw(entry: Entry, trace: Trace) -> str:
    """The entry with its tokens still in it."""
    return trace.call.fields[entry.path[-1]]


def form_of(trace: Trace) -> Mapping[str, str]:
    """The form that travels with the call."""
    return trace.call.form or {}


def whole_token(entry: Entry, trace: Trace) -> bool:
    """The entry is one token and nothing else."""
    return re.fullmatch(_TOKEN, raw(entry, trace)) is not None


def is_missing(entry: Entry, trace: Trace) -> bool:
    """A token of the entry is not on the form."""
    return any(name not in form_of(trace) for name in re.findall(_TOKEN, raw(entry, trace)))


def first_token(entry: Entry, trace: Trace) -> str:
    """What the entry's first token stands for, without the text around it."""
    token = re.search(_TOKEN, raw(entry, trace))
    return form_of(trace).get(token[1], "") if token else ""


def first_filled(entry: Entry, trace: Trace) -> str:
    """The entry with its first token filled and the others left."""
    return re.sub(_TOKEN, lambda token: form_of(trace).get(token[1], ""), raw(entry, trace), count=1)


def filled_again(entry: Entry, trace: Trace) -> str:
    """The entry with tokens in what its tokens stood for put in place as well."""
    return re.sub(r"\{([A-Za-z]\w*)\}", lambda token: form_of(trace).get(token[1], ""), str(entry.value))


def in_any_letters(entry: Entry, trace: Trace) -> str:
    """The entry with each token filled from the last field whose name differs from it in capital letters at most."""
    fields = {name.casefold(): text for name, text in form_of(trace).items()}
    return re.sub(_TOKEN, lambda token: fields.get(token[1].casefold(), ""), raw(entry, trace))


def by_beginnings(entry: Entry, trace: Trace) -> str:
    """The entry with each token filled from the first field whose name it begins with."""
    form = form_of(trace)
    return re.sub(_TOKEN, lambda token: next((form[name] for name in form if token[1].startswith(name)), ""), raw(entry, trace))


def no_data_name(entry: Entry, _: Trace) -> bool:
    """No name that Get answers."""
    return entry.path[-1] not in GET_NAMES and not entry.path[-1].startswith("custom_")


def is_custom(entry: Entry, _: Trace) -> bool:
    """The name of a custom field."""
    return entry.path[-1].startswith("custom_")


def stood_there(entry: Entry, trace: Trace) -> str:
    """What stood in the form's field."""
    return form_of(trace)[entry.path[-1]]


def something_stood_there(entry: Entry, trace: Trace) -> bool:
    """The form's field was not empty."""
    return bool(stood_there(entry, trace))


def answered_in_any_letters(entry: Entry, trace: Trace) -> str:
    """What Get answers under the name in small letters."""
    answered = trace.below("answer").get(entry.path[-1].lower(), entry.value)
    return str(answered or "")


FAULTS: Final = faults_of(
    {
        "tokens.filled": {
            "left": (when((whole_token, instead(raw))), "A token is left as it is."),
            "any-letters": (instead(in_any_letters), "Capital letters of a token make no difference."),
            "beginnings": (instead(by_beginnings), "A token is filled from a field whose name it begins with."),
            "escapes": (
                instead(lambda entry, _: str(entry.value).replace("\\n", "\n")),
                "A backslash in a form's field is read as an escape.",
            ),
            "not-the-e-mail": (when((named("email_address"), instead(""))), "A token in the e-mail is taken for blank."),
            "not-the-hidden": (
                when((named("twitter", "suffix_id", "preferred_language"), instead(""))),
                "A token in what Get does not answer is taken for blank.",
            ),
        },
        "tokens.unfilled": {
            "left": (when((blank, instead(raw))), "A token without a value is left as it is."),
            "null": (when((blank, instead("null"))), "A token without a value becomes the word for nothing."),
            "missing-left": (when((is_missing, instead(raw))), "A token that is not on the form is left as it is."),
            "other-letters": (
                when((is_missing, instead(in_any_letters))),
                "A token that is not on the form is filled from one in other letters.",
            ),
        },
        "tokens.switch": {
            "ignored": (instead(""), "A token in a flag is taken for blank."),
            "nought-is-blank": (when((worth("0"), instead(""))), "A token that is 0 is taken for blank."),
            "blank-is-0": (when((every(blank, named("new_address")), instead("0"))), "A flag whose token has no value counts as 0."),
            "primary-ignored": (
                when((named("primary_address"), instead(""))),
                "A token in the flag for the primary address is taken for blank.",
            ),
        },
        "tokens.text-around": {
            "lost": (instead(first_token), "Text around a token is lost."),
            "second-left": (instead(first_filled), "Of several tokens the first is filled."),
        },
        "tokens.not-twice": {
            "again": (instead(filled_again), "Tokens within values are filled as well."),
        },
        "form.get-fills-matching": {
            "blanks-others": (when((no_data_name, instead(""))), "Form fields that Get does not know are emptied."),
            "any-letters": (when((no_data_name, instead(answered_in_any_letters))), "Capital letters of a form field make no difference."),
            "empty-fields-alone": (when((something_stood_there, instead(stood_there))), "Get fills nothing but empty fields."),
            "no-custom-fields": (when((is_custom, instead(stood_there))), "Get does not fill custom fields."),
            "not-for-organizations": (when((organization, instead(stood_there))), "Get does not fill a form from an organization."),
        },
    }
)
"""In the order of the book."""
