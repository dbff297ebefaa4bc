"""The live picture of the opening page: what is drawn of which rule, and what is said of it."""

from dataclasses import replace

import pytest

from kit.company import store
from kit.language import Language
from kit.lessons.start.live import LAST_MONTH, LivePicture
from kit.lessons.widgets.answer import sales_of
from kit.questions.backtest.question import backtest

MONTH = 365.25 / 12


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return store.new(tmp_path_factory.mktemp("live") / "ours", "demo")


@pytest.fixture(scope="module")
def finding(company):
    return backtest(company, sales_of(company))


def view_of(finding, code="en"):
    picture = LivePicture()
    picture.show(finding, Language(code))
    return picture.view


def test_every_rule_that_can_be_judged_has_its_curve(finding):
    view = view_of(finding)
    rows = finding.table[finding.table["judged"] > 0]
    assert [rule["rule"] for rule in view["rules"]] == list(rows["trigger"])
    assert [rule["label"] for rule in view["rules"]][1:3] == [
        "after the 1st deal", "after the 2nd deal",
    ]  # fmt: skip


def test_a_curve_is_that_of_the_back_test(finding):
    (rule,) = (rule for rule in view_of(finding)["rules"] if rule["rule"] == "deal 2")
    curves = finding.details["curves"]
    curve = curves[(curves["trigger"] == "deal 2") & (curves["kind"] == "reached")]
    for month, share, low, high in rule["points"]:
        day = round(month * MONTH)
        (row,) = curve[curve["day"] == day].to_dict("records")
        assert (share, low, high) == pytest.approx(
            (row["share"], row["share_low"], row["share_high"]), abs=1e-4
        )
        assert low - 1e-4 <= share <= high + 1e-4
        assert 0 <= month <= LAST_MONTH
    assert rule["end"] == Language("en").percent(rule["points"][-1][1])
    assert len(rule["points"]) > LAST_MONTH


def test_the_sentence_has_the_figures_of_a_year(finding):
    rows = finding.table.set_index("trigger")
    for rule in view_of(finding)["rules"]:
        row = rows.loc[rule["rule"]]
        assert Language("en").percent(row["reached_12m"]) in rule["sentence"]
        assert f"{int(row['judged'])} new clients" in rule["sentence"]


def test_axes_are_in_the_readers_language(finding):
    view = view_of(finding, "ru")
    assert [tick["label"] for tick in view["ticks"]][:3] == ["0", "6", "12"]
    assert "месяцам с первой сделки" in view["measured"]
    assert view["percents"][-1] == {"at": 1, "label": "100\N{NO-BREAK SPACE}%"}


def test_where_no_rule_can_be_judged_nothing_is_drawn(finding):
    nobody = replace(finding, table=finding.table.assign(judged=0))
    assert view_of(nobody) == {}
    unknown = finding.details["curves"].assign(share_low=float("nan"))
    assert view_of(replace(finding, details={**finding.details, "curves": unknown})) == {}


def test_what_was_drawn_can_be_taken_away(finding):
    picture = LivePicture()
    picture.show(finding, Language("en"))
    picture.clear()
    assert picture.view == {}
