"""The validation study in small: few worlds, the same code, and what must hold even so."""

from __future__ import annotations

import json
import math

import pytest

SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def study(benchmark_module):
    return benchmark_module("validation")


@pytest.fixture(scope="module")
def tables(benchmark_module):
    return benchmark_module("validation_tables")


@pytest.fixture(scope="module")
def rows(study):
    cells = [study.Cell(policy, 300, 0.15) for policy in study.POLICIES]
    return [study.run(cell, seed) for cell in cells for seed in SEEDS]


@pytest.fixture(scope="module")
def large(study):
    return [study.run(study.Cell("L2", 300, -0.4, "large"), seed) for seed in SEEDS]


def test_each_policy_reaches_its_rung_and_the_intervals_hold(rows, tables):
    expected = {"L1": "L1", "L2": "L2", "L2 orders": "L2", "L3": "L3", "judgement": "L0"}
    for policy, rung in expected.items():
        cell = tables.of(rows, policy)
        assert [one["rung"] for one in cell] == [rung] * len(SEEDS)
        if policy == "judgement":
            assert all(one["log"] is None and one["biased"] for one in cell)
    estimated = [one for one in rows if one["log"] is not None]
    assert len(estimated) == 4 * len(SEEDS)
    # 20 intervals of 95 %: 16 or fewer would come by chance once in 60 times
    assert sum(one["covered"] for one in estimated) >= 17
    for one in estimated:  # what is called covered is what the numbers say
        inside = abs(one["log"] - math.log(1.15)) / one["error"]
        assert one["covered"] == (inside < 3) or 1.9 < inside < 3


def test_the_kit_is_nearer_to_the_truth_than_before_and_after(rows, tables):
    waited = [one for one in tables.of(rows, "L1") if one["before_after"] is not None]
    kit = sum(math.expm1(one["log"]) - 0.15 for one in waited) / len(waited)
    naive = sum(one["before_after"] - 0.15 for one in waited) / len(waited)
    assert abs(kit) < abs(naive)
    assert naive < -0.1


def test_the_tables_count_every_world(rows, large, tables, tmp_path):
    text = tables.write(tmp_path / "validation.md", [*rows, *large])
    assert text == (tmp_path / "validation.md").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("| L2 | -40 % |"))
    assert line.startswith(f"| L2 | -40 % | {len(SEEDS)} |")
    assert f"{len(rows) + len(large)} simulated companies, at least {len(SEEDS)} in" in text
    covered, _ = tables.coverage(rows)
    hits = sum(one["covered"] for one in tables.of(rows, "L3"))
    line = next(one for one in covered.splitlines() if one.startswith("| L3 | 300 | +15 %"))
    assert f"| {len(SEEDS)} | {len(SEEDS)} | {100 * hits / len(SEEDS):.1f} %" in line


def test_a_hard_world_counts_as_wrong_where_an_answer_misses_the_truth(study, tables):
    row = study.run(study.Cell("luck .35 L2", 300, -0.2, "hard"), 1)
    assert row["truth"] == pytest.approx(-0.2, abs=0.01)
    assert (row["rung"], row["biased"]) == ("L2", 0)
    seen = [(True, True), (True, False), (False, False), (False, True)]
    kinds = [
        {**row, "firm": firm, "covered": True, "told_covers": covered} for firm, covered in seen
    ]
    withdrawn = {**row, "biased": 1, "firm": False}
    text, *counts = tables.hard([*kinds, withdrawn])
    cells = [cell.strip() for cell in text.splitlines()[2].split("|")[1:-1]]
    assert cells[:3] == ["luck .35 L2", "300", "5"]
    assert [cell.split(" %")[0] for cell in (*cells[3:5], *cells[6:])] == [
        "80.0",
        "100.0",
        "40.0",
        "50.0",
    ]
    assert counts == [5, 2, 1]


def test_a_cell_fails_only_where_its_whole_interval_is_too_low(rows, tables):
    cell = tables.of(rows, "L3")
    good, failed = tables.coverage([{**one, "covered": True} for one in cell])
    assert not failed
    assert "fails" not in good
    bad, failed = tables.coverage([{**one, "covered": False} for one in cell])
    assert failed
    assert "**fails**" in bad


def test_it_resumes_where_it_was_cut_off(study, tmp_path, monkeypatch):
    cell = study.Cell("L3", 100, 0.0)
    monkeypatch.setattr(study, "cells", lambda: (cell,))
    path = tmp_path / "results.jsonl"
    first = study.FIRST_SEED
    kept = {"cell": cell.key, "seed": first, "log": 0.5}
    path.write_text(json.dumps(kept) + '\n{"cell": "L3|1', encoding="utf-8")
    assert study.done(path) == {(cell.key, first): kept}
    path.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    found = study.study(2, 1, path)
    assert found[0] == kept  # not computed again
    assert found[1]["seed"] == first + 1
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
