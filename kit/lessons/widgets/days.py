"""A day as people type it into a panel."""

from __future__ import annotations

from datetime import date

from kit.errors import KitError
from kit.language import say
from kit.sales.cells.written_dates import Notation, parse_date

EXAMPLE = date(2027, 3, 31)


def typed_day(typed: str) -> date | None:
    """A day as people type it; None where nothing is typed.

    The browser's own field for a day has the form of the browser's language, not of the page's.

    Raises
    ------
    KitError
        It is no day, or could be two.
    """
    if not typed.strip():
        return None
    written = parse_date(typed.strip())
    known = written is not None and written.notation is not Notation.SERIAL
    moments = [written.moment(first) for first in (False, True)] if written and known else []
    days = {moment.date() for moment in moments if moment}
    if len(days) != 1:
        raise KitError(
            say(
                "“{typed}” is no day that can be told. Write it like this: {example}.",
                typed=typed.strip(),
                example=EXAMPLE,
            )
        )
    return days.pop()
