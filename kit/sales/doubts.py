"""What reading is not certain of: the doubts of all files, their choices, the answers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.errors import KitError
from kit.language import LANGUAGES, Language, Money, Quoted, Text, say, say_n
from kit.sales.options import answer_option
from kit.sales.tables import TABLES

LONGEST = 1000  # characters of a message, in any language
SHOWN = 6  # choices of one doubt in a message
_NOTHING: Mapping[str, str] = {}
_NO_TEXTS: Mapping[str, Text] = {}
_NO_FORMER: Mapping[str, Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True)
class Choice:
    """One possible answer: the short word that gives it, what it means, and what it touches.

    `rows`, `total`: how many rows it is about, and their sum. `option`: what to add to the command
    to give this answer; empty: `--answer KEY=ANSWER`.
    """

    answer: str
    meaning: Text
    rows: int | None = None
    total: Money | None = None
    option: str = ""

    @property
    def text(self) -> Text:
        """What it means, with its rows and their sum."""
        if self.rows is None:
            return self.meaning
        if self.total is None:
            return say_n(
                "{meaning} ({n} row)", "{meaning} ({n} rows)", self.rows, meaning=self.meaning
            )
        return say_n(
            "{meaning} ({n} row, {total})",
            "{meaning} ({n} rows, {total})",
            self.rows,
            meaning=self.meaning,
            total=self.total,
        )


@dataclass(frozen=True)
class Doubt:
    """Something that could change a figure by more than 1 % and is not certain.

    key
        Stable and readable, such as `orders.words`: it stands in options and in kept answers. For
        a column it is its canonical name with the table, `orders.amount`: a map answers it too.
    text
        The question, with an example and how many rows it is about.
    choices
        The likeliest first.
    option
        Where other answers than the choices are possible: the option with a blank to fill in, such
        as `--map amount=COLUMN`. Empty: one of the choices it must be.
    brief
        The question in fewer words, for a message with many.
    other
        What such another answer is, where that is not plain from the question.
    kept
        From a company's folder and an answer to what is kept of it for the next export, by keys:
        where an answer for all must not hold for what nobody has seen yet. None: the answer itself.
    """

    key: str
    text: Text
    choices: tuple[Choice, ...] = ()
    option: str = ""
    brief: Text | None = None
    other: Text | None = None
    kept: Callable[[Path, str], Mapping[str, str]] | None = field(default=None, compare=False)

    @property
    def asks_for_column(self) -> bool:
        """Whether its answer is a column, which a map gives as well."""
        table, _, column = self.key.partition(".")
        return any(known.name == column for known in TABLES.get(table, ()))

    def is_column(self, answer: str) -> bool:
        """Whether this answer is a column, and not another choice beside them."""
        chosen = next((choice for choice in self.choices if choice.answer == answer), None)
        return self.asks_for_column and (chosen is None or bool(chosen.option))

    def with_answer(self, answer: str) -> Text:
        """What is asked, and an answer to it."""
        meant = [choice.meaning for choice in self.choices if choice.answer == answer]
        return say(
            "{question} You answered: {answer}.",
            question=self.text,
            answer=meant[0] if meant else Quoted(answer),
        )

    @property
    def offered(self) -> Text:
        """What is done while nobody says otherwise, and the option that does otherwise."""
        first, other = self.choices[:2]
        return say(
            "{question} For now {first}. If instead {other}, add {option}.",
            question=self.text,
            first=first.meaning,
            other=other.meaning,
            option=self.option_of(other),
        )

    def option_of(self, choice: Choice) -> str:
        """What to add to the command to give this answer."""
        return choice.option or answer_option(self.key, choice.answer)


class Doubts:
    """The doubts of one reading, with the answers that were given or kept.

    Code that is not certain of something calls `ask` and goes on with what it returns. `former`:
    by table and canonical column the headings that it was read from last time.
    """

    def __init__(
        self,
        answers: Mapping[str, str] = _NOTHING,
        former: Mapping[str, Mapping[str, Sequence[str]]] = _NO_FORMER,
    ) -> None:
        self.answers = dict(answers)
        self.former = former
        self.open: list[Doubt] = []
        self.offers: list[Doubt] = []
        self.settled: dict[str, str] = {}  # what was asked and is answered
        self.answered: dict[str, Text] = {}  # the same in words, but for columns

    def ask(
        self,
        doubt: Doubt,
        provisional: str | None = None,
        *,
        fits: Callable[[str], bool] | None = None,
    ) -> str:
        """The answer that was given or kept; else a provisional one, and the doubt stays open.

        A key is asked once: its answer holds for every file of the table.

        Parameters
        ----------
        provisional
            What to go on with until there is an answer; None: the first choice, or "" if there is
            none.
        fits
            Whether an answer can be used here; by default it is one of the choices, or anything if
            the doubt has an `option` to fill in.
        """
        given = self.answers.get(doubt.key)
        if given is not None:
            if _usable(doubt, given, fits):
                self.settle(
                    doubt.key, given, None if doubt.asks_for_column else doubt.with_answer(given)
                )
                return given
            text = say(
                "“{answer}” cannot be the answer. {question}", answer=given, question=doubt.text
            )
            doubt = replace(doubt, text=text)
        if all(other.key != doubt.key for other in self.open):
            self.open.append(doubt)
        if provisional is not None:
            return provisional
        return doubt.choices[0].answer if doubt.choices else ""

    def offer(self, doubt: Doubt) -> str:
        """The answer that was given or kept, else the first choice: reading goes on all the same.

        What rests on it is said at the head of everything, with the other choices.
        """
        given = self.answers.get(doubt.key)
        if given is not None and _usable(doubt, given, None):
            self.settle(doubt.key, given, doubt.with_answer(given))
            return given
        self.offers.append(doubt)
        return doubt.choices[0].answer

    def settle(self, key: str, answer: str, text: Text | None) -> None:
        """Note that something is answered; `text` says what was asked and what the answer is."""
        self.settled[key] = answer
        if text is not None:
            self.answered[key] = text

    def insist(self, doubt: Doubt) -> None:
        """Open a doubt although there is an answer: it does not say everything."""
        self.settled.pop(doubt.key, None)
        self.answered.pop(doubt.key, None)
        self.open.append(doubt)

    def is_open(self, key: str) -> bool:
        """Whether this was asked and has no answer yet."""
        return any(doubt.key == key for doubt in self.open)

    def close(self) -> None:
        """End a reading.

        Raises
        ------
        Unanswered
            A doubt is open.
        """
        if self.open:
            raise Unanswered(self.open, answered=self.answered)

    def stopped_by(self, error: KitError) -> KitError:
        """The error that ends a reading: with all doubts so far, where there are any.

        While columns are open, what went wrong may come from a provisional answer: the questions
        stand alone.
        """
        if not self.open or isinstance(error, Unanswered):
            return error
        columns = any(doubt.asks_for_column for doubt in self.open)
        return Unanswered(self.open, None if columns else error.text, self.answered)


class Unanswered(KitError):
    """Reading had to stop: all open doubts of all files, and what else is wrong, if anything.

    `text` has at most 1,000 characters in every language and says where the whole is; `full` is
    the whole. `answered`: what was asked and is answered, in words by key.
    """

    def __init__(
        self,
        doubts: Sequence[Doubt],
        problem: Text | None = None,
        answered: Mapping[str, Text] = _NO_TEXTS,
    ) -> None:
        self.doubts = tuple(doubts)
        self.answered = dict(answered)
        self.problem = problem
        self.full = self._text(len(self.doubts), None)
        super().__init__(self._brief())

    def _brief(self) -> Text:
        """As much as fits: first fewer choices of each doubt and words, then fewer doubts."""
        most = max((len(doubt.choices) for doubt in self.doubts), default=0)
        if most <= SHOWN and _length(self.full) <= LONGEST:
            return self.full
        for doubts in range(len(self.doubts), 0, -1):
            for brief in (False, True):
                for choices in (SHOWN, 4, 3, 2, 1):
                    text = self._text(doubts, choices, brief=brief)
                    if _length(text) <= LONGEST:
                        return text
        return self._text(0, 0)

    def _text(self, doubts: int, choices: int | None, *, brief: bool = False) -> Text:
        several = len(self.doubts) > 1
        parts: list[Text] = []
        cut = doubts < len(self.doubts)
        if several or not doubts:
            parts.append(
                say_n(
                    "{n} question only you can answer. Add an option for it and run it again.",
                    "{n} questions only you can answer. Add an option for each and run it again.",
                    len(self.doubts),
                )
            )
        for number, doubt in enumerate(self.doubts[:doubts], start=1):
            question = doubt.brief if brief and doubt.brief is not None else doubt.text
            parts.append(
                say("{number:plain}. {question}", number=number, question=question)
                if several
                else question
            )
            shown = doubt.choices[:choices]
            parts += [
                say(
                    "   {meaning}: {option}",
                    meaning=Quoted(choice.answer)
                    if brief and doubt.is_column(choice.answer)
                    else choice.text,
                    option=doubt.option_of(choice),
                )
                for choice in shown
            ]
            if len(shown) < len(doubt.choices):
                cut = True
            if doubt.option and doubt.other is not None:
                parts.append(
                    say("   {meaning}: {option}", meaning=doubt.other, option=doubt.option)
                )
            elif doubt.option and not shown:
                parts.append(say("   {option}", option=doubt.option))
            elif doubt.option and len(shown) < len(doubt.choices) and not brief:
                parts.append(say("   or {option}", option=doubt.option))
        if self.problem is not None:
            parts.append(say("And: {problem}", problem=self.problem))
        if cut:
            parts.append(
                say(
                    "Every question in full, and every column: run “handoff reading” with the same"
                    " files and options."
                )
            )
        return lines(parts)


def lines(parts: Iterable[Text]) -> Text:
    """Several sentences, each on a line of its own."""
    values = {f"line{number}": part for number, part in enumerate(parts)}
    return Text("\n".join(f"{{{name}}}" for name in values), values)


def spaced(sentences: Iterable[Text]) -> Text:
    """Several sentences, one after the other."""
    values = {f"sentence{number}": sentence for number, sentence in enumerate(sentences)}
    return Text(" ".join(f"{{{name}}}" for name in values), values)


def _usable(doubt: Doubt, answer: str, fits: Callable[[str], bool] | None) -> bool:
    if fits is not None:
        return fits(answer)
    return bool(doubt.option) or any(choice.answer == answer for choice in doubt.choices)


def _length(text: Text) -> int:
    return max(len(Language(code)(text)) for code in LANGUAGES)
