"""A question declares itself once: what it asks, its tables, its charts, and how it is answered.

Whatever shows answers (the run, the package's face, `plot`, the report, the lessons, results.json)
reads the declaration. The questions stand in `kit.questions.catalogue`, in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any

import pandas as pd

from kit.company.model import Company
from kit.language import Language, Text, say
from kit.questions.claims import Claim, Obstacle
from kit.questions.finding import Finding
from kit.sales.tables import Sales

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

Check = Callable[[Company, Sales], Obstacle | None]
ORDERS = say(
    "Your orders, with client, date and amount each: choose their file where the lessons ask "
    "for it, or name it in the command."
)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, heading
        Its name in code and in results.json; what it is called for people.
    unit
        `clients`, `share`, `days`, `money`, `date`, `status`, ...; `text` is a code or a name from
        the data; `words` are for people: a `Text`, or the company's own words, or a list of them;
        `yes or no` is a truth value.
    shown
        Whether a person is shown it; the others are for programs and charts.
    interval
        Whether `<name>_low` and `<name>_high` stand beside it; a person sees them in its cell.
    """

    name: str
    heading: Text
    unit: str = "text"
    shown: bool = True
    interval: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The column of the frame, and those of its interval."""
        ends = (f"{self.name}_low", f"{self.name}_high")
        return (self.name, *ends) if self.interval else (self.name,)


@dataclass(frozen=True)
class Table:
    """A table of a question's answer.

    Attributes
    ----------
    columns
        In the order in which people see them.
    name
        Its name among a Finding's `details`; '' is the main table.
    title, note
        What it is called in the report, and how to read it. Without a title, a further table is
        for programs and charts, and the report does not show it.
    drawn_by
        The report leaves the rows that have something in this column to the picture.
    """

    columns: tuple[Column, ...]
    name: str = ""
    title: Text | None = None
    note: Text | None = None
    drawn_by: str = ""

    def __getitem__(self, name: str) -> Column:
        """The column of that name; the ends of an interval are in their column."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {name: column for column in self.columns for name in column.names}

    @property
    def names(self) -> list[str]:
        """All columns of the frame."""
        return list(self._by_name)

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Rows as a frame with the declared columns, whether or not there are any rows."""
        return pd.DataFrame(list(rows), columns=self.names)

    def shown(self, frame: pd.DataFrame) -> list[str]:
        """The columns of a frame that a person is shown, as far as it has them."""
        return [column.name for column in self.columns if column.shown and column.name in frame]


@dataclass(frozen=True)
class Chart:
    """A picture of a Finding.

    Attributes
    ----------
    name, title, alt
        Its name for `plot`; what it is called; what it shows, for those who do not see it.
    height
        Inches that it takes; 0: this Finding has nothing to draw there.
    draw
        Draws a Finding into a part of a figure, in the reader's language.
    """

    name: str
    title: Text
    alt: Text
    height: Callable[[Finding], float]
    draw: Callable[[Finding, Figure | SubFigure, Language], list[Axes]]


def no_charts() -> tuple[Chart, ...]:
    """For a question that draws nothing."""
    return ()


@dataclass(eq=False, repr=False)
class Question:
    """One question of the workshop; called with a company and its sales, it answers.

    Attributes
    ----------
    name, asks
        Its name in code and files; the question as a person would ask it.
    answer
        `(company, sales) -> Finding`, and options of its own.
    headline, next_step
        The answer in one sentence of at most 25 words with one figure, and one thing to do next;
        both are asked only where something was worked out. Where it `cannot tell`, the headline
        claims nothing, and no point estimate leads.
    tables
        The main table first.
    charts
        Gives the charts; it imports them only then, since drawing takes libraries that answering
        does not.
    needs
        Canonical tables or columns without which there is no answer. Where any are named and there
        are no sales at all, `absent` is said, and `answer` is not asked.
    unless
        Checks that say why an answer would be senseless, whatever it says, or give None. Where one
        does, that is the answer, and `answer` is not asked.
    ignores
        Parts of the company on which the answer does not rest: a lesson does not ask again when
        they change.
    tells_what_was_said
        Whether it reads back what people agreed on and decided: then it is asked again when that
        changes, which other answers do not rest on.
    sources
        The publications behind the method.
    in_diagnosis
        Whether `handoff diagnose` asks it; a question with a command of its own is not.
    """

    name: str
    asks: Text
    answer: Callable[..., Finding]
    headline: Callable[[Finding], Claim]
    next_step: Callable[[Finding], Text]
    tables: tuple[Table, ...]
    charts: Callable[[], tuple[Chart, ...]] = no_charts
    needs: tuple[str, ...] = ()
    absent: Text | None = None
    unless: tuple[Check, ...] = ()
    ignores: tuple[str, ...] = ()
    tells_what_was_said: bool = False
    sources: tuple[str, ...] = ()
    in_diagnosis: bool = True

    def __post_init__(self) -> None:
        # the question is described, to `help` and in a notebook, as what answers it is
        update_wrapper(self, self.answer, assigned=("__doc__", "__module__"), updated=())
        self.__name__ = self.name

    def __repr__(self) -> str:
        return f"<question {self.name}>"

    def __call__(
        self, company: Company, sales: Sales | None, *given: Any, **options: Any
    ) -> Finding:
        """The answer about a company; `sales` None: it has no data files yet."""
        if sales is None and self.needs:
            texts: tuple[Text, ...] = () if self.absent is None else (self.absent,)
            finding = Finding(self, "needs data", text=texts, needs=(ORDERS,))
        elif reasons := self._senseless(company, sales):
            texts = tuple(reason.text for reason in reasons)
            finding = Finding(self, "cannot tell", text=texts, senseless=reasons)
        else:
            finding = self.answer(company, sales, *given, **options)
        reader = company.settings.language
        if sales is None:
            return replace(finding, reader=reader)
        return replace(finding, reader=reader, currency=sales.currency, per_unit=sales.per_unit)

    def _senseless(self, company: Company, sales: Sales | None) -> tuple[Obstacle, ...]:
        if sales is None:
            return ()
        reasons = (check(company, sales) for check in self.unless)
        return tuple(reason for reason in reasons if reason is not None)

    def table(self, name: str = "") -> Table:
        """The table of that name; '' is the main one.

        Raises
        ------
        ValueError
            No such table; the message lists those there are.
        """
        tables = {table.name: table for table in self.tables}
        if name not in tables:
            raise ValueError(f"{self.name} has no table {name!r}: choose one of {list(tables)}")
        return tables[name]
