"""The charts show the Finding's own figures, say what n is, and read in both languages."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

import kit
from kit.questions.catalogue import in_diagnosis
from kit.questions.colours import COLOURS, MARKS, looks
from kit.questions.decision.chart import MOST_BARS
from kit.questions.decision.words import WORTH_MEASURING
from kit.questions.layout import Margins
from kit.questions.pictures import Drawing, chart_names, plot
from kit.questions.style import BLUE, WIDTH, wrapped


@pytest.fixture(scope="module", params=["en", "ru"])
def found(request):
    company = kit.open("demo", language=request.param)
    sales = kit.read(company)
    return request.param, kit.backtest(company, sales), kit.money(company, sales)


def texts(figure: Figure) -> str:
    figure.draw_without_rendering()
    return "\n".join(
        one.get_text() for one in figure.findobj(lambda artist: hasattr(artist, "get_text"))
    )


def axes_of(figure: Figure):
    return [axes for part in figure.subfigs for axes in part.axes]


def test_every_chart_has_labelled_axes_and_n(found):
    language, backtest, money = found
    for finding in (backtest, money):
        for name in chart_names(finding):
            figure = plot(finding, name)
            written = texts(figure).replace("\N{NO-BREAK SPACE}", " ")
            assert re.search(r"\(\d+\)|\d+ (new |нов\w+ )?(client|клиент)", written), name
            named = [bool(axes.get_xlabel()) for axes in axes_of(figure)]
            # small multiples name their axis once a column
            assert sum(named) >= 3 if name == "reach" else all(named), name
    assert "242" in texts(plot(backtest, "flow"))
    assert ("месяц" if language == "ru" else "months from the first deal") in texts(
        plot(backtest, "reach")
    )


def test_the_curve_drawn_is_the_curve_of_the_finding(found):
    _, backtest, _ = found
    figure = plot(backtest, "reach")
    panel = axes_of(figure)[2]
    row = backtest.table.iloc[2]
    own = next(line for line in panel.lines if line.get_linewidth() == 2)
    at = np.searchsorted(own.get_xdata(), 365 / (365.25 / 12), side="right") - 1
    curve = backtest.details["curves"]
    day = round(own.get_xdata()[at] * 365.25 / 12)
    expected = curve[
        (curve["trigger"] == row["trigger"]) & (curve["kind"] == "reached") & (curve["day"] == day)
    ]["share"].iloc[0]
    assert own.get_ydata()[at] == pytest.approx(expected)
    assert own.get_ydata()[at] == pytest.approx(row["reached_12m"], abs=0.02)


def test_early_against_late_shows_each_setting_that_can_be_judged(found):
    _, backtest, _ = found
    axes = axes_of(plot(backtest, "early_late"))[0]
    drawn = np.concatenate(
        [
            np.asarray(one.get_offsets())
            for one in axes.collections
            if one.__class__.__name__ == "PathCollection"
        ]
    )
    grid = backtest.details["grid"]
    grid = grid[grid["too_early_share"].notna() & grid["hunter_orders_share"].notna()]
    expected = grid[["hunter_orders_share", "too_early_share"]].to_numpy(dtype=float)
    np.testing.assert_allclose(drawn[np.lexsort(drawn.T)], expected[np.lexsort(expected.T)])


def test_the_bars_of_the_money_are_the_shares_of_all_years(found):
    _, _, money = found
    axes = axes_of(plot(money))[0]
    total = money.table[money.table["year"].isna()]
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx(list(total["existing_margin_share"])[::-1])


@pytest.fixture(scope="module")
def demo():
    company = kit.open("demo")
    return company, kit.read(company)


def test_the_books_drawn_are_those_of_the_table(demo):
    finding = kit.carry(*demo)
    (axes,) = axes_of(plot(finding, "books"))
    drawn = {label.get_text(): bar.get_width() for label, bar in
             zip(axes.get_yticklabels(), axes.patches, strict=True)}  # fmt: skip
    assert drawn == dict(zip(finding.table["employee"], finding.table["clients"], strict=True))
    lines = [line.get_xdata()[0] for line in axes.lines]
    assert lines == [finding.numbers["usual_book"], finding.numbers["full_book"]]


def test_the_break_even_drawn_is_the_change_from_which_on_it_pays(demo):
    finding = kit.pay(*demo)
    (axes,) = axes_of(plot(finding, "break_even"))
    names = [label.get_text() for label in axes.get_yticklabels()]
    level = [line for line in axes.lines if len(set(line.get_ydata())) == 1]
    ranges = {names[round(line.get_ydata()[0])]: sorted(line.get_xdata()) for line in level
              if len(line.get_xdata()) == 2}  # fmt: skip
    marks = {names[round(line.get_ydata()[0])]: line.get_xdata()[0] for line in axes.lines
             if line.get_marker() == "D"}  # fmt: skip
    for row in finding.table.to_dict("records"):
        name = str(row["hours"])
        assert marks[name] == pytest.approx(row["must_gain"])
        assert ranges[name] == pytest.approx([row["must_gain_low"], row["must_gain_high"]])
    numbers = finding.numbers
    assert ranges["your past handoffs"] == pytest.approx(
        [numbers["effect_low"], numbers["effect_high"]]
    )
    assert "o" not in {line.get_marker() for line in axes.lines}  # the range is no answer


def test_the_care_drawn_is_that_of_each_policy(demo):
    finding = kit.decision(*demo)
    (axes,) = axes_of(plot(finding, "care"))
    policy_of = {wrapped(str(label), 44): policy for label, policy in
                 zip(finding.table["label"], finding.table["policy"], strict=True)}  # fmt: skip
    drawn = {policy_of[line.get_label()]: list(line.get_ydata()) for line in axes.lines}
    assert finding.numbers["best"] in drawn
    assert "keep" in drawn
    months = finding.details["months"]
    for policy, clients in drawn.items():
        assert clients == months.loc[months["policy"] == policy, "clients"].tolist()


def test_the_bars_of_what_is_worth_measuring_are_its_falls(demo):
    finding = kit.decision(*demo)
    table = finding.details["measuring"]
    table = table.assign(fall=np.linspace(0.3, 0.0, len(table)))
    falls = table.loc[table["fall"] >= WORTH_MEASURING, "fall"]
    changed = replace(finding, details={**finding.details, "measuring": table})
    (axes,) = axes_of(plot(changed, "measuring"))
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(list(falls)[:MOST_BARS][::-1])


def test_a_picture_has_a_palette_and_is_the_same_every_time(found):
    figure = plot(found[2])
    before = figure.dpi
    picture = figure.png(150)
    assert figure.dpi == before
    assert picture == plot(found[2]).png(150)
    read = Image.open(io.BytesIO(picture))
    assert read.mode == "P"
    assert read.size == (round(WIDTH * 150), round(figure.get_figheight() * 150))
    shades = {colour: n for n, colour in read.convert("RGB").getcolors()}
    assert max(shades, key=shades.get) == (255, 255, 255)
    blue = np.array(to_rgb(BLUE)) * 255
    assert min(np.abs(np.array(shade) - blue).max() for shade in shades) <= 6
    assert figure._repr_png_() == figure.png(110)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_chart_is_cut_off_at_an_edge(language):
    company = kit.open("demo", language=language)
    sales = kit.read(company)
    drawn = 0
    for question in in_diagnosis():
        finding = question(company, sales)
        for name in chart_names(finding):
            figure = plot(finding, name)
            for dots_per_inch in (60, 150):  # the second drawing is measured anew
                picture = Image.open(io.BytesIO(figure.png(dots_per_inch))).convert("L")
                shades = np.asarray(picture)
                edges = [shades[0], shades[-1], shades[:, 0], shades[:, -1]]
                assert min(edge.min() for edge in edges) > 240, (name, dots_per_inch)
            # every colour is one of the page's, which has another one for it in the dark
            assert set(re.findall("#[0-9a-f]{3,6}\\b", figure.svg())) <= set(), name
            drawn += 1
    assert drawn == 18


def test_labels_notes_and_legends_have_room_of_their_own():
    figure = Drawing(figsize=(6, 4), layout=Margins())
    part = figure.subfigures(1, 1)
    panels = part.subplots(2, 2, width_ratios=(1, 2))
    for axes in panels.ravel():
        axes.plot([0, 1], [0, 1], label="line")
    panels[1, 0].set_yticks([0.5], ["a name that is\nlonger than others"])
    beside = panels[0, 1].text(1.05, 0.5, "beside it", transform=panels[0, 1].transAxes)
    part.supylabel("all of them")
    legend = part.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center")
    figure.png(100)
    assert panels[0, 0].bbox.x0 == panels[1, 0].bbox.x0
    assert panels[0, 1].bbox.x1 == panels[1, 1].bbox.x1
    assert panels[0, 1].bbox.width == pytest.approx(2 * panels[0, 0].bbox.width)
    whole = figure.bbox
    assert beside.get_window_extent().x1 < whole.x1
    boxes = [axes.get_tightbbox() for axes in panels.ravel()]
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])
        assert not box.overlaps(legend.get_window_extent())
        assert not box.overlaps(part.texts[0].get_window_extent())
        assert whole.x0 < box.x0
        assert whole.y1 > box.y1


def test_axes_that_a_chart_has_placed_itself_stay_there():
    figure = Drawing(figsize=(6, 4), layout=Margins())
    axes = figure.add_axes((0.3, 0.3, 0.2, 0.2))
    figure.png(100)
    assert axes.get_position().bounds == pytest.approx((0.3, 0.3, 0.2, 0.2))


def test_an_unknown_chart_lists_those_there_are(found):
    _, backtest, _ = found
    with pytest.raises(ValueError, match="reach"):
        plot(backtest, "pie")


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_of_rules_can_be_told_apart_without_red_and_green(scheme):
    """In a deuteranope's eye (Viénot, Brettel and Mollon 1999) all six stay distinct."""
    to_lms = np.array(
        [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
    )
    see = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])
    linear = np.array([to_rgb(COLOURS[rule][scheme]) for rule in MARKS]) ** 2.2
    seen = (np.linalg.inv(to_lms) @ see @ to_lms @ linear.T).T.clip(0, 1) ** (1 / 2.2)
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[i + 1 :]]
    assert min(apart) > 0.1


