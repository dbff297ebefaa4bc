"""Reports that are no tables of orders are named for what they are; tables never are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales


def refused(tmp_path: Path, content: str) -> str:
    (tmp_path / "report.csv").write_text(content, encoding="utf-8")
    with pytest.raises(KitError) as caught:
        read_sales(["report.csv"], folder=tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("headings", "first", "last"),
    [
        ("Клиент;Янв. 2023;Февр. 2023;Март 2023;Всего", "Янв. 2023", "Март 2023"),
        ("Kunde;Januar;Februar;März;Summe", "Januar", "März"),
        ("Client;janv. 24;févr. 24;mars 24;Total", "janv. 24", "mars 24"),
        ("Customer;Jan-24;Feb-24;Mar-24;Total", "Jan-24", "Mar-24"),
        ("Customer;2024-01;2024-02;2024-03;Total", "2024-01", "2024-03"),
        ("Customer;01.2024;02.2024;03.2024;Total", "01.2024", "03.2024"),
        ("Customer;2024-01-01;2024-02-01;2024-03-01;Total", "2024-01-01", "2024-03-01"),
        ("Customer;Q1 2024;Q2 2024;Q3 2024;Total", "Q1 2024", "Q3 2024"),
        ("Контрагент;1 кв. 2024;2 кв. 2024;3 кв. 2024;Итого", "1 кв. 2024", "3 кв. 2024"),
        ("Customer;2022;2023;2024;Total", "2022", "2024"),
        ("Customer;W01;W02;W03;Total", "W01", "W03"),
        ("Customer;2024-W01;2024-W02;2024-W03;Total", "2024-W01", "2024-W03"),
        ("Kunde;KW 1;KW 2;KW 3;Summe", "KW 1", "KW 3"),
    ],
)
def test_a_table_of_clients_and_months(headings, first, last, tmp_path: Path) -> None:
    told = refused(tmp_path, f"{headings}\nA;1;2;3;6\nB;4;5;6;15\n")
    assert f"clients and months or other periods (“{first}” to “{last}”)" in told
    assert "one row for each order or invoice with its date, number, client and amount" in told


def test_months_above_repeated_headings(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        "Customer;May 2024;;June 2024;\n;Quantity;Revenue;Quantity;Revenue\n"
        "A;1;10;2;20\nB;3;30;4;40\n",
    )
    assert "“May 2024” to “June 2024”" in told


def test_words_that_begin_like_months_are_headings(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "Order ID;Client;Order date;Amount;Margin;Market;Decision;Maytag\n"
        "1;A;2024-01-05;10;1;x;y;z\n2;B;2024-02-05;20;2;x;y;z\n",
        encoding="utf-8",
    )
    assert len(read_sales(["orders.csv"], folder=tmp_path).orders) == 2


def test_groups_that_cannot_be_read_for_certain(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        ";Transaction date;Transaction type;Num;Amount\n;01/04/2024;Invoice;0;10\nAlpha Ltd;;;;\n"
        ";01/05/2024;Invoice;1;10\n;01/06/2024;Invoice;2;20\nTotal for Alpha Ltd;;;;30\n"
        "Beta Ltd;;;;\n;01/07/2024;Invoice;3;5\nTotal for Beta Ltd;;;;5\n",
    )  # whose is the first invoice?
    assert "the client has a row of its own (“Alpha Ltd”, row 3). Its documents" in told


def test_documents_whose_clients_do_not_add_up(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        "Контрагент, документ;Сумма\nООО Ромашка;700\n"
        "Реализация товаров 00-1 от 05.01.2024 10:00:00;100\n"
        "Реализация товаров 00-2 от 20.01.2024 10:00:00;200\nООО Лютик;950\n"
        "Реализация товаров 00-3 от 21.01.2024 10:00:00;50\n",
    )
    assert "a report with clients, managers and products on different levels" in told


def test_what_a_person_mapped_is_read(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "N;Who;When;2022;2023;2024\n1;A;2024-01-05;1;2;10\n2;B;2024-02-05;3;4;20\n",
        encoding="utf-8",
    )
    names = {"order_id": "N", "client_id": "Who", "ordered_on": "When", "amount": "2024"}
    sales = read_sales(["orders.csv"], folder=tmp_path, map=names)
    assert list(sales.orders["amount"]) == [1000, 2000]
