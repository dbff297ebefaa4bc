"""The career path on sliders: what the browser works out, what is expected, and the ceiling."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from kit.choice.career import Rates, course
from kit.company import store
from kit.errors import KitError
from kit.language import Language
from kit.lessons.career.ceiling import ceiling_panel
from kit.lessons.career.edits import expect, forget, look, set_ceiling
from kit.lessons.career.panel import HERE, CareerPath, career_panel, rates_of
from kit.lessons.decided.decisions import decisions_of
from kit.lessons.stage.open_points import open_in

NODE = shutil.which("node")
POINTS = ["3", "2,5", " 2 ", "1.5", "1"]


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def panel(demo, monkeypatch):
    monkeypatch.setattr(CareerPath, "send", lambda self, content: None)
    return career_panel(demo).children[1]


@pytest.mark.skipif(NODE is None, reason="no JavaScript at hand; the browser's tests look at it")
@pytest.mark.parametrize("gain", [0.0, 0.25])
@pytest.mark.parametrize("filled", [0.0, 0.5])
def test_the_browser_works_out_the_same_five_years(demo, gain, filled):
    rates, own = rates_of(demo)
    assert own
    likely = {name: rate.likely for name, rate in rates.items()} | {"gain": gain, "filled": filled}
    script = (HERE / "course.mjs").read_text(encoding="utf-8")
    script += f"\nconsole.log(JSON.stringify(courseOf({json.dumps(likely)})));"
    ended = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    found, wanted = json.loads(ended.stdout), course(Rates(**likely))
    for name in ("path_won", "path_clients", "split_won", "split_clients"):
        assert found[name] == pytest.approx(getattr(wanted, name).tolist())
    assert found["ahead"] == pytest.approx(float(wanted.ahead))


def test_sliders_begin_at_the_companys_own_rates(demo, panel):
    rates, _ = rates_of(demo)
    sliders = {slider["id"]: slider for slider in panel.view["sliders"]}
    assert list(sliders) == ["wins", "hours", "leaving", "gain", "filled"]
    assert sliders["wins"]["value"] == pytest.approx(rates["wins"].likely, abs=0.03)
    assert sliders["hours"]["value"] == pytest.approx(rates["own_hours"].likely, abs=0.03)
    yearly = 100 * (1 - (1 - rates["leaving"].likely) ** 12)
    assert sliders["leaving"]["value"] == pytest.approx(yearly, abs=0.5)
    for slider in sliders.values():
        assert slider["least"] <= slider["value"] <= slider["most"]
    assert [slider["note"] for slider in sliders.values()] == [
        *("inferred", "inferred", "known", "assumed", "assumed"),
    ]
    json.dumps(panel.view, allow_nan=False)


def test_without_files_the_rates_are_made_up_and_it_says_so(tmp_path):
    company = store.new(tmp_path / "bare", "chapter")
    view = career_panel(company).children[1].view
    assert "made up" in view["intro"]
    assert {slider["note"] for slider in view["sliders"]} == {"assumed"}


def test_five_points_come_first_and_are_kept(demo, panel):
    assert not panel.view["revealed"]
    panel._heard(panel, {"act": "expect", "ticket": 1, "points": POINTS}, [])
    assert panel.view["revealed"]
    assert panel.view["expected"] == [3, 2.5, 2, 1.5, 1]
    assert "path" in panel.view["off"]
    assert store.open(demo.folder).expectations.path == (3, 2.5, 2, 1.5, 1)
    panel._heard(panel, {"act": "forget", "ticket": 2}, [])
    assert not panel.view["revealed"]
    panel._heard(panel, {"act": "look", "ticket": 3}, [])
    assert (panel.view["revealed"], panel.view["expected"]) == (True, None)
    assert store.open(demo.folder).expectations.path == ()


def test_points_that_are_none_are_refused(demo):
    with pytest.raises(KitError, match="Year 2: “many”"):
        expect(demo, ["3", "many", "2", "2", "2"])
    with pytest.raises(KitError, match="Year 5: “”"):
        expect(demo, ["3", "3", "2", "2", ""])


def test_how_far_the_points_are_off(demo, panel):
    rates, _ = rates_of(demo)
    ends = course(Rates(**{name: one.likely for name, one in rates.items()})).path_won[11::12]
    typed = [str(end + 0.5) for end in ends]
    panel._heard(panel, {"act": "expect", "ticket": 1, "points": typed}, [])
    assert "0.5 new clients a month above" in panel.view["off"]


def test_a_ceiling_needs_a_number_or_a_reason_and_pay(demo):
    kept = set_ceiling(demo, clients="40", because="", pay="a fifth for six months")
    assert (kept.ceiling.clients, kept.ceiling.pay) == (40, "a fifth for six months")
    none = set_ceiling(demo, clients=" ", because="they are few", pay="nothing")
    assert none.ceiling.clients is None
    assert set_ceiling(kept, clients="", because="", pay="").ceiling == demo.ceiling
    for typed, told in (
        (("4.5", "", "x"), "“4.5” is no number"),
        (("40", "", ""), "what a hunter is paid"),
        (("", "", "x"), "say why there is no ceiling"),
    ):
        clients, because, pay = typed
        with pytest.raises(KitError, match=told):
            set_ceiling(demo, clients=clients, because=because, pay=pay)


def test_the_form_keeps_it_and_the_lesson_reads_it_back(demo):
    form = ceiling_panel(demo).children[1]
    _, clients, because, pay, buttons, message = form.children
    clients.value, because.value, pay.value = "40", "hunting falls", "a fifth"
    buttons.children[0].click()
    assert message.value == ""
    kept = store.open(demo.folder)
    base = next(one for one in decisions_of(kept, "04") if "base" in str(one.title))
    assert [str(line) for line in base.lines] == [
        "A hunter hands over from 40 active clients on",
        "Because: hunting falls",
        "Paid for a client passed on: a fifth",
    ]
    assert "с 40 активных" in Language("ru")(base.lines[0])
    clients.value = "some"
    buttons.children[0].click()
    assert "no number of clients" in message.value
    again = ceiling_panel(kept).children[1]
    assert again.children[1].value == "40"


def test_what_is_still_open(demo):
    assert open_in(demo, "career_panel(company)").n == 1
    assert open_in(look(demo), "career_panel(company)") is None
    assert open_in(forget(look(demo)), "career_panel(company)").n == 1
    assert open_in(demo, "ceiling_panel(company)").n == 1
    kept = set_ceiling(demo, clients="40", because="", pay="a fifth")
    assert open_in(kept, "ceiling_panel(company)") is None
