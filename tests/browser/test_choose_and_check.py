"""Lessons 09 to 11 from start to end: sliders, points, expectations, and what becomes of them."""

import pytest
from playwright.sync_api import expect
from reader import Reader

from kit.language import say
from kit.lessons.widgets.criteria import SPECIFICS

POINTS = {"coverage": "50", "too_early": "50", "portfolio": "0"}  # of the steps that are known


def answer(reader: Reader, question: str, chosen: str) -> None:
    """Choose an answer of a question, and see what is said about it."""
    card = reader.find(f'fieldset[data-question="{question}"]')
    card.locator(f'input[value="{chosen}"]').check()
    expect(card.locator(".kit-feedback")).not_to_be_empty()
    reader.eventually(lambda: reader.company().answers.get(question) == chosen)


def make_a_candidate(reader: Reader) -> None:
    """Lesson 09: a slider moved by the keyboard, the picture and the table with it; a candidate."""
    reader.open("09")
    panel = reader.find(".kit-triggers")
    curve = panel.locator("path[data-curve=deal]")
    expect(curve).to_be_attached()
    before, setting = curve.get_attribute("d"), panel.get_by_test_id("setting deal")
    first = setting.inner_text()
    panel.get_by_test_id("slider deal").focus()
    for _ in range(4):
        reader.page.keyboard.press("ArrowRight")
    expect(setting).not_to_have_text(first)
    assert curve.get_attribute("d") != before
    fired = panel.locator("td[data-rule=deal]").nth(1)
    # what is heard and what stands in the table are about the same setting
    expect(panel.get_by_test_id("said")).to_contain_text(setting.inner_text())
    expect(fired).not_to_be_empty()

    button = panel.get_by_test_id("nominate deal")
    button.focus()
    reader.page.keyboard.press("Enter")
    expect(panel.locator('.kit-candidates li[data-rule="deal 5"]')).to_be_visible()
    expect(button).to_be_focused()
    reader.eventually(lambda: "deal 5" in reader.company().handoffs[1].triggers)
    # two rules joined by clicking, in the reader's language
    panel.get_by_test_id("build-kind").select_option("all")
    panel.get_by_test_id("joined 0").select_option("contract")
    panel.get_by_test_id("joined 1").select_option("deal 5")
    panel.get_by_test_id("add-rule").click()
    struck = panel.get_by_test_id("dismiss all of (contract, deal 5)")
    struck.click()
    expect(struck).to_have_count(0)
    panel.get_by_test_id("build-kind").select_option("deal")
    panel.get_by_test_id("figure 0").fill("soon")
    panel.get_by_test_id("add-rule").click()
    expect(panel.get_by_test_id("refused")).to_contain_text("soon")
    expect(panel.locator(".kit-candidates code")).to_have_count(0)
    reader.shoot("09-sliders", panel)


def choose_terms(reader: Reader) -> None:
    """Lesson 09: terms typed and chosen by the keyboard; the sentences follow, and the file."""
    panel = reader.find(".kit-terms")
    said = panel.get_by_test_id("regulation")
    before = said.locator("li").count()
    cap = panel.get_by_test_id("term account_manager cap")
    cap.fill("60")
    cap.press("Enter")
    expect(said.locator("li", has_text="60")).to_be_visible()
    order = panel.get_by_test_id("term account_manager order")
    order.focus()
    reader.page.keyboard.press("ArrowDown")
    panel.get_by_test_id("term account_manager calendar").select_option("monthly")
    panel.get_by_test_id("term account_manager credit").fill("50")
    panel.get_by_test_id("term account_manager months").fill("12")
    panel.get_by_test_id("term account_manager months").press("Enter")
    panel.get_by_test_id("term account_manager exempt").fill("90 000")
    panel.get_by_test_id("term account_manager exempt").press("Enter")
    wanted = (
        "exempt 90000 per year; cap 60 clients; order largest; monthly; credit 50% for 12 months"
    )
    reader.eventually(lambda: reader.company().handoffs[1].terms == wanted)
    expect(said.locator("li")).to_have_count(before + 4)  # cap, order, exempt and credit
    cap.fill("sixty")
    cap.press("Enter")
    expect(reader.find(".kit-triggers").get_by_test_id("refused")).to_contain_text("sixty")
    cap.press("Escape")
    expect(cap).to_have_value("60")
    reader.shoot("09-terms", panel)


