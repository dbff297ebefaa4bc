"""A history of changed fields is no register, and is named as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered

ORDERS = "Order no,Client,Date,Amount\n1,A,2024-01-10,100\n2,A,2024-03-10,120\n"
ROWS = "A,Owner,Ann,Bob,2024-02-01\nA,Phone,1,2,2024-02-02\n"


def folder_of(tmp_path: Path, head: str, rows: str = ROWS) -> Path:
    (tmp_path / "o.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "h.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Account ID,Field / Event,Old Value,New Value,Edit Date", ROWS),
        ("AccountId,Field,OldValue,NewValue,CreatedDate", ROWS),
        ("Клиент,Поле,Старое значение,Новое значение,Дата", ROWS),
        ("Kunde,Feld,Alter Wert,Neuer Wert,Datum", ROWS),
        ("Client,Property,Value,Date", "A,owner,Bob,2024-02-01\n"),
        ("Client,Employee,Before,After,From", "A,Eve,Ann,Bob,2024-02-01\n"),
    ],
)
@pytest.mark.parametrize("table", ["assignments", "contracts"])
def test_it_is_named_and_asked_about(tmp_path: Path, head: str, rows: str, table: str) -> None:
    folder = folder_of(tmp_path, head, rows)
    with pytest.raises(Unanswered) as caught:
        read_sales(["o.csv", f"{table}=h.csv"], folder=folder)
    [doubt] = caught.value.doubts  # and nothing about the columns that it lacks
    assert doubt.key == f"{table}.form"
    message = str(caught.value)
    assert "h.csv is a history of changed fields" in message
    assert f"--answer {table}.form=leave-out" in message
    assert f"--answer {table}.form=as-it-is" in message


def test_without_it_the_orders_are_read(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "Client,Field,Old value,New value,Date")
    answers = {"assignments.form": "leave-out"}
    sales = read_sales(["o.csv", "assignments=h.csv"], folder=folder, answers=answers)
    assert len(sales.assignments) == 0
    assert sales.answers["assignments.form"] == "leave-out"
    assert [str(warning) for warning in sales.warnings] == ["h.csv is left out."]


def test_whoever_maps_its_values_and_names_its_rows_may_read_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "Client,Field,Old value,New value,Date")
    sales = read_sales(
        ["o.csv", "assignments=h.csv"],
        folder=folder,
        map={"assignments.employee_id": "New value", "assignments.from_on": "Date"},
        answers={"assignments.where": "Field = 'Owner'"},
    )
    assert list(sales.assignments["employee_id"]) == ["Bob"]
    account = sales.inputs[1]
    assert (account.rows_read, account.rows_used, account.rows_set_aside) == (2, 1, 1)


def test_a_register_is_no_history(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "Client,Employee,From,To", "A,Ann,2024-01-01,2024-02-01\n")
    assert len(read_sales(["o.csv", "assignments=h.csv"], folder=folder).assignments) == 1
