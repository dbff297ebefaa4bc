"""Clients spelt in several ways, as a list in which each is accepted or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ipywidgets import HTML, Button, Dropdown, HBox, VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import heading, paragraph
from kit.sales.same_clients.decisions import Merge, read_decisions, visible, write_decisions
from kit.sales.same_clients.merges import KEY
from kit.sales.same_clients.proposals import KINDS, Proposal

SHOWN = 50  # spellings of a kind that have a field of their own; the others stand in the file
# None is no value of a list of choices: it would show none of them
CHOICES = ((say("not decided"), ""), (say("one client"), "yes"), (say("two clients"), "no"))
ACCEPTED = {"": None, "yes": True, "no": False}
CHOICE_OF = {accepted: choice for choice, accepted in ACCEPTED.items()}


class SameClients:
    """What the file of decisions lists, by kind of evidence; every choice is written to it at once.

    `box` is empty where the company's answer names no such file.
    """

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk, self._changed = desk, changed
        self._path: Path | None = None
        self._listed: list[Merge] = []
        self.fields: dict[tuple[str, str], Dropdown] = {}
        self.buttons: list[Button] = []
        self.box = VBox()

    def show(self, company: Company) -> None:
        """Show the company's file, if it has one."""
        answer = company.data.answers.get(KEY, "")
        path = company.folder / answer
        try:
            decisions = read_decisions(path, answer) if answer and path.is_file() else {}
        except KitError as error:
            self.box.children = [HTML(paragraph(error.text, self._desk.language, alert=True))]
            return
        listed = [
            Merge(Proposal(spelling, client, kind, rows), accepted)
            for (spelling, client), (accepted, kind, rows) in decisions.items()
        ]
        if listed != self._listed or path != self._path:
            self._path, self._listed = path, listed
            self._build()

    def _build(self) -> None:
        language = self._desk.language
        self.fields, self.buttons = {}, []
        kinds: dict[str, list[Merge]] = {}
        for merge in self._listed:
            kinds.setdefault(merge.proposal.kind, []).append(merge)
        parts: list[Any] = []
        if self._listed:
            parts.append(heading(say("Which spellings are one client?"), language))
        for kind, merges in kinds.items():
            parts += self._of_kind(kind, merges)
        self.box.children = parts

    def _of_kind(self, kind: str, merges: list[Merge]) -> list[Any]:
        language = self._desk.language
        evidence = KINDS.get(kind, say("named by you"))
        text = say_n(
            "{n} pair of spellings: they {evidence}.",
            "{n} pairs of spellings: they {evidence}.",
            len(merges),
            evidence=evidence,
        )
        every = [(merge.proposal.spelling, merge.proposal.client) for merge in merges]
        buttons = [
            self._button(say("All of these: one client each"), every, accepted=True),
            self._button(say("All of these: two clients"), every, accepted=False),
        ]
        fields = []
        for merge in merges[:SHOWN]:
            pair = merge.proposal.spelling, merge.proposal.client
            field = Dropdown(
                options=[(language(label), value) for label, value in CHOICES],
                value=CHOICE_OF[merge.accepted],
                description=language(
                    say(
                        "“{spelling}” and “{client}”",
                        spelling=visible(pair[0]),
                        client=visible(pair[1]),
                    )
                ),
                style={"description_width": "initial"},
                layout={"width": "auto", "max_width": "54em"},
            )
            field.observe(
                lambda change, pair=pair: self._decide([pair], ACCEPTED[change["new"]]), "value"
            )
            self.fields[pair] = field
            fields.append(field)
        more = len(merges) - SHOWN
        rest = (
            say_n(
                "{n} more pair is in {file}.",
                "{n} more pairs are in {file}.",
                more,
                file=_name(self._path),
            )
            if more > 0
            else None
        )
        return [
            HTML(paragraph(text, language)),
            HBox(buttons, layout={"flex_flow": "row wrap"}),
            *fields,
            HTML(paragraph(rest, language)),
        ]

    def _button(self, label: Text, pairs: list[tuple[str, str]], *, accepted: bool) -> Button:
        button = Button(description=self._desk.language(label), layout={"width": "auto"})
        button.on_click(lambda _: self._decide(pairs, accepted))
        self.buttons.append(button)
        return button

    def _decide(self, pairs: list[tuple[str, str]], accepted: bool | None) -> None:
        """Write what was decided about some pairs, and have the files read again."""
        chosen = set(pairs)
        listed = [
            Merge(merge.proposal, accepted)
            if (merge.proposal.spelling, merge.proposal.client) in chosen
            else merge
            for merge in self._listed
        ]
        if listed == self._listed or self._path is None:
            return
        write_decisions(self._path, listed)
        self._listed = listed
        for pair in chosen & self.fields.keys():
            self.fields[pair].value = CHOICE_OF[accepted]
        self._changed()


def _name(path: Path | None) -> str:
    return path.name if path else ""
