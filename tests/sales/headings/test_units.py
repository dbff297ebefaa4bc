"""What a heading says of its figures: a currency, thousands, millions."""

from __future__ import annotations

import pytest

from kit.sales.headings.names import plain
from kit.sales.headings.units import power_in, unit_at_end


@pytest.mark.parametrize(
    ("heading", "rest", "currency", "power"),
    [
        ("Сумма, тыс. руб.", "Сумма", "руб", 3),
        ("Сумма (тыс.руб.)", "Сумма", "руб", 3),
        ("Сумма, т.р.", "Сумма", "р", 3),
        ("Выручка в тысячах рублей", "Выручка", "рублей", 3),
        ("Сумма, млн", "Сумма", None, 6),
        ("Оборот (млрд ₽)", "Оборот", "₽", 9),
        ("Amount in k", "Amount", None, 3),
        ("Amount (k)", "Amount", None, 3),
        ("Amount k EUR", "Amount", "EUR", 3),
        ("Umsatz in TEUR", "Umsatz", "eur", 3),
        ("Umsatz (T€)", "Umsatz", "€", 3),
        ("Betrag in Tsd. €", "Betrag", "€", 3),
        ("Betrag in 1.000 EUR", "Betrag", "EUR", 3),
        ("Umsatz Mio. EUR", "Umsatz", "EUR", 6),
        ("Revenue $000", "Revenue", "$", 3),
        ("Revenue (US$ '000)", "Revenue", "USD", 3),
        ("Revenue (000s)", "Revenue", None, 3),
        ("Revenue x1000", "Revenue", None, 3),
        ("Revenue (€m)", "Revenue", "€", 6),
        ("Sales, USDm", "Sales", "usd", 6),
        ("Net sales (in millions of US dollars)", "Net sales", "$", 6),
        ("amount_in_thousands", "amount", None, 3),
        ("amount_keur", "amount", "eur", 3),
        ("Importe (miles de euros)", "Importe", "EUR", 3),
        ("Belopp tkr", "Belopp", "kr", 3),
        ("Amount, EUR", "Amount", "EUR", 0),
        ("Amount in EUR", "Amount", "EUR", 0),
        ("Сумма (руб.)", "Сумма", "руб.", 0),
        ("Amount", "Amount", None, 0),
        ("Task", "Task", None, 0),
        ("Total USD", "Total", "USD", 0),
    ],
)
def test_units_that_are_certain(heading: str, rest: str, currency: str | None, power: int) -> None:
    assert unit_at_end(heading) == (rest, currency, power, True)
    assert plain(heading) == plain(rest)


@pytest.mark.parametrize("heading", ["Amount K", "Amount, k", "amount_m", "Price T", "Amount (m)"])
def test_a_letter_alone_is_not_certain_and_stays_part_of_the_name(heading: str) -> None:
    assert unit_at_end(heading).power
    assert not unit_at_end(heading).certain
    assert plain(heading) == plain(heading.replace(",", " ").replace("_", " "))


@pytest.mark.parametrize("heading", ["тыс. руб.", "EUR", "TEUR"])
def test_a_heading_that_is_all_unit_keeps_its_name(heading: str) -> None:
    assert unit_at_end(heading).rest == heading


@pytest.mark.parametrize(
    ("line", "power"),
    [
        ("Sales by client, in TEUR", 3),
        ("(in thousands of US dollars)", 3),
        ("Период: 2024 | в тыс. руб.", 3),
        ("Sales 2024 - amounts in mln EUR", 6),
        ("Report for 2000", 0),
        ("All amounts in EUR", 0),
        ("Company K", 0),
        ("in k EUR, in mln EUR", 0),
    ],
)
def test_lines_above_the_headings(line: str, power: int) -> None:
    assert power_in(line) == power
