"""Reports in groups are read as lists where that is certain: every sum, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales


def read(folder: Path, text: str, **options: object) -> Sales:
    (folder / "report.csv").write_text(text, encoding="utf-8")
    return read_sales(["report.csv"], folder=folder, **options)  # type: ignore[arg-type]


def orders(sales: Sales) -> list[tuple[str, str, int]]:
    frame = sales.orders
    days = frame["day"].dt.strftime("%Y-%m-%d")
    return sorted(zip(frame["client_id"], days, frame["amount"] // 100, strict=True))


ALPHA_AND_BETA = [
    ("Alpha", "2024-01-05", 10), ("Alpha", "2024-01-26", 20), ("Beta", "2024-02-27", 5)
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        # the customer above, a sum below, as QuickBooks has it
        ";Date;Transaction type;Num;Amount\nAlpha;;;;\n;01/05/2024;Invoice;1;10\n"
        ";01/26/2024;Invoice;2;20\nTotal for Alpha;;;;30\nBeta;;;;\n;02/27/2024;Invoice;3;5\n"
        "Total for Beta;;;;5\nTOTAL;;;;35\n",
        # sums without a word
        "Client;Order no;Date;Amount\nAlpha;;;\n;1;2024-01-05;10\n;2;2024-01-26;20\n;;;30\n"
        "Beta;;;\n;3;2024-02-27;5\n;;;5\n;;;35\n",
        # the sum beside the name, as 1C has it, with the day in the name of the document
        "Контрагент / Документ;Сумма\nAlpha;30,00\nРеализация 1 от 05.01.2024 9:00:00;10,00\n"
        "Реализация 2 от 26.01.2024 9:00:00;20,00\nBeta;5,00\n"
        "Реализация 3 от 27.02.2024 9:00:00;5,00\nИтого;35,00\n",
        # the name again below the rows, with the sum
        "Customer;Document;Date;Net value\nAlpha;;;\n;1;2024-01-05;10\n;2;2024-01-26;20\n"
        "Alpha;;;30\nBeta;;;\n;3;2024-02-27;5\nBeta;;;5\n",
        # with the heading before the name
        "Order no;Date;Amount\nCustomer: Alpha;;\n1;2024-01-05;10\n2;2024-01-26;20\n"
        "Customer: Beta;;\n3;2024-02-27;5\n",
        # each client once, its rows below, a sum without any name
        "Customer;Order no;Date;Amount\nAlpha;1;2024-01-05;10\n;2;2024-01-26;20\nAlpha;;;30\n"
        "Beta;3;2024-02-27;5\n;;;35\n",
    ],
)
def test_clients_above_their_documents(text: str, tmp_path: Path) -> None:
    sales = read(tmp_path, text)
    assert orders(sales) == ALPHA_AND_BETA
    (file,) = sales.inputs
    assert file.rows_used == 3
    assert file.rows_read == 3 + file.rows_set_aside == len(text.splitlines()) - 1


def test_merged_cells_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["Отчёт", None, None], ["Клиент", "Дата", "Сумма"], ["Alpha", None, 30]]
    rows += [["Заказ 1", "05.01.2024", 10], ["Заказ 2", "26.01.2024", 20], ["Beta", None, 5]]
    rows += [["Заказ 3", "27.02.2024", 5], ["Всего по отчёту", None, 35]]
    for row in rows:
        book.active.append(row)
    for row in (3, 6):
        book.active.merge_cells(f"A{row}:B{row}")
    book.save(tmp_path / "report.xlsx")
    sales = read_sales(["report.xlsx"], folder=tmp_path)
    assert orders(sales) == ALPHA_AND_BETA
    notes = " ".join(str(note) for note in sales.inputs[0].notes)
    assert "2 rows name what the rows below them belong to (such as row 3: “Alpha”)" in notes
    reasons = sales.set_aside["reason"].map(str).value_counts().to_dict()
    assert reasons == {
        "names the rows below it": 2,
        "a sum of other rows": 1,
        "is above the column headings": 1,
    }


LEVELS = (
    ";Date;Num;Amount\nNorth;;;\nAlpha;;;\n;2024-01-05;1;10\n;2024-01-26;2;20\nBeta;;;\n"
    ";2024-02-27;3;5\nSouth;;;\nGamma;;;\n;2024-03-07;4;8\n"
)


def test_two_levels_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, LEVELS)
    assert "those directly above the documents, such as “Alpha”, “Beta”, and “Gamma”" in str(
        caught.value
    )
    inner = read(tmp_path, LEVELS, answers={"orders.groups": "inner"})
    assert orders(inner) == [*ALPHA_AND_BETA, ("Gamma", "2024-03-07", 8)]
    outer = read(tmp_path, LEVELS, answers={"orders.groups": "outer"})
    assert [client for client, _, _ in orders(outer)] == ["North", "North", "North", "South"]


def test_a_client_whose_name_begins_like_a_sum(tmp_path: Path) -> None:
    text = (
        "Customer;Num;Date;Amount\nAlpha;;;\n;1;2024-01-05;10\n;2;2024-01-26;20\n"
        "Total Energies;;;\n;3;2024-02-27;5\n"
    )
    assert orders(read(tmp_path, text))[-1] == ("Total Energies", "2024-02-27", 5)


def test_goods_below_documents_are_no_documents(tmp_path: Path) -> None:
    text = (
        "Контрагент, документ, товар;Сумма\nAlpha;30\nРеализация 1 от 05.01.2024;30\nБолт;10\n"
        "Гайка;20\nBeta;5\nРеализация 3 от 27.02.2024;5\nБолт;5\n"
    )
    with pytest.raises(KitError) as caught:
        read(tmp_path, text)
    assert "clients, managers and products on different levels" in str(caught.value)


def test_a_flat_list_stays_as_it_is(tmp_path: Path) -> None:
    text = "Client;Note;Date;Amount\nA;;2024-01-05;10\nB;x;2024-01-26;20\nC;;2024-02-27;5\n"
    sales = read(tmp_path, text)
    assert len(sales.orders) == 3
    assert not any("in groups" in str(note) for note in sales.inputs[0].notes)


def test_rows_of_months_between_orders_name_no_clients(tmp_path: Path) -> None:
    text = (
        "Order no;Client;Date;Amount\nJanuary 2024;;;\n1;Alpha;2024-01-05;10\n"
        "2;Alpha;2024-01-26;20\nFebruary 2024;;;\n3;Beta;2024-02-27;5\n"
    )
    assert orders(read(tmp_path, text)) == ALPHA_AND_BETA
    managers = text.replace("January 2024", "Ivanov").replace("February 2024", "Petrov")
    assert orders(read(tmp_path, managers)) == ALPHA_AND_BETA
