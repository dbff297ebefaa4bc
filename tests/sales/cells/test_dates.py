from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import KitError
from kit.sales.cells.dates import read_dates, restore_ids
from kit.sales.cells.distinct import Source
from kit.sales.doubts import Doubts


def column(*cells: str | None) -> tuple[pa.ChunkedArray, Source]:
    """Cells whose rows are numbered from 2, as under a heading in line 1."""
    rows = np.arange(2, len(cells) + 2, dtype=np.int64)
    return pa.chunked_array([pa.array(cells, pa.string())]), Source("orders.csv", "Date", rows)


def days(
    *cells: str | None, order: str | None = None, time_zone: str | None = None
) -> list[str | None]:
    """Each day in ISO form; None: blank; "?": not understood; "none": stands for no date."""
    dates = read_dates(*column(*cells), order=order, time_zone=time_zone)  # type: ignore[arg-type]
    read, wrong = dates.days, dates.not_understood
    assert read.dtype == np.dtype("datetime64[s]")
    assert not (wrong & ~np.isnat(read)).any()
    shown = np.datetime_as_string(read, unit="D")
    return [
        "?" if bad else "none" if absent else None if np.isnat(day) else str(text)
        for day, text, bad, absent in zip(read, shown, wrong, dates.placeholders, strict=True)
    ]


def notes(*cells: str | None, **options: str | None) -> list[str]:
    options = {"order": None, "time_zone": None} | options
    return [str(note) for note in read_dates(*column(*cells), **options).notes]  # type: ignore[arg-type]


def is_no_stand_in(day: date) -> bool:
    """Whether a date is one that systems do not put for none."""
    return (day.month, day.day) not in ((1, 1), (1, 2), (12, 31), (6, 6))


@pytest.mark.parametrize(
    "cell",
    [
        "2013-07-05",
        "2013-7-5",
        "2013-07-05 23:59:59",
        "2013-07-05T10:11:12.345",
        "2013-07-05 00:00",
        "05.07.2013",
        "5.7.13",
        "05.07.2013 15:40:00",
        "05.07.2013, 15:40",
        "05.07.2013 г.",
        "2013/07/05",
        "2013.07.05",
        "20130705",
        "20130705235959",
        "Jul 5, 2013",
        "July 5th, 2013 3:04 PM",
        "5 Jul 2013",
        "05-Jul-13",
        "Fri, 05 Jul 2013 10:00:00",
        "2013-Jul-05",
        "5 июля 2013 г.",
        "5 июл. 2013",
        "41460",
        "41460.75",
        " 2013-07-05\N{NO-BREAK SPACE}",
        "07/05/2013 ",
    ],
)
def test_one_day_in_many_notations(cell: str) -> None:
    assert days(cell, order="month-first") == ["2013-07-05"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("4. März 2024", "2024-03-04"),
        ("4. Mrz. 2024", "2024-03-04"),
        ("4 de marzo de 2024", "2024-03-04"),
        ("12 septiembre 2024", "2024-09-12"),
        ("1er août 2024", "2024-08-01"),
        ("3 févr. 2024", "2024-02-03"),
        ("7 dicembre 2024", "2024-12-07"),
        ("15 de outubro de 2024", "2024-10-15"),
        ("4 mei 2024", "2024-05-04"),
        ("9 października 2024", "2024-10-09"),
        ("2024年3月5日", "2024-03-05"),
        ("2024년 3월 5일", "2024-03-05"),
        ("2024. 3. 5.", "2024-03-05"),
        ("2024.03.05.", "2024-03-05"),
        ("2024-W03-2", "2024-01-16"),  # worked out with a calendar
        ("2020W537", "2021-01-03"),
        ("1705392000", "2024-01-16"),  # date -u -d @1705392000
        ("1705392000000", "2024-01-16"),
    ],
)
def test_days_in_other_languages_and_notations(cell: str, day: str) -> None:
    assert days(cell) == [day]


def test_zones_by_their_letters() -> None:
    """Half past ten in the evening in California is the next morning in Berlin."""
    cell = "Jan 8, 2023 10:30:00 PM PST"
    assert days(cell) == ["2023-01-08"]
    assert days(cell, time_zone="Europe/Berlin") == ["2023-01-09"]
    assert days("08.01.2023 10:30 MEZ") == ["2023-01-08"]


