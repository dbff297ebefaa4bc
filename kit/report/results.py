"""The files a machine reads: results.json, firings.csv and set_aside.csv."""

from __future__ import annotations

import json
from pathlib import Path

from kit import __version__
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, say
from kit.questions.backtest.question import firings
from kit.questions.finding import Finding
from kit.sales.tables import Sales


def write_lots(path: Path, design: Finding) -> Path:
    """Write the lots of an experiment as the CSV that `experiment=FILE` reads again."""
    lots = design.details["allocation"]
    try:
        lots.to_csv(
            path, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d"
        )
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be written ({reason}). Close it if it is open elsewhere, or name "
                "another file with --out.",
                file=str(path),
                reason=error.strerror or str(error),
            )
        ) from None
    return path


def write_results(
    folder: Path, company: Company, sales: Sales | None, findings: tuple[Finding, ...]
) -> tuple[Path, ...]:
    """Write results.json, firings.csv and set_aside.csv into `folder`; returns the paths written.

    The same input gives the same bytes: no clock, no machine and no folder name is written.
    Without sales there is nothing to say in the two CSV files: they are not written, and none of
    an earlier run stays beside the new results.
    """
    results, fired, aside = (
        folder / name for name in ("results.json", "firings.csv", "set_aside.csv")
    )
    document = {
        "kit": __version__,
        "as_of": sales.as_of.isoformat() if sales else None,
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
            for one in (sales.inputs if sales else ())
        ],
        "findings": [finding.to_dict() for finding in findings],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    results.write_text(text + "\n", encoding="utf-8", newline="\n")
    if sales is None:
        for stale in (fired, aside):
            stale.unlink(missing_ok=True)
        return (results,)
    firings(company, sales).to_csv(fired, index=False, encoding="utf-8", lineterminator="\n")
    language = Language(company.settings.language)
    rows = sales.set_aside.assign(reason=[language(one) for one in sales.set_aside["reason"]])
    # people open this one in a spreadsheet, which knows UTF-8 by its mark only
    rows.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\n")
    return results, fired, aside
