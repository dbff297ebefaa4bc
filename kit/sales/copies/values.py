"""Sentences, dates and records as JSON, and back again: nothing else can come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

KIND, OF = "$", "of"  # what a JSON object stands for, and its parts


def to_json(value: Any) -> Any:
    """A value as JSON has it; what is more than a list, a text or a number names its kind.

    Raises
    ------
    TypeError
        It holds something that JSON cannot bring back as it is.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [to_json(part) for part in value]
    if isinstance(value, tuple):
        return {KIND: "tuple", OF: [to_json(part) for part in value]}
    if isinstance(value, frozenset):
        return {KIND: "frozenset", OF: sorted(to_json(part) for part in value)}
    if isinstance(value, datetime):
        return {KIND: "datetime", OF: value.isoformat()}
    if isinstance(value, date):
        return {KIND: "date", OF: value.isoformat()}
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("a name that is no text")
        return {KIND: "mapping", OF: {name: to_json(part) for name, part in value.items()}}
    if is_dataclass(value):
        parts = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {KIND: type(value).__name__, OF: parts}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def from_json(value: Any, records: Iterable[type]) -> Any:
    """What `to_json` was given; `records` are the dataclasses that may stand in it.

    Raises
    ------
    ValueError, KeyError, TypeError
        It is nothing that `to_json` has written.
    """
    makers: dict[str, Any] = {record.__name__: record for record in records}

    def made(value: Any) -> Any:
        if isinstance(value, list):
            return [made(part) for part in value]
        if not isinstance(value, dict):
            return value
        kind, parts = value[KIND], value[OF]
        match kind:
            case "tuple":
                return tuple(made(part) for part in parts)
            case "frozenset":
                return frozenset(parts)
            case "date":
                return date.fromisoformat(parts)
            case "datetime":
                return datetime.fromisoformat(parts)
        named = {name: made(part) for name, part in parts.items()}
        return named if kind == "mapping" else makers[kind](**named)

    return made(value)
