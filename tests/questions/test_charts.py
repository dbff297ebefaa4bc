"""The charts show the Finding's own figures, say what n is, and read in both languages."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import kit
from kit.questions.pictures import chart_names, plot
from kit.questions.style import PALETTE


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
    n = "n = " + {"en": "242", "ru": "242"}[language]
    for finding in (backtest, money):
        for name in chart_names(finding):
            figure = plot(finding, name)
            written = texts(figure).replace("\N{NO-BREAK SPACE}", " ")
            assert "n = " in written, name
            named = [bool(axes.get_xlabel()) for axes in axes_of(figure)]
            # small multiples name their axis once a column
            assert sum(named) >= 3 if name == "reach" else all(named), name
    assert n in texts(plot(backtest, "flow"))
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


def test_a_picture_has_a_palette_and_is_the_same_every_time(found):
    figure = plot(found[2])
    before = figure.dpi
    picture = figure.png(150)
    assert figure.dpi == before
    assert picture == plot(found[2]).png(150)
    read = Image.open(io.BytesIO(picture))
    assert read.mode == "P"
    assert read.size == (round(9.5 * 150), round(figure.get_figheight() * 150))
    shades = {colour: n for n, colour in read.convert("RGB").getcolors()}
    assert max(shades, key=shades.get) == (255, 255, 255)
    blue = np.array(PALETTE[0]) * 255
    assert min(np.abs(np.array(shade) - blue).max() for shade in shades) <= 6
    assert figure._repr_png_() == figure.png(110)


def test_an_unknown_chart_lists_those_there_are(found):
    _, backtest, _ = found
    with pytest.raises(ValueError, match="reach"):
        plot(backtest, "pie")


def test_colours_can_be_told_apart_without_red_and_green():
    """In a deuteranope's eye (Viénot, Brettel and Mollon 1999) the first six stay distinct."""
    to_lms = np.array(
        [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
    )
    see = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])
    linear = np.array(PALETTE[:6]) ** 2.2
    seen = (np.linalg.inv(to_lms) @ see @ to_lms @ linear.T).T.clip(0, 1) ** (1 / 2.2)
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[i + 1 :]]
    assert min(apart) > 0.1


def test_matplotlib_settings_of_the_caller_are_left_alone(found):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    plot(found[2])
    assert dict(mpl.rcParams) == before
