"""The charts of the decision show its own figures, and mark what is not the company's."""

from dataclasses import replace

import pytest

import kit
from kit.evidence.assessment import Evidence
from kit.evidence.trials import Rung
from kit.language import say
from kit.questions.decision.question import decision
from kit.questions.pictures import chart_names, plot


@pytest.fixture(scope="module", params=["en", "ru"])
def found(request):
    company = kit.open("demo", language=request.param)
    nothing = Evidence(None, (), Rung("L0", True, say("by hand")), None, None, None, (), ())
    return decision(company, kit.read(company), nothing)


def axes_of(figure):
    (axes,) = [axes for part in figure.subfigs for axes in part.axes]
    figure.draw_without_rendering()
    return axes


def test_both_charts_say_n_and_name_their_axis(found):
    assert chart_names(found) == ("worth", "information")
    for name in chart_names(found):
        axes = axes_of(plot(found, name))
        assert axes.get_xlabel()
        assert any("n = 78" in one.get_text() for one in axes.texts)
        assert any("€" in one.get_text() for one in axes.get_xticklabels())


def test_each_rule_stands_at_its_value_with_its_range(found):
    axes = axes_of(plot(found, "worth"))
    rules = found.table[found.table["trigger"] != "keep"].iloc[::-1]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    ranges = [line for line in axes.lines if line.get_linewidth() == 2.4]
    assert [line.get_xdata()[0] for line in dots] == list(rules["value"])
    assert [tuple(line.get_xdata()) for line in ranges] == list(
        zip(rules["value_low"], rules["value_high"], strict=True)
    )
    # nobody is highlighted: all dots and ranges look the same
    assert len({line.get_color() for line in [*dots, *ranges]}) == 1
    (keep,) = [line for line in axes.lines if line.get_color() == "black"]
    assert list(keep.get_xdata()) == [0, 0]


def test_bars_are_what_knowing_is_worth_and_borrowed_ones_are_hatched(found):
    axes = axes_of(plot(found, "information"))
    table = found.details["information"].head(len(axes.patches)).iloc[::-1]
    assert [bar.get_width() for bar in axes.patches] == list(table["evppi"])
    borrowed = [
        one in ("uplift", "early_loss", "later_change", "disruption") for one in table["input"]
    ]
    assert [bar.get_hatch() is not None for bar in axes.patches] == borrowed
    assert any(borrowed)
    assert not all(borrowed)


def test_an_effect_that_is_mostly_not_the_company_s_is_hatched_too():
    company = kit.open("demo")
    known = decision(company, kit.read(company))  # 9 clients against 26
    assert known.details["information"]["input"].iloc[0] == "net_effect"
    assert axes_of(plot(known, "information")).patches[-1].get_hatch() is not None


def test_nothing_to_measure_is_not_drawn(found):
    details = {**found.details}
    details["information"] = details["information"].assign(evppi=0)
    assert chart_names(replace(found, details=details)) == ("worth",)
