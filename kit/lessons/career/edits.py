"""What one can do in lesson 04: expect a line, and set a ceiling."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kit.company.model import Ceiling, Company
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.guess import with_expected
from kit.lessons.widgets.sheet import typed_number, typed_sentence

MOST_CLIENTS = 10_000


def expect(company: Company, typed: Sequence[str]) -> Company:
    """The company that expects these new clients a month in the five years, and sees the lines.

    Raises
    ------
    KitError
        One of the five is missing, or is no number of clients.
    """
    points = [typed_number(one) for one in typed]
    for year, (written, point) in enumerate(zip(typed, points, strict=True), start=1):
        if math.isnan(point) or not 0 <= point <= MOST_CLIENTS:
            raise KitError(
                say(
                    "Year {year}: “{typed}” is no number of new clients. Write, for example, 2.5.",
                    year=year,
                    typed=written.strip(),
                )
            )
    return with_expected(company, path=tuple(points))


def look(company: Company) -> Company:
    """The company that wants to see the lines without expecting any."""
    return with_expected(company, path=())


def forget(company: Company) -> Company:
    """The company that has expected nothing; the lines are hidden again."""
    return with_expected(company, path=None)


def set_ceiling(company: Company, *, clients: str, because: str, pay: str) -> Company:
    """The company with this ceiling of a hunter's own base; all left empty takes it back.

    Raises
    ------
    KitError
        It is no number of clients; there is neither a number nor a reason; or nobody says what a
        hunter is paid for a client passed on.
    """
    because, pay = typed_sentence(because), typed_sentence(pay)
    number = typed_number(clients) if clients.strip() else None
    if number is not None and not (number >= 1 and number.is_integer()):
        raise KitError(
            say("“{typed}” is no number of clients. Write, for example, 60.", typed=clients.strip())
        )
    if number is None and pay and not because:
        raise KitError(say("Give a number of clients, or say why there is no ceiling."))
    if (number is not None or because) and not pay:
        raise KitError(say("Write down as well what a hunter is paid for a client passed on."))
    ceiling = Ceiling(clients=None if number is None else int(number), because=because, pay=pay)
    return company.model_copy(update={"ceiling": ceiling})
