"""Whatever a reading says comes back from JSON as it was, and nothing else can."""

from __future__ import annotations

import json
from datetime import date, datetime

import numpy as np
import pytest

from kit.language import LANGUAGES, Language, Money, Quoted, Text, say, say_n
from kit.sales.copies.values import from_json, to_json
from kit.sales.tables import InputFile, Word

RECORDS = (InputFile, Money, Quoted, Text, Word)


def there_and_back(value):
    return from_json(json.loads(json.dumps(to_json(value))), RECORDS)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        0.1 + 0.2,
        "«Ромашка»\u00a0\n",
        ["a", ["b"]],
        ("a", ("b", 1)),
        {"$": "tuple", "of": {"of": "$"}},
        frozenset({"orders.amount", "clients.name"}),
        date(2024, 2, 29),
        datetime(2024, 2, 29, 13, 5),
        Money(-12_345, "EUR", 1000),
        Word("Won", True, 3, None),
        InputFile("a.csv", "orders", "0" * 64, 3, 2, 1, {"amount": "Sum"}, (say("a"),)),
    ],
)
def test_what_comes_back_is_what_was_given(value):
    again = there_and_back(value)
    assert again == value
    assert type(again) is type(value)


def test_a_sentence_is_the_same_in_every_language():
    inner = say("{column}: {samples}", column=Quoted("Σ"), samples=["a", 2, date(2024, 1, 2)])
    text = say_n("{n} row ({rows}, {money}): {inner}", "{n} rows ({rows}, {money}): {inner}", 5,
                 rows=np.int64(7_000), money=Money(500, "RUB"), inner=inner)  # fmt: skip
    again = there_and_back(text)
    for code in LANGUAGES:
        assert Language(code)(again) == Language(code)(text)


@pytest.mark.parametrize("value", [object(), {1: "a"}, {"a": b"bytes"}, np.zeros(2), {"a", "b"}])
def test_what_json_cannot_bring_back_is_refused(value):
    with pytest.raises(TypeError):
        to_json(value)


@pytest.mark.parametrize(
    "written",
    [
        {"$": "Path", "of": {"path": "/"}},
        {"$": "builtins.eval", "of": {"source": "1"}},
        {"$": "Money", "of": {"minor": 1, "else": 2}},
        {"$": "date", "of": "yesterday"},
        {"of": []},
        {"$": "Text", "of": None},
    ],
)
def test_nothing_but_the_records_named_is_made(written):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        from_json(written, RECORDS)
