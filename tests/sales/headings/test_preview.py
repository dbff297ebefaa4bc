"""A file is shown before it is read: what is recognised, what is open, what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.company.store import shipped
from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.headings.names import explicit_names
from kit.sales.headings.preview import likely_table, preview_file

DEMO = shipped("datasets/demo")


def file(folder: Path, text: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_is_recognised_as_it_is_read():
    shown = preview_file(DEMO / "orders.csv", "orders")
    assert shown.problem is None
    assert shown.asked == ()
    assert shown.samples["Order No"] == ("D00001", "D00002", "D00003")
    read = read_sales(["orders.csv"], folder=DEMO).inputs[0]
    assert dict(shown.taken) == dict(read.matched)


def test_two_amounts_are_a_choice_and_the_rest_is_still_shown(tmp_path):
    path = file(
        tmp_path,
        "Order No,Client,Date,SubTotal,TotalDue,Owner\n"
        "1,A,2024-01-05,10,12,Ann\n2,B,2024-01-06,20,24,Bob\n",
    )
    shown = preview_file(path, "orders")
    assert shown.asked == ("amount",)
    assert shown.candidates == {"amount": ("SubTotal", "TotalDue")}
    assert shown.taken == {
        "order_id": "Order No",
        "client_id": "Client",
        "ordered_on": "Date",
        "employee_id": "Owner",
    }
    assert "only you can say" in str(shown.problem)
    assert shown.samples["TotalDue"] == ("12", "24")

    chosen = preview_file(path, "orders", map={"orders.amount": "TotalDue"})
    assert chosen.problem is None
    assert chosen.asked == ()
    assert chosen.taken["amount"] == chosen.mapped["amount"] == "TotalDue"
    assert "amount" not in chosen.proposed
    assert chosen.candidates == {"amount": ("SubTotal", "TotalDue")}
    assert chosen.unused == ("SubTotal",)


def test_several_questions_are_all_asked_at_once(tmp_path):
    path = file(
        tmp_path,
        "Order No,Account,Buyer,Order date,Close date,Net amount,Total\n"
        "1,A,x,2024-01-05,2024-02-01,10,12\n2,A,y,2024-01-06,2024-02-03,20,24\n",
    )
    shown = preview_file(path, "orders")
    assert shown.candidates["client_id"] == ("Account", "Buyer")
    assert shown.candidates["ordered_on"] == ("Order date", "Close date")
    assert shown.asked == ("client_id", "ordered_on", "amount")
    assert shown.taken == {"order_id": "Order No"}


def test_what_is_missing_is_named_and_what_is_found_is_kept(tmp_path):
    path = file(tmp_path, "Order No,Kto,Date,Ile\n1,A,2024-01-05,10\n")
    shown = preview_file(path, "orders")
    assert shown.asked == ("client_id", "amount")
    assert shown.taken == {"order_id": "Order No", "ordered_on": "Date"}
    assert shown.unused == ("Kto", "Ile")
    mended = preview_file(path, "orders", map={"client_id": "Kto", "orders.amount": "Ile"})
    assert mended.problem is None
    assert mended.mapped == {"client_id": "Kto", "amount": "Ile"}


def test_orders_with_lines_need_no_amount(tmp_path):
    path = file(tmp_path, "Order No,Client,Date\n1,A,2024-01-05\n")
    assert preview_file(path, "orders").asked == ("amount",)
    assert preview_file(path, "orders", lines=True).asked == ()


def test_an_optional_column_in_doubt_is_left_out_not_asked(tmp_path):
    path = file(
        tmp_path,
        "Order No,Client,Date,Amount,Margin,Profit\n1,A,2024-01-05,10,3,2\n2,B,2024-01-06,20,5,4\n",
    )
    shown = preview_file(path, "orders")
    assert shown.asked == ()
    assert shown.candidates == {"margin": ("Margin", "Profit")}
    assert "margin" not in shown.taken


def test_a_repeated_heading_can_be_meant(tmp_path):
    path = file(tmp_path, "Order No,Client,Date,Amount,Amount\n1,A,2024-01-05,10,12\n")
    shown = preview_file(path, "orders")
    assert shown.asked == ("amount",)
    assert shown.candidates["amount"] == ("Amount#1", "Amount#2")
    for column in shown.candidates["amount"]:
        assert preview_file(path, "orders", map={"amount": column}).mapped["amount"] == column
    # a map that leaves open which of the two is a problem, not a guess
    vague = preview_file(path, "orders", map={"amount": "Amount"})
    assert vague.problem is not None
    assert vague.mapped == {"amount": "Amount"}
    assert "amount" not in vague.taken


def test_a_map_for_another_file_is_passed_over(tmp_path):
    path = file(tmp_path, "Order No,Client,Date,Amount\n1,A,2024-01-05,10\n")
    shown = preview_file(path, "orders", map={"amount": "Umsatz", "clients.client_id": "Kunde"})
    assert shown.mapped == {}
    assert shown.taken["amount"] == "Amount"


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(KitError, match="PDF"):
        preview_file(file(tmp_path, "%PDF-1.7"), "orders")
    with pytest.raises(KitError, match="is not there"):
        likely_table(tmp_path / "nothing.csv")


def test_explicit_names():
    assert explicit_names(["A", "", "a", "B"]) == ("A#1", "column 2", "a#2", "B")


@pytest.mark.parametrize("table", ["orders", "clients", "contracts", "assignments", "employees"])
def test_the_likely_table_of_each_demo_file(table):
    assert likely_table(DEMO / f"{table}.csv") == table


def test_an_unknown_file_is_taken_for_orders(tmp_path):
    assert likely_table(file(tmp_path, "Kunde,Betrag\nA,1\n")) == "orders"


def test_three_different_values_are_samples(tmp_path):
    path = file(
        tmp_path,
        "Order No,Client,Date,Amount\n" + "".join(f"{n},A,2024-01-05,1\n" for n in range(4)),
    )
    assert preview_file(path, "orders").samples["Order No"] == ("0", "1", "2")
    assert preview_file(path, "orders").samples["Client"] == ("A",)


def test_of_tables_that_fit_equally_well_the_first_is_proposed(tmp_path):
    # clients by their name, contracts by their day of signing
    assert likely_table(file(tmp_path, "Client,Name,Signed on\nA,x,2024-01-05\n")) == "clients"


def test_orders_may_have_their_amounts_in_a_file_of_lines(tmp_path):
    orders = "orderID,customerID,employeeID,orderDate,freight\n1,A,5,2024-01-05,3\n"
    assert likely_table(file(tmp_path, orders)) == "orders"
    lines = "orderID,unitPrice,quantity\n1,14.00,12\n"
    assert likely_table(file(tmp_path, lines)) == "lines"
    # without a number of its own a client on a day is no order
    assert likely_table(file(tmp_path, "Client,Name,First contact\nA,x,2024-01-05\n")) == "clients"
