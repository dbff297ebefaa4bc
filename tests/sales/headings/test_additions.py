"""A column of money that is another with a tax or freight on top is asked about."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered

CENT = Decimal("0.01")
CLIENTS = ("Alfa", "Bravo", "Castor", "Delta", "Echo")
Figures = tuple[Decimal, ...]


def european(figure: Decimal) -> str:
    return f"{figure:,.2f}".replace(",", " ").replace(".", ",")


def write(folder: Path, headings: str, figures: Callable[[int, Decimal], Figures]) -> Decimal:
    """Forty invoices with some columns of money; what the first of them comes to."""
    rows, sum_of_first = [headings], Decimal(0)
    for n in range(40):
        columns = figures(n, Decimal(7919 * (n + 3) % 90_000 + 1_000) / 100)
        sum_of_first += columns[0]
        day = f"2024-{n // 28 + 1:02}-{n % 28 + 1:02}"
        rows.append(";".join([str(n), day, CLIENTS[n % 5], *map(european, columns)]))
    (folder / "f.csv").write_text("\n".join(rows), encoding="utf-8")
    return sum_of_first


def part(figure: Decimal, rate: str) -> Decimal:
    return (figure * Decimal(rate)).quantize(CENT, ROUND_HALF_UP)


def with_tax(*rates: str) -> Callable[[int, Decimal], Figures]:
    """Net, tax and gross."""

    def figures(n: int, net: Decimal) -> Figures:
        tax = part(net, rates[n % len(rates)])
        return net, tax, net + tax

    return figures


def with_freight(n: int, net: Decimal) -> Figures:
    """Goods, freight, tax of both, and all of it."""
    freight = Decimal("6.95")
    tax = part(net + freight, "0.21")
    return net, freight, tax, net + freight + tax


def total(folder: Path, **options: object) -> Decimal:
    sales = read_sales(["f.csv"], folder=folder, **options)  # type: ignore[arg-type]
    return Decimal(int(sales.orders["amount"].sum())) / 100


@pytest.mark.parametrize(
    ("headings", "figures"),
    [
        ("Factuurnr;Datum;Klant;Bedrag excl. btw;Btw;Totaal", with_tax("0.21")),
        ("Nr dokumentu;Data;Nabywca;Cena bez podatku;Podatek;Razem", with_tax("0.23", "0.08")),
        ("Numero fattura;Data;Cliente;Prima;Poi;Totale", with_tax("0.22", "0", "0.10")),
        ("Fatura No;Tarih;Cari;Matrah;KDV;Toplam", with_tax("0.20")),
        ("Factuurnr;Datum;Klant;Goederen;Verzending;Heffing;Totaal", with_freight),
        ("Order ID;Date;Client;Before;Total", lambda n, net: (net, net + part(net, "0.27"))),
        (
            "Order ID;Date;Client;Goods;Delivery;Total",
            lambda n, net: (net, Decimal(9), net + 9),
        ),
    ],
)
def test_the_amount_without_what_is_on_top_is_proposed(headings, figures, tmp_path):
    net = write(tmp_path, headings, figures)
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    columns = headings.split(";")
    assert doubt.key == "orders.amount"
    assert {choice.answer for choice in doubt.choices} == {columns[3], columns[-1]}
    assert total(tmp_path, answers={"orders.amount": columns[3]}) == net
    assert total(tmp_path, map={"amount": columns[-1]}) > net


def test_a_tax_puts_the_smaller_column_first_and_is_told_with_a_row(tmp_path):
    write(tmp_path, "Factuurnr;Datum;Klant;Netto prijs;Btw;Totaal", with_tax("0.21"))
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices] == ["Netto prijs", "Totaal"]
    # the first: 7919 * 3 % 90000 + 1000 = 24757 cents, and 21% of it
    assert "“Totaal” is “Netto prijs” and “Btw” together (row 2: 247.57 and 51.99 make 299.56)" in (
        str(doubt.text)
    )


def test_what_is_called_a_tax_is_one_at_any_rates(tmp_path):
    rates = ("0.04", "0.06", "0.0625", "0.07", "0.0825", "0.08875", "0.095")
    write(tmp_path, "Invoice No;Date;Customer;Before;Sales tax;Total", with_tax(*rates))
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices] == ["Before", "Total"]


def test_an_unknown_heading_of_an_amount_is_proposed_by_arithmetic(tmp_path):
    net = write(tmp_path, "Order ID;Date;Client;Základ;DPH;Celkem", with_tax("0.21", "0.12"))
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices] == ["Základ", "Celkem"]
    assert total(tmp_path, answers={"orders.amount": "Základ"}) == net


@pytest.mark.parametrize(
    ("headings", "figures"),
    [
        # what was paid and what is owed
        (
            "Order ID;Date;Client;Betaald;Openstaand;Total",
            lambda n, net: (net if n % 5 else Decimal(0), Decimal(0) if n % 5 else net, net),
        ),
        # goods and services, either of which may be the larger
        (
            "Order ID;Date;Client;Goederen;Diensten;Total",
            lambda n, net: (net, net * (n % 7) / 4, net + net * (n % 7) / 4),
        ),
        # known for what they are
        (
            "Order ID;Date;Client;Cost;Margin;Total",
            lambda n, net: (net, part(net, "0.2"), net + part(net, "0.2")),
        ),
        # the amount is the smaller one already
        ("Order ID;Date;Client;Net amount;Extra;Other", with_tax("0.21")),
    ],
)
def test_other_sums_are_no_question(headings, figures, tmp_path):
    write(tmp_path, headings, figures)
    assert total(tmp_path) > 0


def test_a_tax_in_the_amount_is_taken_off_or_left(tmp_path):
    def figures(n: int, net: Decimal) -> Figures:
        tax = part(net, "0.2")
        return net + tax, tax

    gross = write(tmp_path, "Номер счета;Дата;Клиент;Сумма;в т.ч. НДС", figures)
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.amount.tax"]
    net = sum(Decimal(7919 * (n + 3) % 90_000 + 1_000) / 100 for n in range(40))
    assert total(tmp_path, answers={"orders.amount.tax": "less"}) == net
    assert total(tmp_path, answers={"orders.amount.tax": "with"}) == gross


def test_a_discount_beside_the_amount_is_no_tax(tmp_path):
    write(
        tmp_path,
        "Order ID;Date;Client;Amount;Rebate given",
        lambda n, net: (net - part(net, "0.1"), part(net, "0.1")),
    )
    assert total(tmp_path) > 0


def less_fees(*rates: str, sign: int = 1) -> Callable[[int, Decimal], Figures]:
    """What a client paid, what a marketplace kept, and what is left."""

    def figures(n: int, paid: Decimal) -> Figures:
        fees = [part(paid, rate) for rate in rates[n % 2 :: 2]]
        return paid, *(sign * fee for fee in fees), paid - sum(fees)

    return figures


@pytest.mark.parametrize(
    ("headings", "figures"),
    [
        ("Order ID;Date;Client;Item price;Fees;Total", less_fees("0.08", "0.13")),
        (
            "Order ID;Date;Client;Sold for;Selling fee;Net amount",
            less_fees("0.15", "0.12", sign=-1),
        ),
        ("Order ID;Date;Client;Total;Fee;Net payout", less_fees("0.15", "0.15")),
        (
            "Номер заказа;Дата;Клиент;Цена покупателя;Комиссия площадки;Сумма",
            less_fees("0.07", "0.18"),
        ),
        (
            "Bestellnummer;Datum;Kunde;Verkaufspreis;Verkaufsgebühr;Zahlungsgebühr;Versandgebühr;Betrag",
            lambda n, paid: (
                paid,
                -part(paid, "0.1"),
                -part(paid, "0.03"),
                Decimal(-3),
                paid - part(paid, "0.1") - part(paid, "0.03") - 3,
            ),
        ),
    ],
)
def test_what_is_left_after_fees_is_asked_about_the_sale_first(headings, figures, tmp_path):
    sold = write(tmp_path, headings, figures)
    columns = headings.split(";")
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert (doubt.key, doubt.choices[0].answer) == ("orders.amount", columns[3])
    assert columns[-1] in [choice.answer for choice in doubt.choices]
    assert total(tmp_path, answers={"orders.amount": columns[3]}) == sold
    assert total(tmp_path, answers={"orders.amount": columns[-1]}) < sold * Decimal("0.95")


def test_refunds_that_turn_the_fees_round_are_no_hindrance(tmp_path):
    def figures(n: int, paid: Decimal) -> Figures:
        sign = -1 if n % 5 == 4 else 1
        fee = -sign * part(paid, "0.15")
        return sign * paid, fee, sign * paid + fee

    sold = write(tmp_path, "Order ID;Date;Client;Product sales;Selling fees;Total", figures)
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices][:2] == ["Product sales", "Total"]
    assert total(tmp_path, answers={"orders.amount": "Product sales"}) == sold


def test_what_is_taken_off_without_a_known_name_is_asked_about_too(tmp_path):
    write(tmp_path, "Order ID;Date;Client;List price;Deductions;Total", less_fees("0.08", "0.13"))
    with pytest.raises(Unanswered) as caught:
        total(tmp_path)
    (doubt,) = caught.value.doubts
    assert [choice.answer for choice in doubt.choices] == ["Total", "List price"]


@pytest.mark.parametrize(
    "headings",
    [
        "Order ID;Date;Client;List price;Discount amount;Total",
        "Bestellnummer;Datum;Kunde;Listenpreis;Rabatt;Betrag",
        "Номер заказа;Дата;Клиент;Цена по прайсу;Скидка клиенту;Сумма",
        "Order ID;Date;Client;Price with shipping;Shipping;Amount",
    ],
)
def test_discounts_and_freight_taken_off_are_no_question(headings, tmp_path):
    sold = write(tmp_path, headings, less_fees("0.08", "0.13"))
    assert total(tmp_path) < sold
