"""Company folders of every older form: they open, and a change saves them in the present one."""

import shutil
from pathlib import Path

import pytest
import yaml

from kit.company import store
from kit.company.model import FORMAT, Decision, Expectations
from kit.company.reading import company_in
from kit.errors import KitError

FORMER = Path(__file__).parent / "former"
FORMS = sorted(path.stem for path in FORMER.glob("*.yaml"))


def opened(form: str, folder: Path):
    shutil.copy(FORMER / f"{form}.yaml", folder / "company.yaml")
    return store.open(folder)


def read(text: str):
    return company_in(text.encode(), Path())


def entries(text: str) -> dict:
    return yaml.safe_load(text)


@pytest.mark.parametrize("form", FORMS)
def test_an_older_folder_is_saved_in_the_present_form_and_nothing_is_lost(form, tmp_path):
    company = opened(form, tmp_path)
    before = (tmp_path / "company.yaml").read_text(encoding="utf-8")
    assert entries(before)["kit"] < FORMAT
    assert store.save(company) == company  # to look at it changes no file
    assert (tmp_path / "company.yaml").read_text(encoding="utf-8") == before
    store.save(company.model_copy(update={"name": "Василёк"}))
    after = entries((tmp_path / "company.yaml").read_text(encoding="utf-8"))
    assert after.pop("kit") == FORMAT == 4
    assert after.pop("name") == "Василёк"
    once = {name: value for name, value in entries(before).items() if name not in ("kit", "name")}
    if form == "lessons_answered":
        assert after.pop("expectations") == {
            **{"winner": "deal 2", "sure": 70, "results": "written"},
            **{"guesses": {"peak": -0.2}, "figures": {"10": -0.1}},
        }
        assert after.pop("decision") == {"because": "They know us by then.", "record": "budgets"}
        assert len(once.pop("answers")) > len(after.pop("answers"))
    if form == "six_lessons":
        for entry in ("answers", "agreements"):
            assert len(once.pop(entry)) == len(after.pop(entry))
        assert once.pop("expectations").keys() - {"effect"} <= after.pop("expectations").keys()
    assert after == once
    assert store.open(tmp_path).model_dump(exclude={"name"}) == company.model_dump(exclude={"name"})
    assert store.undo(tmp_path).model_dump() == company.model_dump()
    assert (tmp_path / "company.yaml").read_text(encoding="utf-8") == before


def test_what_the_older_folders_say(tmp_path):
    company = opened("settings_and_data", tmp_path)
    assert (company.kit, company.name, company.settings.lookback) == (4, "Ромашка", 180)
    assert company.data.map == {"amount": "Сумма"}
    company = opened("map_of_roles", tmp_path)
    assert [len(part) for part in (company.roles, company.functions, company.holdings)] == [
        6,
        11,
        15,
    ]
    assert [handoff.partial for handoff in company.handoffs] == [False, False, False, True, True]
    company = opened("assumptions", tmp_path)
    assert [assumption.likely for assumption in company.assumptions[:3]] == [0.5, 2, 0.5]
    assert company.roles[0].label == "Телемаркетолог"
    company = opened("lessons_answered", tmp_path)
    assert company.answers == {"05.aside": "reasons", "09.history_room": "many"}
    assert company.expectations == Expectations(
        **{"winner": "deal 2", "sure": 70, "results": "written"},
        **{"guesses": {"peak": -0.2}, "figures": {"10": -0.1}},
    )
    assert company.decision == Decision(because="They know us by then.", record="budgets")
    assert company.handoffs[1].chosen == "deal 2"
    assert [criterion.weights for criterion in company.criteria] == [
        *((100,), (50,), (30,), (10,), (0,)),
    ]


def test_a_text_from_before_of_which_nothing_can_be_made_stays_an_answer():
    kept = {"05.expected_effect": "much", "05.expected_sure": "80", "05.exercise_left": "inf"}
    company = read(yaml.safe_dump({"answers": kept}))
    assert company.answers == {f"11.{name[3:]}": answer for name, answer in kept.items()}
    assert company.expectations == Expectations()
    company = read("answers: {05.expected_shown: without_guessing, 05.expected_winner: open}\n")
    assert (company.expectations.results, company.expectations.winner) == (
        *("without_guessing", "open"),
    )
    assert company.answers == {}


def test_what_care_wins_and_the_change_loses_become_one_effect():
    company = read(
        "kit: 2\nassumptions:\n"
        "- {id: uplift, label: care, low: 0, likely: 0.1, high: 0.3, source: Anna}\n"
        "- {id: early_loss, label: early, low: 0, likely: 0.05, high: 0.1}\n"
        "- {id: disruption, label: change, low: 0.05, likely: 0.12, high: 0.2, source: Boris}\n"
    )
    effect = {each.id: each for each in company.assumptions}["effect"]
    assert (effect.low, effect.likely, effect.high) == (-0.2, -0.02, 0.25)
    assert effect.source == "Anna; Boris"
    assert [each.id for each in company.assumptions] == ["early_loss", "effect"]
    alone = "kit: 2\nassumptions:\n- {id: uplift, label: care, low: 0, likely: 0.1, high: 0.3}\n"
    assert [each.id for each in read(alone).assumptions] == ["uplift"]


def test_answers_guesses_and_agreements_go_to_the_present_numbers_of_the_lessons(tmp_path):
    company = opened("six_lessons", tmp_path)
    assert company.answers == {
        **{"05.aside": "reasons", "01.partial": "project", "06.totals": "double"},
        **{"05.functions": "range", "06.definition": "spread", "09.best": "none"},
        **{"09.history_room": "many", "10.ever": "few", "10.steps": "yes"},
        **{"11.measure": "easy", "99.old": "x"},
    }
    assert company.expectations.figures == {
        **{"05": 0.05, "01": None, "02": 0.4, "06": 0.8, "09": 0.5, "10": -0.1},
    }
    assert (company.expectations.winner, company.expectations.results) == ("deal 2", "written")
    assert [(one.id, one.what) for one in company.agreements] == [
        *(("05", "our accounts"), ("01", "the condition"), ("06", "has ordered before")),
        *(("09", "the day of signing"), ("11", "hours per order")),
    ]
    # what is of no lesson's form stays as it is, and is said to be wrong where it is
    for odd in ("answers: [1]\n", "expectations: {figures: 7}\n", "agreements: [7]\n"):
        with pytest.raises(KitError):
            read(f"kit: 3\n{odd}")


def test_a_look_at_the_results_without_guessing_was_one_at_the_effect_too():
    looked = read("kit: 3\nexpectations: {results: without_guessing}\n").expectations
    assert (looked.results, looked.figures) == ("without_guessing", {"10": None})
    assert read("kit: 3\nexpectations: {guesses: {peak: 0.1}}\n").expectations.figures == {}
