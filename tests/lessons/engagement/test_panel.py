"""Bars of who has which function of a client; functions lent, with their way back, are kept."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

import kit
from kit.company import store
from kit.errors import KitError
from kit.language import Language
from kit.lessons.decided.decisions import decisions_of
from kit.lessons.engagement.edits import lend, take_back
from kit.lessons.engagement.panel import engagement_panel
from kit.lessons.engagement.timeline import clients_with_functions, timeline, told

SPECIALIST = {
    "client": "C0006", "function": "Preparing the offer", "who": "Specialist 1", "tells": "M4",
    "paid": "by the hour",
}  # fmt: skip
FROM, BACK = date(2025, 2, 3), date(2025, 3, 3)


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def fields(box):
    found = {}
    for child in box.children:
        if hasattr(child, "children"):
            found |= fields(child)
        elif getattr(child, "description", ""):
            found[child.description] = child
    return found


def text(box) -> str:
    parts = [
        text(child) if hasattr(child, "children") else str(getattr(child, "value", ""))
        for child in box.children
    ]
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(parts)))


def words(functions):
    return {name: [str(told(part)) for part in parts] for name, parts in functions.items()}


def test_the_stretches_of_a_client_are_those_of_the_register(company):
    sales = kit.read(company)
    assert words(timeline(company, sales, "C0006")) == {
        "Preparing the offer": [
            "Manager 4: Feb 12, 2024 to Apr 11, 2024",
            "Specialist 1: Apr 12, 2024 to May 9, 2024",
            "nobody: May 10, 2024 to May 30, 2024",
            "Manager 4: May 31, 2024 to Dec 30, 2024",
        ]
    }
    assert "Manager 4 and Specialist 1 at once: Jun 13, 2023 to Jul 10, 2023" in words(
        timeline(company, sales, "C0070")
    )["Preparing the offer"]  # fmt: skip


def test_clients_with_days_nobody_answers_for_come_first(company):
    first = clients_with_functions(kit.read(company))[:6]
    assert set(first) == {"C0006", "C0016", "C0070", "C0143", "C0151", "C0215"}
    assert first[0] == "C0215"


def test_what_is_planned_takes_its_place_and_gives_it_back(company):
    planned = lend(company, **SPECIALIST, from_on=FROM, back_on=BACK)
    parts = words(timeline(planned, kit.read(company), "C0006"))["Preparing the offer"]
    assert parts[-3:] == [
        "Manager 4: May 31, 2024 to Feb 2, 2025",
        "Specialist 1, planned: Feb 3, 2025 to Mar 3, 2025",
        "Manager 4: Mar 4, 2025 to May 2, 2025",
    ]
    without_end = lend(company, **SPECIALIST, from_on=FROM, back_on=None)
    last = words(timeline(without_end, kit.read(company), "C0006"))["Preparing the offer"][-1]
    assert last.startswith("Specialist 1, planned: Feb 3, 2025")


def test_a_company_without_a_register_draws_what_it_plans(tmp_path):
    bare = store.new(tmp_path / "bare", "chapter")
    planned = lend(bare, **SPECIALIST, from_on=FROM, back_on=BACK)
    assert words(timeline(planned, None, "C0006"))["Preparing the offer"] == [
        "the client's owner: Dec 5, 2024 to Feb 2, 2025",
        "Specialist 1, planned: Feb 3, 2025 to Mar 3, 2025",
        "the client's owner: Mar 4, 2025 to May 2, 2025",
    ]
    assert timeline(planned, None, "somebody else") == {}


def test_the_form_keeps_it_shows_it_and_takes_it_back(company):
    panel = engagement_panel(company).children[1]
    form = fields(panel)
    named = next(name for name in form["Client"].options if "(C0006)" in name)
    form["Client"].value = named
    assert "nobody: May 10, 2024 to May 30, 2024" in text(panel)
    form["Function that passes"].value = "Preparing the offer"
    form["Who takes it over"].value = "Specialist 1"
    form["From the day"].value, form["Back on"].value = "3 Feb 2025", "2025-03-03"
    form["Hand this function over"].click()
    (kept,) = store.open(company.folder).lent
    assert (kept.client, kept.from_on, kept.back_on) == ("C0006", FROM, BACK)
    assert "Specialist 1, planned" in text(panel)
    lines = [str(line) for one in decisions_of(store.open(company.folder), "12")
             for line in one.lines]  # fmt: skip
    assert lines[0].startswith("C0006, “Preparing the offer”: Specialist 1 from Feb 3, 2025")
    fields(panel)["Remove “Preparing the offer” of C0006"].click()
    assert store.open(company.folder).lent == ()


@pytest.mark.parametrize("missing", ["client", "function", "who"])
def test_what_is_needed_is_asked_for(company, missing):
    with pytest.raises(KitError, match="Fill in"):
        lend(company, **{**SPECIALIST, missing: " "}, from_on=FROM, back_on=BACK)


def test_days_have_an_order(company):
    with pytest.raises(KitError, match="from when"):
        lend(company, **SPECIALIST, from_on=None, back_on=BACK)
    with pytest.raises(KitError, match="before it goes"):
        lend(company, **SPECIALIST, from_on=BACK, back_on=FROM)
    same_day = lend(company, **SPECIALIST, from_on=FROM, back_on=FROM)
    assert len(same_day.lent) == 1


def test_an_entry_of_the_same_day_is_replaced_and_another_joins(company):
    one = lend(company, **SPECIALIST, from_on=FROM, back_on=None)
    two = lend(one, **SPECIALIST, from_on=FROM, back_on=BACK)
    assert [it.back_on for it in two.lent] == [BACK]
    three = lend(two, **{**SPECIALIST, "function": "x"}, from_on=FROM, back_on=BACK)
    assert len(three.lent) == 2
    assert take_back(three, 0).lent == three.lent[1:]


def test_russian_says_it_in_words_of_its_own(company):
    russian = Language("ru")
    parts = timeline(company, kit.read(company), "C0006")
    shown = [russian(told(part)) for part in next(iter(parts.values()))]
    assert "никто: с 10 мая 2024 г. по 30 мая 2024 г." in [
        line.replace("\N{NO-BREAK SPACE}", " ") for line in shown
    ]
