"""Which columns could be one that no heading names: the likeliest first, an unlikely one never."""

from __future__ import annotations

from pathlib import Path

from kit.sales.files.formats import read_file
from kit.sales.files.raw import Raw
from kit.sales.headings.likely import likely_columns, near_misses


def raw(folder: Path, text: str) -> Raw:
    (folder / "f.csv").write_text(text, encoding="utf-8")
    return read_file(folder / "f.csv", "f.csv", is_header=lambda cells: 0)


def test_a_near_heading_comes_first_and_cells_have_to_be_of_the_kind(tmp_path):
    file = raw(
        tmp_path,
        "note,order date text,done on,net amounts,paid\n"
        "call,soon,2024-01-05,10,1\nvisit,later,2024-02-05,20,2\n",
    )
    missing = ["ordered_on", "amount"]
    assert likely_columns(file, "orders", missing, set()) == {"ordered_on": [2], "amount": [3]}


def test_without_a_near_heading_only_a_column_that_is_alone_of_its_kind(tmp_path):
    file = raw(tmp_path, "a,b,c,d\n2024-01-05,2024-01-06,7,x\n2024-01-07,2024-01-08,8,y\n")
    likely = likely_columns(file, "orders", ["ordered_on", "amount", "order_id"], set())
    assert likely == {"ordered_on": [], "amount": [2], "order_id": []}


def test_no_column_is_proposed_twice_and_none_that_is_used(tmp_path):
    file = raw(tmp_path, "klient,wert\nA,5\nA,6\nB,7\n")
    assert likely_columns(file, "orders", ["client_id", "order_id"], {1}) == {
        "client_id": [0],
        "order_id": [],
    }
    assert likely_columns(file, "orders", ["client_id"], {0}) == {"client_id": []}


def test_a_near_miss_is_hardly_more_than_the_name(tmp_path):
    file = raw(tmp_path, "budget 2024,budget of the whole group,annual budget %\n5,6,7\n")
    assert near_misses(file, "clients", "annual_budget", set()) == [0]
    assert near_misses(file, "clients", "annual_budget", {0}) == []
