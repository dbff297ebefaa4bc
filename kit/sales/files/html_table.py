"""HTML tables that systems export under a spreadsheet's name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from kit.errors import KitError
from kit.language import Text, say
from kit.sales.doubts import Doubts
from kit.sales.files.encoding import detect_encoding
from kit.sales.files.raw import HEADING_ROWS, IsHeader, Raw, heading_place, table_of_records

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(rb"""<meta[^>]*charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def read_html_table(
    path: Path, file: str, sha256: str, is_header: IsHeader, doubts: Doubts | None = None
) -> Raw:
    """The first table of a page whose headings are known best, as `Raw`.

    Row numbers count the rows of that table.

    Raises
    ------
    KitError
        The page has no table with anything in it.
    """
    text, note = _page(path, file, doubts)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    page = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    for line_break in page.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    best, most = None, -1
    for table in page.iter("table"):
        rows = list(_rows(table))
        place, headings = heading_place(rows[:HEADING_ROWS], is_header)
        if place is not None and headings > most:
            best, most = rows, headings
    if best is None:
        raise KitError(
            say(
                "{file} is a web page without a table in it: export the records as CSV or .xlsx.",
                file=file,
            )
        )
    notes = (say("The file is a web page (HTML) by content; its table was read."), note)
    return table_of_records(file, sha256, enumerate(best, 1), is_header, notes=notes)


def _page(path: Path, file: str, doubts: Doubts | None) -> tuple[str, Text]:
    content = path.read_bytes()
    declared = _CHARSET.search(content[:4096])
    if declared and not content.startswith(_MARKS):
        name = declared.group(1).decode("ascii", "replace")
        try:
            return content.decode(name), say("Encoding: {name}.", name=name)
        except (LookupError, UnicodeError):
            pass
    encoding = detect_encoding(path, file, doubts)
    return content.decode(encoding.codec, "replace"), encoding.note


def _rows(table: etree._Element) -> Iterator[list[str]]:
    """The rows of a table as a spreadsheet shows them: a merged cell's text in its first cell."""
    taken: dict[int, int] = {}  # column -> rows below that a merged cell still covers
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        below = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell in row.iterchildren("td", "th"):
            while taken.get(len(cells), 0):
                cells.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            if height > 1:
                below.update({len(cells) + step: height - 1 for step in range(width)})
            cells.extend([_text(cell), *[""] * (width - 1)])
        taken = below
        yield cells


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), 1000) if value.isdecimal() else 1


def _text(cell: etree._Element) -> str:
    return " ".join("".join(str(piece) for piece in cell.itertext()).split())
