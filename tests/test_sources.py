"""Options by which commands are told which files to read, and how."""

from __future__ import annotations

import shlex

import pytest

from kit.errors import KitError
from kit.sales.options import answer_option, escaped
from kit.sources import Sources, column_map, given_answers


@pytest.mark.parametrize(
    ("pairs", "columns"),
    [
        (["amount=SubTotal"], {"amount": "SubTotal"}),
        (["client_id=Company Name"], {"client_id": "Company Name"}),
        (["client_id='Company Name'"], {"client_id": "Company Name"}),
        (['client_id = " padded "'], {"client_id": " padded "}),
        (["orders.amount=a=b", "lines.cost=c"], {"orders.amount": "a=b", "lines.cost": "c"}),
        (["amount=Сумма", "amount=Сумма"], {"amount": "Сумма"}),
        ([], {}),
    ],
)
def test_map(pairs, columns):
    assert column_map(pairs) == columns


@pytest.mark.parametrize("pairs", [["amount"], ["amount="], ["=SubTotal"], ['amount=""']])
def test_map_that_is_not_complete(pairs):
    with pytest.raises(KitError, match="is not complete"):
        column_map(pairs)


def test_map_that_contradicts_itself():
    with pytest.raises(KitError, match="two things of amount: A and B"):
        column_map(["amount=A", "amount=B"])


@pytest.mark.parametrize(
    "word",
    ["Won", "Won; paid", "a=b", "100%", "100%3B", "“Won”", '"Won"', "Won't", "$5 `x` !", "'n'"],
)
def test_the_option_of_a_question_comes_back_as_it_was_meant(word):
    """A word of the data in a key, as a POSIX shell hands the option over."""
    option, pair = shlex.split(answer_option(f"orders.words.{escaped(word)}", "yes"))
    assert option == "--answer"
    assert given_answers([pair]) == {f"orders.words.{word}": "yes"}


def test_conditions_sheets_and_answers_come_together():
    sources = Sources(
        where=["Stage = 'Won'", "contracts=status = 'signed'"],
        sheet=["Deals", "clients=List"],
        answer=["dates=day-first"],
    )
    assert sources.options["where"] == "Stage = 'Won'"
    assert sources.options["answers"] == {
        "contracts.where": "status = 'signed'",
        "dates": "day-first",
        "sheet": "Deals",
        "clients.sheet": "List",
    }