def tell_a_story(reader: Reader) -> None:
    """Lesson 09: what a rule's day was for one client, by the keyboard; the sum follows."""
    panel = reader.find(".kit-stories")
    expect(panel.locator("path[data-day]").first).to_be_attached()
    sums = panel.get_by_test_id("sums")
    expect(sums).to_have_count(0)
    panel.get_by_test_id("rule deal 2").focus()
    reader.page.keyboard.press("Enter")
    expect(panel.get_by_test_id("rule deal 2")).to_have_attribute("aria-pressed", "true")
    right = panel.get_by_test_id("right")
    right.focus()
    reader.page.keyboard.press("Enter")
    expect(right).to_have_attribute("aria-pressed", "true")
    expect(right).to_be_focused()
    expect(panel.get_by_test_id("after")).not_to_be_empty()
    panel.get_by_test_id("client").select_option(index=1)
    expect(right).to_have_attribute("aria-pressed", "false")
    panel.get_by_test_id("rule deal 2").click()
    panel.get_by_test_id("late").click()
    expect(sums.locator("li")).to_contain_text("2")
    reader.eventually(
        lambda: (
            [story.said for story in reader.company().stories]
            == [{"deal 2": "right"}, {"deal 2": "late"}]
        )
    )
    reader.shoot("09-story", panel)


def give_points(reader: Reader) -> None:
    """Lesson 09: what is special about the company, and one participant's points."""
    panel = reader.find(".kit-weights")
    answer(reader, "09.history_room", "none")
    expect(panel.locator("tr", has=reader.page.get_by_test_id("new portfolio"))).to_contain_text(
        reader.words(SPECIFICS[-1].answers[-1].text)
    )
    for criterion, points in POINTS.items():
        panel.get_by_test_id(f"new {criterion}").fill(points)
    panel.get_by_test_id("save-points").click()
    expect(panel.get_by_test_id("points coverage 0")).to_have_value("50")
    expect(panel.locator("td[data-share=coverage]")).to_contain_text("50")
    panel.get_by_test_id("view deal 2").fill("80")
    panel.get_by_test_id("view deal 2").press("Enter")
    reader.eventually(lambda: reader.company().criteria[-1].scores == {"deal 2": 80})
    reader.shoot("09-points", panel)


def find_the_points(reader: Reader) -> None:
    """The page loaded anew: the candidate and the points are still there."""
    reader.reload()
    panel = reader.find(".kit-triggers")
    expect(panel.locator('.kit-candidates li[data-rule="deal 5"]')).to_be_visible()
    expect(reader.find(".kit-weights").get_by_test_id("points coverage 0")).to_have_value("50")
    expect(reader.find('[data-question="09.history_room"] input[value=none]')).to_be_checked()


def guess_the_effect(reader: Reader) -> None:
    """Lesson 10: the effect is shown beside a guess, and not before there is one."""
    reader.open("10")
    form = reader.find(".kit-sheet")
    waiting = reader.all(".kit-waiting")
    expect(waiting).to_have_count(1)
    form.locator("input").first.fill("-10")
    form.get_by_role("button", name=reader.words(say("Write it down and show the figure"))).click()
    expect(form.locator("[role=status]")).to_contain_text("10")
    expect(waiting).to_have_count(0)
    reader.eventually(lambda: reader.company().expectations.figures.get("10") == -0.1)
    # technical figures are folded away, and open by the keyboard
    fold = reader.find(".kit-answer details.kit-fold")
    expect(fold.locator("table").first).not_to_be_visible()
    fold.locator("summary").focus()
    reader.page.keyboard.press("Enter")
    expect(fold.locator("table").first).to_be_visible()
    reader.shoot("10-guessed", form)


