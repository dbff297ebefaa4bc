"""Who had one function of a client on which day: by hand, at the edges, and by a plain loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.owners.functions import function_lines

DAY_0 = np.datetime64("2020-01-01", "s")
AS_OF = 100


@pytest.fixture
def lines(make_sales):
    """Lines of a register: client, employee, function, first and last day since 2020-01-01."""

    def made(*rows):
        names = ["client_id", "employee_id", "function", "from_on", "to_on"]
        frame = pd.DataFrame(rows, columns=names)
        for name in ("from_on", "to_on"):
            days = [np.datetime64("NaT") if pd.isna(day) else DAY_0 + np.timedelta64(int(day), "D")
                    for day in frame[name]]  # fmt: skip
            frame[name] = pd.Series(days, dtype="datetime64[s]")
        sales = make_sales([("c", 0, 1), ("c", AS_OF, 1)], as_of=AS_OF)
        given = {f"assignments.{name}" for name in names}
        return function_lines(
            replace(sales, assignments=frame.assign(role=None), given=sales.given | given)
        )

    return made


OWNER = ("c", "M", None, 0, None)


def days(line):
    """First and last day from the line's begin, and who had it."""
    return [
        (first - line.first, last - line.first, "+".join(sorted(who)))
        for first, last, who in line.stretches()
    ]


def test_a_function_that_goes_and_comes_back(lines):
    [line] = lines(OWNER, ("c", "S", "offer", 20, 39))
    assert (line.client, line.function, line.days) == ("c", "offer", 81)
    assert days(line) == [(0, 19, "S"), (20, 80, "M")]  # afterwards the owner has it again
    assert [stint.lent for stint in line.stints] == [True, False]
    assert (line.orphan_days, line.double_days) == (0, 0)


def test_where_the_owners_turns_are_written_down_a_gap_is_a_gap(lines):
    [line] = lines(
        OWNER,
        ("c", "M", "offer", 0, 19),
        ("c", "S", "offer", 20, 39),
        ("c", "M", "offer", 45, None),
    )
    assert days(line) == [(0, 19, "M"), (20, 39, "S"), (40, 44, ""), (45, 100, "M")]
    assert (line.orphan_days, line.double_days) == (5, 0)
    assert line.days == 81  # from the first day on which it was lent


def test_a_function_that_never_comes_back_has_nobody_to_the_end(lines):
    [line] = lines(OWNER, ("c", "M", "offer", 0, 19), ("c", "S", "offer", 20, 39))
    assert line.orphan_days == 61


def test_two_at_a_time_are_counted_once_a_day(lines):
    [line] = lines(
        OWNER,
        ("c", "M", "offer", 0, None),
        ("c", "S", "offer", 20, 39),
        ("c", "P", "offer", 30, 49),
    )
    assert line.double_days == 30
    assert line.orphan_days == 0
    # two rows of one person are one owner
    [line] = lines(OWNER, ("c", "S", "offer", 20, 39), ("c", "S", "offer", 30, 49))
    assert line.double_days == 0


def test_a_client_without_an_owner_leaves_the_function_without_one(lines):
    [line] = lines(("c", "M", None, 0, 59), ("c", "S", "offer", 20, 39), ("d", "M", None, 0, None))
    assert days(line) == [(0, 19, "S"), (20, 39, "M"), (40, 80, "")]
    assert line.orphan_days == 41


def test_a_change_of_owner_in_between_changes_the_function_too(lines):
    [line] = lines(("c", "M", None, 0, 59), ("c", "N", None, 60, None), ("c", "S", "offer", 20, 39))
    assert days(line) == [(0, 19, "S"), (20, 39, "M"), (40, 80, "N")]


def test_nothing_is_made_of_a_register_without_functions_or_of_nothing_else(lines):
    assert lines(OWNER) == ()
    assert lines(("c", "M", "sale", 0, 20), ("c", "N", "sale", 21, None)) == ()


@pytest.mark.parametrize("seed", range(40))
def test_a_plain_loop_over_days_counts_the_same(lines, seed):
    draw = np.random.default_rng(seed)
    rows = [("x", "M", None, 0, None)]
    for client in ("c", "d"):
        begin = 0
        for owner in ("M", "N")[: draw.integers(0, 3)]:
            end = int(draw.integers(begin, begin + 80))
            rows.append((client, owner, None, begin, end))
            begin = end + int(draw.integers(1, 10))
        for _ in range(draw.integers(1, 5)):
            first = int(draw.integers(0, AS_OF + 1))
            last = None if draw.random() < 0.2 else first + int(draw.integers(0, 40))
            who = str(draw.choice(["M", "S", "P"]))
            rows.append((client, who, str(draw.choice(["offer", "terms"])), first, last))
    for line in lines(*rows):
        mine = [row for row in rows if row[0] == line.client]
        stints = [row for row in mine if row[2] == line.function]
        whole = [row for row in mine if row[2] is None]
        covers = lambda row, day: row[3] <= day and (row[4] is None or day <= row[4])  # noqa: E731
        written = any(
            own[1] == row[1] and covers(own, row[3]) for row in stints for own in whole
        )  # fmt: skip
        lent = [
            row[3]
            for row in stints
            if not any(own[1] == row[1] and covers(own, row[3]) for own in whole)
        ]
        orphan = double = 0
        for day in range(min(lent or [row[3] for row in stints]), AS_OF + 1):
            who = {row[1] for row in stints if covers(row, day)}
            if not who and not written:
                who = {row[1] for row in whole if covers(row, day)}
            orphan += not who
            double += len(who) > 1
        assert (line.orphan_days, line.double_days) == (orphan, double)
