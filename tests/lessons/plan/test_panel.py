"""The plan and the cards: what is typed is kept, and an older folder opens as it was."""

from datetime import date

import pytest

import kit
from kit.company import store
from kit.company.model import Card, Company, Split
from kit.company.store import new
from kit.errors import KitError
from kit.language import Language
from kit.lessons.agreements.panel import agree
from kit.lessons.decided.decisions import planned
from kit.lessons.guesses.panel import compared
from kit.lessons.plan.cards import PARTS, as_html, card_panel, fill
from kit.lessons.plan.edits import add_line, remove_line, set_part
from kit.lessons.plan.panel import plan_panel
from kit.lessons.stage.open_points import open_in
from kit.questions.plan.words import lines_of

DAY = date(2027, 3, 31)


@pytest.fixture
def company(tmp_path):
    return new(tmp_path / "ours", "demo")


def test_a_name_a_day_and_a_sign_are_kept_in_the_folder(company):
    picture = plan_panel(company).children[1]
    line = picture.view["lines"][0]["id"]
    for part, typed in (("who", "Ann"), ("by", "March 31, 2027"), ("wrong", "leads come back")):
        picture._heard(None, {"act": "set", "line": line, "part": part, "typed": typed}, [])
    (step,) = store.open(company.folder).plan
    assert (step.id, step.who, step.by, step.wrong) == (line, "Ann", DAY, "leads come back")
    shown = picture.view["lines"][0]
    assert shown["named"]
    assert (shown["who"], shown["by"]) == ("Ann", "Mar 31, 2027")
    assert not picture.view["lines"][1]["named"]


def test_what_was_agreed_keeps_its_name_with_the_agreement(company):
    agreed = agree(company, "06", what="that has ordered before", who="Ann", by=DAY)
    changed = set_part(agreed, "agreed 06", "who", "Boris")
    changed = set_part(changed, "agreed 06", "wrong", "two shares are quoted")
    assert changed.plan == ()
    assert (changed.agreements[0].who, changed.agreements[0].by) == ("Boris", DAY)
    assert changed.agreements[0].wrong == "two shares are quoted"
    # saying it anew in its lesson does not lose the sign
    again = agree(changed, "06", what="that has ordered before", who="Ann", by=DAY)
    assert again.agreements[0].wrong == "two shares are quoted"


def test_a_split_job_keeps_its_name_with_the_split(company):
    split = Split(person="H2", choice="hand_over", function="repeat sales: Manager 1")
    changed = company.model_copy(update={"splits": (split,)})
    changed = set_part(changed, "split H2", "who", "Ann")
    changed = set_part(changed, "split H2", "wrong", "fewer new clients")
    assert changed.splits[0].who == "Ann"
    line = next(line for line in lines_of(changed) if line.id == "split H2")
    assert str(line.what) == "Hunter 2 hands over: repeat sales: Manager 1"
    assert (line.who, line.wrong) == ("Ann", "fewer new clients")


def test_lines_of_ones_own_come_and_go(company):
    two = add_line(add_line(company, " Ask  three clients "), "Swap desks")
    assert [step.id for step in two.plan] == ["own 1", "own 2"]
    assert two.plan[0].what == "Ask three clients"
    one = remove_line(two, "own 1")
    assert [step.id for step in add_line(one, "x").plan] == ["own 2", "own 3"]
    assert set_part(one, "own 2", "what", "Swap rooms").plan[0].what == "Swap rooms"


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (lambda c: add_line(c, "  "), "Write down what is done"),
        (lambda c: set_part(c, "own 9", "who", "Ann"), "not in the plan any more"),
        (lambda c: set_part(c, "functions", "by", "some day"), "no day that can be told"),
        (lambda c: set_part(add_line(c, "x"), "own 1", "what", " "), "says what is done"),
        (lambda c: fill(c, " ", dict.fromkeys(PARTS, "")), "Which client passes"),
        (lambda c: fill(c, "A", {**dict.fromkeys(PARTS, ""), "visit_on": "soon"}), "no day"),
    ],
)
def test_what_cannot_be_kept_is_refused(company, edit, match):
    with pytest.raises(KitError, match=match):
        edit(company)


def test_a_line_that_is_emptied_leaves_nothing_behind(company):
    once = set_part(company, "functions", "who", "Ann")
    assert set_part(once, "functions", "who", "").plan == ()


def test_the_plan_is_read_back_with_names_days_and_signs(company):
    whole = company
    for part, typed in (("who", "Ann"), ("by", "2027-03-31"), ("wrong", "both still call")):
        whole = set_part(whole, "functions", part, typed)
    lines = [str(line) for line in planned(whole)]
    assert lines[-1].endswith(
        "Ann sees to it by Mar 31, 2027. Sign that we were wrong: both still call"
    )
    assert lines[0].endswith("Nobody sees to it yet.")
    russian = [Language("ru")(line) for line in planned(whole)]
    assert russian[-1].endswith("31 марта 2027\xa0г. Признак, что мы ошиблись: both still call")


def test_the_guess_is_set_beside_the_plan_as_it_is_now(company):
    assert "0%" in compared(company, "13", 0.5, Language("en"))
    for part, typed in (("who", "Ann"), ("by", "2027-03-31")):
        company = store.save(set_part(company, "functions", part, typed))
    assert f"{1 / len(lines_of(company)):.0%}" in compared(company, "13", 0.5, Language("en"))


def test_each_line_without_a_name_is_an_open_point(company):
    assert (
        open_in(company, "plan_panel(company)").n
        == len(lines_of(company))
        == len(company.handoffs) + 1
    )
    assert open_in(Company(), "plan_panel(company)") is None


def test_a_card_is_kept_shown_again_and_printed_with_room_to_sign(company):
    form = card_panel(company).children[1]
    _, client, *fields, button, _, printed = form.children
    client.value = "C0001"
    typed = {"gives": "Hunter 2", "promises": "<b>free delivery</b>", "passes_on": "2027-03-31"}
    for (part, _), field in zip(PARTS.items(), fields, strict=True):
        field.value = typed.get(part, "")
    button.children[0].click()
    (card,) = store.open(company.folder).cards
    assert (card.client, card.gives, card.passes_on) == ("C0001", "Hunter 2", DAY)
    assert "&lt;b&gt;free delivery" in printed.value
    assert printed.value.count("Signature") == 2
    assert card_panel(store.open(company.folder)).children[1].children[1].value == "C0001"
    assert fill(store.open(company.folder), "C0001", dict.fromkeys(PARTS, "")).cards == ()


def test_the_card_is_written_in_the_readers_language():
    page = as_html(Card(client="Альфа", visit_on=DAY), Language("ru"))
    assert "31 марта 2027" in page
    assert "Подпись: принимает" in page


def test_a_folder_from_before_there_was_a_plan_opens(company):
    text = (company.folder / "company.yaml").read_text(encoding="utf-8")
    assert not any(f"\n{entry}:" in text for entry in ("plan", "cards", "room"))
    opened = kit.open(company.folder)
    assert (opened.plan, opened.cards, opened.room.ceiling) == ((), (), None)
