"""The amount of a whole order on each of its rows counts once, when a person says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered

KEY = "orders.amount.repeated"


def total(folder: Path, rows: list[str], **options: object) -> int:
    text = "\n".join(["Order,Date,Client,Product,Order total", *rows])
    (folder / "f.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["f.csv"], folder=folder, **options)  # type: ignore[arg-type]
    return int(sales.orders["amount"].sum()) // 100


def lines(amount: int, days: int = 1) -> list[str]:
    """Six orders of three rows each, `amount` more in each order and row by row where not 0."""
    return [
        f"{order},2024-0{order}-{10 + line * days:02},C{order % 3},P{line},"
        f"{100 * order + amount * line}"
        for order in range(1, 7)
        for line in range(3)
    ]


def test_it_is_asked_and_the_answer_is_followed(tmp_path):
    with pytest.raises(Unanswered) as caught:
        total(tmp_path, lines(0, days=0))
    assert [doubt.key for doubt in caught.value.doubts] == [KEY]
    assert (
        total(tmp_path, lines(0, days=0), answers={KEY: "once"})
        == 100 + 200 + 300 + 400 + 500 + 600
    )
    assert total(tmp_path, lines(0, days=0), answers={KEY: "each"}) == 3 * 2100


def test_lines_with_amounts_of_their_own_are_no_question(tmp_path):
    assert total(tmp_path, lines(7, days=0)) == 3 * 2100 + 6 * (0 + 7 + 14)
