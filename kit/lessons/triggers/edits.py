"""What one can do to the candidate triggers: each edit takes a company and returns another."""

from __future__ import annotations

from collections.abc import Iterable

from kit.company.model import Company, Handoff
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.names import candidate_arrows
from kit.owners.staff import HUNTER
from kit.triggers.rules import KEEP, written


def nominate(company: Company, rule: str, to: str = "") -> Company:
    """Write a trigger on the arrow to the role `to`; '' means the first such arrow.

    Raises
    ------
    KitError
        The text is no rule, or nobody drew an arrow that it could stand on.
    """
    text = written(rule)
    arrow = next(
        (handoff for handoff in candidate_arrows(company) if to in ("", handoff.to_role)), None
    )
    if arrow is None:
        raise KitError(
            say(
                "No arrow leads from the hunter to an account manager or to inside sales. Draw "
                "it in lesson 01; then it can have candidates."
            )
        )
    changed = arrow.model_copy(update={"triggers": _with(arrow.triggers, text)})
    return _as_listed(replaced(company, {arrow.to_role: changed}), text, listed=True)


def dismiss(company: Company, rule: str) -> Company:
    """Strike a trigger off the candidates, on whatever arrow it stands.

    Raises
    ------
    KitError
        It is the one decided on.
    """
    changed = {}
    for arrow in candidate_arrows(company):
        if rule not in arrow.triggers:
            continue
        if arrow.chosen == rule:
            raise KitError(
                say(
                    "“{chosen}” is decided on, so it has to stay among the candidates. Take the "
                    "decision back first.",
                    chosen=rule,
                )
            )
        left = tuple(trigger for trigger in arrow.triggers if trigger != rule)
        changed[arrow.to_role] = arrow.model_copy(update={"triggers": left})
    return _as_listed(replaced(company, changed), rule, listed=False)


def decide(company: Company, rule: str) -> Company:
    """Mark one candidate as decided, or that the hunter keeps everyone; '' leaves it open."""
    if rule == KEEP:
        for arrow in candidate_arrows(company):
            company = nominate(company, KEEP, arrow.to_role)
    changed = {
        handoff.to_role: handoff.model_copy(
            update={"chosen": rule if rule in handoff.triggers else None}
        )
        for handoff in candidate_arrows(company)
    }
    if rule and not any(arrow.chosen for arrow in changed.values()):
        raise KitError(say("“{rule}” is no candidate any more.", rule=rule))
    return replaced(company, changed)


def replaced(company: Company, changed: dict[str, Handoff]) -> Company:
    """The company with these arrows from the hunter, by the role that they lead to."""
    handoffs = tuple(
        changed.get(handoff.to_role, handoff) if handoff.from_role == HUNTER else handoff
        for handoff in company.handoffs
    )
    return company.model_copy(update={"handoffs": handoffs})


def _as_listed(company: Company, rule: str, *, listed: bool) -> Company:
    """Candidates named in the settings come before those on the arrows: keep both in step."""
    named = company.settings.triggers
    if named is None:
        return company
    others = [candidate for candidate in named if written(candidate) != rule]
    triggers = tuple(named) if listed and len(others) < len(named) else (*others, rule)
    settings = company.settings.model_copy(
        update={"triggers": triggers if listed else tuple(others)}
    )
    return company.model_copy(update={"settings": settings})


def _with(triggers: Iterable[str], rule: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*triggers, rule)))
