"""The charts of past handoffs show the Finding's own figures, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kit.company.model import Company, Settings
from kit.language import Language
from kit.questions.effect.question import effect
from kit.questions.pictures import chart_names, plot
from kit.worlds import Effect, Policy, World, simulate

EXITS = Policy("never", exits=tuple(date(2022, month, 1) for month in (3, 5, 7, 9, 11)))


def company(language: str) -> Company:
    return Company(settings=Settings(language=language))


@pytest.fixture(scope="module")
def sales():
    effect_ = Effect(uplift=-0.6, new_lines=0.2)
    world = World(clients=900, seed=1, policy=EXITS, effect=effect_, hunters=10)
    return simulate(world).sales()


@pytest.fixture(scope="module", params=["en", "ru"])
def found(request, sales):
    return effect(company(request.param), sales)


def axes_of(finding, chart):
    figure = plot(finding, chart)
    figure.draw_without_rendering()
    (axes,) = figure.subfigs[0].axes
    return axes


def words(axes) -> str:
    notes = [one.get_text() for one in axes.texts]
    return "\n".join([axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel(), *notes])


def test_each_part_shows_its_estimate_its_interval_and_what_goes_unnoticed(found):
    axes = axes_of(found, "change")
    rows = found.table.iloc[::-1].reset_index(drop=True)
    assert len(rows) == 3
    assert [one.get_text().replace("\n", " ") for one in axes.get_yticklabels()] == [
        Language(found.reader)(label) for label in rows["label"]
    ]
    drawn = [line.get_xydata() for line in axes.lines]
    for place, row in rows.iterrows():
        here = sorted([one[:, 0].tolist() for one in drawn if set(one[:, 1]) == {place}], key=len)
        assert [row["estimate"]] in here
        assert [row["estimate_low"], row["estimate_high"]] in here
        assert [-row["mde"], row["mde"]] in here
        assert Language(found.reader).percent(row["estimate"]) in words(axes)
    assert str(found.numbers["treated"]) in words(axes)
    assert str(found.numbers["compared"]) in words(axes)


def test_both_charts_speak_the_language_of_the_finding(found):
    for chart in ("change", "months"):
        said = words(axes_of(found, chart))
        cyrillic = any("а" <= letter <= "я" for letter in said)
        assert cyrillic == (found.reader == "ru")
    said = words(axes_of(found, "change"))
    assert ("маржи" if found.reader == "ru" else "margin") in said


def test_months_show_the_leads_and_lags_around_the_line_of_no_difference(found):
    axes = axes_of(found, "months")
    table = found.details["months"].dropna(subset=["ratio"])
    points = {
        tuple(one)
        for line in axes.lines
        if line.get_marker() in ("s", "o")
        for one in line.get_xydata()
    }
    assert points == set(zip(table["month"], table["ratio"], strict=True))
    squares = next(line for line in axes.lines if line.get_marker() == "s")
    assert max(squares.get_xdata()) == -1
    whiskers = np.concatenate([part.get_segments() for part in axes.collections])
    assert sorted(map(tuple, whiskers[:, :, 1])) == sorted(
        zip(table["ratio_low"], table["ratio_high"], strict=True)
    )
    assert any(set(line.get_ydata()) == {1} for line in axes.lines)
    assert [one.get_text() for one in axes.get_xticklabels()] == [
        *("−12", "−9", "−6", "−3"),
        *("0", "3", "6", "9"),
    ]
    assert str(found.numbers["clients"]) in words(axes)


def test_an_interval_that_does_not_fit_is_marked(found):
    months = found.details["months"].copy()
    months.loc[13, "ratio_high"] = 50.0
    axes = axes_of(replace(found, details={**found.details, "months": months}), "months")
    (marks,) = [line for line in axes.lines if line.get_marker() == "^"]
    top = axes.get_ylim()[1]
    assert top < 50
    assert set(marks.get_xdata()) == set(months.loc[months["ratio_high"] > top, "month"])
    assert 1 in marks.get_xdata()


def test_without_roles_it_is_a_change_of_the_person(sales):
    world = World(clients=400, seed=1, policy=EXITS, hunters=10)
    found = effect(company("en"), simulate(world).sales("assignments without roles"))
    assert "change of the person" in words(axes_of(found, "change"))


def test_nothing_is_drawn_where_nothing_was_estimated():
    none = effect(company("en"), simulate(World(clients=40, policy=Policy("never"))).sales("none"))
    assert chart_names(none) == ()
    judged = World(clients=120, policy=Policy(judgement=1.0, judgement_by="growth"))
    described = effect(company("en"), simulate(judged).sales())
    assert described.evidence == "L0"
    assert chart_names(described) == ()
    with pytest.raises(ValueError, match="nothing to draw"):
        plot(described)