def test_seconds_are_counted_in_utc() -> None:
    late = "1705446000"  # 16 January 2024, 23:00 in UTC
    assert days(late) == ["2024-01-16"]
    assert days(late, time_zone="Europe/Moscow") == ["2024-01-17"]


@pytest.mark.parametrize(
    "cell",
    [
        "3 jui 2024",  # juin or juillet
        "2024-W54-1",
        "7701234567",  # a tax number
        "31.02.2024",
        "2024-13-01",
        "2024-01-05 25:00",
        "2024-01-05 13:00 PM",
        "July 2010-September 2010",
        "5 Foo 2013",
        "tomorrow",
        "12345",
        "99999",
        "31/31/2024",
        "1-1",
        "2024",
    ],
)
def test_what_is_no_date_is_not_understood(cell: str) -> None:
    assert days(cell) == ["?"]


def test_blank_cells_are_missing_and_not_misunderstood() -> None:
    assert days(None, "2024-02-29", None) == [None, "2024-02-29", None]
    assert days(None) == [None]
    assert notes(None) == []


def test_one_value_shows_the_order_of_the_whole_column() -> None:
    assert days("03/04/2024", "13/04/2024") == ["2024-04-03", "2024-04-13"]
    assert days("03/04/2024", "04/13/2024") == ["2024-03-04", "2024-04-13"]
    assert days("3-4-24", "13-4-24", "14-4-24") == ["2024-04-03", "2024-04-13", "2024-04-14"]


def test_an_impossible_date_shows_nothing() -> None:
    with pytest.raises(KitError, match="2 rows can be read day-first or month-first"):
        days("02/30/2024", "03/04/2024", "03/04/2024")


def test_an_open_order_is_asked_for() -> None:
    with pytest.raises(KitError) as caught:
        days(None, "05/05/2024", "03/04/2024", "01/02/2024", "03/04/2024")
    assert str(caught.value) == (
        "orders.csv, column “Date”: 3 rows can be read day-first or month-first, for example "
        "03/04/2024 (row 4).\n"
        "   the day comes first: --dates day-first\n"
        "   the month comes first: --dates month-first"
    )


def test_the_answer_is_used_and_what_does_not_fit_it_is_not_understood() -> None:
    assert days("03/04/2024", order="day-first") == ["2024-04-03"]
    assert days("03/04/2024", order="month-first") == ["2024-03-04"]
    assert days("03/04/2024", "13/04/2024", order="month-first") == ["2024-03-04", "?"]


def test_contradicting_values_are_refused_with_one_example_each() -> None:
    with pytest.raises(KitError, match=r"13/04/2024 \(row 3\).*04/13/2024 \(row 4\)"):
        days("03/04/2024", "13/04/2024", "04/13/2024")


def test_equal_day_and_month_are_not_ambiguous() -> None:
    assert days("05/05/2024", "07/07/2023") == ["2024-05-05", "2023-07-07"]


def test_each_separator_needs_its_own_evidence() -> None:
    assert days("13/04/2024", "2-14-2024") == ["2024-04-13", "2024-02-14"]
    with pytest.raises(KitError, match="03-04-2024"):
        days("13/04/2024", "03-04-2024")


def test_dotted_dates_are_day_first_whatever_the_slashed_ones_are() -> None:
    assert days("03.04.2024", "04/13/2024") == ["2024-04-03", "2024-04-13"]


def test_two_digit_years_that_may_stand_first_are_asked_about() -> None:
    with pytest.raises(KitError, match="the year may come first or last in 3 rows"):
        days("24-02-13", "24-02-27", "24-03-05")
    assert days("13-02-24", "27-02-24", "05-03-24") == ["2024-02-13", "2024-02-27", "2024-03-05"]
    assert days("24-02-13", "24-02-27", order="day-first") == ["2013-02-24", "2027-02-24"]


def test_two_digit_years_follow_posix_and_are_noted() -> None:
    assert days("01.02.68", "01.02.69") == ["2068-02-01", "1969-02-01"]
    assert any("2 rows have two-digit years" in note for note in notes("01.02.68", "01.02.69"))


def test_mixed_formats_are_counted() -> None:
    assert notes("2024-01-05", "05.01.2024", "05.01.2024", "45296", "5 января 2024") == [
        "“Date”: dates read as day.month.year (2 rows), year-month-day (1 row), spreadsheet day "
        "numbers (1 row), and month in words (1 row)."
    ]


