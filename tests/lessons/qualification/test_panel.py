"""The condition of the first handoff in writing, and the same leads judged by both sides apart."""

from __future__ import annotations

import re
from html import unescape

import pytest

import kit
from kit.company import store
from kit.errors import KitError
from kit.lessons.decided.decisions import decisions_of
from kit.lessons.qualification.edits import add_lead, judge, write_down
from kit.lessons.qualification.panel import last_leads, qualification_panel
from kit.lessons.widgets.written import agreement, said_by


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def panels(company):
    condition, judging = qualification_panel(company).children[1].children
    return condition, judging


def fields(box):
    """The fields of a form by what they say."""
    found = {}
    for child in box.children:
        if hasattr(child, "children"):
            found |= fields(child)
        elif getattr(child, "description", ""):
            found[child.description] = child
    return found


def said(box) -> str:
    text = " ".join(str(getattr(child, "value", "")) for child in box.children)
    return unescape(re.sub(r"<[^>]+>", " ", text))


def test_the_condition_is_kept_and_shown_again(company):
    form = fields(panels(company)[0])
    form["Mark 1 of a qualified lead"].value = " buys such goods   every month "
    form["Mark 3 of a qualified lead"].value = "the buyer is known by name"
    form["A need is one of now if an order is wanted within … weeks"].value = "6"
    form["A lead may be returned within … days"].value = "5"
    form["Save the condition"].click()
    kept = store.open(company.folder)
    assert kept.qualification.marks == ("buys such goods every month", "the buyer is known by name")
    assert (kept.qualification.need_weeks, kept.qualification.return_days) == (6, 5)
    again = fields(panels(kept)[0])
    assert again["Mark 2 of a qualified lead"].value == "the buyer is known by name"
    assert again["A lead may be returned within … days"].value == "5"
    lines = {str(line) for section in decisions_of(kept, "08") for line in section.lines}
    assert "a need is one of now if an order is wanted within 6 weeks" in lines


@pytest.mark.parametrize("typed", ["0", "-1", "soon", "1.5", "521"])
def test_weeks_that_are_none_are_asked_again(company, typed):
    condition, _ = panels(company)
    form = fields(condition)
    form["A need is one of now if an order is wanted within … weeks"].value = typed
    form["Save the condition"].click()
    assert f"“{typed}” is no whole number from 1 to 520" in said(condition)
    assert store.open(company.folder).qualification.need_weeks is None


def test_an_empty_field_takes_it_back(company):
    nothing = {"weeks": "", "days": "", "reasons": "", "waiting": ""}
    full = write_down(company, ["x"], **{**nothing, "weeks": "4", "reasons": "no budget"})
    assert write_down(full, ["", " "], **nothing).qualification == company.qualification


def test_the_last_twenty_leads_of_the_records_are_judged(company):
    leads = last_leads(company)
    assert len(leads) == 20
    table = kit.read(company).leads.sort_values("passed_on", kind="stable")
    assert next(iter(leads)) == table["client_id"].iloc[-1]


def test_both_sides_judge_apart_and_their_agreement_is_counted(company):
    _, judging = panels(company)
    leads = list(last_leads(company))[:10]
    asked = {lead: last_leads(company)[lead] for lead in leads}
    form = fields(judging)
    for name in asked.values():
        form[f"{name}: qualified?"].value = "met"
        form[f"{name}: a need now?"].value = "met"
    form["Save what this side says"].click()
    assert "by telemarketers: 10, by hunters: 0" in said(judging)
    form["Who is judging"].value = "hunters"
    form = fields(judging)
    assert {form[f"{name}: qualified?"].value for name in asked.values()} == {""}  # hidden
    for at, name in enumerate(asked.values()):
        form[f"{name}: qualified?"].value = "met"
        form[f"{name}: a need now?"].value = "met" if at < 7 else "unknown"
    form["Save what this side says"].click()
    kept = store.open(company.folder)
    assert agreement(kept) == (7, 10)
    assert "said the same of 7" in said(judging)
    assert "the condition is not written yet" in said(judging)
    third = judge(kept, "hunters", {leads[7]: ("met", "met")})
    assert agreement(third) == (8, 10)
    # an empty pair takes a judgement back
    assert agreement(judge(third, "hunters", {leads[0]: ("", "")})) == (7, 9)


def test_without_a_list_of_leads_names_can_be_typed(tmp_path):
    bare = store.new(tmp_path / "bare", "chapter")
    _, judging = panels(bare)
    form = fields(judging)
    form["Another lead"].value = " Acorn  Ltd "
    form["Add this lead"].click()
    assert "Acorn Ltd: qualified?" in fields(judging)
    kept = store.open(bare.folder)
    assert said_by(kept, "telemarketers")["Acorn Ltd"].need == "unknown"
    assert add_lead(kept, "telemarketers", "Acorn Ltd") == kept
    with pytest.raises(KitError, match="name of a lead"):
        add_lead(kept, "hunters", " ")


def test_leads_of_the_demo_do_not_stay_with_a_companys_own_data(company):
    from kit.company.template import without_demo

    judged = judge(company, "hunters", {"L0001": ("met", "met")})
    written = write_down(judged, ["x"], weeks="", days="", reasons="", waiting="")
    left = without_demo(written)
    assert left.qualification.marks == ("x",)
    assert left.qualification.judged == ()
