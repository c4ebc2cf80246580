"""Whether what was read from TOML has the shape of a struct: every unknown key and every value of another type, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, NamedTuple

from msgspec import inspect

from conformance.drivers.settings import SECRET_KEYS
from conformance.target_file.lines import Key

_WORDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
    datetime: "a date and time",
    date: "a date",
    time: "a time of day",
}


_EXACT = 2.0**53
_SECRET = {(name,) for name in SECRET_KEYS}


class Problem(NamedTuple):
    """One thing that is wrong in a file: at which key, and what, in words that say what was found and what is expected."""

    key: Key
    said: str


def problems_of_shape(value: Any, struct: type) -> list[Problem]:
    """What about a value keeps it from being this struct; nothing where it can be one."""
    return list(_problems(value, inspect.type_info(struct), ()))


def near(name: str, known: list[str]) -> str:
    """A hint at the nearest known name, or at all of them."""
    close = get_close_matches(name, known, n=2, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}" if known else "it takes no keys"


def _problems(value: Any, kind: inspect.Type, key: Key) -> Iterator[Problem]:
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    fitting = next((one for one in kinds if _is_of(value, one)), None)
    if fitting is None:
        expected = " or ".join(_expected(one) for one in kinds if not isinstance(one, inspect.NoneType))
        yield Problem(key, f"found {found(value, secret=key[-1:] in _SECRET)}; expected {expected}")
    elif isinstance(fitting, inspect.StructType):
        yield from _of_struct(value, fitting, key)
    elif isinstance(fitting, inspect.DictType):
        for name, one in value.items():
            yield from _of_name(name, fitting.key_type, (*key, name))
            yield from _problems(one, fitting.value_type, (*key, name))
    elif isinstance(fitting, inspect.VarTupleType | inspect.ListType):
        for number, one in enumerate(value):
            yield from _problems(one, fitting.item_type, (*key, number))
    elif isinstance(fitting, inspect.LiteralType):
        yield from _of_name(value, fitting, key)
    elif isinstance(fitting, inspect.IntType | inspect.FloatType):
        yield from _of_range(value, fitting, key)


def _of_struct(value: dict[str, Any], kind: inspect.StructType, key: Key) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in kind.fields}
    for name, one in value.items():
        if name in fields:
            yield from _problems(one, fields[name].type, (*key, name))
        else:
            yield Problem((*key, name), f"there is no such key; {near(name, list(fields))}")
    for name, field in fields.items():
        if field.required and name not in value:
            yield Problem(key, f"{name!r} is missing; expected {_expected(field.type)}")


def _of_name(name: Any, kind: inspect.Type, key: Key) -> Iterator[Problem]:
    if isinstance(kind, inspect.LiteralType) and name not in kind.values:
        known = [str(value) for value in kind.values]
        yield Problem(key, f"{name!r} is none of the names that it may be; {near(str(name), known)}")


def _of_range(value: float, kind: inspect.IntType | inspect.FloatType, key: Key) -> Iterator[Problem]:
    if not -_EXACT < value < _EXACT:  # nor what is no number at all
        yield Problem(key, "found a number that is beyond all use; expected a smaller one")
        return
    if kind.ge is not None and value < kind.ge:
        yield Problem(key, f"found {value}; expected {kind.ge:g} or more")
    if kind.le is not None and value > kind.le:
        yield Problem(key, f"found {value}; expected {kind.le:g} or less")


def _is_of(value: Any, kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.AnyType):
        return True
    if isinstance(kind, inspect.LiteralType):
        return isinstance(value, str)
    return any(isinstance(kind, known) and _is(value, types) for known, types in _PYTHON.items())


def _is(value: Any, types: tuple[type, ...]) -> bool:
    return type(value) in types


_PYTHON: dict[type[inspect.Type], tuple[type, ...]] = {
    inspect.StructType: (dict,),
    inspect.DictType: (dict,),
    inspect.VarTupleType: (list,),
    inspect.ListType: (list,),
    inspect.StrType: (str,),
    inspect.BoolType: (bool,),
    inspect.IntType: (int,),
    inspect.FloatType: (float, int),
    inspect.DateType: (date,),
}
"""What a value of each kind is in Python; nothing but these is asked for."""


def _expected(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.VarTupleType) and isinstance(kind.item_type, inspect.StructType):
        return "a list of tables, each under its name in two brackets, [[…]]"
    if isinstance(kind, inspect.UnionType):
        return " or ".join(_expected(one) for one in kind.types if not isinstance(one, inspect.NoneType))
    if isinstance(kind, inspect.LiteralType):
        return f"one of {', '.join(map(str, kind.values))}"
    if isinstance(kind, inspect.DateType):
        return "a date, without quotes"
    return next((_WORDS[types[0]] for known, types in _PYTHON.items() if isinstance(kind, known)), "something else")


def found(value: Any, *, secret: bool = False) -> str:
    """A value as it is told in an error: what kind it is, and, where that is short and cannot be a secret, itself."""
    word = _WORDS.get(type(value), type(value).__name__)
    short = isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < _EXACT)
    return f"{word}, {str(value).lower()}" if short and not secret else word
