"""The charts of roles, functions and training show the Findings' own figures, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

import kit
from kit.company.model import Company
from kit.company.store import new
from kit.questions.functions.question import functions
from kit.questions.pictures import chart_names, plot
from kit.questions.roles.chart import LINES
from kit.questions.roles.question import roles
from kit.questions.roles.words import RELATIONS
from kit.questions.training.question import training


@pytest.fixture(scope="module", params=["en", "ru"])
def found(request):
    company = kit.open("demo", language=request.param)
    sales = kit.read(company)
    return {one.__name__: one(company, sales) for one in (roles, functions, training)}


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    return new(tmp_path_factory.mktemp("drawn") / "company", "chapter")


def texts(figure: Figure) -> list[str]:
    figure.draw_without_rendering()
    return [one.get_text() for one in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def axes_of(figure: Figure):
    return [axes for part in figure.subfigs for axes in part.axes]


def of_kind(axes, kind):
    return [one for one in axes.patches if isinstance(one, kind)]


def test_every_chart_says_n_and_its_units(found):
    for finding in found.values():
        assert chart_names(finding)
        for name in chart_names(finding):
            figure = plot(finding, name)
            counted = r"\d+ (client|function|handoff|training|клиент|функци|передач|запис)"
            assert re.search(counted, "\n".join(texts(figure))), name
            if name != "conveyor":  # a drawing has no axes
                assert all(axes.get_xlabel() for axes in axes_of(figure)), name


def test_declared_and_recorded_stand_side_by_side(found):
    declared, recorded = axes_of(plot(found["roles"], "conveyor"))
    for axes in (declared, recorded):
        assert len(of_kind(axes, FancyBboxPatch)) == 5
        assert len(of_kind(axes, FancyArrowPatch)) == 4
    widths = [one.get_linewidth() for one in of_kind(recorded, FancyArrowPatch)]
    assert max(widths) == pytest.approx(7.0)  # the 317 clients
    assert min(widths) < 2
    assert "317" in [one.get_text() for one in recorded.texts]
    assert "317" not in [one.get_text() for one in declared.texts]


def test_every_relation_has_a_line_of_its_own():
    assert set(LINES) == set(RELATIONS)
    drawn = [str(line) for name, (_, line) in LINES.items() if name != "declared"]
    assert len(set(drawn)) == len(drawn)


def test_without_records_only_the_declared_conveyor_is_drawn(chapter):
    finding = roles(chapter, None)
    assert chart_names(finding) == ("conveyor",)
    (axes,) = axes_of(plot(finding))
    assert len(of_kind(axes, FancyBboxPatch)) == 6
    assert len(of_kind(axes, FancyArrowPatch)) == 5


def test_boxes_do_not_cover_each_other(chapter):
    (axes,) = axes_of(plot(roles(chapter, None)))
    boxes = [one.get_bbox() for one in of_kind(axes, FancyBboxPatch)]
    for at, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[at + 1 :])


def test_roles_without_a_place_are_placed(chapter):
    bare = chapter.model_copy(
        update={"roles": tuple(one.model_copy(update={"place": None}) for one in chapter.roles)}
    )
    (axes,) = axes_of(plot(roles(bare, None)))
    boxes = [one.get_bbox() for one in of_kind(axes, FancyBboxPatch)]
    assert len({round(one.x0, 3) for one in boxes}) == 6


def test_recorded_roles_that_nobody_declared_are_drawn(found):
    company = kit.open("demo")
    sales = kit.read(company)
    cook = sales.assignments.assign(
        role=sales.assignments["role"].where(sales.assignments["role"] != "account_manager", "Cook")
    )
    finding = roles(company, replace(sales, assignments=cook))
    relation = finding.table.set_index(["from_role", "to_role"])["relation"]
    assert relation[("hunter", "Cook")] == "extra"
    _, recorded = axes_of(plot(finding, "conveyor"))
    assert len(of_kind(recorded, FancyBboxPatch)) == 6
    assert "Cook" in [one.get_text() for one in recorded.texts]


def test_the_matrix_of_employees_holds_the_pairs(found):
    finding = found["roles"]
    (axes,) = axes_of(plot(finding, "employees"))
    written = sorted(int(one.get_text()) for one in axes.texts if one.get_text().isdigit())
    assert written == sorted(finding.details["employees"]["clients"])


def test_the_matrix_of_functions_has_a_cell_for_each_holding(found):
    finding = found["functions"]
    (axes,) = axes_of(plot(finding, "matrix"))
    assert len(axes.patches) == len(finding.details["matrix"]) == 15
    labels = [one.get_text().replace("\n", " ") for one in axes.get_yticklabels()]
    assert labels == list(finding.table["label"])


def test_the_overlap_is_two_four_five_and_its_hours(found):
    counts, hours = axes_of(plot(found["functions"], "overlap"))
    assert [one.get_width() for one in counts.patches] == [2, 4, 5]
    assert [one.get_width() for one in hours.patches] == [88, 160, 72]
    assert len({one.get_hatch() for one in counts.patches}) == 3
    assert any("2\xa0:\xa05" in one for one in texts(plot(found["functions"], "overlap")))


def test_the_bars_of_training_are_the_shares(found):
    finding = found["training"]
    (axes,) = axes_of(plot(finding))
    widths = sorted(bar.get_width() for bar in axes.patches)
    expected = [*finding.table["spend_share"], *finding.table["money_share"]]
    assert widths == pytest.approx(sorted(expected))


def test_nothing_is_drawn_where_nothing_is_known(chapter):
    assert chart_names(training(chapter, None)) == ()
    empty = Company()
    assert chart_names(roles(empty, None)) == ()
    assert chart_names(functions(empty, None)) == ()
    with pytest.raises(ValueError, match="nothing to draw"):
        plot(functions(empty, None))


def test_a_refused_conveyor_draws_no_recorded_arrow(chapter):
    company = kit.open("demo")
    sales = kit.read(company)
    shuffled = sales.orders["employee_id"].sample(frac=1, random_state=1).to_numpy()
    sales = replace(
        sales,
        orders=sales.orders.assign(employee_id=shuffled),
        assignments=pd.DataFrame(),
        given=frozenset(one for one in sales.given if not one.startswith("assignments.")),
    )
    finding = roles(company, sales)
    assert finding.status == "cannot tell"
    assert chart_names(finding) == ("conveyor",)
    assert len(axes_of(plot(finding))) == 1
