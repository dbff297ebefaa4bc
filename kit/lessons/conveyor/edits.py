"""What one can do to the conveyor: each edit takes a company and returns the changed one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kit.company.model import Company, Handoff, Role
from kit.company.names import find_role
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.names import clean_label, new_id
from kit.triggers.rules import written

# the roles that Findings know by their ids, whatever a company calls them
KNOWN: Mapping[str, Text] = {
    "telemarketer": say("Telemarketer"),
    "hunter": say("Hunter"),
    "account_manager": say("Account manager"),
    "inside_sales": say("Inside sales"),
    "project_manager": say("Project manager"),
    "specialist": say("Specialist"),
}

# The size of a box and the distance between the middles of two, in drawing units: one is a pixel
# on the screen, x grows to the right and y downwards. A place is the middle of a box.
BOX = (130, 56)
STEP = (240, 100)
NEAREST = (BOX[0] / 2 + 10, BOX[1] / 2 + 10)
FARTHEST = 4000


def place_roles(company: Company) -> dict[str, tuple[float, float]]:
    """Where each box stands: where it was put, else in columns along the arrows.

    A role without a place stands one column to the right of the furthest role it receives
    clients from, in the first free row.
    """
    put = {role.id: role.place for role in company.roles}
    column = _columns(company)
    places = {role: place for role, place in put.items() if place is not None}
    for role in company.roles:
        if role.id in places:
            continue
        x, y = NEAREST[0] + column[role.id] * STEP[0], NEAREST[1]
        while any(_overlap((x, y), other) for other in places.values()):
            y += STEP[1]
        places[role.id] = (x, y)
    return places


def _columns(company: Company) -> dict[str, int]:
    """The longest way to each role along the arrows; arrows that close a circle do not count."""
    column = {role.id: 0 for role in company.roles}
    for _ in company.roles:
        for arrow in company.handoffs:
            wanted = column[arrow.from_role] + 1
            if wanted < len(column) and not _reaches(company, arrow.to_role, arrow.from_role):
                column[arrow.to_role] = max(column[arrow.to_role], wanted)
    return column


def _reaches(company: Company, start: str, goal: str) -> bool:
    reached, frontier = {start}, {start}
    while frontier:
        frontier = {
            arrow.to_role for arrow in company.handoffs if arrow.from_role in frontier
        } - reached
        reached |= frontier
    return goal in reached


def _overlap(place: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(place[0] - other[0]) < BOX[0] + 10 and abs(place[1] - other[1]) < BOX[1] + 10


def add_role(company: Company, label: str, kind: str = "") -> Company:
    """Add a box; `kind` is one of the known roles, or '' for one of the company's own."""
    taken = [role.id for role in company.roles]
    if kind and (kind not in KNOWN or kind in taken):
        raise KitError(say("The role {kind} cannot be added a second time.", kind=kind))
    label = clean_label(label, [role.label for role in company.roles])
    # an own role must not become a known one because of its name
    role = Role(id=kind or new_id(label, "role", {*taken, *KNOWN}), label=label)
    added = company.model_copy(update={"roles": (*company.roles, role)})
    # it keeps its place when arrows are drawn later
    x, y = place_roles(added)[role.id]
    return move_role(added, role.id, x, y)


def rename_role(company: Company, role: str, label: str) -> Company:
    """Call a role something else; its id stays."""
    find_role(company, role)
    label = clean_label(label, [entry.label for entry in company.roles if entry.id != role])
    return _with_role(company, role, {"label": label})


def move_role(company: Company, role: str, x: float, y: float) -> Company:
    """Put a box somewhere else; all others stay where they are seen now."""
    find_role(company, role)
    places = place_roles(company)
    places[role] = (_inside(x, NEAREST[0]), _inside(y, NEAREST[1]))
    return company.model_copy(
        update={
            "roles": tuple(
                role.model_copy(update={"place": places[role.id]}) for role in company.roles
            )
        }
    )


def _inside(value: float, least: float) -> float:
    if not math.isfinite(value):
        return least
    return float(round(min(max(value, least), FARTHEST)))


def remove_role(company: Company, role: str) -> Company:
    """Take a role away, with its arrows, its functions, and from the people who had it."""
    find_role(company, role)
    return company.model_copy(
        update={
            "roles": tuple(entry for entry in company.roles if entry.id != role),
            "holdings": tuple(holding for holding in company.holdings if holding.role != role),
            "handoffs": tuple(
                handoff
                for handoff in company.handoffs
                if role not in (handoff.from_role, handoff.to_role)
            ),
            "people": tuple(
                person.model_copy(update={"roles": tuple(r for r in person.roles if r != role)})
                for person in company.people
            ),
        }
    )


def connect(company: Company, from_role: str, to_role: str) -> Company:
    """Draw an arrow between two roles."""
    first, second = find_role(company, from_role), find_role(company, to_role)
    if first == second:
        raise KitError(say("An arrow leads from one role to another. Choose a second role."))
    if any(
        (handoff.from_role, handoff.to_role) == (from_role, to_role) for handoff in company.handoffs
    ):
        raise KitError(
            say(
                "There is already an arrow from {first} to {second}. Change its condition instead.",
                first=first.label,
                second=second.label,
            )
        )
    arrow = Handoff(from_role=from_role, to_role=to_role)
    return company.model_copy(update={"handoffs": (*company.handoffs, arrow)})


def describe_handoff(
    company: Company,
    n: int,
    ends: Sequence[str],
    *,
    condition: str | None = None,
    chosen: str | None = None,
    partial: bool | None = None,
) -> Company:
    """Say when an arrow is followed; what is None stays as it is.

    Parameters
    ----------
    n, ends : int, sequence of str
        Which arrow: its number, and its two roles as a check.
    condition : str
        In the company's words.
    chosen : str
        The one decided on, or ''.
    partial : bool
        Only some functions pass.

    Raises
    ------
    KitError
        The chosen one is no candidate.
    """
    before = find_handoff(company, n, ends)
    changes: dict[str, object] = {}
    if condition is not None:
        changes["condition"] = " ".join(condition.split())
    if chosen is not None:
        changes["chosen"] = written(chosen) if chosen.strip() else None
    if partial is not None:
        changes["partial"] = partial
    changed = before.model_copy(update=changes)
    if changed.chosen is not None and changed.chosen not in changed.triggers:
        raise KitError(
            say(
                "“{chosen}” is decided on, so it has to stay among the candidates. Take the "
                "decision back first.",
                chosen=changed.chosen,
            )
        )
    handoffs = (*company.handoffs[:n], changed, *company.handoffs[n + 1 :])
    return company.model_copy(update={"handoffs": handoffs})


def remove_handoff(company: Company, n: int, ends: Sequence[str]) -> Company:
    """Take an arrow away."""
    find_handoff(company, n, ends)
    handoffs = (*company.handoffs[:n], *company.handoffs[n + 1 :])
    return company.model_copy(update={"handoffs": handoffs})


def find_handoff(company: Company, n: int, ends: Sequence[str]) -> Handoff:
    """The arrow of this number, if it still has these two ends."""
    if 0 <= n < len(company.handoffs):
        handoff = company.handoffs[n]
        if [handoff.from_role, handoff.to_role] == list(ends):
            return handoff
    raise KitError(say("This arrow is not there any more. Choose it again."))


def _with_role(company: Company, role: str, changes: Mapping[str, object]) -> Company:
    roles = tuple(
        entry.model_copy(update=dict(changes)) if entry.id == role else entry
        for entry in company.roles
    )
    return company.model_copy(update={"roles": roles})
