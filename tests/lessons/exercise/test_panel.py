"""Made-up companies: before and after fools whoever believes it, and the truth is planted."""

import time

import numpy as np
import pytest

from kit.company import store
from kit.errors import KitError
from kit.language import Language
from kit.lessons.exercise.made_up import STORIES, before_and_after, case, finding
from kit.lessons.exercise.panel import exercise_panel, guess, told, truth
from kit.worlds import simulate
from kit.worlds.truth import client_ids, handed_on


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_before_and_after_is_counted_as_a_plain_loop_counts_it(story):
    simulated = simulate(story.world)
    handed = dict(zip(client_ids(simulated), handed_on(simulated), strict=True))
    orders = simulated.sales().orders
    rows = {}
    for client, day, margin in zip(
        orders["client_id"].astype(str),
        orders["day"].to_numpy().astype("datetime64[D]").astype(int),
        orders["margin"],
        strict=True,
    ):
        rows.setdefault(client, []).append((int(day), int(margin)))
    last = max(day for days in rows.values() for day, _ in days)
    before = after = months = clients = 0
    for client, days in rows.items():
        on, first = handed[client], min(day for day, _ in days)
        if on < 0 or on - 91 < first or on + 365 > last:
            continue
        clients += 1
        months += min(on - first, 365) / (365 / 12)
        before += sum(margin for day, margin in days if on - 365 < day <= on)
        after += sum(margin for day, margin in days if on < day <= on + 365)
    figures = before_and_after(simulated)
    assert figures == (
        clients,
        pytest.approx(before / months),
        pytest.approx(after / (clients * 12)),
    )


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_before_and_after_would_have_fooled_everybody(story):
    planted = case(story.id)
    assert planted.clients >= 50
    assert abs(planted.change - planted.truth) >= 0.08
    # the kit gives no figure, or one whose range holds the truth
    numbers = finding(story.id).numbers
    assert numbers["low"] is None or numbers["low"] <= planted.truth <= numbers["high"]


def test_a_company_is_quickly_worked_out():
    case.cache_clear()
    began = time.process_time()
    case(STORIES[0].id)
    assert time.process_time() - began < 3


def test_the_truth_is_said_beside_the_guess():
    planted = case("peak")
    lines = [str(line) for line in truth(planted, -0.15)]
    assert lines[0] == "The truth, because we planted it: 0%."
    assert lines[1] == "You guessed −15%: off by 15 points."
    points = round(abs(planted.change) * 100)
    assert lines[2] == (
        f"Before and after said −{points}%: it would have fooled you by {points} points."
    )
    assert "planted" not in told(planted, Language("en"), 1)


def test_the_truth_comes_only_after_a_guess_and_is_kept(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    _, first, *others = exercise_panel(company).children[1].children
    before, typed, buttons, message = first.children
    assert len(others) == len(STORIES) - 1
    assert "The truth" not in "".join(child.value for child in (before, message))
    buttons.children[0].click()
    assert "is no change in percent" in message.value
    typed.value = "-20"
    buttons.children[0].click()
    assert "The truth, because we planted it: 0%." in first.children[1].value
    assert store.open(company.folder).expectations.guesses == {"peak": -0.2}
    # run again, it is still there; and can be guessed anew
    again = exercise_panel(company).children[1].children[1]
    assert "You guessed −20%" in again.children[1].value
    again.children[2].children[0].click()
    assert store.open(company.folder).expectations.guesses == {}
    with pytest.raises(KitError):
        guess(company, "peak", "")


def test_the_stories_differ_in_what_is_true():
    truths = [round(case(story.id).truth, 2) for story in STORIES]
    assert truths == [0, -0.1, -0.2]
    assert len({np.sign(case(story.id).change) for story in STORIES}) == 2