def read(*cells: str | None, answers: dict[str, str]) -> list[str]:
    """Each day in ISO form, with what was answered to doubts."""
    doubts = Doubts(answers)
    dates = read_dates(*column(*cells), order=None, time_zone=None, name="t.c", doubts=doubts)
    doubts.close()
    return [str(day) for day in np.datetime_as_string(dates.days, unit="D")]


SWAPPED = [f"2024-{day:02}-03" for day in range(1, 11)]
LEFT_AS_TEXT = [f"{day}/03/2024" for day in range(13, 23)]


def test_a_column_swapped_by_a_spreadsheet_is_asked_about() -> None:
    with pytest.raises(KitError, match="swapped day and month") as caught:
        days(*SWAPPED, *LEFT_AS_TEXT)
    assert "swapped: 2024-01-03 is Mar 1, 2024: --answer" in str(caught.value)
    with pytest.raises(KitError, match="swapped day and month"):
        days(*SWAPPED, *LEFT_AS_TEXT, order="day-first")
    assert days("2024-03-25", *SWAPPED, *LEFT_AS_TEXT)[0] == "2024-03-25"


def test_what_a_spreadsheet_swapped_is_swapped_back_or_left() -> None:
    mended = read(*SWAPPED, *LEFT_AS_TEXT, answers={"t.c.swapped": "swapped"})
    assert mended[:2] + mended[-1:] == ["2024-03-01", "2024-03-02", "2024-03-22"]
    right = read(*SWAPPED, *LEFT_AS_TEXT, answers={"t.c.swapped": "right"})
    assert right[:2] + right[-1:] == ["2024-01-03", "2024-02-03", "2024-03-22"]


@pytest.mark.parametrize(
    ("dates", "texts"),
    [
        (["2024-01-03", "2024-05-07", "2024-12-11"], ["13.03.2024", "14.03.2024", "31.01.2024"]),
        (["2024-01-03", "2024-05-07", "2024-12-11"], ["03/13/2024", "03/14/2024", "01/31/2024"]),
        (["03.01.2024", "07.05.2024", "11.12.2024"], ["03/13/2024", "03/14/2024", "01/31/2024"]),
        (["45294", "45419", "45637"], ["13/03/2024", "14/03/2024", "31/01/2024"]),
        (["2024-01-03", "2024-05-07", "2024-12-11"], ["13-03-2024", "14-03-2024", "31-01-2024"]),
    ],
)  # fmt: skip
def test_traces_of_a_swap(dates: list[str], texts: list[str]) -> None:
    with pytest.raises(KitError, match="swapped day and month"):
        days(*dates, *texts)
    mended = read(*dates, *texts, answers={"t.c.swapped": "swapped"})
    assert mended[:3] == ["2024-03-01", "2024-07-05", "2024-11-12"]


def test_a_gap_after_the_twelfth_is_asked_about() -> None:
    dates = [f"2024-{month:02}-{day:02}" for month in (1, 2, 4) for day in range(3, 10)]
    with pytest.raises(KitError, match="no date is after the 12th"):
        days(*dates)
    assert read(*dates, answers={"t.c.swapped": "right"}) == dates
    assert read(*dates, answers={"t.c.swapped": "swapped"})[0] == "2024-03-01"
    assert days(*dates[:19]) == dates[:19]  # too few to tell
    firsts = [f"{year}-{month:02}-0{day}" for year in (2023, 2024) for month in range(1, 13)
              for day in (1, 5)]  # fmt: skip
    assert days(*firsts) == firsts  # made out twice a month


def test_the_twelfth_is_a_day_that_a_swap_can_leave_and_no_text_that_proves_one() -> None:
    # 3 December opened with the month first becomes the 12th of March: still a sign of a swap
    dates = [f"2024-03-{day:02}" for day in range(3, 13)]
    texts = [f"{day}/03/2024" for day in range(13, 23)]
    with pytest.raises(KitError, match="10 rows are dates, none after the 12th"):
        days(*dates, *texts)
    assert days(*dates[:-1], "2024-03-13", *texts)[9] == "2024-03-13"
    # 12/03 would have been turned into a date as well, so no spreadsheet has been at work
    assert days(*dates, *texts, "12/03/2024")[-1] == "2024-03-12"
    assert days(*dates, *texts, "03/12/2024")[-1] == "2024-12-03"


