"""What is kept of a reading for the next export: the answers, and what the files looked like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import yaml

from kit import disk
from kit.errors import KitError
from kit.language import Text, say
from kit.sales.doubts import Choice, Doubt, spaced
from kit.sales.headings.names import shortened, some
from kit.sales.tables import Sales, column_name

FILE_NAME = "reading.yaml"
HEADER = """\
# How handoff reads this company's files. You may change or delete answers here: they hold for the
# next export as well. Below them stands what the files looked like, so that changes can be said.
"""
JUMP = 5  # times: what an order is worth, and what comes in a month
PACE = 2  # times: how many orders come in a month
ENOUGH = 30  # orders, in both exports, from which on their number a month can be compared
DAYS_OF_MONTH = 365.25 / 12
SHOWN = 5  # new words in a sentence
CHANGED = "changed"  # the key of the question whether a change is one of the business


@dataclass(frozen=True)
class Seen:
    """What the files of one reading looked like.

    `files`: their hashes. `columns`: by table and canonical column the headings it was read from.
    `words`: the words of the status columns, with the rows of each. Amounts are in units of money.
    """

    files: tuple[str, ...]
    columns: Mapping[str, Mapping[str, tuple[str, ...]]]
    words: Mapping[str, int]
    currency: str | None
    start: str
    as_of: str
    orders: int
    clients: int
    total: float
    median_order: float
    orders_a_month: float

    @classmethod
    def of(cls, sales: Sales) -> Self:
        """What these sales were read from."""
        columns: dict[str, dict[str, tuple[str, ...]]] = {}
        words: dict[str, int] = {}
        for file in sales.inputs:
            headings = columns.setdefault(file.table, {})
            for name, heading in file.matched.items():
                headings[name] = tuple(dict.fromkeys((*headings.get(name, ()), heading)))
            for word in file.words:
                words[word.word] = words.get(word.word, 0) + word.rows
        months = max(((sales.as_of - sales.start).days + 1) / DAYS_OF_MONTH, 1)
        reading = sales.reading
        return cls(
            files=tuple(file.sha256 for file in sales.inputs),
            columns=columns,
            words=words,
            currency=sales.currency,
            start=sales.start.isoformat(),
            as_of=sales.as_of.isoformat(),
            orders=reading.orders,
            clients=reading.clients,
            total=reading.total / sales.per_unit,
            median_order=float(np.median(sales.book.orders.amount)) / sales.per_unit,
            orders_a_month=round(reading.orders / months, 2),
        )

    def doubt_since(self, before: Seen) -> Doubt | None:
        """What would change every figure and may be no change of the business; None: nothing.

        The answer is the day up to which this export goes: it holds for this one only.
        """
        few = min(before.orders, self.orders) < ENOUGH
        said = self._jumps(before, pace=not few)
        if before.currency and self.currency and before.currency != self.currency:
            said.insert(0, self._other_currency(before))
        if not said:
            return None
        text = say(
            "{changes} Another export, column or unit would look like this: check it.",
            changes=spaced(said),
        )
        choices = (Choice(self.as_of, say("it is right so, in this export")),)
        return Doubt(CHANGED, text, choices)

    def changes_since(self, before: Seen) -> list[Text]:
        """What has changed, in sentences."""
        changes = [
            say(
                "Since last time: the {column} was read from “{former}”, and now from "
                "“{column_now}”.",
                column=column_name(name),
                former=shortened(headings[0]),
                column_now=shortened(now[0]),
            )
            if (now := self.columns.get(table, {}).get(name))
            else say(
                "Since last time: no column is the {column} any more; it was “{former}”.",
                column=column_name(name),
                former=shortened(headings[0]),
            )
            for table, columns in before.columns.items()
            if table in self.columns
            for name, headings in columns.items()
            if not set(headings) & set(self.columns[table].get(name, ()))
        ]
        new = [word for word in self.words if word and word not in before.words]
        if new and before.words:
            words = some(new, SHOWN)
            changes.append(say("Since last time: new words of the status: {words}.", words=words))
        if self.currency != before.currency:
            changes.append(self._other_currency(before))
        return changes + self._jumps(before)

    def _other_currency(self, before: Seen) -> Text:
        none = say("none")
        return say(
            "Since last time: the currency was {former} and is {now}.",
            former=before.currency or none,
            now=self.currency or none,
        )

    def _jumps(self, before: Seen, *, pace: bool = True) -> list[Text]:
        """Figures that differ by more than a business does from one export to the next.

        `pace`: the number of orders a month among them.
        """
        months = [
            seen.orders / seen.orders_a_month if seen.orders_a_month else 1.0
            for seen in (before, self)
        ]
        jumps = []
        for what, former, now, most in (
            (say("half of the orders are above"), before.median_order, self.median_order, JUMP),
            (
                say("sales a month"),
                before.total / months[0],
                self.total / months[1],
                JUMP,
            ),
            (say("orders a month"), before.orders_a_month, self.orders_a_month, PACE),
        ):
            if most == PACE and not pace:
                continue
            if former > 0 and not former / most <= now <= former * most:
                jumps.append(
                    say(
                        "Since last time: {what}: {former}, and now {now}.",
                        what=what,
                        former=round(former, 2),
                        now=round(now, 2),
                    )
                )
        return jumps


@dataclass(frozen=True)
class Kept:
    """The answers, the last reading, and the one before it of other files."""

    answers: Mapping[str, str] = field(default_factory=dict)
    seen: Seen | None = None
    before: Seen | None = None

    def compared(self, files: tuple[str, ...]) -> Seen | None:
        """What files with these hashes are compared with: the last reading of other ones."""
        return self.before if self.seen is not None and self.seen.files == files else self.seen

    def with_reading(self, answers: Mapping[str, str], seen: Seen) -> Kept:
        """With the answers and the look of one more reading."""
        same = self.seen is not None and self.seen.files == seen.files
        return replace(
            self,
            answers={**self.answers, **answers},
            seen=seen,
            before=self.before if same else self.seen,
        )


def kept_in(file: Path) -> Kept:
    """What is kept in a file; nothing where there is none.

    Raises
    ------
    KitError
        It cannot be read, or somebody's hand has left something in it that is not understood.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Kept()
    except (OSError, UnicodeDecodeError) as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=str(error))
        ) from None
    try:
        entries = yaml.safe_load(content) or {}
        answers = {str(key): str(answer) for key, answer in (entries.get("answers") or {}).items()}
        return Kept(answers, _seen(entries.get("seen")), _seen(entries.get("before")))
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise KitError(
            say(
                "{file} is not understood ({reason}). Correct it, or delete it: handoff then asks"
                " again.",
                file=str(file),
                reason=" ".join(str(error).split())[:120],
            )
        ) from None


