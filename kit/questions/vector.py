"""A drawing of matplotlib's as a part of a page: its letters, its colours, and few characters."""

from __future__ import annotations

import hashlib
import re

from kit.questions.colours import COLOURS

DIGITS = 1  # of a point, after the decimal point: a tenth is less than an eye sees
COLOUR = re.compile("#[0-9a-f]{6}")
NUMBER = re.compile(r"-?\d+\.\d+")
VARIABLES = {day: f"var(--{name})" for name, (day, _) in COLOURS.items()} | dict.fromkeys(
    ("#000000", "#262626", "#333333"), "var(--ink)"
)
LEFT_OUT = (
    re.compile("<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL),
    re.compile(r" (?:width|height)=\"[\d.]+pt\""),
    re.compile(r" xmlns:xlink=\"[^\"]*\""),
    re.compile(r" transform=\"rotate\(-0 [^)]*\)\""),
    re.compile(r"font-family: [^;\"]*;? ?"),
)


def for_a_page(svg: str) -> str:
    """SVG without a header or a size of its own, in the colours and letters of the page.

    Parameters
    ----------
    svg : str
        As matplotlib writes it.
    """
    text = svg[svg.index("<svg") :]
    for part in LEFT_OUT:
        text = part.sub("", text)
    text = text.replace("xlink:href", "href")
    text = re.sub(r"font: (?:(\d+) )?([\d.]+)px [^;\"]*", _font, text)
    text = NUMBER.sub(lambda number: f"{round(float(number[0]), DIGITS):g}", text)
    text = COLOUR.sub(lambda colour: VARIABLES.get(colour[0], colour[0]), text)
    text = _own_ids(text)
    return re.sub(r"> <", "><", re.sub(r"\s*\n\s*", " ", text)).strip()


def _font(found: re.Match[str]) -> str:
    weight = f"font-weight: {found[1]}; " if found[1] else ""
    return f"{weight}font-size: {found[2]}px"


def _own_ids(text: str) -> str:
    """Ids only where something points to them, and no other picture of the page has the same."""
    own = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    used = set(re.findall(r"(?:url\(|href=\")#([\w.-]+)", text))

    def renamed(found: re.Match[str]) -> str:
        return f' id="{own}{found[1]}"' if found[1] in used else ""

    return re.sub(r"(url\(|href=\")#", rf"\1#{own}", re.sub(r' id="([\w.-]+)"', renamed, text))