def test_a_swap_is_suspected_from_as_many_dates_as_no_accident_brings() -> None:
    dates = [f"2024-03-{day:02}" for day in range(3, 13)]
    texts = [f"{day}/03/2024" for day in range(13, 23)]
    assert days(*dates[:2], *texts[:3])[-1] == "2024-03-15"  # 0.16 * 0.22 is 3 %
    with pytest.raises(KitError, match="swapped"):
        days(*dates[:3], *texts[:3])  # 1.4 %


@pytest.mark.parametrize(
    "cell", ["0000-00-00", "00.00.0000", "1899-12-30", "9999-12-31", "0001-01-01", "2204-05-06"]
)
def test_a_year_that_cannot_be_stands_for_no_date(cell: str) -> None:
    assert days(cell, "2024-05-06", None) == ["none", "2024-05-06", None]


@pytest.mark.parametrize("cell", ["1900-01-01", "01.01.1970", "2099-12-31", "01/01/1900"])
def test_a_usual_stand_in_is_one_where_it_stands_alone(cell: str) -> None:
    assert days(cell, "2024-05-06") == ["none", "2024-05-06"]
    assert days(cell) == ["none"]


def test_a_usual_stand_in_among_other_days_is_a_day() -> None:
    assert days("1970-01-01", "1971-12-31") == ["1970-01-01", "1971-12-31"]
    assert days("1970-01-01", "1972-01-02") == ["1970-01-01", "1972-01-02"]  # 731 days
    assert days("1970-01-01", "1972-01-03") == ["none", "1972-01-03"]


@pytest.mark.parametrize(
    "cells",
    [
        ("2024-01", "2024-03"),
        ("01.2024", "03.2024"),
        ("1/2024", "3/2024"),
        ("202401", "202403"),
        ("Jan 2024", "March 2024"),
        ("Jan-24", "Mar-24"),
        ("Январь 2024", "Март 2024 г."),
        ("янв. 2024", "мар. 2024"),
        ("2024 January", "2024 March"),
    ],
)
def test_months_instead_of_days_are_named_and_asked_about(cells: tuple[str, str]) -> None:
    with pytest.raises(KitError, match="holds months, not days") as caught:
        days(*cells, None)
    assert f"(such as {cells[0]}, row 2)" in str(caught.value)
    assert "with the day of each order" in str(caught.value)
    assert read(*cells, answers={"t.c.months": "first-day"}) == ["2024-01-01", "2024-03-01"]


@pytest.mark.parametrize(
    ("cells", "period"),
    [
        (("2024-Q1", "Q2 2024", "3Q2024"), "quarters"),
        (("1 кв. 2024", "II квартал 2024"), "quarters"),
        (("2024-W05", "KW 7 2024"), "weeks"),
        (("2024", "FY2023"), "years"),
    ],
)
def test_other_periods_instead_of_days_are_named(cells: tuple[str, ...], period: str) -> None:
    dates = read_dates(*column(*cells), order=None, time_zone=None)
    assert str(dates.period) == period
    assert dates.not_understood.all()


def test_months_beside_days_are_no_column_of_months() -> None:
    assert days("2024-01", "2024-03-05") == ["?", "2024-03-05"]
    assert days("2024-01", "soon", "later", "never") == ["?"] * 4
    assert days("2024-13") == ["?"]


def test_december_and_the_31st_can_be_the_middle_and_the_end_of_a_year_first_date() -> None:
    for cells in (("24-12-05", "24-12-06", "24-11-07"), ("24-01-31", "24-01-30", "24-02-05")):
        with pytest.raises(KitError, match="the year may come first or last in 3 rows"):
            days(*cells)
    # the middle 13 is no month, the last 32 no day: the year stands last
    assert days("12-13-24", "11-14-25", "10-15-26")[0] == "2024-12-13"
    assert days("13-02-32", "14-02-33", "14-02-34")[0] == "2032-02-13"
    # first and last part vary equally: nothing speaks for the year standing first
    assert days("13-02-24", "14-02-25") == ["2024-02-13", "2025-02-14"]


