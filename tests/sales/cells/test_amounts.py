from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import KitError
from kit.sales.cells.amounts import Amounts, read_amounts, shown_sign
from kit.sales.cells.distinct import Source
from kit.sales.cells.exact import Exact


def amounts(*cells: str | None, **options: Any) -> Amounts:
    """Cells read; their rows are numbered from 2, as under a heading in line 1."""
    source = Source("orders.csv", "Sum", np.arange(2, len(cells) + 2, dtype=np.int64))
    options = {"decimals": None} | options
    return read_amounts(pa.chunked_array([pa.array(cells, pa.string())]), source, **options)


def values(read: Amounts) -> list[Decimal | None]:
    """Each row's figure in units, None where missing."""
    figures = read.figures
    return [
        None if missing else Decimal(int(mantissa)).scaleb(-figures.scale)
        for mantissa, missing in zip(figures.mantissa, figures.missing, strict=True)
    ]


def minor(*cells: str | None, per_unit: int = 100, **options: Any) -> list[int | str | None]:
    """Minor units; None: blank; "?": not understood."""
    read = amounts(*cells, **options)
    units, too_large = read.figures.minor(per_unit)
    assert not too_large.any()
    rows = zip(units.tolist(), read.figures.missing, read.not_understood, strict=True)
    return ["?" if wrong else None if gone else value for value, gone, wrong in rows]


def currencies(*cells: str | None) -> frozenset[str]:
    return amounts(*cells).currencies(np.ones(len(cells), dtype=np.bool_))


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1234", 123400),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("1 234,50", 123450),
        ("1\N{NO-BREAK SPACE}234,5", 123450),
        ("18\N{NARROW NO-BREAK SPACE}997\N{THIN SPACE}284", 1899728400),
        ("1'234.50", 123450),
        ("1\N{RIGHT SINGLE QUOTATION MARK}234.50", 123450),
        ("1,234,567", 123456700),
        ("1.234.567", 123456700),
        ("12,34,567.89", 123456789),
        ("108196,72", 10819672),
        ("1 234,567", 123457),
        (".5", 50),
        ("0,125", 13),
        ("$125000", 12500000),
        ("$1,234,567", 123456700),
        ("$342.09K", 34209000),
        ("1.2M", 120000000),
        ("1,5 млн ₽", 150000000),
        ("100 тыс. руб.", 10000000),
        ("100 тыс.руб", 10000000),
        ("12,50 р.", 1250),
        ("руб. 12,50", 1250),
        ("US$ 5", 500),
        ("5.5 USD", 550),
        ("1.5E+05", 15000000),
        ("(1,234.50)", -123450),
        ("($1,234.50)", -123450),
        ("$(1,234.50)", -123450),
        ("(1 234,50) руб.", -123450),
        ("-1 234,50", -123450),
        ("1234-", -123400),
        ("\N{MINUS SIGN}5", -500),
        ("-$5", -500),
        ("$-5", -500),
        ("- 5", -500),
        ("+5", 500),
        ("1500,-", 150000),
        ("1.500,\N{EM DASH}", 150000),
        ("-0.005", -1),
        ("0.0049", 0),
    ],
)
def test_one_figure_in_many_notations(cell: str, wanted: int) -> None:
    assert minor(cell) == [wanted]


@pytest.mark.parametrize(
    "cell",
    [
        "n/a",
        "Итого 5",
        "five",
        "1.2.3",
        "1,23.45",
        "1,234.567,89",
        "12 50",
        "100.",
        "--5",
        "(-5)",
        "2024-01-02",
        "15%",
        "5 kgs",
        "5 шт",
        "$5 €",
        "5KM",
        "1e999",
        "½",
        "∞",
        "true",
        "$",
        "-",
    ],
)
def test_what_is_no_amount_is_not_understood(cell: str) -> None:
    assert minor(cell) == ["?"]


def test_blank_cells_are_missing_and_not_misunderstood() -> None:
    assert minor(None, "5", None) == [None, 500, None]
    read = amounts(None, "x")
    assert read.figures.missing.tolist() == [True, True]
    assert read.not_understood.tolist() == [False, True]
    assert values(read) == [None, None]
    assert np.isnan(read.figures.numbers()).all()


def test_one_value_shows_the_decimal_sign_of_the_whole_column() -> None:
    assert minor("1,234", "0.5") == [123400, 50]
    assert minor("1,234", "0,5") == [123, 50]
    assert minor("1.234", "5,50") == [123400, 550]
    assert minor("1.234", "1.234.567") == [123400, 123456700]
    assert [str(note) for note in amounts("7", "1,234", "12,5").notes] == [
        "“Sum”: the decimal sign is a comma, as 12,5 shows."
    ]


