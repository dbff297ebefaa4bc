"""People who do both jobs: their rows, the picture's figures, and what is kept of them."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

import kit
from kit.company import store
from kit.errors import KitError
from kit.evidence.hunting import hunting_of
from kit.language import Language
from kit.lessons.decided.decisions import decisions_of
from kit.lessons.stage.open_points import open_in
from kit.lessons.two_jobs.edits import CHOICES, add_person, remove_person, set_part
from kit.lessons.two_jobs.panel import HERE, TwoJobs, two_jobs_panel

PARTS = {
    "winning": "24,5", "keeping": "10", "won": "1.5", "choice": "test",
    "function": "repeat orders, to Boris", "counted": "new clients", "who": "Vera",
    "by": "March 31, 2027",
}  # fmt: skip


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def panel(demo, monkeypatch):
    monkeypatch.setattr(TwoJobs, "send", lambda self, content: None)
    return two_jobs_panel(demo).children[1]


def ask(panel, **message):
    panel._heard(panel, {"ticket": 1, **message}, [])


def filled(company, name="Anna"):
    company = add_person(company, name)
    for part, typed in PARTS.items():
        company = set_part(company, name, part, typed)
    return company


def test_a_person_is_added_filled_in_kept_and_read_back(demo, panel):
    ask(panel, act="add", person="  Anna ")
    for part, typed in PARTS.items():
        ask(panel, act="set", person="Anna", part=part, typed=typed)
    (kept,) = store.open(demo.folder).splits
    assert (kept.person, kept.winning, kept.keeping, kept.won) == ("Anna", 24.5, 10, 1.5)
    assert (kept.choice, kept.who, kept.by) == ("test", "Vera", date(2027, 3, 31))
    assert kept.settled
    (row,) = panel.view["people"]
    assert (row["hours"], row["clients"], row["settled"]) == ([24.5, 10], 1.5, True)
    assert row["by"] == "Mar 31, 2027"
    section = decisions_of(store.open(demo.folder), "03")[0]
    assert [str(line) for line in section.lines] == [
        "Anna tries for three months to hand over: repeat orders, to Boris. Counted: new clients. "
        "Vera sees to it by Mar 31, 2027."
    ]
    assert "три месяца пробует передать" in Language("ru")(section.lines[0])
    json.dumps(panel.view, allow_nan=False)
    ask(panel, act="remove", person="Anna")
    assert panel.view["people"] == []


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("winning", "many", "“many” is no number of hours a week"),
        ("keeping", "200", "no number of hours a week"),
        ("won", "-1", "no number of new clients a month"),
        ("by", "soon", "“soon” is no day"),
    ],
)
def test_what_is_no_entry_is_refused(demo, part, typed, told):
    with pytest.raises(KitError, match=told):
        set_part(add_person(demo, "Anna"), "Anna", part, typed)


def test_nobody_twice_and_nobody_who_is_gone(demo):
    one = add_person(demo, "Anna")
    with pytest.raises(KitError, match="on the list already"):
        add_person(one, "Anna ")
    with pytest.raises(KitError, match="name first"):
        add_person(one, " ")
    with pytest.raises(KitError, match="not on the list any more"):
        set_part(remove_person(one, "Anna"), "Anna", "who", "Vera")
    assert set_part(filled(demo), "Anna", "winning", " ").splits[0].winning is None


@pytest.mark.parametrize("missing", ["choice", "function", "counted", "who", "by"])
def test_open_until_all_of_it_is_there(demo, missing):
    cell = "two_jobs_panel(company)"
    assert open_in(demo, cell).n == 1
    whole = filled(demo)
    assert open_in(whole, cell) is None
    assert open_in(set_part(whole, "Anna", missing, ""), cell).n == 1


def test_who_keeps_both_hands_nothing_over(demo):
    kept = set_part(set_part(filled(demo), "Anna", "choice", "keep"), "Anna", "function", "")
    assert kept.splits[0].settled
    assert "Anna keeps both jobs" in str(decisions_of(kept, "03")[0].lines[0])


def test_new_clients_are_those_of_the_records_where_nobody_typed_any(demo, panel):
    opened = kit.open("demo")
    hunting = hunting_of(opened, kit.read(opened))
    rate = hunting.won[1].sum() / hunting.seen[1].sum()
    ask(panel, act="add", person="H2")
    (row,) = panel.view["people"]
    assert row["clients"] == pytest.approx(rate)
    assert row["recorded"] == round(rate, 2)
    ask(panel, act="set", person="H2", part="won", typed="3")
    assert panel.view["people"][0]["clients"] == 3


def test_people_with_both_roles_are_offered_first(demo, panel):
    both = demo.people[-1].model_copy(update={"roles": ("hunter", "account_manager")})
    store.save(demo.model_copy(update={"people": (*demo.people[:-1], both)}))
    offered = two_jobs_panel(store.open(demo.folder)).children[1].view["offered"]
    assert offered[0] == (both.name or both.id)


def test_the_drawing_asks_for_what_python_knows():
    script = (HERE / "two_jobs.mjs").read_text(encoding="utf-8")
    assert set(re.findall(r'desk\.ask\("(\w+)"', script)) == {"add", "remove", "set"}
    assert set(CHOICES) == {"", "keep", "hand_over", "test"}
