"""The study of choices in small: one company of each kind of past, and its tables."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def rows(benchmark_module):
    study = benchmark_module("choices")
    cells = [study.Cell(past, 300, "honest") for past in study.PASTS]
    return [json.loads(json.dumps(study.run(cell, 1))) for cell in cells]


def test_every_policy_has_a_true_worth_and_keeping_everyone_none(rows):
    for row in rows:
        assert len(row["worth"]) == len(row["policies"])
        assert (row["policies"][-1], row["worth"][-1]) == ("keep", 0.0)
        assert 0 <= row["risk"] <= 1
        assert row["decided"] == (row["risk"] <= 0.15)
        assert not row["copies_change"]


def test_the_past_decides_what_the_records_show(rows):
    assert [row["rung"] for row in rows] == ["L0", "L2", "L3"]
    assert rows[0]["pay"] == "open"  # nothing is known of the effect
    assert not rows[0]["own"]


def test_the_tables_count_every_company(rows, benchmark_module):
    text = "\n".join(benchmark_module("choices_tables").lines(rows))
    assert f"{len(rows)} answers to\n1 simulated companies" in text
    decided = sum(row["decided"] for row in rows)
    assert f"{decided} of {len(rows)} |" in next(
        line for line in text.splitlines() if line.startswith("| choice: decided")
    )


def test_answers_to_one_company_are_not_counted_as_many(benchmark_module):
    share = benchmark_module("choices_tables").share
    alike = [{"seed": seed, "yes": seed < 2} for seed in range(10) for _ in range(6)]
    apart = [{"seed": seed, "yes": seed < 12} for seed in range(60)]

    def of(rows):
        return share(rows, lambda row: row["yes"])

    assert of(alike) == of(alike[::6]).replace("2 of 10", "12 of 60")  # six times the same: nothing
    low, high = (float(end.strip("%)")) for end in of(apart).split("(")[1].split(",")[0].split("–"))
    assert (low, high) == pytest.approx((11.8, 31.8), abs=0.3)  # Wilson's of 12 of 60
    assert of([{"seed": 1, "yes": True}] * 6).startswith("100.0% (20.7%–100.0%), 6 of 6")
