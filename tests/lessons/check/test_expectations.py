"""Nothing is shown before something is expected, and both are compared in words."""

import re
from dataclasses import replace

import pandas as pd
import pytest

import kit
from kit.company import store
from kit.company.model import Company, Expectations
from kit.errors import KitError
from kit.language import Language
from kit.lessons.check import expectations
from kit.lessons.check.expectations import (
    begin_anew,
    compare_winner,
    expect,
    expect_panel,
    show_without,
)
from kit.lessons.check.results import (
    behind,
    evidence,
    measure,
    show_behind,
    show_evidence,
    show_measure,
    verdict,
)
from kit.lessons.guesses.panel import look
from kit.lessons.widgets.guess import after_guess, expected_effect, revealed
from kit.questions.finding import Finding

ENGLISH = Language("en")


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def decision_of(decided=True, best="deal 2; monthly", risk=(0.1, 0.6, 0.96), same=()):
    table = pd.DataFrame(
        {
            "policy": ["deal 2; monthly", "contract; monthly", "keep"],
            "label": ["second deal", "contract signed", "hunter keeps"],
            "risk": risk,
        }
    )
    numbers = {"decided": decided, "best": best, "same": list(same)}
    return Finding(kit.decision, "answered", "L0", table=table, numbers=numbers)


def winner(expected, sure, finding):
    return [str(line) for line in compare_winner(expected, sure, finding)]


@pytest.mark.parametrize(
    ("typed", "share"),
    [("-10", -0.1), ("−10 %", -0.1), ("12,5", 0.125), (" 0 ", 0.0), ("200%", 2.0)],
)
def test_changes_as_people_type_them(typed, share):
    assert expected_effect(typed) == share


@pytest.mark.parametrize("typed", ["", "a lot", "-120", "1e9", "nan", "10 to 20"])
def test_what_is_no_change_in_percent_is_refused(typed):
    with pytest.raises(KitError, match="is no change in percent"):
        expected_effect(typed)


def test_something_has_to_be_expected_and_is_kept():
    with pytest.raises(KitError, match="Choose the rule that you expect to win"):
        expect(Company(), winner="", sure=90)
    guessed = Company(
        answers={"10.ever": "few"},
        expectations=Expectations(guesses={"peak": -0.2}, figures={"10": -0.15}),
    )
    told = expect(guessed, winner="deal 2", sure=70)
    assert told.expectations == Expectations(
        **{"winner": "deal 2", "sure": 70, "results": "written"},
        **{"guesses": {"peak": -0.2}, "figures": {"10": -0.15}},
    )
    assert told.answers == {"10.ever": "few"}
    assert begin_anew(told) == guessed
    assert [
        revealed(one) for one in (Company(), told, show_without(Company()), begin_anew(told))
    ] == [
        *(False, True, True, False),
    ]


def test_an_expected_winner_beside_the_decision():
    assert winner("deal 2", None, decision_of()) == [
        "You expected “after the 2nd deal”. So does this calculation."
    ]
    assert winner("contract", None, decision_of()) == [
        "You expected “after the contract is signed”. By this calculation “second deal” is better."
    ]
    alike = decision_of(same=("contract; monthly",))
    assert "So does this calculation" in winner("contract", None, alike)[0]
    undecided = decision_of(decided=False)
    assert "“second deal” is in front" in winner("keep", None, undecided)[0]
    assert "and so it is" in winner("open", None, undecided)[0]
    assert "By this calculation “second deal” is." in winner("open", None, decision_of())[0]
    assert "not among those compared" in winner("share 30%", None, decision_of())[0]
    needs = replace(decision_of(), status="needs data", table=pd.DataFrame())
    assert "cannot be calculated yet" in winner("deal 2", None, needs)[0]
    nothing = replace(decision_of(), numbers={**decision_of().numbers, "best": None})
    assert "cannot be calculated yet" in winner("deal 2", 90, nothing)[0]
    assert winner("", 90, decision_of()) == []


def test_being_surer_than_the_figures_allow_is_said():
    assert len(winner("deal 2", 90, decision_of())) == 1
    assert "You were surer of it (90%) than" in winner("contract", 90, decision_of())[1]
    assert "less sure of it (50%)" in winner("deal 2", 50, decision_of())[1]


def test_results_open_only_after_a_guess_and_close_again(demo, monkeypatch):
    asked = []
    monkeypatch.setattr(
        expectations,
        "finding_of",
        lambda company, question: (
            asked.append(question) or {"decision": decision_of()}[question.__name__]
        ),
    )
    panel = expect_panel(demo).children[1]
    shown = after_guess(demo, lambda: __import__("ipywidgets").HTML("the result"))
    form = {child.description: child for child in panel.children if hasattr(child, "description")}
    assert "Write down your guess first" in shown.children[1].value
    assert asked == []

    write, without = panel.children[-2].children
    write.click()
    assert "Choose the rule" in panel.children[-1].value
    assert "Write down your guess first" in shown.children[1].value

    form["This rule will win"].value = "deal 2"
    write.click()
    assert "So does this calculation" in panel.children[1].value
    assert [child.value for child in shown.children] == ["the result"]
    assert store.open(demo.folder).expectations.winner == "deal 2"

    panel.children[-1].children[0].click()  # begin anew
    assert "Write down your guess first" in shown.children[1].value
    without.click()
    assert "without guessing" in panel.children[1].value
    assert [child.value for child in shown.children] == ["the result"]


def test_the_demo_shows_its_evidence_and_folds_the_figures(demo):
    told = store.save(look(show_without(demo), "10"))
    boxes = [show(told) for show in (evidence, verdict, measure)]
    pages = [box.children[0].children[1].value for box in boxes]
    for page in pages:
        assert page.count("<details") == page.count("</details>") >= 1
        plain = re.sub(r'src="[^"]*"', "", page.split("<details")[0])
        # no jargon above the fold
        for word in ("EVPPI", "risk_share", "MDE", "bootstrap", "PERT", "Poisson"):
            assert word not in plain
    assert 'class="basis known"' in pages[1]
    assert pages[1].count("<figure ") == 1
    assert "From the firmest rung down" in pages[0]


def test_what_stands_behind_a_paragraph_is_shown_after_a_guess(demo):
    shown = behind(demo, kit.carry)
    assert "Write down your guess first" in shown.children[1].value
    store.save(show_without(demo))
    page = behind(store.open(demo.folder), kit.carry).children[0].children[1].value
    # a row for each of the people who look after five clients or more, and no verdict again
    people = kit.carry(demo, kit.read(demo)).table["employee"]
    assert len(people)
    assert all(f">{name}<" in page for name in people)
    assert page.count("<figure ") == 2  # the load, and the books
    assert "<h3>" not in page


def test_without_orders_it_says_what_is_missing(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    for page in (
        show_evidence(kit.effect(company, None)),
        show_measure(kit.decision(company, None)),
        show_behind(kit.carry(company, None)),
    ):
        assert "needs data" in page
        assert "<li>" in page
