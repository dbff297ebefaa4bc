"""What axe-core says of the panels: nothing that it calls serious or critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

# What each lesson is tried on, and what has to be there before it is.
LESSONS = {
    "00": (".kit-start table", "fieldset[data-question]", ".kit-decided"),
    "01": (".kit-conveyor .kit-role", ".kit-answer img", ".kit-decided"),
    "02": (".kit-functions [data-count=ratio]", ".kit-answer img", ".kit-decided"),
    "03": (".kit-answer img", "fieldset[data-question]", ".kit-decided"),
}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def serious(page, context=None) -> list[str]:
    """Each serious finding in a line: the rule, why, and where."""
    said = Axe().run(page, context=context, options=RULES).response
    assert said["passes"]  # it did look at something
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in said["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("language", "lessons"), [("en", ["00", "02"]), ("ru", ["01", "03"])])
def test_the_pages_have_no_serious_barrier(reader, language, lessons):
    one = reader("app", language)
    one.page.goto(one.workshop.address)
    assert serious(one.page) == []
    for lesson in lessons:
        one.open(lesson)
        for part in LESSONS[lesson]:
            expect(one.find(part)).to_be_visible()
        if lesson == "01":  # with the forms of a box and of an arrow open
            one.find(".kit-role").click()
            expect(one.find("[data-testid=delete-role]")).to_be_visible()
            assert serious(one.page) == []
            one.find(".kit-handoff").click()
            expect(one.find("[data-testid=delete-handoff]")).to_be_visible()
        one.shoot(f"{lesson}-whole")
        assert serious(one.page) == [], lesson


def test_the_panels_in_jupyterlab_have_no_serious_barrier(reader):
    one = reader("lab", "en")
    for lesson in LESSONS:
        one.open(lesson)
        for part in LESSONS[lesson]:
            expect(one.find(part)).to_be_attached()
        # JupyterLab around the panels is not ours
        assert serious(one.page, {"include": [[".jp-OutputArea-output"]]}) == [], lesson
