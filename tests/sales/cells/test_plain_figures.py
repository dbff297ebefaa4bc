"""Figures in the usual notations are read by Arrow as `parse_figure` reads each."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from kit.errors import KitError
from kit.sales.cells import amounts
from kit.sales.cells.amounts import Amounts, read_amounts, shown_sign
from kit.sales.cells.distinct import Source
from kit.sales.cells.plain_figures import PlainFigures

SEEDS = 150
FORMS = {
    "plain": ("{0}", "{0}.{1}", "-{0}.{1}", "{0}.5", "0{0}", "{0}.1234", "{0}.{1}00001"),
    "comma": ("{0}", "{0},{1}", "-{0},5", "1 234,{1}", "12\u00a0345\u202f678,{1}", "0,12345"),
    "point": ("1,234.{1}", "-12,345,678.{1}", "{0}", "999.{1}"),
    "german": ("1.234,{1}", "{0},{1}", "12.345.678,5", "{0}"),
    "spaces": ("1 234", "{0}", "12 345 678", "-1\u2009234", "1 234.{1}", "0 123", "1234 567"),
}
UGLY = (
    *("1,234", "1.234", "12.345", "1 234,567", "1.5k", "2,5 млн", "€ 12", "12 ₽", "(15,00)", "15-"),
    *("n/a", "-", "1.2.3", "1e5", "1,5E+3", "99 999 999 999 999", "1234567890123456789", "--5"),
    *(
        "12,34,567",
        "١٢٣",
        "+5",
        "5%",
        "0.000000001",
        ".5",
        "5.",
        "1234567890123,45",
        "- 5",
        "1  234",
    ),
)


def column(seed: int) -> list[str | None]:
    dice = random.Random(seed)
    forms = FORMS[dice.choice(list(FORMS))]
    cells: list[str | None] = []
    for _ in range(dice.randrange(1, 60)):
        form = dice.choice(forms)
        cells.append(
            form.format(dice.randrange(10 ** dice.randrange(1, 13)), f"{dice.randrange(100):02}")
        )
    for _ in range(dice.choice([0, 0, 1, 2, 5])):
        cells[dice.randrange(len(cells))] = dice.choice((*UGLY, None))
    return cells


def told(cells: list[str | None], **options) -> object:
    """Everything that is known of a column after reading, or the question that stops it."""
    source = Source("a.csv", "Amount", np.arange(2, len(cells) + 2))
    chunks = pa.chunked_array([pa.array(cells, pa.string())])
    try:
        read: Amounts = read_amounts(chunks, source, **options)
    except KitError as error:
        return str(error.text)
    used = np.ones(len(cells), dtype=np.bool_)
    return (
        [
            None if missing else int(whole) * 10 ** (80 - read.figures.scale)
            for whole, missing in zip(read.figures.mantissa, read.figures.missing, strict=True)
        ],
        read.figures.scale,
        read.not_understood.tolist(),
        read.currencies(used),
        [str(note) for note in read.notes],
        shown_sign(chunks, source),
    )


@pytest.mark.parametrize("money", [True, False])
@pytest.mark.parametrize("decimals", [None, "point", "comma"])
def test_a_column_is_told_as_cell_by_cell(monkeypatch, money: bool, decimals: str | None) -> None:
    quick = [told(column(seed), money=money, decimals=decimals) for seed in range(SEEDS)]
    monkeypatch.setattr(
        amounts.PlainFigures, "of", classmethod(lambda cls, *_, **__: cls({}, np.zeros(0, int)))
    )
    for seed, result in enumerate(quick):
        assert result == told(column(seed), money=money, decimals=decimals), (seed, column(seed))


def test_real_numbers_are_told_as_cell_by_cell(monkeypatch) -> None:
    cells = ["12", "-3.5", "0.1230", "1234.56789", "0.00000012", None, "x", "inf", "12.5", "007"]
    quick = told(cells, decimals=None, typed=True)
    monkeypatch.setattr(
        amounts.PlainFigures, "of", classmethod(lambda cls, *_, **__: cls({}, np.zeros(0, int)))
    )
    assert quick == told(cells, decimals=None, typed=True)


def test_which_cells_are_plain() -> None:
    texts = ["12", "1,50", "1 234,50", "1.234,50", "1,234.50", "1 234", "1234.56", *UGLY]
    plain = PlainFigures.of(pa.chunked_array([pa.array(texts, pa.string())]))
    found = np.zeros(len(texts), dtype=np.bool_)
    for values in plain.by_sign.values():
        found |= ~values.missing
    assert np.flatnonzero(found).tolist() == list(range(7))
    assert plain.by_sign[","].mantissa[:4].tolist() == [0, 150, 123450, 123450]
