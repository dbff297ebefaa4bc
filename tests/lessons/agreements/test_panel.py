"""What a lesson asks to agree on is kept with a name and a day, and read back."""

from datetime import date

import pytest

from kit.company import store
from kit.company.asked import ASKED
from kit.errors import KitError
from kit.language import Language
from kit.lessons.agreements.panel import agree, agreement_panel
from kit.lessons.decided.decisions import agreed, decisions_of
from kit.lessons.decided.panel import as_html
from kit.lessons.widgets.days import typed_day

DAY = date(2027, 3, 31)


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def test_an_agreement_is_kept_and_shown_again(company):
    form = agreement_panel(company, "06").children[1]
    what, who, by, buttons = form.children[1:5]
    assert list(what.options) == [str(end) for end in ASKED["06"].ends]
    what.value, who.value, by.value = "that  has ordered before", "Ann", "2027-03-31"
    buttons.children[0].click()
    kept = store.open(company.folder).agreements
    assert [(one.id, one.what, one.who, one.by) for one in kept] == [
        ("06", "that has ordered before", "Ann", DAY)
    ]
    again = agreement_panel(store.open(company.folder), "06").children[1]
    assert [field.value for field in again.children[1:4]] == [
        *("that has ordered before", "Ann", "Mar 31, 2027")
    ]


@pytest.mark.parametrize(
    "typed",
    ["31.03.2027", "31.3.27", " Mar 31, 2027", "31 March 2027", "3/31/2027", "31 марта 2027 г."],
)
def test_a_day_may_be_typed_in_any_form_that_means_one_day(typed):
    assert typed_day(typed) == DAY
    assert typed_day(" ") is None


@pytest.mark.parametrize("typed", ["4/3/2027", "31.02.2027", "soon", "46000"])
def test_a_day_that_could_be_two_or_none_is_asked_again(company, typed):
    with pytest.raises(KitError, match="Mar 31, 2027"):
        typed_day(typed)
    form = agreement_panel(company, "06").children[1]
    what, who, by, buttons = form.children[1:5]
    what.value, who.value, by.value = "that has ordered before", "Ann", typed
    buttons.children[0].click()
    assert typed in form.children[5].value
    assert store.open(company.folder).agreements == ()


@pytest.mark.parametrize(
    ("what", "who", "by"), [("x", "", DAY), ("x", "Ann", None), ("", "Ann", DAY), (" ", "", DAY)]
)
def test_a_name_and_a_day_belong_to_it(company, what, who, by):
    with pytest.raises(KitError, match="all three"):
        agree(company, "06", what=what, who=who, by=by)


def test_what_is_too_long_to_be_read_back_is_cut(company):
    (kept,) = agree(company, "06", what=" long" * 100, who="Ann", by=DAY).agreements
    assert kept.what == "long " * 59 + "long"


def test_an_empty_form_takes_it_back(company):
    first = agree(company, "06", what="x", who="Ann", by=DAY)
    both = agree(first, "02", what="y", who="Bob", by=DAY)
    assert [one.id for one in both.agreements] == ["02", "06"]
    assert agree(both, "02", what="", who=" ", by=None) == first


def test_a_lesson_ends_with_its_own_decisions_alone(company):
    both = agree(company, "06", what="that has ordered before", who="Ann", by=DAY)
    both = agree(both, "02", what="the offer: the hunter", who="Bob", by=DAY)
    assert [str(line) for line in agreed(both, "06")] == [
        "An existing client is one: that has ordered before. Ann sees to it by Mar 31, 2027."
    ]
    assert [str(section.title) for section in decisions_of(both, "06")] == ["Agreed"]
    assert [str(section.title) for section in decisions_of(both, "02")] == [
        *("Functions", "Agreed", "Still open")
    ]
    page = as_html(both, "06")
    assert "Ann" in page
    assert "Bob" not in page
    assert len(agreed(both)) == 2
    assert "31 марта 2027" in Language("ru")(agreed(both, "06")[0])


def test_a_lesson_that_asks_for_nothing_is_named(company):
    with pytest.raises(KitError, match="lesson '9'"):
        agreement_panel(company, "9")
