"""The conveyor map: roles as boxes, handoffs as arrows, and the same in words beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ipywidgets import VBox

from kit.company.model import Company, Handoff
from kit.company.names import arrow, find_role
from kit.language import Text, say, say_n
from kit.lessons.conveyor import edits as edits
from kit.lessons.conveyor import people
from kit.lessons.widgets.answer import sales_of
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing
from kit.lessons.widgets.modules import PARTS, script
from kit.lessons.widgets.names import rule_in_words, terms_in_words

HERE = Path(__file__).parent


def conveyor_panel(company: Company) -> VBox:
    """The map of the company's conveyor, to be drawn with the mouse or the keyboard.

    Every change is in the company folder at once. What the map shows stands beside it as a list.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`. Where that cannot be changed, the panel
        says why.
    """
    return panel(company, ConveyorMap)


class ConveyorMap(Drawing):
    """The drawing and the list of `conveyor_panel`."""

    _esm = script(PARTS, HERE / "arrows.mjs", HERE / "conveyor.mjs")

    texts: ClassVar[Mapping[str, Text]] = {
        "map": say("Map of the conveyor"),
        "in_words": say("The same in words"),
        "add_role": say("Add a role"),
        "kind": say("Kind of role"),
        "own_kind": say("a role of our own"),
        "name": say("Name"),
        "add": say("Add"),
        "draw": say("Draw an arrow"),
        "choose_first": say("Choose the role that hands clients over. Escape ends this."),
        "choose_second": say("Choose the role that receives the clients. Escape ends this."),
        "no_arrow": say("No arrow is drawn."),
        "role": say("Role"),
        "arrow": say("Arrow"),
        "move": say("Move the box"),
        "left": say("to the left"),
        "right": say("to the right"),
        "up": say("up"),
        "down": say("down"),
        "arrow_to": say("Draw an arrow to"),
        "draw_it": say("Draw it"),
        "delete_role": say("Delete the role"),
        "delete_arrow": say("Delete the arrow"),
        "keep": say("Keep it"),
        "condition": say("A client passes when"),
        "people": say("Who works in this role"),
        "nobody": say("Nobody is named yet."),
        "person": say("Another person, by name"),
        "add_person": say("Add this person"),
        "staff": say("Take everybody from the list of employees"),
        "chosen": say("Decided on"),
        "undecided": say("not decided yet"),
        "partial": say("Only some functions pass; the owner stays (a partial handoff)"),
        "unsaved": say("not saved yet"),
        "keys": say(
            "Arrow keys move the box, with Shift further. Enter renames it, C draws an arrow from "
            "it, Delete deletes it."
        ),
        "arrow_keys": say("Enter changes the condition, Delete deletes the arrow."),
        "nothing": say("Choose a box or an arrow to change it here."),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """Boxes, arrows and the list."""
        say_it = self._desk.language
        places = edits.place_roles(company)
        ids = {role.id for role in company.roles}
        return {
            "box": list(edits.BOX),
            "roles": [
                {
                    "id": role.id,
                    "label": role.label,
                    "x": places[role.id][0],
                    "y": places[role.id][1],
                    "loses": say_it(_what_goes(company, role.id)),
                }
                for role in company.roles
            ],
            "handoffs": [
                {
                    "n": n,
                    "from": handoff.from_role,
                    "to": handoff.to_role,
                    "condition": handoff.condition,
                    "rules": [[rule, say_it(rule_in_words(rule))] for rule in handoff.triggers],
                    "chosen": handoff.chosen or "",
                    "partial": handoff.partial,
                    "short": say_it(_short(handoff)),
                    "title": say_it(arrow(company, handoff)),
                    "facts": [say_it(fact) for fact in _facts(handoff)],
                }
                for n, handoff in enumerate(company.handoffs)
            ],
            "people": [
                {"id": person.id, "name": person.name or person.id, "roles": list(person.roles)}
                for person in company.people
            ],
            "files": bool(company.data.inputs),
            "kinds": [
                {"id": kind, "label": say_it(label)}
                for kind, label in edits.KNOWN.items()
                if kind not in ids
            ],
            "list": self._list(company),
        }

    def _list(self, company: Company) -> list[dict[str, Any]]:
        say_it = self._desk.language
        if not company.roles:
            return [
                {"text": say_it(say("There are no roles yet. Add the first one.")), "items": []}
            ]
        lines = []
        for role in company.roles:
            leaving = [handoff for handoff in company.handoffs if handoff.from_role == role.id]
            arriving = [handoff for handoff in company.handoffs if handoff.to_role == role.id]
            items = [
                {
                    "text": say_it(arrow(company, handoff)),
                    "facts": [say_it(fact) for fact in _facts(handoff)],
                }
                for handoff in leaving
            ]
            if not leaving and not arriving:
                alone = say("No arrow leads here or away.")
                items = [{"text": say_it(alone), "facts": []}]
            lines.append({"text": role.label, "items": items})
        return lines

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the map."""
        return {
            "add": lambda m: lambda c: edits.add_role(c, m["label"], m.get("kind", "")),
            "rename": lambda m: lambda c: edits.rename_role(c, m["role"], m["label"]),
            "move": lambda m: lambda c: edits.move_role(c, m["role"], m["x"], m["y"]),
            "remove": lambda m: lambda c: edits.remove_role(c, m["role"]),
            "person": lambda m: lambda c: people.add_person(c, m["role"], m["name"]),
            "works": lambda m: (
                lambda c: people.set_role(c, m["person"], m["role"], works=m["works"])
            ),
            "staff": lambda m: lambda c: people.take_staff(c, sales_of(c)),
            "connect": lambda m: lambda c: edits.connect(c, m["from"], m["to"]),
            "disconnect": lambda m: lambda c: edits.remove_handoff(c, m["n"], m["ends"]),
            "describe": lambda m: (
                lambda c: edits.describe_handoff(
                    c,
                    m["n"],
                    m["ends"],
                    condition=m.get("condition"),
                    chosen=m.get("chosen"),
                    partial=m.get("partial"),
                )
            ),
        }


def _short(handoff: Handoff) -> Text | str:
    """What stands at the arrow."""
    told: str | Text
    if handoff.chosen:
        told = rule_in_words(handoff.chosen)
    elif len(handoff.triggers) > 1:
        told = say_n("{n} candidate trigger", "{n} candidate triggers", len(handoff.triggers))
    else:
        told = next(map(rule_in_words, handoff.triggers), "") or handoff.condition or say("when?")
    if handoff.partial:
        return say("{condition} (partial)", condition=told)
    return told


def _facts(handoff: Handoff) -> list[Text]:
    """All that is known of an arrow, a sentence each."""
    facts = [
        say("When: {condition}", condition=handoff.condition)
        if handoff.condition
        else say("No condition is stated.")
    ]
    if handoff.triggers:
        facts.append(
            say(
                "Candidate triggers: {rules}",
                rules=[rule_in_words(rule) for rule in handoff.triggers],
            )
        )
    if handoff.chosen:
        facts.append(say("Decided on: {rule}", rule=rule_in_words(handoff.chosen)))
    if handoff.terms.strip():
        facts.append(say("Terms: {terms}", terms=terms_in_words(handoff)))
    if handoff.partial:
        facts.append(say("Partial: some functions pass, the owner stays."))
    return facts


def _what_goes(company: Company, role: str) -> Text:
    """What deleting a role would take along."""
    label = find_role(company, role).label
    arrows = sum(role in (handoff.from_role, handoff.to_role) for handoff in company.handoffs)
    held = sum(holding.role == role for holding in company.holdings)
    people = sum(role in person.roles for person in company.people)
    taken = [
        text
        for n, text in (
            (arrows, say_n("{n} arrow", "{n} arrows", arrows)),
            (
                held,
                say_n(
                    "{n} entry of the function matrix", "{n} entries of the function matrix", held
                ),
            ),
            (people, say_n("the role of {n} person", "the role of {n} people", people)),
        )
        if n
    ]
    if not taken:
        return say("Delete “{role}”? Nothing else goes with it.", role=label)
    return say("Delete “{role}”? This takes along {things}.", role=label, things=taken)
