"""What one order is, and which of several dates is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.questions.sense import head
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.headings import dating
from kit.sales.tables import Sales


def read(folder: Path, *lines: str, **options: object) -> Sales:
    (folder / "o.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def asked(folder: Path, *lines: str, **options: object) -> str:
    with pytest.raises(Unanswered) as caught:
        read(folder, *lines, **options)
    return str(caught.value)


def days(sales: Sales) -> list[str]:
    return [f"{day:%m-%d}" for day in sales.orders["day"]]


def notes(sales: Sales) -> str:
    return "\n".join(map(str, [*sales.notes, *sales.inputs[0].notes]))


def test_without_a_number_each_row_is_an_order(tmp_path):
    rows = ("A;2024-01-05;10", "A;2024-01-05;20", "B;2024-02-05;30")
    sales = read(tmp_path, "Клиент;Дата;Сумма", *rows)
    assert list(sales.orders["amount"]) == [1000, 2000, 3000]
    assert "each row counts as an order" in notes(sales)


def test_a_column_that_may_be_the_number_is_asked_about(tmp_path):
    lines = ("Client;Date;Amount;Our order id", "A;2024-01-05;10;x1", "A;2024-02-05;20;x2")
    text = asked(tmp_path, *lines)
    assert '--map "order_id=Our order id"' in text
    assert "--answer orders.order_id=rows" in text
    assert len(read(tmp_path, *lines, answers={"orders.order_id": "rows"}).orders) == 2


def test_the_column_of_clients_is_never_proposed_as_the_number(tmp_path):
    text = asked(
        tmp_path, "id_cliente;fecha_compra;valor_compra", "1;2024-01-05;10", "1;2024-02-05;7"
    )
    assert "order_id" not in text


def test_rows_that_continue_an_order_are_filled_down(tmp_path):
    sales = read(
        tmp_path,
        "Order no;Client;Date;Product;Amount",
        "1;A;2024-01-05;Bolts;10", ";A;2024-01-05;Nuts;5", ";;;Washers;2",
        "2;B;2024-02-05;Bolts;7", ";;;;24",
        answers={"orders.order_id.blank": "aside"},
    )  # fmt: skip
    assert list(sales.orders["amount"]) == [1700, 700]
    assert "2 rows without an order number continue the order" in notes(sales)
    assert [str(reason) for reason in sales.set_aside["reason"]] == ["a totals row"]


def test_a_row_of_another_client_without_a_number_is_asked_about(tmp_path):
    lines = ("Order no;Client;Date;Amount", "1;A;2024-01-05;10", ";B;2024-02-05;7")
    assert "“Order no” (such as row 3)" in asked(tmp_path, *lines)
    said = {"orders.order_id.blank": "rows"}
    assert len(read(tmp_path, *lines, answers=said).orders) == 2
    assert len(read(tmp_path, *lines, answers={"orders.order_id.blank": "aside"}).orders) == 1


def test_clients_written_once_as_in_merged_cells(tmp_path):
    rows = ("A;1;2024-01-05;10", ";2;2024-02-05;20", "B;3;2024-03-05;30", ";4;2024-04-05;40")
    sales = read(tmp_path, "Client;Order no;Date;Amount", *rows)
    assert list(sales.orders["client_id"]) == ["A", "A", "B", "B"]
    assert "the client above them" in notes(sales)


def test_lines_of_text_below_the_table_ask_nothing(tmp_path):
    orders = ["A;1;2024-01-05;10", "B;2;2024-02-05;20", "A;3;2024-03-05;30"]
    footer = ["Report of the month;;;", "All rights reserved;;;", "Example Org;;;"]
    for heads, turned in (("No;Client;Date;Amount", True), ("Client;No;Date;Amount", False)):
        rows = [";".join([row.split(";")[1], row[0], *row.split(";")[2:]]) for row in orders]
        sales = read(tmp_path, heads, *(rows if turned else orders), *footer)
        assert len(sales.orders) == 3
        assert sales.inputs[0].rows_set_aside == 3


def test_a_number_on_several_dates_is_asked_about(tmp_path):
    lines = (
        "Номер;Клиент;Дата;Сумма",
        "1;A;05.01.2023;10",
        "2;A;05.06.2023;10",
        "1;A;15.01.2024;10",
    )
    text = asked(tmp_path, *lines)
    assert "“Номер”: 1 order number has several dates" in text
    said = {"orders.order_id.repeats": "dates"}
    assert days(read(tmp_path, *lines, answers=said)) == ["01-05", "06-05", "01-15"]
    said = {"orders.order_id.repeats": "first"}
    assert list(read(tmp_path, *lines, answers=said).orders["amount"]) == [2000, 1000]


def test_several_clients_in_one_cell_are_asked_about(tmp_path):
    lines = ("Order no;Client;Date;Amount", "1;A;2024-01-05;10", "2;A; B;2024-02-05;20")
    lines = (lines[0], lines[1], '2;"A; B";2024-02-05;20', '3;"A, C";2024-03-05;20')
    text = asked(tmp_path, *lines)
    assert "1 row names several clients in one cell, such as “A; B”" in text
    by_first = read(tmp_path, *lines, answers={"orders.client_id.several": "first"})
    assert list(by_first.orders["client_id"]) == ["A", "A", "A, C"]
    aside = read(tmp_path, *lines, answers={"orders.client_id.several": "aside"})
    assert list(aside.orders["order_id"]) == ["1", "3"]


def test_orders_that_share_their_day_can_count_as_one(tmp_path):
    lines = (
        "Order no;Client;Date;Amount",
        "1;A;2024-01-05;10",
        "2;A;2024-01-05;5",
        "3;A;2024-03-05;7",
    )
    sales = read(tmp_path, *lines)
    assert len(sales.orders) == 3
    (told,) = map(str, head(sales, ()))
    assert told == (
        "2 of 3 orders share their client and day with another one. For now each of them is an"
        " order of its own. If instead a client's orders of one day are one order, add --answer"
        " orders.same_day=days."
    )
    assert head(read(tmp_path, *lines, answers={"orders.same_day": "orders"}), ()) == ()
    together = read(tmp_path, *lines, answers={"orders.same_day": "days"})
    assert list(together.orders["amount"]) == [1500, 700]
    assert together.orders.dtypes.to_dict() == sales.orders.dtypes.to_dict()
    assert together.answers == {"orders.same_day": "days"}


# ---- which date ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "done"),
    [
        ("Created at", "Closed at"), ("created", "won_at"), ("Дата создания", "Дата выигрыша"),
        ("Erstellt am", "Abschlussdatum"), ("Fecha de creación", "Fecha de cierre"),
        ("createdAt", "closedAt"), ("Date créée", "Date de clôture"),
    ],
)  # fmt: skip
def test_the_day_it_was_won_comes_before_the_day_of_its_record(made, done, tmp_path):
    rows = ("1;A;2024-01-05;2024-03-07;10", "2;A;2024-02-05;2024-04-07;10")
    sales = read(tmp_path, f"Order no;Client;{made};{done};Amount", *rows)
    assert days(sales) == ["03-07", "04-07"]
    assert sales.inputs[0].matched["ordered_on"] == done


def test_an_expected_day_is_no_order_date(tmp_path):
    head = "Order no;Client;Created at;Expected close date;Amount"
    assert days(read(tmp_path, head, "1;A;2024-01-05;2030-03-07;10")) == ["01-05"]


def test_a_lone_day_of_shipping_will_do(tmp_path):
    head = "Номер;Клиент;Дата отгрузки;Сумма"
    assert days(read(tmp_path, head, "1;A;05.01.2024;10")) == ["01-05"]


def test_the_record_beside_a_payment_is_asked_about(tmp_path):
    lines = ("Order no;Client;Created at;Paid at;Amount", "1;A;2024-01-05;2024-03-07;10")
    text = asked(tmp_path, *lines)
    assert '--map "ordered_on=Created at"' in text
    assert '--map "ordered_on=Paid at"' in text


def test_where_the_better_date_is_blank_a_person_says_which(tmp_path):
    lines = ("Order no;Client;Created at;Closed at;Amount", "1;A;2024-01-05;2024-03-07;10",
             "2;A;2024-02-05;;10")  # fmt: skip
    assert "“Closed at” is blank in 1 row" in asked(tmp_path, *lines)
    assert days(read(tmp_path, *lines, map={"ordered_on": "Closed at"})) == ["03-07"]
    assert days(read(tmp_path, *lines, map={"ordered_on": "Created at"})) == ["01-05", "02-05"]


def test_without_a_status_what_has_no_day_of_winning_was_not_won(tmp_path):
    lines = ("Order no;Client;Created;Won time;Lost time;Amount", "1;A;2024-01-05;2024-03-07;;10",
             "2;A;2024-02-05;;2024-03-01;10", "3;A;2024-02-06;;;10")  # fmt: skip
    assert days(read(tmp_path, *lines)) == ["03-07"]


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Expected Close Date", "expected"), ("Предполагаемая дата закрытия", "expected"),
        ("requiredDate", "expected"), ("Won time", "won"), ("Дата закрытия", "closed"),
        ("Lost time", "lost"), ("ShipDate", "shipped"), ("DATE_CREATE", "created"),
        ("Invoice date", "order"), ("Bezahlt am", "paid"),
    ],
)  # fmt: skip
def test_what_a_date_says(heading, meaning):
    assert dating.meaning(heading) == meaning


def test_what_is_taken_back_later_under_the_same_number_is_no_second_order(tmp_path):
    rows = [f"{n};C{n % 2};2024-0{n}-10;{n}00" for n in range(1, 7)]
    back = ["2;C0;2024-03-20;-200", "5;C1;2024-06-01;-100"]
    text = "\n".join(["Order ID;Client;Order date;Amount", *rows, *back])
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["o.csv"], folder=tmp_path)
    by_order = sales.orders.set_index("order_id")
    assert by_order["amount"].to_dict() == {
        "1": 10000, "2": 0, "3": 30000, "4": 40000, "5": 40000, "6": 60000,
    }  # fmt: skip
    assert str(by_order["day"]["5"].date()) == "2024-05-10"


@pytest.mark.parametrize(
    "head",
    ["Contract;Client;Payment date;Part;Amount", "Договор;Клиент;Дата;Взнос;Сумма",
     "Vertrag;Kunde;Datum;Teilzahlung;Betrag"],
)  # fmt: skip
def test_payments_of_one_contract_are_asked_about(head, tmp_path):
    rows = [f"K{n // 3};C{n // 3};2024-0{n + 1}-10;{n % 3 + 1}/3;100" for n in range(9)]
    (tmp_path / "o.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    with pytest.raises(Unanswered) as caught:
        read_sales(["o.csv"], folder=tmp_path)
    assert "orders.order_id" in {doubt.key for doubt in caught.value.doubts}
    number = head.split(";")[0]
    one_each = {"orders.order_id": number, "orders.order_id.repeats": "first"}
    assert len(read_sales(["o.csv"], folder=tmp_path, answers=one_each).orders) == 3
    each_row = {"orders.order_id": "rows"}
    assert len(read_sales(["o.csv"], folder=tmp_path, answers=each_row).orders) == 9


def test_a_date_that_has_not_come_is_blank(tmp_path):
    text = (
        "ID;Компания;Бюджет;Дата закрытия\n"
        "1;A;100;05.01.2024\n2;B;200;не закрыта\n3;A;300;06.03.2024\n"
    )
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["o.csv"], folder=tmp_path, map={"amount": "Бюджет"})
    assert sorted(sales.orders["order_id"]) == ["1", "3"]
