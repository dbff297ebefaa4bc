"""Columns of a large file, partly in files of the process: they are the columns of a small one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.sales.clean import read_sales
from kit.sales.files import parquet
from kit.sales.files.raw import Raw
from kit.sales.files.text_columns import TextColumns

N = 500


@pytest.fixture
def path(tmp_path: Path) -> Path:
    days = [date(2024, 1, 1) + timedelta(days=n % 90) for n in range(N)]
    table = pa.table(
        {
            "Order ID": [f"N{n:05}" for n in range(N)],
            "Client": [f"C{n % 7}" if n % 50 else None for n in range(N)],
            "Order date": days,
            "Amount": pa.array([n / 4 for n in range(N)]),
            "Status": pa.array(["Completed", "Lost", None, "NULL"] * (N // 4)).dictionary_encode(),
        }
    )
    blank = pa.table([pa.nulls(2, kind) for kind in table.schema.types], schema=table.schema)
    pq.write_table(pa.concat_tables([table, blank, table.slice(0, 3)]), tmp_path / "o.parquet")
    return tmp_path / "o.parquet"


def raw(path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool) -> Raw:
    monkeypatch.setattr(parquet, "ROWS", 128)
    monkeypatch.setattr(parquet, "IN_MEMORY", 0 if large else 10**9)
    return parquet.read_parquet(path, "o.parquet", "")


def test_the_cells_are_those_of_a_table(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (raw(path, monkeypatch, large=large) for large in (False, True))
    assert isinstance(small.cells, pa.Table)
    assert isinstance(large.cells, TextColumns)
    assert large.rows.tolist() == small.rows.tolist() == [*range(1, N + 1), N + 3, N + 4, N + 5]
    for place, column in enumerate(large.cells.columns):
        assert column.to_pylist() == small.cells.column(place).to_pylist()
    assert large.cells.slice(3, 9).to_pylist() == small.cells.slice(3, 9).to_pylist()
    some = pa.array([0, 499, 7])
    assert large.cells.take(some).to_pylist() == small.cells.take(some).to_pylist()
    assert (large.header, large.date_cells, large.number_cells) == (
        small.header,
        small.date_cells,
        small.number_cells,
    )


def test_the_sales_are_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    for large in (False, True):
        monkeypatch.setattr(parquet, "ROWS", 128)
        monkeypatch.setattr(parquet, "IN_MEMORY", 0 if large else 10**9)
        monkeypatch.setattr("kit.sales.rows.IN_MEMORY", 0 if large else 10**9)
        answers = {"orders.words": "none", "orders.client_id.blank": "aside"}
        read.append(read_sales(["o.parquet"], folder=path.parent, answers=answers))
    assert read[0].orders.equals(read[1].orders)
    assert read[0].set_aside.equals(read[1].set_aside)
    assert read[0].inputs == read[1].inputs
    assert read[0].notes == read[1].notes


@pytest.mark.parametrize("shape", ["a date in parts", "a table beside", "a table below"])
def test_a_sheet_of_any_shape_is_read_as_that_of_a_small_file(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = range(1, 41)
    columns: dict[str, list[object]] = {
        "Order ID": [f"N{n}" for n in numbers],
        "Client": [f"C{n % 7}" for n in numbers],
        "Order date": [f"2024-{1 + n % 12:02}-{1 + n % 28:02}" for n in numbers],
        "Amount": [f"{n}.50" for n in numbers],
    }
    answers = {}
    if shape == "a date in parts":
        days = [str(day).split("-") for day in columns.pop("Order date")]
        columns |= {name: [day[at] for day in days] for at, name in enumerate(("Year", "Month"))}
        columns["Day"] = [day[2] for day in days]
    elif shape == "a table beside":
        few = ["Ann", "Bob"] + [None] * 38
        columns |= {"": [None] * 40, "Manager": few, "Budget": few}
    else:
        answers = {"orders.below": "less"}
        below = ("Refund", "Client", "Order date", "Amount"), ("R1", "C1", "2024-12-20", "5.50")
        below = (*below, ("R2", "C2", "2024-12-21", "6.50"))
        for name, *cells in zip(columns, *below, strict=True):
            columns[name] += cells
    pq.write_table(pa.table(columns), tmp_path / "o.parquet")
    read = []
    for most in (10**9, 0):
        monkeypatch.setattr(parquet, "IN_MEMORY", most)
        read.append(read_sales(["o.parquet"], folder=tmp_path, answers=answers))
    assert len(read[0].orders) == 40 + 2 * (shape == "a table below")
    assert read[0].orders.equals(read[1].orders)
    assert read[0].set_aside.equals(read[1].set_aside)


def test_its_files_go_with_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = raw(path, monkeypatch, large=True).cells
    files = [column.path for column in cells._columns if hasattr(column, "path")]
    assert files
    assert all(file.exists() for file in files)
    del cells
    assert not any(file.exists() for file in files)
