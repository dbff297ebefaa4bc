"""One sale with several documents in one list is never summed several times in silence."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kit.sales.cells import words
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

CLIENTS = ("Alpha", "Beta", "Gamma")
SUMS = [1000 + 137 * n for n in range(12)]  # in units; each once
DAYS = [date(2024, 1, 9) + timedelta(days=19 * n) for n in range(12)]
ORDERED, TOTAL = len(SUMS), sum(SUMS)


def chain(*kinds: tuple[str, str, int]) -> list[str]:
    """For each sale a document of every kind: its word, the letters of its number, days later."""
    return [
        f"{letters}{n};{CLIENTS[n % 3]};{day + timedelta(days=later)};{amount};{word}"
        for n, (day, amount) in enumerate(zip(DAYS, SUMS, strict=True))
        for word, letters, later in kinds
    ]


def read(folder: Path, head: str, rows: list[str], **options: object) -> Sales:
    text = "\n".join([f"Order ID;Client;Order date;Amount;{head}", *rows])
    (folder / "o.csv").write_text(text, encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def asked(folder: Path, head: str, rows: list[str]) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        read(folder, head, rows)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.documents"]
    return caught.value


def figures(sales: Sales) -> tuple[int, int]:
    return len(sales.orders), int(sales.orders["amount"].sum()) // 100


@pytest.mark.parametrize(
    ("head", "order", "invoice"),
    [
        ("Document type", "Sales order", "Invoice"),
        ("Вид документа", "Заказ покупателя", "Счет-фактура выданный"),
        ("Belegart", "Auftrag", "Rechnung"),
        ("Tipo de documento", "Pedido de venta", "Factura"),
        ("Type de document", "Commande", "Facture"),
        ("Tipo documento", "Ordine cliente", "Fattura"),
        ("Documenttype", "Bestelling", "Factuur"),
        ("Typ dokumentu", "Zamówienie", "Faktura VAT"),
    ],
)
def test_orders_and_their_invoices_are_asked_about(head, order, invoice, tmp_path):
    rows = chain((order, "S", 0), (invoice, "R", 4))
    told = asked(tmp_path, head, rows)
    assert f"column “{head}”: orders and invoices are in one list" in str(told)
    assert "24 of 24 rows (100%) have the client and the sum of another row" in str(told)
    assert "For example, rows 2 and 3 (Alpha, 1,000)" in str(told)
    for answer, later in (("ordered", 0), ("invoiced", 4)):
        sales = read(tmp_path, head, rows, answers={"orders.documents": answer})
        assert figures(sales) == (ORDERED, TOTAL)
        assert sales.start == DAYS[0] + timedelta(days=later)
    every = read(tmp_path, head, rows, answers={"orders.documents": "all"})
    assert figures(every) == (2 * ORDERED, 2 * TOTAL)


def test_payments_never_count_and_the_rest_is_asked(tmp_path):
    rows = chain(("Order", "S", 0), ("Delivery note", "D", 3), ("Invoice", "R", 4))
    rows += chain(("Payment", "P", 20))
    told = asked(tmp_path, "Type of document", rows)
    assert [choice.answer for choice in told.doubts[0].choices] == [
        "ordered", "shipped", "invoiced", "all"
    ]  # fmt: skip
    sales = read(tmp_path, "Type of document", rows, answers={"orders.documents": "shipped"})
    assert figures(sales) == (ORDERED, TOTAL)
    reasons = sales.set_aside["reason"].map(str).value_counts().to_dict()
    assert reasons == {
        "“Payment” is no sale": 12,
        "“Order” is not the kind of document that counts": 12,
        "“Invoice” is not the kind of document that counts": 12,
    }


def test_words_before_the_numbers_say_the_kind(tmp_path):
    rows = chain(("", "Заказ клиента ТД-00", 0), ("", "Реализация товаров и услуг 00-", 2))
    told = asked(tmp_path, "Комментарий", rows)
    assert "column “Order ID”: orders and shipments are in one list" in str(told)
    assert "(“Заказ клиента”)" in str(told)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Invoice", "Sales receipt"), ("Реализация товаров", "Акт"), ("Standard order", "Web order")],
)
def test_documents_that_stand_for_different_sales_are_no_question(one, other, tmp_path):
    rows = chain((one, "S", 0))
    rows = [row.replace(one, other) if n % 2 else row for n, row in enumerate(rows)]
    assert figures(read(tmp_path, "Document type", rows)) == (ORDERED, TOTAL)


def test_a_document_that_names_the_one_it_rests_on(tmp_path):
    rows = [
        f"{letters}{n};{CLIENTS[n % 3]};{day};{amount - less};{basis}"
        for n, (day, amount) in enumerate(zip(DAYS, SUMS, strict=True))
        for letters, less, basis in (("S", 0, ""), ("R", 7 * n, f"S{n}"))
    ]
    told = asked(tmp_path, "Based on", rows)
    assert "in 12 rows “Based on” names another document of the files (such as row 3)" in str(told)
    sales = read(tmp_path, "Based on", rows, answers={"orders.documents": "first"})
    assert figures(sales) == (ORDERED, TOTAL)


def test_a_column_of_unknown_words_tells_the_documents_apart(tmp_path):
    rows = chain(("ZK", "1", 0), ("RT", "2", 9))
    told = asked(tmp_path, "Journal", rows)
    assert "which “Journal” tells apart" in str(told)
    sales = read(tmp_path, "Journal", rows, answers={"orders.documents": "RT"})
    assert figures(sales) == (ORDERED, TOTAL)
    assert sales.start == DAYS[0] + timedelta(days=9)


def test_letters_of_the_number_tell_the_documents_apart(tmp_path):
    told = asked(tmp_path, "Note", chain(("", "SO-", 0), ("", "INV-", 9)))
    assert "which “Order ID” tells apart" in str(told)
    assert [choice.answer for choice in told.doubts[0].choices] == ["SO", "INV", "all"]


@pytest.mark.parametrize(("answer", "later"), [("first", 0), ("last", 9)])
def test_pairs_without_any_word_are_asked_about(answer, later, tmp_path):
    rows = chain(("", "1", 0), ("", "2", 9))
    assert "the same sales seem to be in several rows" in str(asked(tmp_path, "Note", rows))
    sales = read(tmp_path, "Note", rows, answers={"orders.documents": answer})
    assert figures(sales) == (ORDERED, TOTAL)
    assert sales.start == DAYS[0] + timedelta(days=later)


def test_a_part_of_the_sales_with_two_documents_is_enough_for_a_question(tmp_path):
    rows = chain(("", "1", 0))
    rows += [row for n, row in enumerate(chain(("", "2", 30))) if n % 2]
    assert "12 of 18 rows (67%)" in str(asked(tmp_path, "Note", rows))


def test_rents_prices_and_chance_are_no_question(tmp_path):
    rents = [f"{n};Alpha;{date(2024, 1 + n, 5)};500;" for n in range(12)]
    prices = [f"p{n};{CLIENTS[n % 3]};{DAYS[n]};{(99, 199)[n % 2]};" for n in range(12)]
    apart = [f"a{n};Beta;{date(2022 + n % 2, 3, 1)};{7000 + n // 2};" for n in range(12)]
    sales = read(tmp_path, "Note", [*rents, *prices, *apart, *chain(("", "s", 0))])
    assert figures(sales) == (48, 6000 + 6 * 298 + 2 * sum(range(7000, 7006)) + TOTAL)


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("Заказ клиента", "ordered"),
        ("Заказ поставщику", None),
        ("Реализация (акт, накладная, УПД)", "shipped"),
        ("Счет-фактура выданный", "invoiced"),
        ("Sales receipt", None),
        ("INVOICE", "invoiced"),
        ("Bestellung", "ordered"),
        ("Lieferschein", "shipped"),
    ],
)
def test_how_far_a_sale_has_come(cell, stage):
    assert words.stage(cell) == stage


def test_documents_that_name_another_one_are_asked_about_whatever_the_column_is_called(tmp_path):
    """A credit note has a number of its own and a positive sum, and says which invoice it meets."""
    rows = chain(("", "INV-", 0))
    given_back = [f"CN-{n};{CLIENTS[n % 3]};{DAYS[n]};{SUMS[n]};INV-{n}" for n in range(5)]
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, "Meets", rows + given_back)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices] == ["first", "less", "all"]
    for answer, orders, total in (
        ("first", ORDERED, TOTAL),
        ("less", ORDERED + 5, TOTAL - sum(SUMS[:5])),
        ("all", ORDERED + 5, TOTAL + sum(SUMS[:5])),
    ):
        answers = {"orders.documents": answer}
        assert figures(read(tmp_path, "Meets", rows + given_back, answers=answers)) == (
            orders,
            total,
        )


def test_a_column_that_names_orders_of_any_size_is_no_question(tmp_path):
    """Such as the order before: which is as often smaller as it is larger."""
    rows = [f"{n};{CLIENTS[n % 3]};{day};{amount};{n - 3}" for n, (day, amount) in
            enumerate(zip(DAYS, SUMS, strict=True))]  # fmt: skip
    assert figures(read(tmp_path, "Previous", rows)) == (ORDERED, TOTAL)
