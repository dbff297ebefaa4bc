"""Every figure in the sentences of `effect` is read back from the tables, in both languages."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from kit.company.model import Company, Settings
from kit.evidence.assessment import assess
from kit.language import Language
from kit.questions.effect.question import effect
from kit.worlds import Effect, Policy, World, simulate

MANY = tuple(date(2022, month, 1) for month in (3, 5, 7, 9, 11))
FEW = (date(2022, 9, 1),)
CAUSAL = re.compile(
    r"than it would have been|makes no difference|чем было бы|не даёт разницы", re.I
)


@pytest.fixture(
    scope="module", params=[(MANY, 10, -0.6, 900), (MANY, 10, 0.8, 900), (FEW, 5, 0.0, 200)]
)
def sales(request):
    exits, hunters, uplift, clients = request.param
    effect_ = Effect(uplift=uplift, new_lines=0.1)
    policy = Policy("never", exits=exits)
    world = World(clients=clients, seed=2, policy=policy, effect=effect_, hunters=hunters)
    return simulate(world).sales()


def tables(finding):
    """Every number of the main table, the details and the numbers, as far as people see them."""
    frames = [finding.table, *(finding.details[name] for name in ("changes", "at_once"))]
    shown = [
        frame[column].to_numpy(dtype=float)
        for frame in frames
        for column in frame.columns
        if frame[column].dtype.kind in "if"
    ]
    numbers = [one for one in finding.numbers.values() if isinstance(one, (int, float))]
    every = np.concatenate([*shown, np.array(numbers, dtype=float)])
    return every[~np.isnan(every)]


@pytest.mark.parametrize("code", ["en", "ru"])
def test_every_share_in_the_text_is_one_of_the_tables(sales, code):
    found = effect(Company(settings=Settings(language=code)), sales)
    language, prose = Language(code), found.read().prose
    figures = tables(found)
    allowed = {language.percent(abs(one)) for one in figures}
    allowed |= {language.percent(one) for one in figures}
    told = re.findall(r"[-−]?\d+(?:[.,]\d+)?\s?%", prose)
    assert len(told) >= 4
    assert [one for one in told if one not in allowed] == []
    low, high = (language.percent(found.numbers[end]) for end in ("low", "high"))
    assert low in prose
    assert high in prose
    for name in ("treated", "compared"):
        assert re.search(rf"\b{found.numbers[name]}\b", prose)


@pytest.mark.parametrize("code", ["en", "ru"])
def test_no_point_and_no_cause_are_told_where_it_cannot_be_told(sales, code):
    found = effect(Company(settings=Settings(language=code)), sales)
    prose = found.read().prose
    point = assess(Company(), sales).middle
    if found.status == "answered":
        assert Language(code).percent(abs(point)) in prose
        assert found.table["estimate"].notna().all()
        return
    assert not CAUSAL.search(prose)
    assert found.numbers["estimate"] is None
    assert found.table["estimate"].isna().all()
    assert found.table["estimate_low"].notna().all()


def test_of_the_three_worlds_two_are_answered(sales):
    found = effect(Company(), sales)
    assert found.status == ("answered" if found.numbers["treated_reps"] == 5 else "cannot tell")
