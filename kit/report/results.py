"""The files a machine reads: results.json, firings.csv and set_aside.csv."""

from __future__ import annotations

import json
from pathlib import Path

from kit import __version__
from kit.company.model import Company
from kit.diagnostics.backtest import firings
from kit.diagnostics.finding import Finding
from kit.language import Language
from kit.sales.tables import Sales


def write_results(
    folder: Path, company: Company, sales: Sales, findings: tuple[Finding, ...]
) -> tuple[Path, Path, Path]:
    """Write results.json, firings.csv and set_aside.csv into `folder`; returns their paths.

    The same input gives the same bytes: no clock, no machine and no folder name is written.
    """
    results, fired, aside = (
        folder / name for name in ("results.json", "firings.csv", "set_aside.csv")
    )
    document = {
        "kit": __version__,
        "as_of": sales.as_of.isoformat(),
        "language": company.settings.language,
        "inputs": [
            {
                "file": one.file,
                "table": one.table,
                "sha256": one.sha256,
                "rows_read": one.rows_read,
                "rows_used": one.rows_used,
                "rows_set_aside": one.rows_set_aside,
            }
            for one in sales.inputs
        ],
        "findings": [finding.to_dict() for finding in findings],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    results.write_text(text + "\n", encoding="utf-8", newline="\n")
    firings(company, sales).to_csv(fired, index=False, encoding="utf-8", lineterminator="\n")
    language = Language(company.settings.language)
    rows = sales.set_aside.assign(reason=[language(one) for one in sales.set_aside["reason"]])
    # people open this one in a spreadsheet, which knows UTF-8 by its mark only
    rows.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\n")
    return results, fired, aside
