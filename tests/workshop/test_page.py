"""The page around the lessons, as the server sends it before there is any Python."""

import json
import re
from pathlib import Path

import pytest
from lxml import html

from kit.company.store import shipped
from kit.language import Language
from kit.workshop import page

LESSON = "//article[@data-lesson!='start']/section"
TEMPLATES = sorted(page.TEMPLATES.iterdir())


def sent(folder: Path, language: str = "en"):
    return html.fromstring(page.head(folder, Language(language)))


def write(path: Path, *sources: tuple[str, str]) -> None:
    cells = [
        {"cell_type": kind, "id": f"c{n}", "source": source}
        for n, (kind, source) in enumerate(sources)
    ]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_text_of_every_lesson_is_there_and_no_code(language):
    folder = shipped(f"notebooks/{language}")
    document = sent(folder, language)
    assert document.get("lang") == language
    text = document.text_content()
    for path in folder.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = re.sub(r"\(\S+\)|</?\w+>", "", "".join(cell["source"]))
            words = re.findall(r"\w{4,}", source)
            if "jupyterlab" in cell["metadata"].get("tags", ()):
                assert not set(words) <= set(re.findall(r"\w{4,}", text))
            elif cell["cell_type"] == "markdown":
                assert set(words) <= set(re.findall(r"\w{4,}", text))
    assert "import kit" not in text


def test_each_step_is_headed_by_one_heading_of_the_first_level():
    document = sent(shipped("notebooks/en"))
    steps = document.findall(".//section")
    assert len(steps) >= 24
    for step in steps:
        assert len(step.findall("h1")) == 1
        assert step.get("hidden") is not None


def test_links_between_lessons_lead_to_places_of_the_page(tmp_path):
    write(tmp_path / "00_a.ipynb", ("markdown", "# A?\n\n[on](01_b.ipynb), [away](mine.txt)"))
    write(tmp_path / "01_b.ipynb", ("markdown", "# B?"))
    links = [link.get("href") for link in sent(tmp_path).xpath(f"{LESSON}//a")]
    assert links == ["#01/1", "mine.txt"]


def test_what_a_notebook_says_is_shown_and_never_run(tmp_path):
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    write(tmp_path / "00_a.ipynb", ("markdown", f"# A?\n\n{hostile}"))
    told = {"name": {"en": "<b>"}, "block": {"en": "<i>"}, "minutes": 3}
    path = tmp_path / "00_a.ipynb"
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"metadata": {"handoff": told}}), "utf-8"
    )
    document = sent(tmp_path)
    (section,) = document.xpath(LESSON)
    assert section.findall(".//script") == section.findall(".//img") == []
    assert not any("javascript:" in link.get("href") for link in section.findall(".//a"))
    assert "alert(1)" in section.text_content()
    assert document.findall(".//nav//b") == document.findall(".//nav//i") == []


def test_what_is_folded_away_in_a_notebook_is_folded_on_the_page(tmp_path):
    fold = "<details><summary>A & **b**</summary>\n\n- one *two*\n\n</details>\n\nAfter."
    write(tmp_path / "00_a.ipynb", ("markdown", f"# A?\n\n{fold}\n\n<details open><b>x</b>"))
    (shown,) = sent(tmp_path).xpath(f"{LESSON}//details")
    assert shown.find("summary").text_content() == "A & **b**"
    assert shown.find(".//li/em").text == "two"
    assert "After" not in shown.text_content()
    assert "<details open><b>x</b>" in sent(tmp_path).xpath(LESSON)[0].text_content()


def test_a_damaged_lesson_is_said_in_its_place(tmp_path):
    (tmp_path / "02_odd.ipynb").write_text("{")
    document = sent(tmp_path, "ru")
    (alert,) = document.xpath(f"{LESSON}//p[@role='alert']")
    assert "повреждён" in alert.text_content()


def test_the_rest_of_the_page_cannot_be_broken_by_what_it_is_told():
    text = page.tail({"kernelId": "</script><script>alert(1)", "baseUrl": "/"})
    (told,) = re.findall(r'type="application/json" id="jupyter-config-data">(.*?)</script>', text)
    assert json.loads(told)["kernelId"] == "</script><script>alert(1)"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_asks_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z0-9-]+\.[a-z]", text)


def test_no_colour_is_named_outside_the_tokens():
    style = (page.TEMPLATES / "page.css").read_text(encoding="utf-8")
    assert not re.search(r":[^;{}]*(#[0-9a-f]{3,8}\b|rgb|hsl)", style)


def test_every_colour_and_size_that_page_and_panels_ask_for_is_sent():
    """A panel that asks for another name would keep its colours for JupyterLab, in the dark too."""
    kit = page.TEMPLATES.parents[1]
    panels = [*kit.glob("lessons/**/*.css"), *kit.glob("lessons/**/*.mjs")]
    text = page.style() + "".join(path.read_text(encoding="utf-8") for path in panels)
    asked = set(re.findall(r"var\((--[\w-]+)", text))
    assert {"--deal", "--accent", "--t-s"} <= asked
    assert asked <= set(re.findall(r"(--[\w-]+):", page.style()))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_on_every_ground(dark):
    pairs = re.findall(
        r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        page.style(),
    )
    colours = {name: (night if dark else day) for name, day, night in pairs}
    texts = ("ink", "muted", "accent", "known", "assumed", "limit", "contract", "deal", "volume")
    for text in (*texts, "share", "tenure", "keep"):
        for ground in ("bg", "card", "sunk"):
            one, other = sorted((_luminance(colours[text]), _luminance(colours[ground])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (text, ground)