def forget(file: Path, key: str) -> None:
    """Take an answer out of what is kept: it is then asked again.

    Raises
    ------
    KitError
        The file cannot be read or written.
    """
    kept = kept_in(file)
    if key in kept.answers:
        left = {name: answer for name, answer in kept.answers.items() if name != key}
        keep(file, replace(kept, answers=left))


def keep(file: Path, kept: Kept) -> None:
    """Write what is kept, whole or not at all; nothing is written where it says the same already.

    Raises
    ------
    KitError
        It cannot be written.
    """
    entries = {
        "answers": dict(kept.answers),
        **{
            name: asdict(seen) | {"files": list(seen.files), "columns": _lists(seen.columns)}
            for name, seen in (("seen", kept.seen), ("before", kept.before))
            if seen is not None
        },
    }
    text = HEADER + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100)
    content = text.encode()
    try:
        if not (file.is_file() and file.read_bytes() == content):
            disk.replace(file, content)
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be written ({reason}). Close it if it is open elsewhere, or name "
                "another file with --reading.",
                file=str(file),
                reason=error.strerror or str(error),
            )
        ) from None


def _lists(columns: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, Any]:
    return {
        table: {name: list(headings) for name, headings in names.items()}
        for table, names in columns.items()
    }


def _seen(entries: dict[str, Any] | None) -> Seen | None:
    if not entries:
        return None
    return Seen(
        **{
            **entries,
            "files": tuple(entries["files"]),
            "columns": {
                table: {name: tuple(headings) for name, headings in names.items()}
                for table, names in entries["columns"].items()
            },
        }
    )