def be_fooled(reader: Reader) -> None:
    """Lesson 10: a guess about a made-up company, and the truth."""
    company = reader.see(reader.all(".kit-sheet").nth(1))
    company.locator("input").fill("-20")
    company.get_by_role(
        "button", name=reader.words(say("Write it down and show the truth"))
    ).click()
    expect(company.locator("[role=status] li")).to_have_count(5)
    reader.shoot("10-made-up", company)


def find_the_guesses(reader: Reader) -> None:
    """The page loaded anew: both guesses are still there, beside what is known."""
    reader.reload()
    sheets = reader.all(".kit-sheet")
    expect(sheets.first.locator("[role=status]")).to_contain_text("10")
    expect(sheets.nth(1).locator("[role=status] li")).to_have_count(5)


def expect_a_winner(reader: Reader) -> None:
    """Lesson 11: nothing is shown before something is expected; then both are compared."""
    reader.open("11")
    form = reader.find(".kit-sheet")
    waiting = reader.all(".kit-waiting")
    expect(waiting).to_have_count(4)
    form.locator("select").first.select_option(index=3)
    form.get_by_role("button", name=reader.words(say("Write it down and show the result"))).click()
    expect(form.locator("[role=status] li").first).not_to_be_empty()
    expect(waiting).to_have_count(0)
    reader.shoot("11-expected", form)


def guess_own_records(reader: Reader) -> None:
    """Lesson 11: a range for each question; the right figures come when all have one."""
    save = reader.words(say("Save these ranges"))
    # by its words: on the pages, a button in another step has no role yet
    has_button = reader.page.locator("button", has_text=save)
    form = reader.see(reader.all(".kit-sheet", has=has_button))
    fields = form.locator("input")
    for place, field in enumerate(fields.all()[:-1]):  # the last one is still blank
        field.fill("90" if place % 2 else "1,5")
    form.get_by_role("button", name=save).click()
    expect(form.locator("[role=alert]")).not_to_be_empty()
    reader.shoot("11-guessing", form)
    fields.last.fill("99")
    form.get_by_role("button", name=save).click()
    told = reader.all(".kit-sheet", has_text=reader.words(say("The right figure")))
    expect(told.locator("tbody tr")).to_have_count(10)
    reader.eventually(lambda: len(reader.company().calibration) == 10)
    reader.shoot("11-guessed", told)


def decide(reader: Reader) -> None:
    """Lesson 11: a decision with its reason, read back at the end of the lesson."""
    form = reader.see(reader.all(".kit-sheet").last)
    form.locator("select").select_option(index=3)
    form.locator("input").nth(0).fill("нас уже знают: they know us")
    form.locator("input").nth(1).fill("hours per order")
    form.get_by_role("button").click()
    reader.eventually(lambda: reader.company().handoffs[1].chosen == "deal 2")
    expect(reader.find(".kit-decided")).to_contain_text("нас уже знают: they know us")
    answer(reader, "11.seven_of_ten", "unsure")


def find_the_decision(reader: Reader) -> None:
    """The page loaded anew: what was expected and decided is still there."""
    reader.reload()
    sheets = reader.all(".kit-sheet")
    expect(sheets.first.locator("[role=status] li").first).not_to_be_empty()
    expect(sheets.last.locator("input").nth(0)).to_have_value("нас уже знают: they know us")
    expect(reader.find(".kit-decided")).to_contain_text("hours per order")


@pytest.mark.parametrize(("view", "language"), [("app", "ru"), ("lab", "en")])
def test_a_group_chooses_and_checks(visit, view, language):
    reader = visit(view, language)
    make_a_candidate(reader)
    choose_terms(reader)
    tell_a_story(reader)
    give_points(reader)
    find_the_points(reader)
    reader.look_over()
    guess_the_effect(reader)
    be_fooled(reader)
    find_the_guesses(reader)
    reader.look_over()
    expect_a_winner(reader)
    guess_own_records(reader)
    decide(reader)
    find_the_decision(reader)
    reader.look_over()
