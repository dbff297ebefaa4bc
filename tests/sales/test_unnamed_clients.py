"""Orders without a client: another column may name it, and that is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

KEY = "orders.client_id.blank"


def read(folder: Path, last: str, **options: object) -> Sales:
    """Companies A and B, each with a person; and persons without a company."""
    people = [("", "cy@x.org"), ("A", "ann@a.com"), ("B", "bob@b.com"), ("", "di@y.org")]
    rows = []
    for n in range(12):
        company, email = people[n % 4]
        named = email if last == "email" else last.format(n=n)
        rows.append(f"{n},2024-01-{n + 1:02},{company},{named},100")
    text = "\n".join(["Order ID,Date,Company,Further,Amount", *rows])
    (folder / "f.csv").write_text(text, encoding="utf-8")
    return read_sales(["f.csv"], folder=folder, **options)  # type: ignore[arg-type]


def test_the_column_that_names_them_is_proposed_and_followed(tmp_path):
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, "email")
    (doubt,) = caught.value.doubts
    assert (doubt.key, [choice.answer for choice in doubt.choices]) == (
        KEY,
        ["Further", "aside"],
    )
    named = read(tmp_path, "email", answers={KEY: "Further"})
    assert set(named.orders["client_id"]) == {"A", "B", "cy@x.org", "di@y.org"}
    assert len(named.orders) == 12
    left = read(tmp_path, "email", answers={KEY: "aside"})
    assert (len(left.orders), left.inputs[0].rows_set_aside) == (6, 6)


@pytest.mark.parametrize("further", ["Germany", "note {n}", "", "2024-03-01"])
def test_what_names_nobody_is_not_proposed(further, tmp_path):
    assert len(read(tmp_path, further).orders) == 6
