"""The report as it is seen and printed: page one on one sheet, complete on paper, without cuts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flaws import barriers_of

import kit
from kit.company import store
from kit.diagnosis import findings
from kit.report.html import page as report

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
WORKBOOK = Path(__file__).parents[3] / "shared/data/adventureworks/SalesOrderHeader.xlsx"
SHEET = 273  # mm of an A4 sheet between the margins
SPARE = 0.05  # of it stays free: the letters of another computer are wider
COMPANIES = ("long names", "adventureworks", "map only", "one order each")


# one worker has all tests of a report, and makes it once
OF_ONE_REPORT = [
    pytest.param((name, code), id=f"{name}-{code}", marks=pytest.mark.xdist_group(f"{name} {code}"))
    for name in COMPANIES
    for code in ("en", "ru")
]


@pytest.fixture(scope="module", params=OF_ONE_REPORT)
def shown(request, chrome, tmp_path_factory):
    """A tab with the report, and its name."""
    company_name, code = request.param
    folder = tmp_path_factory.mktemp("report")
    company = _company(company_name, code, folder)
    sales = kit.read(company) if company.data.inputs else None
    file = folder / "report.html"
    file.write_text(report(company, sales, findings(company, sales)), encoding="utf-8")
    tab = chrome.new_page()
    tab.goto(file.as_uri())
    yield tab, f"report-{company_name.replace(' ', '-')}-{code}"
    tab.close()


def _company(name, code, folder):
    if name == "map only":
        return store.new(folder / "firm", "chapter", code)
    if name == "adventureworks":
        if not WORKBOOK.exists():
            pytest.skip(f"real data not found: {WORKBOOK}")
        where = "SalesPersonID IS NOT NULL"
        return kit.open(str(WORKBOOK), map={"amount": "SubTotal"}, where=where, language=code)
    if name == "one order each":
        rows = "".join(f"C{at},2023-{at % 12 + 1:02}-10,{100 + at}\n" for at in range(200))
        (folder / "deals.csv").write_text("client_id,ordered_on,amount\n" + rows)
        return kit.open(str(folder / "deals.csv"), language=code)
    long = "Vereinigte Maschinenfabriken und Werkzeughandelsgesellschaft Nordwestdeutschland "
    demo = store.new(folder / "firm", "demo", code)
    text = (demo.folder / "company.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^name: .*$", f"name: {long * 2}", text)
    for file in ("employees.csv", "assignments.csv", "orders.csv"):
        path = demo.folder / file
        path.write_text(re.sub(r"\bM2\b", "Maximiliane Oberhuber-Waldmeisterin",
                               path.read_text(encoding="utf-8")), encoding="utf-8")  # fmt: skip
    (demo.folder / "company.yaml").write_text(text, encoding="utf-8")
    return store.open(demo.folder)


def _sheets(tab, height: float) -> int:
    """On how many sheets of that height page one is printed."""
    tab.evaluate(
        """height => {
          const style = document.querySelector("#size") ?? document.head.appendChild(
            Object.assign(document.createElement("style"), {id: "size"}));
          style.textContent = `@page { size: 210mm ${height}mm; margin: 12mm 14mm; }
            @media print { .sheet:not(.page-one), footer { display: none; } }`;
        }""",
        height,
    )
    printed = tab.pdf(prefer_css_page_size=True)
    tab.evaluate("() => document.querySelector('#size').remove()")
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_page_one_is_one_sheet_with_room_to_spare(shown):
    tab, _ = shown
    assert _sheets(tab, 24 + SHEET * (1 - SPARE)) == 1
    assert _sheets(tab, 100) > 1  # the measure measures


def test_on_paper_nothing_is_folded_away_and_nothing_is_wider_than_the_sheet(shown):
    tab, _ = shown
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 688, "height": 1032})  # 182 mm
    inside = "document.querySelectorAll('details > :not(summary)')"
    seen = f"[...{inside}].every(part => part.checkVisibility() && part.offsetHeight > 0)"
    assert tab.evaluate(seen)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 688
    tab.emulate_media(media="screen")


def _press(tab, button: str, wanted: bool) -> None:
    """Press one of the two buttons, unless it is as wanted already."""
    if tab.locator(f"#{button}").is_checked() != wanted:
        tab.locator(f"label[for={button}]").click()
    assert tab.locator(f"#{button}").is_checked() == wanted


@pytest.mark.parametrize("width", [1280, 1024, 640, 512])  # 512: 1024 at 200 %
def test_nothing_is_cut_at_any_width(shown, width):
    tab, name = shown
    for larger in (False, True):
        tab.set_viewport_size({"width": width, "height": 800})
        _press(tab, "larger", larger)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        over = "[...document.querySelectorAll('dt, dd, h1, .answer p')].filter("
        assert tab.evaluate(f"{over}part => part.scrollWidth > part.clientWidth).length") == 0
        small = tab.evaluate(
            """() => Math.min(...[...document.querySelectorAll("figure svg text")].map(text =>
              parseFloat(getComputedStyle(text).fontSize)
                * text.closest("svg").getBoundingClientRect().width
                / text.closest("svg").viewBox.baseVal.width))"""
        )
        if width >= 1024 and tab.locator("figure svg").count():
            assert small >= 12
    tab.screenshot(path=ARTEFACTS / f"{name}-{width}-larger.png")
    _press(tab, "larger", False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_there_is_no_barrier_and_the_button_turns_the_scheme(shown, scheme):
    tab, name = shown
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.emulate_media(color_scheme=scheme)
    tab.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in barriers_of(tab)] == []
    tab.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = false)")
    tab.screenshot(path=ARTEFACTS / f"{name}-{scheme}.png", full_page=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = tab.evaluate(ground)
    _press(tab, "turned", True)
    assert tab.evaluate(ground) != before
    _press(tab, "turned", False)
