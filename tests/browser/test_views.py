"""The two views: what they show of the lessons, and what they keep to themselves."""

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from reader import PATIENCE

from kit.language import say


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pages_list_the_lessons_of_one_language(visit, language):
    reader = visit("app", language)
    reader.page.goto(reader.workshop.address)
    files = sorted(path.name for path in reader.workshop.lessons.glob("*.ipynb"))
    links = reader.page.locator("main li a")
    assert [link.get_attribute("href") for link in links.all()] == [
        f"/voila/render/{name}" for name in files
    ]
    assert all(text.strip().endswith("?") for text in links.all_inner_texts())
    assert reader.page.locator("html").get_attribute("lang") == language
    expect(reader.page).to_have_title(reader.words(say("The lessons")))
    reader.shoot("index")
    reader.meet_no_barrier()


def test_the_pages_lead_from_lesson_to_lesson_without_code(visit):
    reader = visit("app", "ru")
    reader.page.goto(reader.workshop.address)
    link = reader.page.locator("main li a").first
    question = link.inner_text()
    link.click()
    reader.arrive("00")
    expect(reader.page).to_have_title(question)
    expect(reader.page.get_by_role("heading", level=1)).to_have_accessible_name(question)
    assert reader.page.locator("html").get_attribute("lang") == "ru"
    expect(reader.find(".kit-start")).to_be_visible()
    assert "import kit" not in reader.page.content()
    reader.page.locator('a[href$="01_map_your_roles.ipynb"]').last.click()
    reader.arrive("01")
    expect(reader.find(".kit-conveyor")).to_be_visible()
    reader.page.get_by_role("link", name=reader.words(say("The lessons")), exact=True).click()
    expect(link).to_have_text(question)


def test_the_pages_are_for_who_has_the_address_with_the_token(serve):
    workshop = serve("app", "en")
    bare = re.sub(r"/\?.*", "", workshop.address)
    for path in ("/", "/voila/render/00_start_here.ipynb"):
        with urllib.request.urlopen(bare + path, timeout=PATIENCE / 1000) as answer:
            assert "/login" in answer.url
    for path in ("/voila/files/00_start_here.ipynb", "/voila/files/../my-company/company.yaml"):
        with pytest.raises(urllib.error.HTTPError, match=r"40[34]"):
            urllib.request.urlopen(bare + path, timeout=PATIENCE / 1000)


def test_jupyterlab_folds_the_code_away_and_leads_to_the_next_lesson(visit):
    reader = visit("lab", "en")
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


def test_a_panel_says_that_python_has_stopped(visit):
    reader = visit("lab", "en")
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
    other.goto(reader.workshop.url("01"))
    expect(other.locator(".kit-role").first).to_be_visible()
    reader.find("[data-testid=add-kind]").select_option("project_manager")
    reader.find("[data-testid=add-role]").click()
    expect(other.locator(".kit-role[data-role=project_manager]")).to_be_visible()
    expect(other.locator(".kit-status").first).to_have_attribute("data-mood", "problem")
    other.get_by_test_id("add-kind").select_option("specialist")
    other.get_by_test_id("add-role").click()
    expect(reader.find(".kit-role[data-role=specialist]")).to_be_visible()
    assert {"project_manager", "specialist"} <= {role.id for role in reader.company().roles}