def test_matplotlib_settings_of_the_caller_are_left_alone(found):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    plot(found[2])
    assert dict(mpl.rcParams) == before


def test_a_rule_has_one_colour_and_one_mark_everywhere():
    first, second, keep, composite = looks(
        ["deal 2", "deal 3; cap 60 clients; monthly", "keep", "all(deal 2, contract)"]
    )
    assert (first.colour, first.mark) == (second.colour, second.mark) == ("#af4b03", "s")
    assert first.dash != second.dash
    assert keep.colour not in (first.colour, composite.colour)
    assert composite.mark not in MARKS.values()


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_what_is_written_in_a_colour_can_be_read_on_every_ground(scheme):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 or more."""
    grounds = {"bg", "card", "sunk", "line", "edge", "wash", "known-wash"}
    written = [name for name in COLOURS if name not in grounds]
    for name in written:
        for ground in ("bg", "card"):
            ends = sorted(_luminance(COLOURS[each][scheme]) for each in (name, ground))
            assert (ends[1] + 0.05) / (ends[0] + 0.05) >= 4.5, (name, ground)


def test_the_load_drawn_is_the_range_of_the_table_and_no_middle_where_it_is_open(demo):
    finding = kit.carry(*demo)
    (axes,) = axes_of(plot(finding, "load"))
    rows = finding.details["load"].set_index("at")
    corners = axes.collections[0].get_paths()[0].vertices
    for x, at in ((0, "due"), (2, "later")):
        drawn = sorted({round(y, 9) for place, y in corners if place == x})
        assert drawn == pytest.approx([rows.loc[at, "load_low"], rows.loc[at, "load_high"]])
    middles = [line for line in axes.lines if len(set(line.get_ydata())) == 2]
    assert finding.status == "cannot tell"
    assert middles == []
    answered = replace(finding, status="answered")
    (axes,) = axes_of(plot(answered, "load"))
    (middle,) = [line for line in axes.lines if len(set(line.get_ydata())) == 2]
    assert list(middle.get_ydata()) == [rows.loc["due", "load"], rows.loc["later", "load"]]


def test_a_picture_of_a_page_takes_its_colours_and_letters(found):
    figure = plot(found[2])
    svg = figure.svg()
    assert svg == plot(found[2]).svg()
    assert svg.startswith("<svg")
    assert "var(--accent)" in svg
    assert not re.search(": ?#[0-9a-f]{6}|font-family|DejaVu|<metadata", svg)
    ids = re.findall(r' id="([^"]+)"', svg)
    other = re.findall(r' id="([^"]+)"', plot(found[1], "flow").svg())
    assert ids
    assert not set(ids) & set(other)
    assert set(re.findall(r'(?:url\(|href=")#([\w.-]+)', svg)) <= set(ids)


def test_words_of_a_picture_are_as_large_as_they_must_be(found):
    """At 868 pixels of a page, the width of a report's sheet: 12 pixels; on paper 7.5 points."""
    _, backtest, money = found
    for finding in (backtest, money):
        for name in chart_names(finding):
            svg = plot(finding, name).svg()
            width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
            smallest = min(map(float, re.findall(r"font-size: ([\d.]+)px", svg)))
            assert smallest * 868 / width >= 12, name
            assert smallest * 182 / 25.4 * 72 / width >= 7.5, name