def test_hours_of_a_clock_with_two_halves_go_from_one_to_twelve() -> None:
    assert days("2024-01-05 12:30 PM", "2024-01-05 1:30 AM") == ["2024-01-05"] * 2
    assert days("2024-01-05 0:30 AM", "2024-01-05 13:30 PM") == ["?", "?"]
    # half past midnight in Moscow is the day before in London, half past noon is not
    cells = ("2024-01-31 12:30 AM +0300", "2024-01-31 12:30 PM +0300")
    assert days(*cells, time_zone="Europe/London") == ["2024-01-30", "2024-01-31"]


def test_the_first_and_the_last_day_that_count_as_dates() -> None:
    assert days("1900-01-01", "1900-03-01", "1899-12-31") == ["1900-01-01", "1900-03-01", "none"]
    assert days("2199-12-30", "2200-01-01") == ["2199-12-30", "none"]
    assert days("20000", "80000", "19999", "80001") == ["1954-10-03", "2119-01-11", "?", "?"]
    assert days("45296.99999999") == ["2024-01-05"]


def test_offsets_keep_the_written_day_without_a_zone_and_say_so() -> None:
    cells = ("2024-01-31T21:30:00Z", "2024-01-31T23:30:00+03:00")
    assert days(*cells) == ["2024-01-31", "2024-01-31"]
    assert "2 rows have a time zone; the day is kept as written" in notes(*cells)[1]


def test_offsets_are_converted_to_the_companys_zone() -> None:
    cells = (
        "2024-01-31T21:30:00Z",  # 00:30 in Moscow
        "2024-01-31 23:30:00+0300",
        "2024-02-01 02:30:00 +06",  # 23:30 the day before
        "2024-01-31 23:59:59",
    )
    assert days(*cells, time_zone="Europe/Moscow") == [
        "2024-02-01",
        "2024-01-31",
        "2024-01-31",
        "2024-01-31",
    ]
    assert notes(*cells, time_zone="Europe/Moscow")[1] == (
        "“Date”: 3 rows were converted to Europe/Moscow; the day changed in 2."
    )


def test_an_unknown_zone_is_a_clear_error() -> None:
    for zone in ("Moscow!", "../etc", ""):
        with pytest.raises(KitError, match="write it like Europe/Moscow"):
            days("2024-01-31", time_zone=zone)


def test_ids_stored_as_dates_are_restored() -> None:
    cells = pa.chunked_array(
        [
            ["2019-07-13", "1900-01-01", None],
            ["1900-03-01", "2019-07-13 18:00:00", "SO-1", "20240101"],
        ]
    )
    assert restore_ids(cells).to_pylist() == [
        "43659",
        "1",
        None,
        "61",
        "43659.75",
        "SO-1",
        "20240101",
    ]


@given(
    st.lists(
        st.dates(date(1970, 1, 1), date(2068, 12, 31)).filter(is_no_stand_in),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y%m%d", "%d %b %Y", "%B %d, %Y"]),
)
def test_dates_survive_a_round_trip(given_days: list[date], form: str) -> None:
    assert days(*(day.strftime(form) for day in given_days)) == [
        day.isoformat() for day in given_days
    ]


@given(
    st.lists(
        st.dates(date(1955, 1, 1), date(2100, 12, 31)).filter(is_no_stand_in),
        min_size=1,
        max_size=8,
    )
)
def test_serials_survive_a_round_trip(given_days: list[date]) -> None:
    serials = [str((day - date(1899, 12, 30)) // timedelta(days=1)) for day in given_days]
    assert days(*serials) == [day.isoformat() for day in given_days]
    dates = pa.chunked_array([[day.isoformat() for day in given_days]])
    assert restore_ids(dates).to_pylist() == serials


@given(
    st.lists(
        st.dates(date(1970, 1, 1), date(2068, 12, 31)).filter(is_no_stand_in),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([("%d/%m/%Y", "day-first"), ("%m/%d/%Y", "month-first")]),
)
def test_slashed_dates_are_right_or_asked_about(
    given_days: list[date], notation: tuple[str, str]
) -> None:
    form, order = notation
    cells = [day.strftime(form) for day in given_days]
    wanted = [day.isoformat() for day in given_days]
    assert days(*cells, order=order) == wanted
    try:
        assert days(*cells) == wanted
    except KitError:
        assert all(day.day <= 12 for day in given_days)
