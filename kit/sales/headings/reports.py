"""Reports that look like tables and are none: what they are, and which export is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kit.language import Text, say
from kit.sales.files.raw import Raw

SEARCHED = 2000  # rows that are looked at
CELLS = 200_000  # and no more cells than these
_MONTHS = (
    r"янв\w*|фев\w*|март?\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|ma[iyí]\w*|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
    r"|jän\w*|mär\w*|okt\w*|dez\w*|ene\w*|abr\w*|ago\w*|dic\w*|janv\w*|fév\w*|avr\w*|juin|juil\w*|août|déc\w*"
)
_YEAR = r"(?:19|20)\d\d"
_MONTH = re.compile(
    rf"(?i)(?:{_MONTHS})\.?(?:[\s,./’'-]*(?:{_YEAR}|\d\d))?(?:\s*г(?:ода?|\.)?)?"  # Jan 2024
    rf"|{_YEAR}[\s,./-]*(?:{_MONTHS})\.?"  # 2024 January
    rf"|(?:0?[1-9]|1[0-2])[./-]{_YEAR}|{_YEAR}[./-](?:0[1-9]|1[0-2])"  # 01.2024, 2024-01
    rf"|{_YEAR}-\d\d-01|01\.\d\d\.{_YEAR}"  # the first of a month, as a spreadsheet's date
    rf"|(?:q[1-4]|[1-4]\s*q|[1-4]\s*кв\w*\.?|[1-4]\s*квартал)[\s,./-]*(?:{_YEAR})?(?:\s*г\.?)?"
    rf"|{_YEAR}(?:\s*г(?:од)?\.?)?"
    rf"|(?:{_YEAR}[\s,./-]*)?(?:w|kw|wk|week|нед|неделя|semana|semaine)\.?\s*\d{{1,2}}(?:[\s,./-]*{_YEAR})?"
    rf"|\d{{1,2}}\.?\s*(?:нед|неделя|kw)\.?(?:[\s,./-]*{_YEAR})?"
)
_DOCUMENT = re.compile(r"(?i)\b(?:от|from|dated|vom)\s+\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_GROUPED = ("период:", "параметры:", "по менеджерам", "валовая прибыль предприятия")


def why_no_table(raw: Raw) -> Text | None:
    """What a file is that holds no table of orders; None where it may hold one.

    To be asked where a date or a client was not found: a file that has both may be anything.
    """
    if _is_grouped_by_level(raw):
        return say(
            "{file}: this is a report with clients, managers and products on different levels, "
            "not a table of orders: it has no date for each sale. In 1C, make a flat list "
            "instead: one row for each sales document with date, number, client and amount. "
            "That is the register of sales documents, saved as .xlsx or .csv.",
            file=raw.file,
        )
    months = _periods(raw)
    if months:
        return say(
            "{file}: this is a table of clients and months or other periods (“{first}” to "
            "“{last}”), not of orders. A cell is the sum of a period, so the orders and their "
            "dates are lost. Export the documents instead: one row for each order or invoice "
            "with its date, number, client and amount.",
            file=raw.file,
            first=months[0],
            last=months[-1],
        )
    group = _group_row(raw)
    if group is not None:
        return say(
            "{file}: this is a report in groups: the client has a row of its own (“{client}”, "
            "row {row:plain}). Its documents below name no client. Export a flat list instead: "
            "one row for each document with date, number, client and amount.",
            file=raw.file,
            client=group[1],
            row=group[0],
        )
    return None


def is_period(name: str) -> bool:
    """Whether a name is that of a month, quarter, week or year."""
    return _MONTH.fullmatch(name.strip()) is not None


def _periods(raw: Raw) -> list[str]:
    """The months that stand over columns of sums, in the headings or in a row above them."""
    headings = _distinct(raw.header)
    if len(headings) >= 3:
        return headings
    repeated = len(set(raw.header) - {""}) < len([name for name in raw.header if name])
    above = [_distinct(row.record.split(" | ")) for row in raw.set_aside if row.row < raw.rows[0]]
    first = [_distinct(row) for row in _rows(raw, 2)]
    best = max((*above, *first), key=len, default=[])
    return best if len(best) >= (2 if repeated else 3) else []


def _distinct(cells: Sequence[str | None]) -> list[str]:
    """The cells that name a month, a quarter or a year, each once."""
    named = (cell.strip() for cell in cells if cell)
    return list(dict.fromkeys(cell for cell in named if _MONTH.fullmatch(cell)))


def _is_grouped_by_level(raw: Raw) -> bool:
    """Whether a file looks like 1C's grouped reports.

    "Период: …" above or "По менеджерам" inside; or documents and their clients in one column.
    """
    rows = _rows(raw, SEARCHED)
    texts = [*raw.header, *(cell for row in raw.set_aside for cell in row.record.split(" | "))]
    texts += [cell for row in rows[:50] for cell in row if cell]
    if any(text.strip().casefold().startswith(_GROUPED) for text in texts):
        return True
    for column in list(zip(*rows, strict=True))[:3]:
        filled = [cell for cell in column if cell]
        documents = sum(1 for cell in filled if _DOCUMENT.search(cell))
        if documents >= 2 and len(filled) - documents >= 2:
            return True
    return False


def _group_row(raw: Raw) -> tuple[int, str] | None:
    """The first row that names a group, with its name, in a report that is made of groups."""
    rows = _rows(raw, SEARCHED)
    for place in range(min(2, len(raw.header))):
        groups, members = [], 0
        for number, row in zip(raw.rows.tolist(), rows, strict=False):
            name = row[place]
            others = sum(1 for cell in row if cell) - (name is not None)
            if name is None and others >= 2:
                members += 1
            elif name is not None and others == 0:
                groups.append((number, name))
        if len(groups) >= 2 and members >= len(groups) and members >= len(rows) / 3:
            return groups[0]
    return None


def _rows(raw: Raw, n: int) -> list[tuple[str | None, ...]]:
    cells = raw.cells.slice(0, min(n, 1 + CELLS // len(raw.header)))
    return list(zip(*(column.to_pylist() for column in cells.columns), strict=True))
