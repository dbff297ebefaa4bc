"""Questions about the company, and points for the steps they lead to."""

import pytest
import yaml

from kit.company import store
from kit.company.model import Company
from kit.errors import KitError
from kit.lessons.weights import edits as edits
from kit.lessons.weights.panel import Weights, weights_panel
from kit.lessons.widgets.criteria import CRITERIA, SPECIFICS, shares

POINTS = {
    "value": "100",
    "coverage": "50",
    "too_early": "30,5",
    "portfolio": "0",
    "client_view": "20",
}


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(Weights, "send", lambda self, content: messages.append(content))
    return messages


def table(company):
    return weights_panel(company).children[1].children[-1]


def row(panel, criterion):
    return next(entry for entry in panel.view["criteria"] if entry["id"] == criterion)


def test_points_as_people_type_them():
    assert [edits.read_points(text, "x") for text in ("0", " 100 ", "12,5", "7.5")] == [
        *(0, 100, 12.5, 7.5),
    ]
    for typed in ("-1", "101", "much", "", "nan", "1e3"):
        with pytest.raises(KitError, match="give points from 0 to 100"):
            edits.read_points(typed, "x")


def test_two_participants_and_their_shares():
    alone = edits.add_weights(Company(), POINTS, CRITERIA)
    assert {c.id: c.weights for c in alone.criteria} == {
        **{"value": (100,), "coverage": (50,), "too_early": (30.5,)},
        **{"portfolio": (0,), "client_view": (20,)},
    }
    both = edits.add_weights(alone, {**dict.fromkeys(CRITERIA, "0"), "portfolio": "80"}, CRITERIA)
    # 100 of 200.5 points and none of 80: a quarter on average
    mean, low, high = shares(both)["value"]
    assert (mean, low, high) == (pytest.approx(100 / 200.5 / 2), 0, pytest.approx(100 / 200.5))
    assert shares(both)["portfolio"] == (0.5, 0, 1)
    assert edits.remove_weights(both, 1) == alone
    changed = edits.set_weight(both, "coverage", 0, "10")
    assert changed.criteria[1].weights == (10, 0)
    assert shares(Company()) == {}


def test_unfinished_or_empty_points_are_refused():
    with pytest.raises(KitError, match="has no points yet"):
        edits.add_weights(Company(), {"value": "10"}, CRITERIA)
    with pytest.raises(KitError, match="All points are 0"):
        edits.add_weights(Company(), dict.fromkeys(CRITERIA, "0"), CRITERIA)
    alone = edits.add_weights(Company(), {**dict.fromkeys(CRITERIA, "0"), "value": "5"}, CRITERIA)
    with pytest.raises(KitError, match="All points are 0"):
        edits.set_weight(alone, "value", 0, "0")
    with pytest.raises(KitError, match="not there any more"):
        edits.set_weight(alone, "value", 1, "5")


def test_scores_come_and_go():
    scored = edits.set_score(Company(), "deal 2", "60")
    scored = edits.set_score(scored, "keep", "10")
    view = next(criterion for criterion in scored.criteria if criterion.id == "client_view")
    assert view.scores == {"deal 2": 60, "keep": 10}
    again = edits.set_score(scored, "deal 2", "")
    assert again.criteria[-1].scores == {"keep": 10}
    # a participant who comes later weighs all five
    assert {
        len(criterion.weights) for criterion in edits.add_weights(again, POINTS, CRITERIA).criteria
    } == {1}


def test_every_answer_bears_on_a_criterion_and_none_is_right():
    for question in SPECIFICS:
        ids = {answer.id for answer in question.answers}
        assert question.bears_on in CRITERIA
        assert question.more | question.less <= ids
        assert question.more
        assert not question.more & question.less
        assert not any(answer.right for answer in question.answers)
    assert {question.bears_on for question in SPECIFICS} == set(CRITERIA)


def test_an_answer_is_kept_and_speaks_for_a_weight(company):
    box = weights_panel(company).children[1]
    card, panel = box.children[5], box.children[-1]
    assert row(panel, "portfolio")["says"] == []
    card.chosen = "none"
    assert card.feedback.startswith("Then a rule that hands over many clients")
    assert card.verdict == ""
    assert row(panel, "portfolio")["says"] == [
        "More, because you said “None: they cannot manage as it is.”"
    ]
    card.chosen = "many"
    assert row(panel, "portfolio")["says"] == ["Less, because you said “Many: there is room.”"]
    kept = yaml.safe_load((company.folder / "company.yaml").read_text(encoding="utf-8"))
    assert kept["answers"] == {"09.history_room": "many"}


def test_steps_are_those_of_the_companys_candidates(demo):
    import kit

    candidates = kit.backtest(demo, kit.read(demo)).table
    panel = table(demo)
    # nobody is handed over where the hunter keeps everyone: that is one end of each step
    assert row(panel, "coverage")["step"] == "From 0% to 100%"
    worst = round(candidates["portfolio"].max())
    assert row(panel, "portfolio")["step"] == f"From {worst} to 0"
    assert (
        row(panel, "too_early")["step"] == f"From {candidates['too_early_share'].max():.0%} to 0%"
    )
    assert [entry["rule"] for entry in panel.view["views"]] == [*candidates["trigger"], "keep"]


def test_points_are_on_disk_at_once_and_a_slip_is_not(demo, sent):
    panel = table(demo)
    panel._heard(None, {"act": "add", "ticket": "t", "points": POINTS}, [])
    assert sent[-1]["act"] == "done"
    assert panel.view["people"] == 1
    assert row(panel, "too_early")["points"] == ["30.5"]
    # 50, 30.5 and 0 points went to the steps that are known; nobody can see the one in money here
    assert row(panel, "coverage")["share"] == "62%"
    assert [entry["known"] for entry in panel.view["criteria"]] == [False, True, True, True, False]
    panel._heard(
        None,
        {"act": "weigh", "ticket": "t", "criterion": "coverage", "person": 0, "points": "a lot"},
        [],
    )
    assert sent[-1]["act"] == "refused"
    assert "give points from 0 to 100" in sent[-1]["why"]
    panel._heard(None, {"act": "score", "ticket": "t", "rule": "deal 2", "points": "70"}, [])
    kept = {criterion.id: criterion for criterion in store.open(demo.folder).criteria}
    assert kept["value"].weights == (0,)
    assert kept["coverage"].weights == (50,)
    assert kept["client_view"].scores == {"deal 2": 70}


def test_how_clients_take_it_counts_once_every_candidate_has_its_points(demo, sent):
    panel = table(demo)
    rules = [entry["rule"] for entry in panel.view["views"]]
    for at, rule in enumerate(rules):
        assert not row(panel, "client_view")["known"]
        act = {"act": "score", "ticket": "t", "rule": rule, "points": str(10 * at)}
        panel._heard(None, act, [])
    step = row(panel, "client_view")
    assert (step["known"], step["step"]) == (True, f"From 0 to {10 * (len(rules) - 1)}")


def test_without_orders_no_step_is_known_and_no_points_are_taken(company, sent):
    panel = table(company)
    assert row(panel, "coverage")["step"] == "Your data give no figure for it yet."
    panel._heard(None, {"act": "add", "ticket": "t", "points": POINTS}, [])
    assert sent[-1]["act"] == "refused"
    assert "No step is known yet" in sent[-1]["why"]


def test_in_russian(demo):
    panel = table(store.open(demo.folder, language="ru"))
    assert row(panel, "coverage")["label"] == "Сколько клиентов передают в первый год"