def test_contradicting_values_are_refused_with_one_example_each() -> None:
    with pytest.raises(KitError, match=r"5\.50 \(row 3\) has a decimal point, 5,50 \(row 4\)"):
        amounts("7", "5.50", "5,50")
    assert minor("7", "5.50", "5,50", decimals="comma") == [700, "?", 550]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("1,230", "5,678", "9"), [123000, 567800, 900]),
        (("1.230", "9"), [123000, 900]),
        (("-1.230", "(5.500)", "9"), [-123000, -550000, 900]),
        (
            ("1,111", "2,222", "3,333", "4,444", "5,555", "9"),
            [n * 111100 for n in range(1, 6)] + [900],
        ),
    ],
)
def test_whole_figures_show_that_the_others_have_parted_thousands(
    cells: tuple[str, ...], wanted: list[int]
) -> None:
    assert minor(*cells) == wanted


def test_parted_thousands_are_said() -> None:
    assert [str(note) for note in amounts("1,230", "5,678", "9").notes] == [
        "“Sum”: 2 rows such as 1,230 are read as thousands, because whole figures below 1,000 "
        "are beside them. If the sign is a decimal one, add --decimals comma."
    ]


@pytest.mark.parametrize("cells", [("¥168,289", "¥2,500"), ("168.289 ₩", "2.500 ₩")])
def test_a_currency_without_coins_has_no_decimals(cells: tuple[str, ...]) -> None:
    assert minor(*cells) == [16_828_900, 250_000]
    (note,) = amounts(*cells).notes
    assert f"{cells[0]} and the like are read as thousands" in str(note)


@pytest.mark.parametrize(
    "cells",
    [
        ("1.005",),
        ("$168,289", "$2,500"),
        ("¥168,289", "2,500"),
        ("12,500", "3,000"),
        ("1,231", "5,678", "2,222", "3,333", "9"),
        ("1,230", "0"),
        ("1,230", "5,678", "1234"),
        ("1,230", "5,678", "9", "1234"),
        ("349.125", "1,234"),
    ],
)
def test_three_decimals_are_never_taken_for_thousands_in_silence(cells: tuple[str, ...]) -> None:
    with pytest.raises(KitError, match=r"--decimals point\n.*--decimals comma"):
        amounts(*cells)


def test_a_figure_too_long_before_its_point_shows_the_sign_of_the_others() -> None:
    assert minor("1509.750", "349.125") == [150975, 34913]


def test_the_question_says_what_an_example_would_be() -> None:
    with pytest.raises(KitError) as caught:
        amounts("349.125")
    assert "a point: 349.125 is 349.125: --decimals point" in str(caught.value)
    assert "a comma: 349.125 is 349125: --decimals comma" in str(caught.value)


def test_the_rest_of_the_file_may_show_the_decimal_sign() -> None:
    read = amounts("1,234", elsewhere=lambda: "point")
    assert (values(read), [str(note) for note in read.notes]) == (
        [Decimal(1234)],
        ["“Sum”: the decimal sign is a point, as other columns of the file show."],
    )
    assert minor("1,234", elsewhere=lambda: "comma") == [123]
    with pytest.raises(KitError):
        amounts("1,234", elsewhere=lambda: None)


def test_what_a_column_shows() -> None:
    def shown(*cells: str) -> str | None:
        source = Source("orders.csv", "Sum", np.arange(len(cells), dtype=np.int64))
        return shown_sign(pa.chunked_array([pa.array(cells, pa.string())]), source)

    assert shown("1,234", "12,5") == "comma"
    assert shown("12.5") == "point"
    assert shown("1,234", "7") is None
    assert shown("1.5", "1,5") is None


@pytest.mark.parametrize("typed", [True, False])
def test_a_power_raises_every_figure_but_those_with_a_scale(typed: bool) -> None:
    assert minor("125", "9.3", None, power=lambda _: 3, typed=typed) == [12_500_000, 930_000, None]
    assert minor("125", "1.5K", power=lambda _: 3) == [12_500_000, 150_000]
    seen: list[Decimal] = []
    minor("125", "9.3", None, power=lambda figures: seen.extend(figures) or 0, typed=typed)
    assert seen == [Decimal(125), Decimal("9.3")]


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        (("1,234",), {"money": False}),
        (("1.234",), {"money": False}),
        (("$1.234M",), {}),
        (("1,234", "5.678"), {}),
    ],
)
def test_undecided_figures_that_matter_are_asked_about(
    cells: tuple[str, ...], options: dict[str, Any]
) -> None:
    with pytest.raises(KitError, match=r"--decimals point\n.*--decimals comma"):
        amounts(*cells, **options)


