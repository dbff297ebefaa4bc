"""Each choice of the terms, as it stands on the arrow and as the sentences tell it."""

import pytest

from kit.company import store
from kit.company.model import Company, Handoff, Role
from kit.errors import KitError
from kit.language import Language
from kit.lessons.triggers.panel import TriggerExplorer, trigger_panel
from kit.lessons.triggers.terms import WORDS, change_term, terms_of

TO = "account_manager"
ARROW = Handoff(from_role="hunter", to_role=TO, triggers=("deal 2", "keep", "contract"))
COMPANY = Company(
    roles=(Role(id="hunter", label="Hunter"), Role(id=TO, label="Account manager")),
    handoffs=(ARROW,),
)
# name, typed, beside, and the arrow's terms afterwards
CHOICES = [
    ("deals", "3", "", "gate 3 deals"),
    ("packet", "yes", "", "gate packet"),
    ("paid", "yes", "", "gate paid"),
    ("exempt", "50 000", "", "exempt 50000 per year"),
    ("clients", " C17\n\nA; B\nC17", "", 'exempt clients "C17", "A; B"'),
    ("cap", "60", "clients", "cap 60 clients"),
    ("cap", "120,5", "hours", "cap 120.5 hours"),
    ("order", "largest", "", "order largest"),
    ("calendar", "quarterly", "", "quarterly"),
    ("base", "6", "", "base over 6 months"),
    ("base", "new", "", "new clients only"),
    ("receiver", "same segment", "", "receiver same segment"),
    ("returns", "120", "", "return after 120 days"),
    ("credit", "50 %", "6", "credit 50% for 6 months"),
]


def chosen(company=COMPANY, *choices):
    for name, typed, beside in choices:
        company = change_term(company, TO, name, typed, beside)
    return company


@pytest.mark.parametrize(("name", "typed", "beside", "terms"), CHOICES)
def test_a_choice_stands_on_the_arrow_and_can_be_taken_back(name, typed, beside, terms):
    company = chosen(COMPANY, (name, typed, beside))
    assert company.handoffs[0].terms == terms
    usual = {"order": "waiting", "calendar": "daily", "base": "0", "receiver": "fewest clients"}
    assert chosen(company, (name, usual.get(name, ""), beside)) == COMPANY
    # the fields show what was chosen, and choosing that again changes nothing
    fields = terms_of(company.handoffs[0], Language("en"))["fields"]
    again = {True: "yes", False: ""}.get(fields[name], fields[name])
    also = {"cap": fields["unit"], "credit": fields["months"]}.get(name, "")
    assert chosen(company, (name, again, also)) == company


def test_choices_stand_beside_each_other():
    company = chosen(COMPANY, ("cap", "60", "clients"), ("paid", "yes", ""), ("packet", "yes", ""))
    company = chosen(company, ("exempt", "9000", ""), ("clients", "C1", ""), ("deals", "2", ""))
    assert company.handoffs[0].terms == (
        'gate 2 deals, packet, paid; exempt 9000 per year; exempt clients "C1"; cap 60 clients'
    )
    assert chosen(company, ("all", "", "")) == COMPANY


@pytest.mark.parametrize(
    ("name", "typed", "beside", "problem"),
    [
        ("cap", "many", "clients", "write a number, or leave the field empty"),
        ("cap", "0", "clients", "must be between 1 and"),
        ("cap", "10.5", "clients", "whole number"),
        ("deals", "1.5", "", "whole number"),
        ("returns", "-3", "", "must be between"),
        ("credit", "150", "6", "must be between 0 and 100"),
        ("credit", "50", "", "write a number"),
        ("order", "loudest", "", "is none of"),
    ],
)
def test_what_cannot_be_is_refused(name, typed, beside, problem):
    with pytest.raises(KitError, match=problem):
        change_term(COMPANY, TO, name, typed, beside)


def test_an_arrow_that_is_gone_is_said():
    with pytest.raises(KitError, match="not there any more"):
        change_term(COMPANY, "inside_sales", "paid", "yes")


def test_the_sentences_are_those_of_each_candidate_the_decided_one_first():
    arrow = ARROW.model_copy(update={"terms": "cap 60 clients; monthly", "chosen": "contract"})
    policies = terms_of(arrow, Language("en"))["policies"]
    assert [policy["rule"] for policy in policies] == ["contract", "deal 2", "keep"]
    assert policies[1]["sentences"] == [
        "A client passes from the hunter to an account manager when this has happened: after the "
        "2nd deal.",
        "An account manager has at most 60 active clients; who finds no room waits.",
        "Who has waited longest goes first.",
        "Clients are handed over on the first day of each month, by what was known the day before.",
        "The account manager with the fewest clients takes the client.",
    ]
    # without handing over there is nothing to have terms for
    assert len(policies[2]["sentences"]) == 1
    russian = terms_of(arrow, Language("ru"))["policies"][1]["sentences"]
    assert "60" in russian[1]
    assert not any(sentence in policies[1]["sentences"] for sentence in russian)


def test_terms_that_nobody_can_read_are_said_and_can_be_taken_away():
    broken = ARROW.model_copy(update={"terms": "cap sixty"})
    company = COMPANY.model_copy(update={"handoffs": (broken,)})
    view = terms_of(broken, Language("en"))
    assert "“cap sixty” is none of the known terms" in view["problem"]
    with pytest.raises(KitError, match="cap sixty"):
        change_term(company, TO, "paid", "yes")
    assert change_term(company, TO, "all", "") == COMPANY


def test_a_choice_on_the_panel_is_on_disk(tmp_path, monkeypatch):
    messages = []
    monkeypatch.setattr(TriggerExplorer, "send", lambda self, content: messages.append(content))
    company = store.new(tmp_path / "ours", "chapter")
    panel = trigger_panel(company).children[1]
    assert set(WORDS) <= set(panel.words)
    ask = {"act": "term", "ticket": "t", "to": TO, "name": "cap", "typed": "60"}
    panel._heard(None, {**ask, "beside": "clients"}, [])
    assert messages[-1]["act"] == "done"
    assert [h.terms for h in store.open(company.folder).handoffs if h.to_role == TO] == [
        "cap 60 clients"
    ]
    fields = {arrow["to"]: arrow["fields"] for arrow in panel.state["arrows"]}[TO]
    assert (fields["cap"], fields["unit"]) == ("60", "clients")
    panel._heard(None, {**ask, "typed": "all", "beside": "clients"}, [])
    assert messages[-1]["act"] == "refused"
