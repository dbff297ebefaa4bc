"""Every sentence of `effect` that holds a figure is said by some case, and read back there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from readback import misread, mistaken, sentences

from kit.company.model import Company
from kit.evidence import assessment
from kit.evidence.maturity import Slope
from kit.evidence.two_way import Ratio
from kit.language import LANGUAGES, Language, Text
from kit.questions.effect import question, words
from kit.questions.effect.question import effect
from kit.triggers.cohort import lookback
from kit.worlds import Effect, Policy, World, simulate

COMPANY = Company()
EXITS = tuple(date(2022, month, 1) for month in (3, 5, 7, 9, 11))
LOT = Policy("deal", 2, randomised=(10, 375))
WAITING = Policy("deal", 2, delay_days=(0, 330), only_active=True)


@cache
def world(policy: Policy, clients: int, uplift: float = 0.0, new_lines: float = 0.0):
    change = Effect(uplift=uplift, new_lines=new_lines)
    made = World(clients=clients, seed=4, policy=policy, effect=change, hunters=10)
    return simulate(made).sales()


def altered(sales, **changes):
    """The evidence of these sales with other findings in it."""
    return replace(assessment.assess(COMPANY, sales), **changes)


def lot(estimate: Ratio, watched: float = 1.0, **changes):
    sales = world(LOT, 800)
    rung = replace(assessment.assess(COMPANY, sales).rung, watched=watched)
    imprecise = tuple(assessment._imprecise(rung.stack, estimate, watched))
    return altered(sales, rung=rung, estimate=estimate, imprecise=imprecise, **changes)


def case(name: str):
    """The sales, and the evidence where it is not the one that they have."""
    match name:
        case "a lot that gains":
            return world(LOT, 800, uplift=0.6), None
        case "many reps left, and new goods":
            return world(Policy("never", exits=EXITS), 1500, -0.5, 0.1), None
        case "survivors":
            return world(WAITING, 600), None
        case "few clients":
            few = World(clients=100, policy=Policy("never", exits=EXITS[3:]), hunters=5)
            return simulate(few).sales(), None
        case "no difference":
            return world(LOT, 800), lot(Ratio(0.001, 0.005, 60.0))
        case "a lot that runs":
            return world(LOT, 800), lot(Ratio(0.4, 0.14, 60.0), watched=0.4)
        case "early and late differ, and the lot was not kept":
            placebo = Ratio(-0.3, 0.05, 60.0)
            slope = Slope(Ratio(-0.4, 0.05, 60.0), 0.5)
            return world(LOT, 800), lot(Ratio(0.4, 0.1, 60.0), placebo=placebo, slope=slope)
        case "early and late may not differ":
            slope = Slope(Ratio(-0.1, 0.2, 60.0), 0.5)
            return world(LOT, 800), lot(Ratio(0.4, 0.1, 60.0), slope=slope)
        case "drifted apart":
            sales = world(Policy("never", exits=EXITS), 1500, -0.5, 0.1)
            placebo = Ratio(-0.21, 0.05, 9.0)
            biased = (assessment._differed(placebo),)
            return sales, altered(sales, placebo=placebo, biased=biased)
        case "drifting":
            sales = world(Policy("never", exits=EXITS), 1500, -0.5, 0.1)
            return sales, altered(sales, placebo=Ratio(-0.11, 0.08, 9.0))
    raise AssertionError(name)


CASES = (
    *("a lot that gains", "many reps left, and new goods", "survivors", "few clients"),
    *("no difference", "a lot that runs", "early and late differ, and the lot was not kept"),
    *("early and late may not differ", "drifted apart", "drifting"),
)


@pytest.fixture
def told(monkeypatch):
    def answered(name: str):
        sales, evidence = case(name)
        monkeypatch.setattr(question, "_largest_receiver", lambda evidence: 0.8123)
        if evidence is not None:
            monkeypatch.setattr(question, "assess", lambda company, sales: evidence)
        return effect(COMPANY, sales), sales

    return answered


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_stands_among_the_numbers(told, name):
    finding, sales = told(name)
    without_notes = tuple(text for text in finding.caveats if text not in sales.notes)
    finding = replace(finding, caveats=without_notes)
    given = [sales.start, sales.as_of, lookback(COMPANY, sales)]
    assert misread(finding, given) == []
    assert mistaken(finding) == []


def _inner(text: Text) -> Iterator[Text]:
    yield text
    for value in text.values.values():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Text):
                yield from _inner(part)


def _with_figures() -> set[str]:
    """The sentences with values in the words of `effect`, and in the reasons that it tells."""
    found = set()
    for module in (words, assessment):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "say_n"):
                found |= {node.args[0].value} if "{" in node.args[0].value else set()
    return found


# said of other companies: read back in test_said.py, or in test_effect.py
ELSEWHERE = (
    *("The employee on an order", "From {day} on", "Active clients of these", "{n} more redist"),
    *("{n} of them is a handoff", "Not counted as changes", "Clients whose person changed"),
    "Who is a hunter",
)


def test_every_sentence_with_a_figure_is_said_by_some_case(told):
    said = {
        text.msgid for name in CASES for whole in sentences(told(name)[0]) for text in _inner(whole)
    }
    missing = {text for text in _with_figures() - said if not text.startswith(ELSEWHERE)}
    assert missing == set()


def test_what_was_bought_before_and_what_is_new_are_not_mistaken_for_each_other(told):
    finding, _ = told("many reps left, and new goods")
    rows = finding.table.set_index("part")
    (apart,) = [text for text in finding.text if text.msgid.startswith("Apart")]
    for code in LANGUAGES:
        language = Language(code)
        ends = [
            language.percent(rows.loc[part, f"estimate_{end}"])
            for part in ("repeat", "new")
            for end in ("low", "high")
        ]
        places = [language(apart).index(end) for end in ends]
        assert len(set(ends)) == 4
        assert places == sorted(places)
