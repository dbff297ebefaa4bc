"""The two views: what they show of the lessons, and what they keep to themselves."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["en"])
def test_the_pages_list_the_lessons_of_one_language(reader, language):
    one = reader("app", language)
    one.page.goto(one.workshop.address)
    files = sorted(path.name for path in one.workshop.lessons.glob("*.ipynb"))
    links = one.page.locator("main li a")
    assert [link.get_attribute("href") for link in links.all()] == [
        f"/voila/render/{name}" for name in files
    ]
    assert all(text.strip().endswith("?") for text in links.all_inner_texts())
    assert one.page.locator("html").get_attribute("lang") == language
    one.shoot("index")


def test_a_page_shows_no_code_and_leads_to_the_next_lesson(reader):
    one = reader("app", "en")
    one.open("00")
    expect(one.page.locator("h1")).to_have_count(1)
    assert one.page.locator("html").get_attribute("lang") == "en"
    text = one.page.locator("body").inner_text()
    assert "import kit" not in text
    one.shoot("00")


def test_jupyterlab_folds_the_code_away(reader):
    one = reader("lab", "en")
    one.open("00")
    one.shoot("00")
