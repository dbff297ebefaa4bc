"""How much room there is: the ceiling, what happens beyond it, and who is taken all the same."""

from __future__ import annotations

from functools import partial

from ipywidgets import Combobox, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company, Room
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.page import LABELLED, style
from kit.lessons.widgets.sheet import Sheet, typed_number, typed_sentence

BEYOND: tuple[Text, ...] = (
    say("refuse new clients that do not fit"),
    say("pass clients later"),
    say("hire one more account manager"),
    say("let hunters win fewer clients for a while"),
)


def room_panel(company: Company) -> VBox:
    """Agree on the ceiling of clients, on what happens beyond it, and on who does not fit.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `room` keeps it.
    """
    return panel(company, lambda desk: RoomForm(desk).box)


def make_room(
    company: Company, *, ceiling: str, beyond: str, off_profile: str, accepts: str
) -> Company:
    """The company with this agreement about room, as typed; all left empty takes it back.

    Raises
    ------
    KitError
        The ceiling is no whole number of clients; or there is one and nothing happens beyond it.
    """
    number, then, who = typed_number(ceiling), typed_sentence(beyond), typed_sentence(accepts)
    if ceiling.strip() and not (number >= 1 and number.is_integer()):
        raise KitError(
            say("“{typed}” is no number of clients. Write, for example, 60.", typed=ceiling.strip())
        )
    if ceiling.strip() and not then:
        raise KitError(say("Write down what happens when an account manager has that many."))
    segments = dict.fromkeys(typed_sentence(part) for part in off_profile.split(","))
    room = Room(
        ceiling=int(number) if ceiling.strip() else None,
        beyond=then,
        off_profile=tuple(segment for segment in segments if segment),
        accepts=who,
    )
    return company.model_copy(update={"room": room})


class RoomForm(Sheet):
    """The form of `room_panel`; `box` shows it."""

    def _build(self) -> None:
        language = self._desk.language
        self.ceiling = TextField(
            description=language(say("Clients of one account manager, at most")),
            placeholder=language(say("for example: {n}", n=60)),
            **LABELLED,
        )
        self.beyond = Combobox(
            description=language(say("When that many are reached, we")),
            options=[language(end) for end in BEYOND],
            placeholder=language(say("choose or write your own")),
            ensure_option=False,
            **LABELLED,
        )
        self.off_profile = TextField(
            description=language(say("Segments that do not fit, with commas between them")),
            **LABELLED,
        )
        self.accepts = TextField(
            description=language(say("Who may take such a client all the same")), **LABELLED
        )
        self.save = self._button(say("Save the limit"), self._save)
        self.box.children = (
            style(),
            self.ceiling,
            self.beyond,
            self.off_profile,
            self.accepts,
            HBox([self.save]),
            self.message,
        )

    def _save(self) -> None:
        self._do(
            partial(
                make_room,
                ceiling=self.ceiling.value,
                beyond=self.beyond.value,
                off_profile=self.off_profile.value,
                accepts=self.accepts.value,
            )
        )

    def _show(self, company: Company) -> None:
        room = company.room
        self.ceiling.value = "" if room.ceiling is None else str(room.ceiling)
        self.beyond.value, self.accepts.value = room.beyond, room.accepts
        self.off_profile.value = ", ".join(room.off_profile)
