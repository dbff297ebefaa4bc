"""Every row is used or set aside with a reason; orders are summed exactly; caveats are counted."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.inputs import conditions
from kit.sales.tables import Sales

HEAD = "Order No;Client;Order date;Amount"


def put(folder: Path, name: str, *rows: str, head: str = HEAD) -> str:
    (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return name


def read(folder: Path, *rows: str, head: str = HEAD, **options: object) -> Sales:
    name = put(folder, "orders.csv", *rows, head=head)
    return read_sales([name], folder=folder, **options)  # type: ignore[arg-type]


def refused(folder: Path, *rows: str, head: str = HEAD, **options: object) -> str:
    with pytest.raises(KitError) as caught:
        read(folder, *rows, head=head, **options)
    return str(caught.value)


def reasons(sales: Sales) -> dict[int, str]:
    return {
        int(row): str(reason)
        for row, reason in zip(sales.set_aside["row"], sales.set_aside["reason"], strict=True)
    }


def notes(sales: Sales) -> str:
    return "\n".join(str(note) for note in sales.notes)


# ---- rows set aside -----------------------------------------------------------------------------


def test_each_reason_with_its_row(tmp_path: Path) -> None:
    sales = read(
        tmp_path,
        "1;A;2024-01-01;10;Completed",
        ";A;2024-01-02;10;Completed",
        "3;;2024-01-03;10;Completed",
        "4;A;;10;Completed",
        "5;A;soon;10;Completed",
        "6;A;2024-01-06;;Completed",
        "7;A;2024-01-07;much;Completed",
        "8;A;2024-01-08;10;Cancelled",
        "9;A;2024-01-09;10;Closed Lost",
        "10;A;2024-01-10;10;Negotiation",
        "Order No;Client;Order date;Amount;Status",
        "Итого:;;;70;",
        "13;A;2024-02-01;10;",
        head=HEAD + ";Status",
        as_of=date(2024, 1, 31),
        answers={
            "orders.order_id.blank": "aside",
            "orders.ordered_on.unread": "leave-out",
            "orders.amount.unread": "leave-out",
        },
    )
    by_row = reasons(sales)
    assert "headings" in by_row.pop(12)
    assert by_row == {
        3: "no order number",
        4: "no client",
        5: "no date: “Order date” is blank",
        6: "“Order date” is not understood as a date",
        7: "no figure: “Amount” is blank",
        8: "“Amount” is not understood as a figure",
        9: "cancelled or lost",
        10: "cancelled or lost",
        11: "not won yet",
        13: "a totals row",
        14: "after Jan 31, 2024, the day up to which data count",
    }
    (file,) = sales.inputs
    assert (file.rows_read, file.rows_used, file.rows_set_aside) == (13, 1, 12)
    assert list(sales.set_aside["row"]) == list(range(3, 15))
    assert sales.set_aside["record"].iloc[0] == " | A | 2024-01-02 | 10 | Completed"


def test_a_row_keeps_the_first_reason_it_was_set_aside_for(tmp_path: Path) -> None:
    sales = read(tmp_path, "1;A;2024-01-01;10;", ";;;;Lost", head=HEAD + ";Status")
    assert reasons(sales) == {3: "cancelled or lost"}


@pytest.mark.parametrize("cell", ["Total", "GRAND TOTAL", "Итого", "всего:", "  Итого "])
@pytest.mark.parametrize("row", ["{};;;30", ";{};;30", ";;{};30"])
def test_totals_rows(cell: str, row: str, tmp_path: Path) -> None:
    sales = read(tmp_path, "1;A;2024-01-01;30", row.format(cell))
    assert list(reasons(sales).values()) == ["a totals row"]


def test_a_client_called_total_is_a_client(tmp_path: Path) -> None:
    sales = read(tmp_path, "1;Total;2024-01-01;30", "2;Total Energies;2024-01-02;30")
    assert list(sales.orders["client_id"]) == ["Total", "Total Energies"]


def test_no_order_left_says_why(tmp_path: Path) -> None:
    head = HEAD + ";Status"
    text = refused(tmp_path, "1;A;2024-01-01;10;Lost", "2;;2024-01-01;10;", head=head)
    assert "no order is left; all 2 rows were set aside" in text
    assert "cancelled or lost (1) and no client (1)" in text


def test_a_column_without_any_date_is_the_wrong_column(tmp_path: Path) -> None:
    text = refused(tmp_path, "1;A;soon;10", "2;A;late;10")
    assert (
        "not one cell of “Order date” (2 in use) could be read as date of the order (row 2: “soon”)"
        in text
    )
    assert "--map orders.ordered_on=COLUMN" in text


def test_a_column_without_any_amount_is_the_wrong_column(tmp_path: Path) -> None:
    text = refused(tmp_path, "1;A;2024-01-01;ten")
    assert "“Amount” (1 in use) could be read as amount (row 2: “ten”)" in text


def test_a_column_is_wrong_only_if_no_row_in_use_is_understood(tmp_path: Path) -> None:
    head = HEAD + ";Status"
    # the only date that cannot be read belongs to a row that was set aside before
    assert len(read(tmp_path, "1;A;2024-01-01;10;Won", "2;A;soon;10;Lost", head=head).orders) == 1
    text = refused(tmp_path, "1;A;2024-01-01;10;Lost", "2;A;soon;10;Won", head=head)
    assert "not one cell of “Order date” (1 in use)" in text
    # of the rows in use none has a date at all: it is blank, not of another kind
    text = refused(tmp_path, "1;A;;10;Won", "2;A;soon;10;Lost", head=head)
    assert "no order is left; all 2 rows were set aside" in text


# ---- the condition ------------------------------------------------------------------------------


def test_condition_types_and_blanks(tmp_path: Path) -> None:
    head = HEAD + ";Rep;Zip;Rep"
    rows = ("1;A;2024-01-01;10;7;01;x", "2;A;2024-01-02;20;;02;y", "3;B;2024-01-03;30;12;1;")
    for where, kept in {
        "Rep IS NOT NULL": ["1", "3"],
        "Rep > 8": ["3"],
        "Zip = '01'": ["1"],
        "\"Rep#2\" = 'y'": ["2"],
        "Amount + 5 >= 25 -- a remark": ["2", "3"],
        "Amount = 10 OR Amount = 30": ["1", "3"],
        "\"Order date\" < '2024-01-03' AND Client = 'A'": ["1", "2"],
    }.items():
        sales = read(tmp_path, *rows, head=head, where=where, map={"employee_id": "Rep#1"})
        assert sorted(sales.orders["order_id"]) == kept, where
    assert set(reasons(sales).values()) == {f"does not meet the condition {where}"}


def test_whole_numbers_of_nineteen_digits_are_text_in_a_condition(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-01;10;" + "9" * 19 + ";" + "9" * 18, "2;A;2024-01-02;20;1;1")
    where = f"Long = '{'9' * 19}' AND Short > {'9' * 17}"
    sales = read(tmp_path, *rows, head=HEAD + ";Long;Short", where=where)
    assert list(sales.orders["order_id"]) == ["1"]


@pytest.mark.parametrize(
    "where",
    [
        "Nobody = 1",
        "Amount >",
        "Client + 1 > 2",
        "1 = 1); DROP TABLE orders; --",
        "Client IN (SELECT content FROM read_text('/etc/passwd'))",
        "Amount > (SELECT count(*) FROM 'other.csv')",
        "sum(Amount) > 3",
    ],
)
def test_a_bad_condition_lists_the_columns(where: str, tmp_path: Path) -> None:
    text = refused(tmp_path, "1;A;2024-01-01;10", where=where)
    assert "orders.csv: the condition --where" in text
    assert '"Order No", "Client", "Order date", and "Amount"' in text


# ---- orders -------------------------------------------------------------------------------------


def test_rows_of_one_order_are_summed_exactly_and_rounded_once(tmp_path: Path) -> None:
    rows = (*["1;A;2024-01-02;0.005"] * 3, "1;A;2024-01-01;0.2249", "2;A;2024-01-03;-5")
    sales = read(tmp_path, *rows, answers={"orders.order_id.repeats": "first"})
    assert list(sales.orders["amount"]) == [24, -500]  # 0.2399; not 1 + 1 + 1 + 22
    assert str(sales.orders["day"].iloc[0].date()) == "2024-01-01"
    assert "1 order has rows with different dates" in notes(sales)
    assert sales.inputs[0].rows_used == 5


def test_one_number_with_two_clients_is_two_orders(tmp_path: Path) -> None:
    sales = read(tmp_path, "1;A;2024-01-01;10", "1;B;2024-01-01;20")
    assert list(sales.orders["amount"]) == [1000, 2000]
    assert "1 order number belongs to several clients (1)" in notes(sales)


def test_repeated_rows_in_one_file_stay_and_across_files_count_once(tmp_path: Path) -> None:
    row = "1;A;2024-01-01;10"
    put(tmp_path, "a.csv", row, row, "2;A;2024-02-01;5")
    put(tmp_path, "b.csv", row, row, row, "3;A;2024-03-01;7")
    kept = {"orders.copies": "keep"}
    sales = read_sales(["a.csv", "b.csv"], folder=tmp_path, answers=kept)
    # the second file repeats two of its three equal rows; the third is new
    assert list(sales.orders["amount"]) == [3000, 500, 700]
    assert [(f.rows_read, f.rows_used, f.rows_set_aside) for f in sales.inputs] == [
        (3, 3, 0),
        (4, 2, 2),
    ]
    assert list(sales.set_aside["file"]) == ["b.csv", "b.csv"]
    assert list(sales.set_aside["row"]) == [2, 3]
    assert "1 order has rows in several files that differ" in notes(sales)


def test_a_blank_figure_is_no_zero_when_files_are_compared(tmp_path: Path) -> None:
    head = HEAD + ";Cost"
    put(tmp_path, "a.csv", "1;A;2024-01-01;10;0", head=head)
    put(tmp_path, "b.csv", "1;A;2024-01-01;10;", head=head)
    sales = read_sales(["a.csv", "b.csv"], folder=tmp_path)
    assert list(sales.orders["amount"]) == [2000]
    assert len(sales.set_aside) == 0


def test_a_condition_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.sales.condition.LONGEST", 1)
    endless = "(SELECT count(*) FROM range(1000000000000000)) > 0"
    with pytest.raises(KitError, match="took more than 1 second"):
        read(tmp_path, "1;A;2024-01-01;10", where=endless)


def test_a_status_that_is_the_same_everywhere_counts_and_is_named(tmp_path: Path) -> None:
    rows = [f"{n};A;2024-01-0{n + 1};10;5" for n in range(3)]
    sales = read(tmp_path, *rows, head=HEAD + ";Status")
    assert len(sales.orders) == 3
    assert "These statuses are not known and count as completed: “5” (3 rows)." in notes(sales)


def test_kinds(tmp_path: Path) -> None:
    kinds = ["Project", "проект", "regular", "", "Odd"]
    rows = [f"{n};A;2024-01-0{n + 1};10;{kind}" for n, kind in enumerate(kinds)]
    sales = read(tmp_path, *rows, head=HEAD + ";Type")
    assert list(sales.orders["regular"]) == [False, False, True, True, True]
    assert "count as regular orders: “Odd” (1 row)" in notes(sales)


def test_margin_is_given_or_amount_less_cost(tmp_path: Path) -> None:
    cost = read(
        tmp_path, "1;A;2024-01-01;10;4.0050", "2;A;2024-01-02;10;", head=HEAD + ";Cost"
    ).orders["margin"]
    assert cost.iloc[0] == 600  # 5.995 rounded once
    assert cost.isna().tolist() == [False, True]
    both = read(tmp_path, "1;A;2024-01-01;10;4;7", head=HEAD + ";Cost;Margin")
    assert list(both.orders["margin"]) == [700]
    assert "orders.margin" in both.given


def test_a_margin_of_which_a_row_is_missing_is_not_known(tmp_path: Path) -> None:
    sales = read(tmp_path, "1;A;2024-01-01;10;4", "1;A;2024-01-01;10;", head=HEAD + ";Margin")
    assert sales.orders["margin"].isna().all()


def test_a_blank_cost_beside_very_fine_amounts_is_no_margin(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-01;0.0000000000000000000001;", "2;A;2024-01-02;10;")
    sales = read(tmp_path, *rows, head=HEAD + ";Cost")
    assert list(sales.orders["amount"]) == [0, 1000]
    assert sales.orders["margin"].isna().all()


def test_the_earliest_of_an_orders_days_counts_and_any_project_row_makes_a_project(
    tmp_path: Path,
) -> None:
    sales = read(
        tmp_path,
        "1;A;2024-01-05;10;2024-02-09;regular",
        "1;A;2024-01-03;10;2024-02-07;project",
        head=HEAD + ";Done;Type",
        map={"fulfilled_on": "Done"},
        answers={"orders.order_id.repeats": "first"},
    )
    (order,) = sales.orders.to_dict("records")
    assert str(order["ordered_on"].date()) == "2024-01-03"
    assert str(order["fulfilled_on"].date()) == str(order["day"].date()) == "2024-02-07"
    assert not order["regular"]


@pytest.mark.parametrize(("discounts", "kept"), [(("0.1", ""), "0.9"), (("10", "0"), "0.9")])
def test_amounts_derived_from_quantity_and_price(
    discounts: tuple[str, str], kept: str, tmp_path: Path
) -> None:
    head = "Order No;Client;Order date;Qty;Unit price;Discount"
    sales = read(
        tmp_path,
        f"1;A;2024-01-01;3;9.99;{discounts[0]}",
        f"2;A;2024-01-02;2;0.335;{discounts[1]}",
        head=head,
        decimals="point",
    )
    assert list(sales.orders["amount"]) == [2697, 67]  # 26.973 and 0.67
    assert Decimal("29.97") * Decimal(kept) == Decimal("26.973")
    assert any("it is derived from" in str(note) for note in sales.inputs[0].notes)
    assert "orders.amount" in sales.given


@pytest.mark.parametrize(
    ("discounts", "amounts"),
    [
        (("1", "0.5"), [0, 5000]),  # exactly 1 is still a share: all of it
        (("1.01", "0.5"), [9899, 9950]),
        (("100", "50"), [0, 5000]),  # exactly 100 is still percent
    ],
)
def test_discounts_at_the_edge_of_shares_and_of_percent(
    discounts: tuple[str, str], amounts: list[int], tmp_path: Path
) -> None:
    head = "Order No;Client;Order date;Qty;Unit price;Discount"
    rows = [f"{n};A;2024-01-01;1;100;{discount}" for n, discount in enumerate(discounts)]
    assert list(read(tmp_path, *rows, head=head).orders["amount"]) == amounts


def test_a_discount_that_cannot_be_read_sets_its_row_aside(tmp_path: Path) -> None:
    head = "Order No;Client;Order date;Qty;Unit price;Discount"
    rows = ("1;A;2024-01-01;3;99;0.1", "2;A;2024-01-01;3;99;some")
    sales = read(tmp_path, *rows, head=head)
    assert reasons(sales) == {3: "“Discount” is not understood as a figure"}


def test_discounts_that_are_money_are_refused(tmp_path: Path) -> None:
    head = "Order No;Client;Order date;Qty;Unit price;Discount"
    assert "go up to 150" in refused(tmp_path, "1;A;2024-01-01;3;99;150", head=head)


def test_very_large_and_very_fine_figures_stay_exact(tmp_path: Path) -> None:
    head = "Order No;Client;Order date;Qty;Unit price"
    sales = read(
        tmp_path,
        "1;A;2024-01-01;123456789.123456;1234.56789012345",
        "2;A;2024-01-02;1;0.5",
        head=head,
    )
    exact = Decimal("123456789.123456") * Decimal("1234.56789012345") * 100
    assert sales.orders["amount"].iloc[0] == int(exact + Decimal("0.5"))


def test_several_currencies_are_refused_with_a_condition_that_works(tmp_path: Path) -> None:
    head = HEAD + ";Currency"
    rows = ("1;A;2024-01-01;10;EUR", "2;A;2024-01-02;10;EUR", "3;A;2024-01-03;10;руб.")
    text = refused(tmp_path, *rows, head=head)
    assert "several currencies: EUR (2 rows) and RUB (1 row)" in text
    assert "--where \"Currency = 'EUR'\"" in text
    sales = read(tmp_path, *rows, head=head, where="Currency = 'EUR'")
    assert (sales.currency, sales.per_unit, len(sales.orders)) == ("EUR", 100, 2)


def test_an_amount_whose_heading_names_a_currency_is_in_it(tmp_path: Path) -> None:
    """The column of currencies is then that of the other amount, which was converted."""
    rows = ("1;A;2024-01-05;100;USD;92", "2;A;2024-02-05;50;EUR;50", "3;B;2024-03-05;10;USD;9.2")
    head = "Order No;Client;Order date;Amount;Currency;Amount (EUR)"
    converted = read(tmp_path, *rows, head=head, map={"amount": "Amount (EUR)"})
    assert (converted.currency, converted.orders["amount"].sum()) == ("EUR", 9200 + 5000 + 920)
    assert "several currencies" in refused(tmp_path, *rows, head=head, map={"amount": "Amount"})


@pytest.mark.parametrize(
    ("cells", "currency", "per_unit", "amount"),
    [
        (("$10", ""), "$", 100, 1000),
        (("$10", "USD"), "USD", 100, 1000),
        (("10 ₽", ""), "RUB", 100, 1000),
        (("10", "JPY"), "JPY", 1, 10),
        (("10.123", "KWD"), "KWD", 1000, 10123),
        (("10", ""), None, 100, 1000),
    ],
)
def test_currency_and_minor_units(
    cells: tuple[str, str], currency: str | None, per_unit: int, amount: int, tmp_path: Path
) -> None:
    row = ";".join(("1;A;2024-01-01", *cells))
    sales = read(tmp_path, row, head=HEAD + ";Currency", decimals="point")
    assert (sales.currency, sales.per_unit) == (currency, per_unit)
    assert list(sales.orders["amount"]) == [amount]


def test_signs_of_rows_that_the_condition_drops_do_not_count(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-01;€10", "2;B;2024-01-02;£10")
    assert "several currencies" in refused(tmp_path, *rows)
    assert read(tmp_path, *rows, where="Client = 'A'").currency == "EUR"


def test_as_of_and_a_last_date_that_may_be_a_typing_error(tmp_path: Path) -> None:
    rows = ("1;A;2022-01-01;10", "2;A;2022-03-01;10", "3;A;2024-03-01;10")
    sales = read(tmp_path, *rows)
    assert (sales.start, sales.as_of) == (date(2022, 1, 1), date(2024, 3, 1))
    assert "more than a year after the one before" in notes(sales)
    assert "--as-of 2022-03-01" in notes(sales)
    assert read(tmp_path, *rows, as_of=date(2024, 12, 31)).as_of == date(2024, 12, 31)


# ---- days that cannot be, lie apart, or are still to come ---------------------------------------

DAILY = [f"{n};C{n % 9};{date(2022, 1, 1) + timedelta(days=n)};10" for n in range(300)]
TODAY = date(2026, 6, 30)


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31", "0001-01-01", "1970-01-01"])
def test_a_placeholder_is_set_aside_and_said(day: str, tmp_path: Path) -> None:
    sales = read(tmp_path, *DAILY, f"x;C1;{day};10")
    assert (sales.start, sales.as_of) == (date(2022, 1, 1), date(2022, 10, 27))
    assert reasons(sales) == {302: f"“Order date” holds {day}, which means “no date”"}
    assert f"1 row of “Order date” holds a date that means “no date”, such as {day}" in notes(sales)


def test_more_than_a_few_placeholders_are_asked_about(tmp_path: Path) -> None:
    rows = [*DAILY[:20], "x;C1;1900-01-01;10"]
    text = refused(tmp_path, *rows)
    assert "1 row of “Order date” holds a date such as 1900-01-01 (row 22)" in text
    assert "--map orders.ordered_on=COLUMN" in text
    answers = {"orders.ordered_on.placeholders": "leave-out"}
    assert read(tmp_path, *rows, answers=answers).start == date(2022, 1, 1)


def test_a_placeholder_for_the_day_of_carrying_out_is_not_carried_out_yet(tmp_path: Path) -> None:
    head = HEAD + ";Shipped"
    sales = read(
        tmp_path,
        "1;A;2024-01-01;10;2024-01-03",
        "2;A;2024-01-05;10;1900-01-01",
        head=head,
        map={"fulfilled_on": "Shipped"},
    )
    assert list(sales.orders["order_id"]) == ["1"]
    assert reasons(sales) == {3: "not carried out yet: “Shipped” is blank"}


def test_an_end_in_9999_is_no_end(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;A;2024-06-01;5")
    put(tmp_path, "k.csv", "A;2024-01-05;9999-12-31", head="Client;Signed on;Ends on")
    sales = read_sales(["o.csv", "contracts=k.csv"], folder=tmp_path)
    assert sales.contracts["ends_on"].isna().all()
    assert any("1 cell such as 9999-12-31 means “no date”" in str(n) for n in sales.inputs[1].notes)


@pytest.mark.parametrize(
    ("day", "key"), [("2012-05-06", "orders.early"), ("2025-05-06", "orders.late")]
)
def test_a_row_years_away_from_all_others_is_left_out_and_said(
    day: str, key: str, tmp_path: Path
) -> None:
    rows = [*DAILY, f"x;C1;{day};10"]
    sales = read(tmp_path, *rows, today=TODAY)
    assert (sales.start, sales.as_of) == (date(2022, 1, 1), date(2022, 10, 27))
    assert reasons(sales) == {302: "its date is years away from all others"}
    assert f"--answer {key}=keep" in notes(sales)
    kept = read(tmp_path, *rows, today=TODAY, answers={key: "keep"})
    assert date.fromisoformat(day) in (kept.start, kept.as_of)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([*DAILY, "x;C1;2012-05-06;1000"], "orders.early"),
        ([*DAILY, "x;C1;2025-05-06;1000"], "orders.late"),
        ([*DAILY[:8], "x;C1;2012-05-06;10"], "orders.early"),
        ([*DAILY[:8], "x;C1;2025-05-06;10"], "orders.late"),
    ],
)
def test_rows_that_lie_apart_and_matter_are_asked_about(
    rows: list[str], key: str, tmp_path: Path
) -> None:
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, *rows, today=TODAY)
    assert [doubt.key for doubt in caught.value.doubts] == [key]
    assert "such as order x) is years away from all others" in str(caught.value)
    without = read(tmp_path, *rows, today=TODAY, answers={key: "leave-out"})
    assert len(without.orders) == len(rows) - 1
    assert len(read(tmp_path, *rows, today=TODAY, answers={key: "keep"}).orders) == len(rows)


def test_two_years_without_an_order_are_no_fault(tmp_path: Path) -> None:
    first = date(2022, 1, 1) - timedelta(days=731)
    sales = read(tmp_path, *DAILY, f"x;C1;{first};10")
    assert sales.start == first
    few = read(tmp_path, "1;A;2015-01-01;10", "2;A;2019-01-01;10", "3;A;2024-01-01;10")
    assert (few.start, len(few.orders)) == (date(2015, 1, 1), 3)


COMING = ["1;A;2026-01-01;10", "2;B;2026-06-30;20", "3;B;2026-07-01;30", "4;A;2026-09-01;40"]


def test_orders_after_today_are_asked_about(tmp_path: Path) -> None:
    text = refused(tmp_path, *COMING, today=TODAY)
    assert text.startswith("1 order row is dated after Jun 30, 2026: Sep 1, 2026.")
    assert "leave out what is later than Jun 30, 2026 (2 rows, 70): --as-of 2026-06-30" in text
    assert "judged as of Sep 1, 2026: --answer orders.future=keep" in text
    assert len(read(tmp_path, *COMING[:3], today=TODAY).orders) == 3  # tomorrow, by another clock


def test_an_answer_about_orders_to_come_does_not_hang_on_the_clock(tmp_path: Path) -> None:
    kept = read(tmp_path, *COMING, today=TODAY, answers={"orders.future": "keep"})
    assert (len(kept.orders), kept.as_of) == (4, date(2026, 9, 1))
    answers = {"orders.future": "2026-06-30"}
    dropped = read(tmp_path, *COMING, today=TODAY, answers=answers)
    assert (len(dropped.orders), dropped.as_of) == (2, date(2026, 6, 30))
    assert dropped.answers["orders.future"] == "2026-06-30"
    assert refused(tmp_path, *COMING, today=TODAY, answers={"orders.future": "drop"}).startswith(
        "“drop” cannot be the answer."
    )
    again = read(tmp_path, *COMING, today=date(2026, 6, 30), answers=answers)
    assert again.orders.equals(dropped.orders)
    # later on they have come: asked again, never other figures for the same answer
    for day in (date(2026, 7, 1), date(2027, 1, 1)):
        with pytest.raises(Unanswered, match="cannot be the answer"):
            read(tmp_path, *COMING, today=day, answers=answers)
    as_of = read(tmp_path, *COMING, today=TODAY, as_of=date(2026, 6, 30))
    assert len(as_of.orders) == 2


def test_a_column_understood_in_part_is_asked_about_with_examples(tmp_path: Path) -> None:
    rows = [*DAILY, "x;C1;soon;10", "y;C1;later;10", "z;C1;soon;10"]
    assert len(read(tmp_path, *rows).orders) == 300  # 1 % of 303 rows
    text = refused(tmp_path, *rows, "w;C1;soon;10")
    assert "4 cells of “Order date” cannot be read as the date of the order" in text
    assert "such as “soon” and “later” (first in row 302); 300 can." in text
    answers = {"orders.ordered_on.unread": "leave-out"}
    assert len(read(tmp_path, *rows, "w;C1;soon;10", answers=answers).orders) == 300


def test_months_by_the_first_of_each_are_a_caveat(tmp_path: Path) -> None:
    rows = [f"{n};A;2024-{n % 12 + 1:02}-01;10" for n in range(12)]
    assert "Every order is dated the first day of a month" in notes(read(tmp_path, *rows))
    assert "first day of a month" not in notes(read(tmp_path, *rows, "x;A;2024-02-02;1"))


def test_the_day_up_to_which_data_count_counts_itself(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-31;10", "2;A;2024-02-01;10")
    sales = read(tmp_path, *rows, as_of=date(2024, 1, 31))
    assert list(sales.orders["order_id"]) == ["1"]
    assert list(reasons(sales)) == [3]


def test_a_last_day_is_lonely_after_more_than_a_year(tmp_path: Path) -> None:
    year, more = (
        ("1;A;2023-01-01;10", "2;A;2024-01-01;10"),
        ("1;A;2023-01-01;10", "2;A;2024-01-02;10"),
    )
    assert "more than a year" not in notes(read(tmp_path, *year))  # 365 days
    assert "more than a year" in notes(read(tmp_path, *more))  # 366


def test_twelve_unknown_words_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [f"{n};A;2024-01-{n + 1:02};10;odd{n:02}" for n in range(13)]
    assert "odd11” (1 row)." in notes(read(tmp_path, *rows[:12], head=HEAD + ";Type"))
    assert "odd11” (1 row), and 1 more word." in notes(read(tmp_path, *rows, head=HEAD + ";Type"))


def test_clients_that_differ_in_capitals_only_are_asked_about(tmp_path: Path) -> None:
    rows = ("1;ООО Ромашка;2024-01-01;10", "2;ООО  РОМАШКА;2024-01-02;10")
    assert "“ООО  РОМАШКА” = “ООО Ромашка”" in refused(tmp_path, *rows)
    sales = read(tmp_path, *rows, answers={"clients.same": "none"})
    assert sales.orders["client_id"].nunique() == 2


def test_ids_stay_as_written(tmp_path: Path) -> None:
    sales = read(tmp_path, " 007 ; 0A ;2024-01-01;10", "1.0;Ёж;2024-01-02;10")
    assert list(sales.orders["order_id"]) == ["007", "1.0"]
    assert list(sales.orders["client_id"]) == ["0A", "Ёж"]


# ---- lines --------------------------------------------------------------------------------------

LINE_HEAD = "Order No;Qty;Price"


def test_lines_price_their_orders(tmp_path: Path) -> None:
    put(
        tmp_path,
        "o.csv",
        "1;A;2024-01-01;Done",
        "2;A;2024-01-02;Cancelled",
        "3;A;2024-01-03;Done",
        "4;A;2024-01-04;Done",
        "4;B;2024-01-04;Done",
        head="Order No;Client;Order date;Status",
    )
    put(
        tmp_path,
        "l.csv",
        "1;2;10.55",
        "1;1;5",
        "2;1;5",
        "9;1;5",
        "4;1;5",
        ";1;5",
        "1;;5",
        head=LINE_HEAD,
    )
    sales = read_sales(["o.csv", "lines=l.csv"], folder=tmp_path)
    assert list(sales.orders["order_id"]) == ["1"]
    assert list(sales.orders["amount"]) == [2610]
    several = "an order number of several clients: its lines cannot be told apart"
    assert [
        (file, row, str(reason))
        for file, row, reason in zip(
            sales.set_aside["file"], sales.set_aside["row"], sales.set_aside["reason"], strict=True
        )
    ] == [
        ("o.csv", 3, "cancelled or lost"),
        ("o.csv", 4, "an order without usable lines"),
        ("o.csv", 5, several),
        ("o.csv", 6, several),
        ("l.csv", 4, "a line of an order that was set aside"),
        ("l.csv", 5, "a line of an order that is in no order file"),
        ("l.csv", 6, several),
        ("l.csv", 7, "no order number"),
        ("l.csv", 8, "no figure: “Qty” is blank"),
    ]
    assert "1 order (1) counts in part" in notes(sales)


def test_lines_beside_an_amount_that_was_mapped_give_cost_only(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "1;A;2024-01-01;50")
    put(tmp_path, "l.csv", "1;2;10;30", "1;1;5;10.5", head=LINE_HEAD + ";Cost")
    named = ["o.csv", "lines=l.csv"]
    mapped = read_sales(named, folder=tmp_path, map={"amount": "Amount"}).orders
    assert (mapped["amount"].item(), mapped["margin"].item()) == (15000, 10950)
    by_lines = read_sales(named, folder=tmp_path).orders
    assert (by_lines["amount"].item(), by_lines["margin"].item()) == (2500, -1550)


def lines_of(folder: Path, *rows: str, head: str, **options: object) -> Sales:
    put(folder, "o.csv", "1;A;2024-01-01", "2;B;2024-02-01", head="Order No;Client;Order date")
    put(folder, "l.csv", *rows, head=head)
    return read_sales(["o.csv", "lines=l.csv"], folder=folder, **options)  # type: ignore[arg-type]


def open_of(folder: Path, *rows: str, head: str, **options: object) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        lines_of(folder, *rows, head=head, **options)
    return caught.value


@pytest.mark.parametrize(
    ("heading", "mapped"),
    [
        ("LineTotal", {}),
        ("Сумма", {}),
        ("Worth", {"lines.line_amount": "Worth"}),
        ("Worth", {"lines.amount": "Worth"}),
        ("Worth", {"line_amount": "Worth"}),
    ],
)
def test_lines_may_state_their_amount(heading: str, mapped: dict[str, str], tmp_path: Path) -> None:
    rows = ("1;9;10.5", "1;2;4.5", "2;3;7.5")
    sales = lines_of(tmp_path, *rows, head=f"Order No;Qty;{heading}", map=mapped)
    assert list(sales.orders["amount"]) == [1500, 750]
    assert sales.inputs[1].matched["line_amount"] == heading


def test_a_stated_amount_counts_where_it_agrees_with_the_price(tmp_path: Path) -> None:
    head = LINE_HEAD + ";Line total"
    sales = lines_of(tmp_path, "1;3;33.33;100", "2;1;50;50", "2;;;7.1", head=head)
    assert list(sales.orders["amount"]) == [10000, 5710]


def test_a_discount_is_part_of_the_check(tmp_path: Path) -> None:
    head = LINE_HEAD + ";Discount;Line total"
    sales = lines_of(tmp_path, "1;2;100;10;180", "2;1;50;0;50", head=head)
    assert list(sales.orders["amount"]) == [18000, 5000]


def test_a_stated_amount_that_is_not_the_price_is_asked_about(tmp_path: Path) -> None:
    rows, head = ("1;2;100;240", "2;1;50;60"), LINE_HEAD + ";Line total"
    unanswered = open_of(tmp_path, *rows, head=head)
    assert [doubt.key for doubt in unanswered.doubts] == ["lines.line_amount.check"]
    text = str(unanswered)
    assert "in row 2: 240 and 200" in text
    assert "“Line total”, in all 300: --answer lines.line_amount.check=stated" in text
    assert "quantity times price, in all 250: --answer lines.line_amount.check=derived" in text
    for answer, amounts in (("stated", [24000, 6000]), ("derived", [20000, 5000])):
        answers = {"lines.line_amount.check": answer}
        sales = lines_of(tmp_path, *rows, head=head, answers=answers)
        assert list(sales.orders["amount"]) == amounts


def test_a_line_total_named_as_a_price_is_asked_about(tmp_path: Path) -> None:
    rows, head = ("1;9;90", "2;2;30"), "Order No;Qty;LineTotal"
    mapped = {"lines.unit_price": "LineTotal"}
    text = str(open_of(tmp_path, *rows, head=head, map=mapped))
    assert "the amount of the whole line: --map lines.line_amount=LineTotal" in text
    assert "the price of one unit: --answer lines.unit_price.of=unit" in text
    for options, amounts in (
        ({"map": {**mapped, "lines.line_amount": "LineTotal"}}, [9000, 3000]),
        ({"map": mapped, "answers": {"lines.unit_price.of": "line"}}, [9000, 3000]),
        ({"map": mapped, "answers": {"lines.unit_price.of": "unit"}}, [81000, 6000]),
    ):
        sales = lines_of(tmp_path, *rows, head=head, **options)
        assert list(sales.orders["amount"]) == amounts


def test_lines_without_a_price_name_the_amount_of_the_line(tmp_path: Path) -> None:
    text = str(open_of(tmp_path, "1;9;90", head="Order No;Qty;Worth"))
    assert "--map lines.unit_price=Worth" in text
    assert "--map lines.line_amount=COLUMN" in text


# ---- thousands and millions ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "amount", "currency"),
    [
        ("Amount (k EUR)", 12_550_00, "EUR"),
        ("Amount, $000", 12_550_00, "$"),
        ("Сумма, млн руб.", 12_550_000_00, "RUB"),
        ("Amount in k", 12_550_00, None),
    ],
)
def test_headings_in_thousands_and_millions(
    heading: str, amount: int, currency: str | None, tmp_path: Path
) -> None:
    head = f"Order No;Client;Order date;{heading}"
    sales = read(tmp_path, "1;A;2024-01-01;12.55", head=head)
    assert (sales.orders["amount"].item(), sales.currency) == (amount, currency)
    said = "\n".join(str(note) for note in sales.inputs[0].notes)
    assert f"“{heading}”: its figures are multiplied by 1,000" in said
    assert "--answer orders.amount.unit=1" in said
    full = read(tmp_path, "1;A;2024-01-01;12.55", head=head, answers={"orders.amount.unit": "1"})
    assert full.orders["amount"].item() == 1255


@pytest.mark.parametrize(
    ("above", "heading", "mapped", "cell"),
    [
        ("", "Amount K", {"amount": "Amount K"}, "12.5"),
        ("", "Amount, k EUR", {}, "125000"),
        ("All amounts in TEUR", "Amount", {}, "12.5"),
        ("Продажи, тыс. руб.", "Сумма", {}, "12,5"),
    ],
)
def test_an_uncertain_unit_is_asked_about(
    above: str, heading: str, mapped: dict[str, str], cell: str, tmp_path: Path
) -> None:
    head = (above + "\n" if above else "") + f"Order No;Client;Order date;{heading}"
    rows = (f"1;A;2024-01-01;{cell}", f"2;B;2024-01-02;{cell}")
    text = refused(tmp_path, *rows, head=head, map=mapped)
    assert "every figure counts times 1,000: --answer orders.amount.unit=1000" in text
    assert "the figures are full ones: --answer orders.amount.unit=1" in text
    plain = Decimal(cell.replace(",", "."))
    for answer in ("1", "1000"):
        answers = {"orders.amount.unit": answer}
        sales = read(tmp_path, *rows, head=head, map=mapped, answers=answers)
        assert list(sales.orders["amount"]) == [int(plain * int(answer) * 100)] * 2


def test_a_quantity_has_no_unit_of_money(tmp_path: Path) -> None:
    head = "Order No;Client;Order date;Quantity, k;Unit price"
    mapped = {"quantity": "Quantity, k"}
    assert (
        read(tmp_path, "1;A;2024-01-01;2;3", head=head, map=mapped).orders["amount"].item() == 600
    )


def test_figures_of_a_file_share_their_decimal_sign(tmp_path: Path) -> None:
    head = "Order No;Client;Order date;Quantity;Unit price"
    sales = read(tmp_path, "1;A;2024-01-01;1,000;2,5", "2;A;2024-01-02;1,500;3", head=head)
    assert list(sales.orders["amount"]) == [250, 450]


# ---- clients, contracts, people -----------------------------------------------------------------


def test_clients_budgets_and_repeats(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;Z;2024-01-02;5")
    put(
        tmp_path,
        "c.csv",
        "A;1000;;",
        "A;2000;;",
        "B;;500;900",
        "C;;900;500",
        "D;0;;",
        "E;;300;",
        head="Client;Annual budget;Budget from;Budget to",
    )
    sales = read_sales(["o.csv", "clients=c.csv"], folder=tmp_path)
    budgets = sales.clients[["client_id", "annual_budget_low", "annual_budget_high"]]
    want = pd.DataFrame(
        {
            "client_id": pd.Series(["A", "B", "D", "E"], dtype="str"),
            "annual_budget_low": pd.Series([100000, 50000, pd.NA, 30000], dtype="Int64"),
            "annual_budget_high": pd.Series([100000, 90000, pd.NA, 30000], dtype="Int64"),
        }
    )
    pd.testing.assert_frame_equal(budgets, want)
    assert reasons(sales) == {
        3: "listed before: the first row counts",
        5: "the low end of the budget is above its high end",
    }
    caveats = notes(sales)
    assert "1 client is listed with different budgets (A)" in caveats
    assert "1 annual budget is zero or negative" in caveats
    assert "3 clients of the client list have no order" in caveats
    assert "1 client with orders is not in the client list" in caveats


def test_contracts_assignments_employees(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;A;2024-06-01;5")
    put(
        tmp_path,
        "k.csv",
        "A;01.12.2023;31.12.2024",
        "A;01.07.2024;",
        "B;01.02.2024;?",
        ";01.02.2024;",
        "A;;",
        "A;03.02.2024;02.02.2024",
        head="Client;Signed on;Ends on",
    )
    put(
        tmp_path,
        "s.csv",
        "A;7;hunter;2024-01-01;2024-03-01",
        "A;8;account_manager;2024-03-01;",
        "A;8;account_manager;2024-03-01;2024-01-01",
        "A;8;account_manager;2024-07-01;",
        head="Client;Employee;Role;From;To",
    )
    put(
        tmp_path,
        "e.csv",
        "7;Ann;hunter;12.50;40",
        "8;Bob;account_manager;;37.5",
        "8;Bob;hunter;;",
        head="Employee ID;Name;Role;Hourly cost;Hours per week",
    )
    sales = read_sales(
        ["o.csv", "contracts=k.csv", "assignments=s.csv", "employees=e.csv"],
        folder=tmp_path,
        answers={"contracts.ends_on.unread": "blank"},
    )
    assert list(sales.contracts["signed_on"].dt.date.astype(str)) == [
        "2023-12-01",
        "2024-02-01",
        "2024-02-03",
    ]
    assert list(sales.contracts["ends_on"].isna()) == [False, True, True]
    assert "1 contract ends before it was signed" in notes(sales)
    assert list(sales.assignments["employee_id"]) == ["7", "8"]
    assert list(sales.employees["employee_id"]) == ["7", "8", "8"]  # two roles, two rows
    assert list(sales.employees["role"]) == ["hunter", "account_manager", "hunter"]
    assert sales.employees["cost_per_hour"].tolist() == [1250, pd.NA, pd.NA]
    assert sales.employees["hours_per_week"].dropna().tolist() == [40.0, 37.5]
    assert [(file.rows_read, file.rows_used, file.rows_set_aside) for file in sales.inputs] == [
        (2, 2, 0),
        (6, 3, 3),
        (4, 2, 2),
        (3, 3, 0),
    ]
    assert any("counts as blank (row 4: “?”)" in str(note) for note in sales.inputs[1].notes)
    assert "1 client with a contract has no order" in notes(sales)


def test_what_begins_and_ends_on_the_last_day_counts(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;A;2024-06-30;5")
    rows = ("A;2024-06-30;2024-06-30", "B;2024-07-01;")
    put(tmp_path, "k.csv", *rows, head="Client;Signed on;Ends on")
    rows = ("A;7;2024-06-30;2024-06-30", "A;8;2024-07-01;")
    put(tmp_path, "s.csv", *rows, head="Client;Employee;From;To")
    rows = ("2024-06-30;10;hunter;", "2024-07-01;10;hunter;", "2024-06-30;10;;7", "2024-06-30;1;;")
    put(tmp_path, "t.csv", *rows, head="Date;Cost;Role;Employee")
    named = ["o.csv", "contracts=k.csv", "assignments=s.csv", "training=t.csv"]
    sales = read_sales(named, folder=tmp_path)
    assert list(sales.contracts["client_id"]) == ["A"]
    assert list(sales.contracts["ends_on"].dt.strftime("%m-%d")) == ["06-30"]
    assert list(sales.assignments["employee_id"]) == ["7"]
    assert list(sales.training["cost"]) == [1000, 1000]
    aside = sales.set_aside[sales.set_aside["file"] == "t.csv"]
    assert [
        (row, str(reason)) for row, reason in zip(aside["row"], aside["reason"], strict=True)
    ] == [
        (3, "after Jun 30, 2024, the day up to which data count"),
        (5, "neither a role nor an employee is named"),
    ]


def test_a_budget_whose_ends_agree_is_a_budget(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100")
    put(tmp_path, "c.csv", "A;500;500", "B;0.01;0.01", head="Client;Budget from;Budget to")
    sales = read_sales(["o.csv", "clients=c.csv"], folder=tmp_path)
    assert sales.clients["annual_budget_low"].tolist() == [50000, 1]
    assert sales.clients["annual_budget_high"].tolist() == [50000, 1]
    assert len(sales.set_aside) == 0


def test_a_client_list_of_strangers_is_questioned_once(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;B;2024-01-01;100")
    put(tmp_path, "c.csv", "a1;x", "b1;y", head="Client;Name")
    sales = read_sales(["o.csv", "clients=c.csv"], folder=tmp_path)
    [warning] = sales.warnings
    assert str(warning) == (
        "clients: 2 clients of 2 are not in the orders. Are they written differently? Here “a1” "
        "and “b1”, in the orders “A” and “B”."
    )
    assert "not in the client list" not in notes(sales)
    assert "no order" not in notes(sales)


def test_deals_are_dated_in_one_way_in_all_files(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "1;A;2024-01-01;10;2024-01-02", head=HEAD + ";Done")
    for name in ("b.csv", "c.csv"):
        put(tmp_path, name, "2;A;2024-01-01;10")
    with pytest.raises(KitError, match=r"b\.csv and c\.csv: there is no column “Done”"):
        read_sales(["a.csv", "b.csv", "c.csv"], folder=tmp_path, map={"fulfilled_on": "Done"})


def test_the_decimal_sign_is_answered_by_column_table_and_for_all(tmp_path: Path) -> None:
    lines = ("1;A;2024-01-01;1,234;5,678", "2;A;2024-02-01;2,345;6,789")
    head = HEAD + ";Cost"

    def figures(**options: object) -> list[int]:
        orders = read(tmp_path, *lines, head=head, **options).orders
        return [int(orders["amount"].iloc[0]), int((orders["amount"] - orders["margin"]).iloc[0])]

    with pytest.raises(Unanswered, match="--decimals comma") as caught:
        figures()
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.decimals"]
    assert figures(decimals="point") == [123400, 567800]
    assert figures(answers={"orders.decimals": "point"}) == [123400, 567800]
    cost = {"orders.cost.decimals": "comma"}
    assert figures(decimals="point", answers=cost) == [123400, 568]
    assert figures(answers={"orders.decimals": "point", **cost}) == [123400, 568]
    assert figures(decimals="comma", answers={"orders.decimals": "point"}) == [123400, 567800]


def test_tables_that_were_not_given_are_empty_and_typed(tmp_path: Path) -> None:
    sales = read(tmp_path, "1;A;2024-01-01;10")
    assert list(sales.contracts.columns) == ["client_id", "signed_on", "ends_on", "status"]
    assert str(sales.contracts["signed_on"].dtype) == "datetime64[s]"
    assert [len(t) for t in (sales.clients, sales.assignments, sales.employees)] == [0, 0, 0]
    assert list(sales.orders.columns) == [
        "order_id",
        "client_id",
        "day",
        "ordered_on",
        "amount",
        "margin",
        "regular",
    ]
    assert str(sales.orders["amount"].dtype) == "int64"


# ---- whatever goes in ---------------------------------------------------------------------------

cell = st.sampled_from(["", "1", "2", "A", "Total", "Итого", "NULL", "lost", "2024-01-05", "x|y"])
order_row = st.tuples(
    st.sampled_from(["1", "2", "3", "", "Итого"]) | cell,
    st.sampled_from(["A", "B", "", "Ёлка"]) | cell,
    st.sampled_from(["2024-01-05", "2023-12-31", "", "2024-02-30", "soon"]) | cell,
    st.sampled_from(["10", "-3.5", "", "0", "1 000", "n/a"]) | cell,
    st.sampled_from(["", "Completed", "Lost", "Odd", "Negotiation"]) | cell,
)


@settings(max_examples=30)
@given(
    files=st.lists(st.lists(order_row, max_size=8), min_size=1, max_size=2),
    where=st.sampled_from([None, "Client = 'A'", "Status IS NULL"]),
    late=st.booleans(),
)
def test_rows_read_are_used_or_set_aside(
    files: list[list[tuple[str, ...]]],
    where: str | None,
    late: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    sure = ("7", "A", "2024-01-02", "5", "")
    for n, rows in enumerate(files):
        with (folder / f"{n}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(["Order No", "Client", "Order date", "Amount", "Status"])
            writer.writerows([sure, *rows])
    sales = read_sales(
        [f"{n}.csv" for n in range(len(files))],
        folder=folder,
        where=where,
        as_of=date(2024, 1, 3) if late else None,
        answers={
            "orders.words": "all",
            "orders.copies": "keep",
            "orders.client_id.blank": "aside",
            "orders.client_id.several": "whole",
            "orders.order_id.blank": "aside",
            "orders.order_id.repeats": "first",
            "orders.ordered_on.unread": "leave-out",
            "orders.amount.unread": "leave-out",
        },
    )
    for n, (rows, file) in enumerate(zip(files, sales.inputs, strict=True)):
        filled = [row for row in rows if any(c.strip() not in ("", "NULL") for c in row)]
        aside = sales.set_aside[sales.set_aside["file"] == f"{n}.csv"]
        assert file.rows_read == file.rows_used + file.rows_set_aside == len(filled) + 1
        assert file.rows_set_aside == len(aside) == aside["row"].nunique()


def test_the_same_input_gives_the_same_sales(tmp_path: Path) -> None:
    rows = [f"{n % 7};C{n % 3};2024-01-{n % 28 + 1:02};{n}.5;Odd{n % 4}" for n in range(60)]
    said = {"orders.order_id.repeats": "first"}
    first, second = (read(tmp_path, *rows, head=HEAD + ";Type", answers=said) for _ in range(2))
    pd.testing.assert_frame_equal(first.orders, second.orders)
    assert first.notes == second.notes
    assert first.inputs == second.inputs
    order = ["client_id", "day", "order_id"]
    pd.testing.assert_frame_equal(first.orders, first.orders.sort_values(order, ignore_index=True))


def test_excel_and_parquet_give_what_csv_gives(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Order No": [1001, 1002, 1003],
            "Client": ["A", "Ёлка", "A"],
            "Order date": pd.to_datetime(["2024-01-05", "2024-02-05", "2024-03-05"]),
            "Amount": [10.5, -3.25, 1000.0],
        }
    )
    frame.to_csv(tmp_path / "o.csv", index=False)
    frame.to_excel(tmp_path / "o.xlsx", index=False)
    frame.to_parquet(tmp_path / "o.parquet", index=False)
    csv_sales, *others = (
        read_sales([name], folder=tmp_path) for name in ("o.csv", "o.xlsx", "o.parquet")
    )
    assert list(csv_sales.orders["amount"]) == [1050, 100000, -325]
    assert list(csv_sales.orders["order_id"]) == ["1001", "1003", "1002"]
    for other in others:
        pd.testing.assert_frame_equal(other.orders, csv_sales.orders)


# ---- ids that say that there is nobody -----------------------------------------------------------

NOBODY = ["NA", "n/a", "<NA>", "NULL", "(blank)", "-", "–", "#REF!", "#Н/Д", "undefined", "нет"]
NOBODY += ["не указан", "(пусто)", "0", "00000000-0000-0000-0000-000000000000", "Не Определён"]


@pytest.mark.parametrize("word", NOBODY)
def test_words_for_nobody_are_no_client(tmp_path: Path, word: str) -> None:
    rows = ("1;A;2024-01-01;10", f"2;{word};2024-01-02;20", f"3; {word} ;2024-01-03;30")
    sales = read(tmp_path, *rows)
    assert sales.orders["client_id"].tolist() == ["A"]
    assert reasons(sales) == {3: "no client", 4: "no client"}
    if word != "NULL":  # blank wherever it stands
        said = f"orders.csv: 2 rows have no client: they say “{word}” (2 rows)."
        assert said in notes(sales)


@pytest.mark.parametrize("name", ["Nana", "Null & Co", "Na Na", "Нетто", "00", "-A-", "Unknown"])
def test_names_that_begin_like_words_for_nobody_are_clients(tmp_path: Path, name: str) -> None:
    sales = read(tmp_path, "1;Plover;2024-01-01;10", f"2;{name};2024-01-02;20")
    assert sorted(sales.orders["client_id"]) == sorted(["Plover", name])


def test_a_person_may_say_that_they_are_names(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-01;10", "2;NA;2024-01-02;20")
    sales = read(tmp_path, *rows, answers={"orders.client_id.nothing": "names"})
    assert sales.orders["client_id"].tolist() == ["A", "NA"]


def test_one_percent_of_the_rows_without_a_client_is_not_worth_a_sentence(tmp_path: Path) -> None:
    rows = [f"{n};A;2024-01-01;10" for n in range(99)] + ["x;NA;2024-01-02;20"]
    assert "no client" not in notes(read(tmp_path, *rows))
    assert "no client: it says “NA” (1 row)" in notes(read(tmp_path, *rows[1:]))


def test_words_for_nobody_are_no_employee_and_no_row_is_lost(tmp_path: Path) -> None:
    head = HEAD + ";Owner"
    sales = read(tmp_path, "1;A;2024-01-01;10;не назначен", "2;A;2024-01-02;20;H1", head=head)
    assert sales.orders["employee_id"].isna().tolist() == [True, False]
    assert "не назначен" not in notes(sales)


def test_nought_is_an_order_number(tmp_path: Path) -> None:
    sales = read(tmp_path, "0;A;2024-01-01;10", "1;A;2024-01-02;20")
    assert sales.orders["order_id"].tolist() == ["0", "1"]


def test_a_condition_on_another_table_sets_its_rows_aside(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100", "2;B;2024-02-01;100")
    put(
        tmp_path,
        "k.csv",
        "A;2024-01-01;signed",
        "B;2024-01-01;lost in the post",
        head="Client;Signed on;Paper",
    )
    sales = read_sales(
        ["o.csv", "contracts=k.csv"],
        folder=tmp_path,
        answers={"contracts.where": "Paper = 'signed'"},
    )
    assert list(sales.contracts["client_id"]) == ["A"]
    assert len(sales.orders) == 2
    assert [str(reason) for reason in sales.set_aside["reason"]] == [
        "does not meet the condition Paper = 'signed'"
    ]
    assert sales.answers["contracts.where"] == "Paper = 'signed'"


def test_a_condition_on_a_table_without_a_file_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "o.csv", "1;A;2024-01-01;100")
    with pytest.raises(KitError, match="no file was given for the table contracts"):
        read_sales(["o.csv"], folder=tmp_path, answers={"contracts.where": "x = 1"})


@pytest.mark.parametrize(
    ("texts", "on_orders", "on_others"),
    [
        (["Stage = 'Won'"], "Stage = 'Won'", {}),
        (["contracts=status = 'signed'"], None, {"contracts.where": "status = 'signed'"}),
        (
            ["Clients = ADDED=x = 1"],
            None,
            {"clients.where": "ADDED=x = 1"},
        ),
        (["clients = 5"], "clients = 5", {}),  # a column of the orders
        (["clients = 'A' and x > 1"], "clients = 'A' and x > 1", {}),
        (
            ['contracts="Signed by" is not null'],
            None,
            {"contracts.where": '"Signed by" is not null'},
        ),
        (["training=lower(topic) like '%x%'"], None, {"training.where": "lower(topic) like '%x%'"}),
        (["orders=a > 1", "b < 2"], "(a > 1) AND (b < 2)", {}),
        (["Stage == 'Won'"], "Stage == 'Won'", {}),
    ],
)
def test_which_table_a_condition_is_about(texts, on_orders, on_others) -> None:
    assert conditions(texts) == (on_orders, on_others)
