"""How a company's files were understood, in a few lines: before any figure is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kit.language import Money, Quoted, Text, say, say_n
from kit.sales.headings.names import shortened
from kit.sales.tables import InputFile, Sales, Word, column_name, table_name

# The columns of orders that are named first, in this order, whether the file has them or not.
FIRST = (
    "client_id", "ordered_on", "fulfilled_on", "amount", "order_id", "employee_id", "status"
)  # fmt: skip
WORTH_SAYING = ("order_id", "employee_id", "status")  # of these it is said that there is none
WORDS = 8  # of a status column in a sentence
REASONS = 4  # for which rows were set aside, in a sentence


@dataclass(frozen=True)
class Understanding:
    """What the files came to, and how each was read.

    Attributes
    ----------
    orders, clients
        How many there are.
    total
        The sum of all orders, in minor units.
    start, as_of, currency, per_unit
        As in `Sales`.
    files
        Each file's columns, status words and account.
    answers
        What was asked about the files and answered, by key.
    changed
        What has changed since these answers were kept.
    merged
        How many spellings were taken as those of other clients, where a person decided so.
    """

    orders: int
    clients: int
    total: int
    start: date
    as_of: date
    currency: str | None
    per_unit: int
    files: tuple[InputFile, ...]
    answers: Mapping[str, str]
    changed: tuple[Text, ...]
    merged: tuple[Text, ...] = ()

    @classmethod
    def of(cls, sales: Sales) -> Understanding:
        """The understanding that sales were read with."""
        orders = sales.book.orders
        return cls(
            orders=len(orders),
            clients=len(sales.book.client_ids),
            total=sum(map(int, orders.amount.tolist())),
            start=sales.start,
            as_of=sales.as_of,
            currency=sales.currency,
            per_unit=sales.per_unit,
            files=sales.inputs,
            answers=sales.answers,
            changed=sales.changed,
            merged=sales.same_clients.sentences if sales.same_clients else (),
        )

    def money(self, minor: int) -> Money:
        """Minor units as money of these files."""
        return Money(minor, self.currency, self.per_unit)

    @property
    def sentences(self) -> list[Text]:
        """A few lines for a person: each file, then what came out and what has changed."""
        return [*(line for file in self.files for line in self.of_file(file)), *self.outcome]

    @property
    def outcome(self) -> list[Text]:
        """What came out of all files, and what has changed since an answer was kept."""
        total = say(
            "{orders}, {total} in all, from {start} to {end}.",
            orders=orders_of_clients(self.orders, self.clients),
            total=self.money(self.total),
            start=self.start,
            end=self.as_of,
        )
        return [total, *self.merged, *self.changed]

    def of_file(self, file: InputFile) -> list[Text]:
        """One file: its rows, its columns, its status words, why rows were set aside."""
        lines = [
            say_n(
                "{file}: {n} row read, {used} used, {aside} set aside.",
                "{file}: {n} rows read, {used} used, {aside} set aside.",
                file.rows_read,
                file=file.file,
                used=file.rows_used,
                aside=file.rows_set_aside,
            ),
            *self.columns_of(file),
        ]
        return [*lines, _set_aside(file)] if file.reasons else lines

    def columns_of(self, file: InputFile) -> list[Text]:
        """What each column of a file was taken for, and which words of its status count."""
        return [_columns(file), *self._words(file)]

    def _words(self, file: InputFile) -> list[Text]:
        """Which words of the status column count and which do not."""
        said = []
        for counts in (True, False):
            words = [word for word in file.words if word.counts == counts]
            if not words:
                continue
            shown = [self._word(word) for word in words[:WORDS]]
            if len(words) > WORDS:
                shown.append(say_n("{n} more", "{n} more", len(words) - WORDS))
            said.append(
                say("   count as orders: {words}.", words=shown)
                if counts
                else say("   do not count: {words}.", words=shown)
            )
        return said

    def _word(self, word: Word) -> Text:
        name = Quoted(shortened(word.word)) if word.word else say("a blank status")
        if word.total is None:
            return say_n("{word} ({n} row)", "{word} ({n} rows)", word.rows, word=name)
        return say_n(
            "{word} ({n} row, {total})",
            "{word} ({n} rows, {total})",
            word.rows,
            word=name,
            total=self.money(word.total),
        )


def orders_of_clients(orders: int, clients: int) -> Text:
    """How many orders there are of how many clients."""
    return say_n(
        "{n} order {of_clients}",
        "{n} orders {of_clients}",
        orders,
        of_clients=say_n("of {n} client", "of {n} clients", clients),
    )


def _columns(file: InputFile) -> Text:
    """Which column is what."""
    first = [name for name in FIRST if name in file.matched] if file.table == "orders" else []
    names = [*first, *(name for name in file.matched if name not in first)]
    pairs = [
        say(
            "{name} = {column}",
            name=column_name(name),
            column=Quoted(shortened(file.matched[name])),
        )
        for name in names
    ]
    absent = [
        column_name(name)
        for name in WORTH_SAYING
        if file.table == "orders" and name not in file.matched
    ]
    if absent:
        return say(
            "   {table}: {columns}. No column for: {absent}.",
            table=table_name(file.table),
            columns=pairs,
            absent=absent,
        )
    return say("   {table}: {columns}.", table=table_name(file.table), columns=pairs)


def _set_aside(file: InputFile) -> Text:
    """Why rows were set aside, with how many."""
    reasons = [
        say("{reason} ({n})", reason=reason, n=rows) for reason, rows in file.reasons[:REASONS]
    ]
    more = sum(rows for _, rows in file.reasons[REASONS:])
    if more:
        reasons.append(say("other reasons ({n})", n=more))
    return say("   set aside: {reasons}.", reasons=reasons)
