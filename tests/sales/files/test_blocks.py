"""Regular lines are cut by Arrow: every row is as Python's csv reads it, whatever stands around."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kit.errors import KitError
from kit.sales.files import blocks, delimited, raw
from kit.sales.files.blocks import Block, TextFile
from kit.sales.files.formats import read_file
from kit.sales.files.raw import Raw

CELLS = (
    *("1", "C-07", "Ромашка", " x ", "", "NULL", "\u00a0", "N/A ", "a b", "0", "\ufeff", "ID"),
    *('say "so"', 'in"ch', "it's", '"', "two\nlines", "semi;colon", "comma,", "\ttab", "Ünï", "€"),
)
WIDTH = 4


def written(cell: str, dice: random.Random) -> str:
    """A cell as a system would write it, and now and then as none should."""
    if dice.random() < 0.01:
        return cell
    if dice.random() < 0.2 or any(sign in cell for sign in '",;\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def file_of(seed: int) -> str:
    dice = random.Random(seed)
    plain = seed % 3 == 0  # without quotation marks
    cells = [cell for cell in CELLS if not plain or not set(cell) & set('",;\n')]
    end = dice.choice(["\n", "\r\n"])
    lines = ["ID;Client;Date;Amount"]
    for _ in range(dice.randrange(1, 120)):
        roll = dice.random()
        width = WIDTH if roll < 0.9 else dice.randrange(1, WIDTH + 3)
        row = [dice.choice(cells) for _ in range(width)]
        line = ";".join(cell if plain else written(cell, dice) for cell in row)
        lines.append(
            "" if roll > 0.99 else ";;;" if roll > 0.98 else lines[0] if roll > 0.97 else line
        )
    text = end.join(lines) + end * dice.choice([0, 1, 1, 2])
    if dice.random() < 0.05:
        place = dice.randrange(len(text))
        text = text[:place] + dice.choice(["\r", '"', "\n\n"]) + text[place:]
    return text


def outcome(path: Path) -> tuple[object, ...]:
    """All that was read, or why nothing could be."""
    try:
        read: Raw = read_file(path, "a.csv", is_header=lambda cells: sum(map(is_heading, cells)))
    except KitError as error:
        return (str(error.text),)
    aside = [(row.row, str(row.reason), row.record) for row in read.set_aside]
    return read.header, read.cells.to_pylist(), read.rows.tolist(), aside, read.notes


def one_by_one(file: TextFile, line: int, width: int) -> Iterator[Block]:
    """All rows from a line on, none of them cut by Arrow."""
    yield Block((), np.zeros(0, np.int64), list(file.records_from(line)))


def is_heading(cell: str) -> bool:
    return cell in ("ID", "Client", "Date", "Amount")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_rows_are_those_that_are_read_one_by_one(tmp_path: Path, monkeypatch, codec: str) -> None:
    monkeypatch.setattr(raw, "HEADING_ROWS", 3)
    by_arrow = 0
    cut = blocks._cut

    def counted(*args, **options):
        nonlocal by_arrow
        arrays = cut(*args, **options)
        by_arrow += len(arrays[0]) if arrays else 0
        return arrays

    for seed in range(40):
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(file_of(seed).encode(codec, "replace"))
        monkeypatch.setattr(delimited, "blocks", one_by_one)
        expected = outcome(path)
        monkeypatch.setattr(delimited, "blocks", blocks.blocks)
        monkeypatch.setattr(blocks, "_cut", counted)
        for size in (64, 1 << 20):
            monkeypatch.setattr(blocks, "SIZE", size)
            assert outcome(path) == expected, (codec, seed, size)
    assert by_arrow > 1_000


def test_a_very_long_cell_is_left_to_csv(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(raw, "HEADING_ROWS", 2)
    path = tmp_path / "long.csv"
    long = "x" * 120_000
    path.write_text(f"ID;Client;Date;Amount\n1;a;b;c\n2;a;b;c\n3;{long};b;c\n4;a;b;c\n")
    _, cells, rows, aside, _ = outcome(path)
    assert (len(cells), rows, aside) == (4, [2, 3, 4, 5], [])
    assert cells[2]["c1"] == long
