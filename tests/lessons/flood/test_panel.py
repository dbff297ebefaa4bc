"""The flood to try out, and the limit agreed on: what the browser adds up, and what is kept."""

import json
import math

import numpy as np
import pytest

import kit
from kit.choice.flooding import flood_of
from kit.company import store
from kit.company.model import Company, Room
from kit.company.store import new
from kit.errors import KitError
from kit.lessons.decided.decisions import decisions_of
from kit.lessons.flood.panel import SHOWN, flood_panel, view_of
from kit.lessons.flood.room import make_room, room_panel
from kit.lessons.stage.open_points import open_in as open_points


@pytest.fixture(scope="module")
def demo():
    company = kit.open("demo")
    return company, kit.read(company)


def added_up(view, surge, off=0.0, factor=1.0, people=None):
    """What the browser does with the view, in Python and from its words alone."""
    people = people or view["managers"]
    more = (surge - 1) * (1 - off + off * factor)
    months = np.arange(view["months"] + 1)
    start, grown = np.array(view["start"])[:, None], np.array(view["grown"])[:, None]
    own = start * grown ** (months / view["span"])
    return (own + more * np.array(view["flow"])) * view["managers"] / people


@pytest.mark.parametrize(("surge", "off", "factor"), [(1.0, 0, 1), (2.0, 0, 1), (2.5, 0.3, 2)])
def test_the_draws_that_move_stand_for_all(demo, surge, off, factor):
    company, sales = demo
    view = view_of(flood_of(company, sales, 3.0), sales)
    assert len(view["start"]) == SHOWN
    assert json.loads(json.dumps(view)) == json.loads(json.dumps(view, allow_nan=False))
    flood = flood_of(company, sales, surge, off, factor)
    shown = added_up(view, surge, off, factor)
    for part in (0.05, 0.5, 0.95):
        assert np.quantile(shown[:, 24], part) == pytest.approx(
            np.quantile(flood.load[:, 24], part), rel=0.09
        )
    assert view["limit"] == pytest.approx(flood.carry.limit, abs=1e-4)


def test_the_formula_of_waiting_is_that_of_the_kit(demo):
    from kit.choice.carrying import late_share

    company, sales = demo
    flood = flood_of(company, sales, 2.0)
    view = view_of(flood, sales)
    of = flood.carry.believed
    for load in (0.3, 0.8, 0.95):
        told = load * math.exp(-2 * (1 - load) * view["patience"])
        assert told == pytest.approx(
            late_share(load, of["wait_days"].likely * 8, of["manager_hours_per_order"].likely)
        )


def test_without_orders_the_panel_says_what_is_missing(tmp_path):
    company = new(tmp_path / "ours", "chapter")
    picture = flood_panel(company).children[1]
    assert picture.view["why"] == "Bring your orders in lesson 05 first."
    assert picture.words["leaving_note"].startswith("Your own assumption.")


def test_the_limit_is_kept_and_shown_again(tmp_path):
    company = new(tmp_path / "ours", "chapter")
    form = room_panel(company).children[1]
    _, ceiling, beyond, segments, accepts, button, _ = form.children
    ceiling.value, beyond.value = "60", beyond.options[0]
    segments.value, accepts.value = "Public sector, Food,, Food", "the head of sales"
    button.children[0].click()
    kept = store.open(company.folder)
    assert kept.room == Room(
        ceiling=60,
        beyond="refuse new clients that do not fit",
        off_profile=("Public sector", "Food"),
        accepts="the head of sales",
    )
    again = room_panel(kept).children[1].children
    assert [each.value for each in again[1:5]] == [
        *("60", "refuse new clients that do not fit", "Public sector, Food", "the head of sales"),
    ]
    section = next(part for part in decisions_of(kept, "07") if str(part.title).startswith("Room"))
    assert [str(line) for line in section.lines] == [
        "At most 60 clients for an account manager. Then: refuse new clients that do not fit",
        "Do not fit: “Public sector” and “Food”",
        "May take such a client all the same: the head of sales",
    ]


@pytest.mark.parametrize(
    ("ceiling", "beyond", "match"),
    [("many", "hire", "no number of"), ("2.5", "hire", "no number of"), ("60", " ", "happens")],
)
def test_a_limit_that_says_nothing_is_refused(ceiling, beyond, match):
    with pytest.raises(KitError, match=match):
        make_room(Company(), ceiling=ceiling, beyond=beyond, off_profile="", accepts="")


def test_the_limit_is_an_open_point_until_something_happens_there():
    cell = "room_panel(company)"
    assert open_points(Company(), cell).n == 1
    made = make_room(Company(), ceiling="", beyond="hire", off_profile="", accepts="")
    assert open_points(made, cell) is None
    assert make_room(made, ceiling="", beyond="", off_profile="", accepts="") == Company()
