"""What people call their roles and functions, and the arrows between roles."""

from __future__ import annotations

from kit.company.model import Company, Handoff, Role
from kit.errors import KitError
from kit.language import Text, say


def find_role(company: Company, role: str) -> Role:
    """The role of this id.

    Raises
    ------
    KitError
        It is there no more: deleted in another window, say.
    """
    for each in company.roles:
        if each.id == role:
            return each
    raise KitError(say("There is no role {role} any more.", role=role))


def arrow(company: Company, handoff: Handoff) -> Text:
    """A handoff as an arrow between the labels of its roles."""
    return say(
        "{from_role} → {to_role}",
        from_role=find_role(company, handoff.from_role).label,
        to_role=find_role(company, handoff.to_role).label,
    )


def function_name(company: Company, written: str) -> str:
    """A function as the company calls it, where the data or an entry use its id."""
    names = {
        name.casefold(): function.label
        for function in company.functions
        for name in (function.id, function.label)
    }
    return names.get(written.casefold(), written)