def test_the_question_counts_rows_and_names_one() -> None:
    with pytest.raises(KitError) as caught:
        amounts("7", "1,234", "1,234", "5,678", money=False)
    assert str(caught.value) == (
        "orders.csv, column “Sum”: in 3 rows the sign before the last three digits may mean "
        "decimals or thousands, for example 1,234 (row 3).\n"
        "   the decimal sign is a point: 1,234 is 1234: --decimals point\n"
        "   the decimal sign is a comma: 1,234 is 1.234: --decimals comma"
    )


def test_the_answer_is_used() -> None:
    assert amounts("1,234", money=False, decimals="point").figures.numbers().tolist() == [1234.0]
    assert amounts("1,234", money=False, decimals="comma").figures.numbers().tolist() == [1.234]
    assert minor("1,234", decimals="comma") == [123]


def test_quantities_and_shares() -> None:
    read = amounts("15%", "0.2", "-3", None, "$5", "5K", "5 m", money=False)
    assert read.figures.numbers()[:3].tolist() == [0.15, 0.2, -3.0]
    assert values(read)[0] == Decimal("0.15")
    assert read.not_understood.tolist() == [False, False, False, False, True, True, True]


def test_currencies_are_collected_as_codes_where_the_sign_is_of_one_currency() -> None:
    assert currencies("€5", "5 EUR", "5") == {"EUR"}
    assert currencies("$5", "5 ₽", "5 руб.", "5 KZT") == {"$", "RUB", "KZT"}
    assert currencies("5") == frozenset()


def test_of_several_currencies_those_of_rows_in_use_count() -> None:
    read = amounts("$5", None, "€5", "₽5")
    assert read.currencies(np.array([True, True, False, True])) == {"$", "RUB"}
    assert read.currencies(np.array([False, True, False, False])) == frozenset()
    assert amounts("$5", "5").currencies(np.array([False, True])) == {"$"}


def test_figures_shortened_by_the_source_are_noted() -> None:
    read = [str(note) for note in amounts("$342.09K", "$9,326.84", "1.2M").notes]
    assert read[-1] == (
        "“Sum”: 2 rows are rounded in the source, for example $342.09K; sums are no more exact "
        "than that."
    )


def test_real_numbers_of_a_workbook_need_no_decision() -> None:
    read = amounts("1.2340", "1.5", "29825", None, "true", "1E+3", "inf", typed=True)
    assert values(read)[:3] == [Decimal("1.234"), Decimal("1.5"), Decimal(29825)]
    assert read.figures.minor(100)[0].tolist() == [123, 150, 2982500, 0, 0, 100000, 0]
    assert read.not_understood.tolist() == [False, False, False, False, True, False, True]


def test_halves_are_rounded_away_from_zero_once() -> None:
    figures = [Decimal("1.005"), Decimal("-1.005"), Decimal("1.00499"), None]
    rounded, too_large = Exact.of(figures, np.arange(4)).minor(100)
    assert rounded.tolist() == [101, -101, 100, 0]
    assert not too_large.any()
    assert minor("2.5", "-2.5", "1.4", per_unit=1) == [3, -3, 1]


def test_amounts_beyond_exact_floats_are_not_understood() -> None:
    assert minor("90071992547409.92", "90071992547409.93") == [2**53, "?"]
    assert minor("-90071992547409.93", typed=True) == ["?"]
    assert Exact.of([Decimal(2**53)], np.zeros(1, int)).minor(100)[1].tolist() == [True]
    assert amounts("90071992547409.93", money=False).figures.missing.tolist() == [False]


def test_figures_finer_than_sixty_decimals_are_not_understood() -> None:
    finest = "0." + "0" * 59 + "1"
    assert values(amounts(finest, "-1.5")) == [Decimal(finest), Decimal("-1.5")]
    assert minor(finest, "0." + "0" * 60 + "1", "7") == [0, "?", 700]
    assert minor("1E-40", "1E-41", "1.5") == [0, "?", 150]


def written(cents: int, thousands: str, decimal: str, minus: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{rest:02}"
    if cents >= 0:
        return text
    return {"before": f"-{text}", "after": f"{text}-", "brackets": f"({text})"}[minus]


@given(
    st.lists(st.integers(-(2**53), 2**53), min_size=1, max_size=8),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u00a0", "."), ("'", "."), ("", ",")]),
    st.sampled_from(["before", "after", "brackets"]),
)
def test_amounts_survive_a_round_trip(cents: list[int], signs: tuple[str, str], minus: str) -> None:
    assert minor(*(written(amount, *signs, minus) for amount in cents)) == cents
