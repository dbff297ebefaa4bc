"""The files a machine reads: results.json, firings.csv and set_aside.csv."""

from __future__ import annotations

import json
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from kit import __version__
from kit.company.model import Company
from kit.language import Language
from kit.questions.backtest.question import firing_batches
from kit.questions.finding import Finding
from kit.questions.sense import head
from kit.report.verdict import verdict
from kit.sales.tables import InputFile, Sales


def results_document(company: Company, sales: Sales | None, findings: tuple[Finding, ...]) -> str:
    """All Findings as JSON, with what was read for them."""
    language = Language(company.settings.language)
    document = {
        "kit": __version__,
        "orders": sales.reading.orders if sales else None,
        "clients": sales.reading.clients if sales else None,
        "total": sales.reading.total / sales.per_unit if sales else None,
        "currency": sales.currency if sales else None,
        "money_per_unit": sales.per_unit if sales else None,
        "from": sales.start.isoformat() if sales else None,
        "as_of": sales.as_of.isoformat() if sales else None,
        "language": company.settings.language,
        "inputs": [_input(account, sales.per_unit) for account in sales.inputs] if sales else [],
        "verdict": " ".join(map(language, verdict(findings))),
        "warnings": [language(sentence) for sentence in head(sales, findings)],
        "findings": [finding.to_dict(language) for finding in findings],
    }
    return _written(document) + "\n"


def _written(value: Any) -> str:
    """JSON with a line for each entry and each row of a table.

    A row is encoded as a whole: the encoder that indents is ten times slower.
    """
    if isinstance(value, dict) and any(isinstance(part, (dict, list)) for part in value.values()):
        entries = (f"{json.dumps(name)}: {_written(part)}" for name, part in value.items())
        return "{\n" + ",\n".join(entries) + "\n}"
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return "[\n" + ",\n".join(map(_written, value)) + "\n]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _input(account: InputFile, per_unit: int) -> dict[str, Any]:
    return {
        "file": account.file,
        "table": account.table,
        "sha256": account.sha256,
        "rows_read": account.rows_read,
        "rows_used": account.rows_used,
        "rows_set_aside": account.rows_set_aside,
        "columns": dict(account.matched),
        "status_words": [
            {
                "word": word.word,
                "counts": word.counts,
                "rows": word.rows,
                "total": None if word.total is None else word.total / per_unit,
            }
            for word in account.words
        ],
    }


def firings_table(stream: IO[bytes], company: Company, sales: Sales) -> None:
    """Which client each candidate fired for, and when, as CSV; a batch of clients at a time."""
    for at, fired in enumerate(firing_batches(company, sales)):
        if at == 0:
            stream.write((",".join(fired.column_names) + "\n").encode())
        cells = [_quoted(column.combine_chunks()) for column in fired.columns]
        lines = pc.binary_join_element_wise(*cells, ",")
        lines = pc.binary_join_element_wise(lines, "\n", "")
        if len(lines):
            # Arrow's texts lie one after the other: they are the file
            stream.write(lines.buffers()[2])


def _quoted(texts: pa.StringArray) -> pa.StringArray:
    """Cells of a CSV: in quotes where they have to be."""
    special = pc.match_substring_regex(texts, '[",\\n]')
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def set_aside_table(stream: IO[bytes], company: Company, sales: Sales) -> None:
    """Each row that was set aside and why, as a CSV that people open in a spreadsheet."""
    language = Language(company.settings.language)
    rows = sales.set_aside.assign(reason=[language(text) for text in sales.set_aside["reason"]])
    # a spreadsheet knows UTF-8 by its mark only
    rows.to_csv(stream, mode="wb", index=False, encoding="utf-8-sig", lineterminator="\n")
