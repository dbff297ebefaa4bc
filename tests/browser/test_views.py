"""The two views: what they show of the lessons, and what they keep to themselves."""

import re
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from reader import PATIENCE

from kit.language import say

OURS = b"Order no;Customer;Order date;Amount\n" + b"".join(
    f"{n};C{n % 5};2024-0{1 + n % 9}-1{n % 9};{100 + n}\n".encode() for n in range(40)
)
MARKS = """() => Object.fromEntries(performance.getEntriesByType("mark")
  .filter(mark => mark.name.startsWith("handoff "))
  .map(mark => [mark.name.slice(8), Math.round(mark.startTime)]))"""
# From the change of the address to the moment at which the text has been laid out.
TURN_AND_MEASURE = """place => new Promise(done => {
  const before = performance.now();
  addEventListener("hashchange", () => {
    document.body.offsetHeight;
    requestAnimationFrame(() => {
      performance.mark("handoff turned", { startTime: performance.now() - before });
      done();
    });
  }, { once: true });
  location.hash = place;
})"""
KERNEL = """() => JSON.parse(document.getElementById("jupyter-config-data").textContent).kernelId"""
# End the Python behind the page, as running out of memory would, without the page's doing.
END = """() => fetch("/voila/api/shutdown/" + JSON.parse(
    document.getElementById("jupyter-config-data").textContent).kernelId, {
  method: "POST", headers: { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)[1] },
})"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_company_is_seen_at_a_glance(visit, language):
    reader = visit("app", language)
    reader.page.goto(reader.workshop.address)
    reader.arrive("start")
    cards = reader.all(".kit-told")
    expect(cards).to_have_count(3)
    for card in cards.all():
        expect(card.locator(".kit-tag").first).to_be_visible()
    live = reader.find(".kit-live")
    expect(live.locator("svg[role=img]")).to_be_visible()
    told = live.get_by_test_id("told")
    first = told.inner_text()
    live.get_by_test_id("rule deal 2").focus()
    reader.page.keyboard.press("Enter")
    expect(live.get_by_test_id("rule deal 2")).to_have_attribute("aria-pressed", "true")
    expect(told).not_to_have_text(first)
    reader.shoot("start")
    reader.look_over(".kit-glance")
    # a file of one's own takes the demo's place; how it was read can be checked
    reader.find(".kit-drop input").set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": OURS}
    )
    expect(reader.find(".kit-read")).to_contain_text("40")
    expect(cards.first).not_to_contain_text("317")
    reader.shoot("start-own")
    reader.find(".kit-read a").click()
    reader.arrive("05")
    assert reader.here() == "05/2"
    expect(reader.page.locator(".kit-start")).to_be_visible()
    expect(reader.find(".kit-start")).to_contain_text("ours.csv")
    reader.page.locator("nav [data-row=start] > a").click()
    reader.arrive("start")
    reader.page.locator("#on").click()
    reader.arrive("00")
    assert reader.here() == "00/1"


@pytest.mark.parametrize(("view", "language"), [("app", "en"), ("app", "ru")])
def test_the_page_lists_the_lessons_of_one_language(visit, view, language):
    reader = visit(view, language)
    reader.page.goto(reader.workshop.address)
    files = sorted(path.name[:2] for path in reader.workshop.lessons.glob("*.ipynb"))
    numbers = ["start", *files]
    rows = reader.page.locator("nav [data-row]")
    assert [row.get_attribute("data-row") for row in rows.all()] == numbers
    assert reader.page.locator("html").get_attribute("lang") == language
    minutes = reader.page.locator("nav .block small").all_inner_texts()
    assert all(re.match(r"\d+ (min|мин)$", text) for text in minutes)
    assert minutes


@pytest.mark.parametrize(("view", "language"), [("app", "ru")])
def test_the_page_leads_from_step_to_step_and_from_lesson_to_lesson_without_code(
    visit, view, language
):
    reader = visit(view, language)
    reader.open("00")
    assert "import kit" not in reader.page.content()
    heading = reader.page.get_by_role("heading", level=1)
    question = heading.inner_text()
    expect(reader.page).to_have_title(question)
    assert question.endswith("?")
    # the way on by key, the way back by button; each step has a heading of its own
    reader.page.keyboard.press("ArrowRight")
    expect(heading).not_to_have_text(question)
    assert reader.here() == "00/2"
    reader.page.get_by_role("button", name=reader.words(say("Back"))).click()
    expect(heading).to_have_text(question)
    # the last step of a lesson leads to the first of the next one
    reader.turn(reader.steps()[-1])
    reader.page.get_by_role("button", name=reader.words(say("Next lesson"))).click()
    reader.arrive("01")
    assert reader.here() == "01/1"
    expect(reader.find(".kit-conveyor")).to_be_visible()
    # a link in the text leads to the lesson it names
    reader.turn("01/1")
    reader.page.locator("article:not([hidden]) a[href='#00/1']").first.click()
    expect(heading).to_have_text(question)
    states = reader.page.locator("nav [data-row]").evaluate_all(
        "all => all.map(it => it.dataset.state)"
    )
    assert states[1:4] == ["begun", "begun", "new"]


@pytest.mark.parametrize(("view", "language"), [("app", "en")])
def test_a_step_has_an_address_and_what_was_seen_stays_ticked(visit, view, language):
    reader = visit(view, language)
    parts = reader.workshop.url("02").partition("#")
    reader.page.goto(f"{parts[0]}#02/3")
    reader.arrive("02")
    assert reader.here() == "02/3"
    # the token that lets one in does not stay in the address
    assert "token" not in reader.page.url
    for place in reader.steps():
        reader.turn(place)
    row = reader.page.locator("nav [data-row='02']")
    expect(row).to_have_attribute("data-state", "done")
    reader.reload()
    expect(row).to_have_attribute("data-state", "done")
    assert reader.here() == reader.steps()[-1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_list_of_lessons_says_what_is_still_open_and_leads_there(visit, language):
    reader = visit("app", language)
    reader.open("06")
    row = reader.page.locator("nav [data-row='06']")
    badge = row.locator(".open")
    before = int(re.search(r"\d+", badge.inner_text())[0])
    # what was not begun asks for nothing yet
    expect(reader.page.locator("nav [data-row='02'] .open")).to_be_hidden()
    steps = row.locator(".steps small")
    asked = [text for text in steps.all_inner_texts() if text]
    assert reader.words(say("your guess")) in asked
    assert reader.words(say("your decision")) in asked
    badge.click()
    assert reader.here() == "06/1"
    reader.find(".kit-sheet").locator("button").nth(1).click()  # without guessing
    expect(badge).to_have_text(reader.words(say("{n} open", n=before - 1)))
    badge.click()  # on to the decision
    expect(reader.find("[data-slot$=agreement]")).to_be_visible()
    chosen = reader.answer_questions()
    expect(badge).to_have_text(reader.words(say("{n} open", n=before - 1 - len(chosen))))
    reader.page.screenshot(path=reader.pictures / f"open-points-{language}.png")


@pytest.mark.parametrize(("view", "language"), [("app", "en"), ("lab", "ru")])
def test_the_terminal_has_a_line_and_an_address(first, view, language):
    reader = first(view, language)
    reader.open("02")
    reader.page.close()
    lines = reader.workshop.log.read_text(encoding="utf-8").splitlines()
    address = reader.workshop.address
    assert lines == [
        reader.words(say("Lessons: {folder}", folder=str(reader.workshop.lessons.resolve()))),
        reader.words(say("The lessons are at {address}", address=address)),
    ]


@pytest.mark.parametrize("rows", [6_500, 100_000])
def test_the_cards_come_soon_after_a_file(visit, capsys, rows):
    """The figures are for people: they depend on the computer, and are printed, not asserted.

    Each file is a company's first: after another one the page would ask why sales have jumped.
    """
    reader = visit("app", "en")
    reader.page.goto(reader.workshop.address)
    reader.arrive("start")
    lines = (
        f"{n};C{n % (rows // 17)};202{n % 4}-{1 + n % 12:02}-{1 + n % 28:02};{100 + n % 900}"
        for n in range(rows)
    )
    text = "Order no;Customer;Order date;Amount\n" + "\n".join(lines)
    began = time.monotonic()
    file = {"name": f"{rows}.csv", "mimeType": "text/csv", "buffer": text.encode()}
    reader.find(".kit-drop input").set_input_files(file)
    expect(reader.find(".kit-read")).to_contain_text(f"{rows:,}")
    read = time.monotonic() - began
    waiting = reader.words(say("Being worked out …"))
    expect(reader.all(".kit-cards")).not_to_contain_text(waiting)
    cards = time.monotonic() - began
    expect(reader.all(".kit-live svg[role=img]")).to_be_visible()
    with capsys.disabled():
        print(f"\n{rows:,} orders: read after {read:.1f} s, three cards after {cards:.1f} s")


def test_text_comes_before_python_and_lessons_are_turned_at_once(first, capsys):
    """The figures are for people: they depend on the computer, and are printed, not asserted."""
    reader = first("app", "en")
    # a reader opens the address a little later: the Python that waits has read the company's files
    kept = reader.workshop.company / "cleaned-tables"
    reader.eventually(lambda: any(kept.glob("sales-*.json")))
    reader.page.goto(reader.workshop.url("01"), wait_until="commit")
    reader.arrive("01")
    reader.page.evaluate(TURN_AND_MEASURE, "06/1")
    reader.arrive("06")
    times = reader.page.evaluate(MARKS)
    assert times["text"] < times["connected"] < times["panel 01-roles-panel"]
    with capsys.disabled():
        print(
            f"\nfirst text {times['text']} ms, first panel {times['panel 01-roles-panel']} ms, "
            f"lesson turned in {times['turned']} ms, its first panel after "
            f"{times['panel 06-money-answer'] - times['step 06/1']} ms"
        )


@pytest.mark.parametrize(("view", "language"), [("app", "en")])
def test_the_page_is_for_who_has_the_address_with_the_token_and_shows_no_folder(
    serve, view, language
):
    workshop = serve(view, language)
    bare = re.sub(r"/\?.*", "", workshop.address)
    with urllib.request.urlopen(f"{bare}/", timeout=PATIENCE / 1000) as answer:
        assert "/login" in answer.url
    token = workshop.address.partition("?")[2]
    for path in (
        "/voila/files/00_start_here.ipynb",
        "/voila/files/../my-company/company.yaml",
        "/voila/render/00_start_here.ipynb",
        "/voila/tree/",
        "/voila/api/contents/",
        "/api/contents/",
    ):
        with pytest.raises(urllib.error.HTTPError, match=r"40[34]"):
            urllib.request.urlopen(f"{bare}{path}?{token}", timeout=PATIENCE / 1000)
    # a page elsewhere whose name was made to lead to this computer
    request = urllib.request.Request(f"{bare}/?{token}", headers={"Host": "example.org"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=PATIENCE / 1000)


@pytest.mark.parametrize(("view", "language"), [("app", "en")])
def test_a_python_ends_when_its_page_is_closed(visit, context, view, language):
    reader = visit(view, language)
    reader.open("05")
    kernel = reader.page.evaluate(KERNEL)
    other = context.new_page()
    other.goto(reader.workshop.url("05"))
    expect(other.locator(".kit-start")).to_be_attached()
    assert other.evaluate(KERNEL) != kernel
    gone = "id => fetch('/api/kernels/' + id).then(answer => answer.status)"
    assert other.evaluate(gone, kernel) == 200
    reader.page.close(run_before_unload=True)
    end = time.monotonic() + PATIENCE / 1000
    while other.evaluate(gone, kernel) != 404:
        assert time.monotonic() < end
        other.wait_for_timeout(100)


def test_a_python_that_died_is_said_and_a_reload_finds_everything(visit):
    reader = visit("app", "en")
    reader.open("02")
    board = reader.find(".kit-functions")
    board.get_by_test_id("add-name").fill("Night watch")
    board.get_by_test_id("add-function").click()
    expect(board.locator("th[data-function]", has_text="Night watch")).to_be_visible()
    expect(reader.alive()).to_be_visible()
    place = reader.here()
    reader.page.evaluate(END)
    stopped = reader.page.locator(".bar .kit-status[data-state=stopped]")
    expect(stopped.get_by_test_id("status-kernel")).not_to_be_empty()
    reader.shoot("02-stopped", stopped)
    # the text and the way through it need no Python
    reader.page.locator("[data-act=next]").click()
    assert reader.here() != place
    reader.reload()
    expect(reader.find("table.kit-matrix")).to_contain_text("Night watch")


@pytest.mark.parametrize(("view", "language"), [("app", "ru")])
def test_the_page_fits_small_screens_and_walls(visit, view, language):
    reader = visit(view, language)
    reader.open("02")
    for name, width, projector in (
        ("1024", 1024, False),
        ("zoomed", 640, False),
        ("wall", 1280, True),
    ):
        reader.page.set_viewport_size({"width": width, "height": 720})
        if projector:
            reader.page.locator("[data-act=projector]").click()
        reader.turn("02/2")
        over = reader.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, name
        reader.page.screenshot(path=reader.pictures / f"02-{name}-app-ru.png")
    menu = reader.page.get_by_role("button", name=reader.words(say("All lessons")))
    menu.click()
    reader.page.locator("nav [data-row='06'] > a:not(.open)").click()
    reader.arrive("06")
    expect(reader.page.locator("nav")).not_to_be_visible()


@pytest.mark.parametrize(("view", "language"), [("lab", "en")])
def test_jupyterlab_folds_the_code_away_and_leads_to_the_next_lesson(visit, view, language):
    reader = visit(view, language)
    reader.open("00")
    folded = reader.page.locator(".jp-CodeCell .jp-InputPlaceholder")
    expect(folded).to_have_count(reader.page.locator(".jp-CodeCell").count())
    for number, line in enumerate(folded.all(), start=1):
        expect(line).to_contain_text(f"# ▶ 0.{number}")
    expect(reader.page.get_by_text("import kit")).to_have_count(0)
    # nobody is asked whether JupyterLab may fetch news
    expect(reader.page.locator(".Toastify__toast")).to_have_count(0)
    reader.page.locator(".jp-MarkdownCell").last.locator("a").click()
    expect(reader.page.locator(".lm-DockPanel-tabBar .lm-mod-current")).to_contain_text("01_map")
    reader.arrive("01")
    expect(reader.find(".kit-conveyor")).to_be_visible()
    reader.shoot("01-opened")


@pytest.mark.parametrize(("view", "language"), [("lab", "en")])
def test_a_panel_says_that_python_has_stopped(visit, view, language):
    reader = visit(view, language)
    reader.open("02")
    status = reader.find(".kit-status")
    expect(status).to_have_attribute("data-state", "alive")
    reader.restart_python()
    expect(status).to_have_attribute("data-state", "stopped")
    expect(status.get_by_test_id("status-kernel")).not_to_be_empty()
    reader.shoot("02-stopped", status)
    reader.run()
    expect(reader.find(".kit-status")).to_have_attribute("data-state", "alive")


def test_two_windows_show_each_other_what_changed(visit, context):
    reader = visit("app", "en")
    reader.open("01")
    other = context.new_page()
    other.goto(reader.workshop.url("01").replace("#01/1", "#01/2"))
    expect(other.locator(".kit-role").first).to_be_visible()
    reader.find("[data-testid=add-kind]").select_option("inside_sales")
    reader.find("[data-testid=add-role]").click()
    expect(other.locator(".kit-role[data-role=inside_sales]")).to_be_visible()
    expect(other.locator(".kit-status").first).to_have_attribute("data-mood", "problem")
    other.get_by_test_id("add-name").fill("Dispatcher")
    other.get_by_test_id("add-role").click()
    expect(reader.find(".kit-role[data-role=dispatcher]")).to_be_visible()
    assert {"inside_sales", "dispatcher"} <= {role.id for role in reader.company().roles}
