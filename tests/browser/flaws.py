"""What may be wrong with a page that is open: barriers, words that are cut, ids of ours."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Barriers that axe-core looks for, those of WCAG 2.1 at levels A and AA.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # of what is as it should be, one example a rule
}
# Of these the ones that a change of colours alone can break.
OF_COLOUR = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOK = """([where, rules]) => axe.run(where ?? document, rules).then(found =>
  ({ passes: found.passes.length, violations: found.violations }))"""
STEP = "article:not([hidden]) > .step:not([hidden])"
# What a screen is: its width in px, and whether all is larger, for a wall.
SCREENS = {
    "1024 px": (1024, False),
    "150 % of 1280 px": (853, False),
    "200 % of 1280 px": (640, False),
    "wall": (1280, True),
}
# The steps of the lesson in front, one after the other: what is wider than its place. A wide table
# or map may be moved within its frame, where a key reaches it; nothing else may.
CUTS = """async (step) => {
  const front = document.querySelector(step).parentElement;
  const places = [...front.querySelectorAll(":scope > .step")]
    .map((one) => `#${front.dataset.lesson}/${one.dataset.step}`);
  const turn = async (place) => {
    if (location.hash === place) return;
    const turned = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = place;
    await turned;
  };
  const frame = () => new Promise(requestAnimationFrame);
  const worded = (element) => element.matches("button, th, td, dt, dd, h1, h2, p, li")
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const typed = "select, input, textarea, svg *, .kit-unseen"; // moves as one types; read out
  const moved = "[tabindex='0'], .kit-scroll, .kit-matrix-scroll";
  const cut = (element) => {
    const { overflowX, display } = getComputedStyle(element);
    if (display === "inline" || element.matches(typed)) return false;
    if (["auto", "scroll"].includes(overflowX)) return !element.matches(moved);
    // words that flow out of what has a frame or a ground are as good as cut
    return overflowX !== "visible" || worded(element);
  };
  const before = location.hash;
  const found = [];
  for (const place of places) {
    await turn(place);
    await frame();
    await frame();
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) found.push(`${place}: the page, by ${over} px`);
    for (const element of document.querySelectorAll(`${step}, ${step} *, .bar *, .foot *`)) {
      const more = element.scrollWidth - element.clientWidth;
      if (more < 2 || !element.clientWidth || !cut(element)) continue;
      const tag = element.cloneNode().outerHTML.slice(0, 120);
      found.push(`${place}: ${tag} by ${more} px: ${element.innerText.trim().slice(0, 60)}`);
    }
  }
  await turn(before || places[0]);
  return found;
}"""
# Everything in a part of the page that is seen, or read out.
WORDS = """(where) => [...document.querySelectorAll(where)].filter((part) => part.checkVisibility())
  .flatMap((part) => [part.innerText, ...[part, ...part.querySelectorAll("*")]
    .filter((element) => element.checkVisibility())
    .flatMap((element) => ["aria-label", "title", "alt", "placeholder", "aria-description"]
      .map((name) => element.getAttribute(name)))])
  .filter(Boolean)"""
# How the code writes what people call otherwise: ids, rules, files of ours, paths, values that
# are none, sentences whose blanks were not filled.
OURS = {
    "an id": r"\b[a-z]+(?:_[a-z\d]+)+\b",
    "a key": r"\b(?:orders|clients|lines|employees|assignments)\.[a-z]+\b(?<!\.csv)",
    "a rule as it is typed": r"\b(?:all of|any of) ?\(|\b(?:deal|volume|share|tenure)\(|\bkit\.\w+",
    "a file of ours": r"\b[\w-]+\.(?:yaml|ipynb|py|json|po|css|mjs)\b",
    "a path": r"(?<![\w/:.])/(?:[\w.-]+/)+[\w.-]*|\b[A-Za-z]:\\\w",
    "no value": r"\bNone\b(?! \w|:)|\b(?:nan|NaN|NaT|null|undefined|inf)\b|<NA>|\[object",
    "a long id": r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}\b",
    "a blank": r"\{\w*[:!]?\w*\}|%\(\w+\)|\$\{",
    "a tag": r"</?(?:p|b|br|span|div|small|td)\b[^<>]*>|&(?:nbsp|amp|lt|gt);",
}
IN_RUSSIAN = {"a rule as it is typed": r"\b(?:deal|volume|share|tenure|contract|keep)\b"}


def barriers_of(page: Page, where: Any = None, rules: Any = None) -> list[dict[str, Any]]:
    """The rules that axe-core finds broken on a page, or in a part of it."""
    if not page.evaluate("() => 'axe' in window"):  # its script is long: once a page
        page.evaluate(Axe().axe_script)
    looked_at = page.evaluate(LOOK, [where, rules or RULES])
    assert looked_at["passes"] or rules  # it did look at something
    broken: list[dict[str, Any]] = looked_at["violations"]
    return broken


def serious(barriers: list[dict[str, Any]]) -> list[str]:
    """Those among the barriers that keep somebody out, in words."""
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in barriers
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def cuts_of(page: Page) -> list[str]:
    """What is cut, or wider than its place, in any step of the lesson in front, on any screen."""
    before = page.viewport_size
    found = []
    for name, (width, larger) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 720})
        page.evaluate("on => document.documentElement.classList.toggle('projector', on)", larger)
        found += [f"{name}: {cut}" for cut in page.evaluate(CUTS, STEP)]
    page.evaluate("() => document.documentElement.classList.remove('projector')")
    page.set_viewport_size(before)
    return found


def ids_in(page: Page, where: str, language: str) -> list[str]:
    """What is seen or read out in a part of the page and is not written for people."""
    texts = page.evaluate(WORDS, where)
    assert texts
    told = "\n".join(texts)
    kinds = [*OURS.items(), *(IN_RUSSIAN.items() if language == "ru" else ())]
    return [
        f"{kind}: …{told[max(0, found.start() - 30) : found.end() + 30]}…"
        for kind, pattern in kinds
        for found in re.finditer(pattern, told)
    ]
