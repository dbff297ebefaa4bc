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


def test_the_tables_count_every_company(rows, benchmark_module):
    text = "\n".join(benchmark_module("choices_tables").lines(rows))
    assert f"{len(rows)} simulated companies" in text
    decided = sum(row["decided"] for row in rows)
    assert f"{decided} of {len(rows)} |" in next(
        line for line in text.splitlines() if line.startswith("| choice: decided")
    )
