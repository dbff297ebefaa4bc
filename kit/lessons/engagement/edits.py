"""What one can do to the functions that pass by themselves."""

from __future__ import annotations

from datetime import date

from kit.company.model import Company, Lent
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.sheet import typed_sentence


def lend(
    company: Company,
    *,
    client: str,
    function: str,
    who: str,
    from_on: date | None,
    back_on: date | None,
    tells: str,
    paid: str,
) -> Company:
    """The company in which somebody takes over one function of a client, and gives it back.

    An entry with the same client, function and first day is replaced.

    Raises
    ------
    KitError
        Client, function, person or first day are missing; it is back before it goes.
    """
    client, function, who, tells, paid = (
        typed_sentence(text) for text in (client, function, who, tells, paid)
    )
    if not (client and function and who and from_on):
        raise KitError(say("Fill in the client, the function, who takes it over, and from when."))
    if back_on and back_on < from_on:
        raise KitError(
            say("The function cannot come back before it goes: change one of the two days.")
        )
    new = Lent(
        client=client,
        function=function,
        who=who,
        from_on=from_on,
        back_on=back_on,
        tells=tells,
        paid=paid,
    )
    key = (client, function, from_on)
    others = [it for it in company.lent if (it.client, it.function, it.from_on) != key]
    others.append(new)
    others.sort(key=lambda it: (it.client, it.from_on, it.function))
    return company.model_copy(update={"lent": tuple(others)})


def take_back(company: Company, number: int) -> Company:
    """The company without the entry of this number, counted from 0."""
    kept = tuple(it for place, it in enumerate(company.lent) if place != number)
    return company.model_copy(update={"lent": kept})
