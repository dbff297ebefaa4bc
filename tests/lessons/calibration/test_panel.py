"""Guesses at the company's own records: typed, kept, and judged only when all are there."""

import pytest

from kit.choice.calibration import BY_ID, FACTOR, QUESTIONS, right_figures, widening
from kit.company import store
from kit.company.model import Company
from kit.company.template import without_demo
from kit.errors import KitError
from kit.lessons.calibration.edits import guess, read_guess
from kit.lessons.calibration.panel import calibration_panel
from kit.lessons.widgets.answer import sales_of


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def form(company):
    """The form's shown HTML, its fields in pairs, and its button; without fields: the score."""
    box = calibration_panel(company).children[1]
    pairs = [child.children for child in box.children if len(getattr(child, "children", ())) == 2]
    buttons = [
        child.children[0] for child in box.children if len(getattr(child, "children", ())) == 1
    ]
    words = " ".join(child.value for child in box.children if hasattr(child, "value"))
    return words, pairs, buttons


def fill(pairs, ends):
    for (low, high), (first, last) in zip(pairs, ends, strict=True):
        low.value, high.value = first, last


def test_ends_as_people_type_them():
    assert read_guess("1 200", BY_ID["deals"]) == 1200
    assert read_guess("12,5 %", BY_ID["largest"]) == read_guess("12.5", BY_ID["largest"]) == 0.125
    for typed, id in (("-1", "deals"), ("many", "deals"), ("inf", "deal"), ("120", "largest")):
        with pytest.raises(KitError, match="cannot be an end of the range"):
            read_guess(typed, BY_ID[id])


def test_a_range_has_two_ends_that_rise_and_can_be_left_open():
    company = guess(Company(), {"deals": ("10", "20"), "gap": (" ", "")}, BY_ID)
    assert [(g.id, g.low, g.high) for g in company.calibration] == [("deals", 10, 20)]
    changed = guess(company, {"deals": ("10", "30")}, BY_ID)
    assert [(g.id, g.low, g.high) for g in changed.calibration] == [("deals", 10, 30)]
    assert guess(changed, {"deals": ("", "")}, BY_ID) == Company()
    with pytest.raises(KitError, match="needs both ends"):
        guess(Company(), {"deals": ("10", "")}, BY_ID)
    with pytest.raises(KitError, match="above the high one"):
        guess(Company(), {"deals": ("30", "20")}, BY_ID)


def test_right_figures_are_shown_only_after_all_ranges_are_given(demo):
    right = right_figures(sales_of(demo))
    assert list(right) == [asked.id for asked in QUESTIONS]  # the demo answers them all
    words, pairs, (save,) = form(demo)
    assert len(pairs) == 10
    assert "0 of 10 questions have a range" in words
    # every figure lies within the range but the last two
    times = [100 if BY_ID[id].unit == "share" else 1 for id in right]
    ends = [
        (f"{v * t * 0.9:.4f}", f"{v * t * 1.1:.4f}")
        for v, t in zip(right.values(), times, strict=True)
    ]
    ends[8:] = [("99", "100"), ("99", "100")]
    fill(pairs, [*ends[:9], ("", "")])
    save.click()
    words, pairs, (save,) = form(store.open(demo.folder))
    assert "9 of 10 questions have a range" in words
    assert "right figure;" not in words
    pairs[9][0].value, pairs[9][1].value = ends[9]
    save.click()
    words, pairs, buttons = form(store.open(demo.folder))
    assert (pairs, buttons) == ([], [])
    assert "8 of 10 ranges held the right figure" in words
    assert f"taken {widening(8, 10):.1f} times as wide" in words
    assert words.count(">held<") == 8
    assert words.count(">missed<") == 2
    assert f"{100 * right['lost']:.1f}%" in words


def test_ranges_that_could_hardly_miss_are_said_to_count_for_nothing(demo):
    right = right_figures(sales_of(demo))
    _, pairs, (save,) = form(demo)
    wide = [("0", "100") if BY_ID[id].unit == "share" else ("0", "9999999") for id in right]
    fill(pairs, wide)
    save.click()
    words = form(store.open(demo.folder))[0]
    assert words.count(">too wide to tell<") == 10
    assert "10 ranges were so wide that they could hardly miss" in words
    assert f"What you state is taken {FACTOR} times as wide" in words


def test_what_cannot_be_read_is_said_and_nothing_is_saved(demo):
    box = calibration_panel(demo).children[1]
    pairs = [child.children for child in box.children if len(getattr(child, "children", ())) == 2]
    pairs[0][0].value = "about ten"
    pairs[0][1].value = "20"
    box.children[-2].children[0].click()
    assert "about ten" in box.children[-1].value
    assert store.open(demo.folder).calibration == ()
    assert pairs[0][0].value == "about ten"


def test_guesses_at_the_demos_records_are_no_guesses_at_ones_own(demo):
    guessed = guess(demo, {"deals": ("1", "2")}, BY_ID)
    assert without_demo(guessed).calibration == ()


def test_without_orders_or_with_few_it_says_so(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    assert "lesson 05" in form(company)[0]
    rows = "Order No,Client,Order date,Amount\n1,A,2024-01-05,100\n2,B,2024-02-05,100\n"
    (company.folder / "orders.csv").write_text(rows, encoding="utf-8")
    data = company.data.model_copy(update={"inputs": ("orders.csv",)})
    company = store.save(company.model_copy(update={"data": data}))
    words, pairs, _ = form(company)
    assert "too few to test ranges by" in words
    assert pairs == []


def test_in_russian(demo):
    words, _, (save,) = form(store.open(demo.folder, language="ru"))
    assert "0 из 10" in words
    assert save.description == "Сохранить эти диапазоны"
