"""What is open about the rows of all files: words, flags, kinds of document; asked, then done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from kit.language import Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import shortened
from kit.sales.options import answer_option, escaped, unescaped
from kit.sales.rows import Mask, Rows
from kit.sales.standing.books import on_one_side
from kit.sales.weight import little, sum_of

SHOWN = 8  # words of a question that are named
MEANT = {"yes": True, "count": True, "да": True, "no": False, "open": False, "нет": False}


def settled(rows: Rows, doubts: Doubts, table: str = "orders") -> tuple[Rows, list[Text]]:
    """Ask about the words and flags that are open; without an answer their rows do not count.

    What concerns at most 1% of the rows and of the money is set aside without a question.

    Returns
    -------
    rows, notes
        The rows that count, returns with negative sums; what was left out without a question.
    """
    notes: list[Text] = []
    about: dict[str, str] = {}
    for account in rows.accounts.values():
        about = {**account.about, **about}
    for key, cells, column in (
        ("words", "doubtful", "status"),
        ("document", "documents", "document"),
    ):
        rows, said = _ask_words(rows, cells, doubts, f"{table}.{key}", about.get(column, ""))
        notes += said
    if table == "orders":
        rows, said = on_one_side(rows, doubts, about)
        notes += said
    rows = _ask_contrary(rows, doubts, f"{table}.closed", about.get("flag", ""))
    return _returned(rows), notes


def _ask_words(
    rows: Rows, name: str, doubts: Doubts, key: str, heading: str
) -> tuple[Rows, list[Text]]:
    cells = rows.frame[name]
    present = [str(word) for word in cells.dropna().unique()]
    answers = {word: _answered(doubts, key, word, heading) for word in present}
    refused = [word for word, counts in answers.items() if counts is False]
    open_words = [word for word, counts in answers.items() if counts is None]
    notes: list[Text] = []
    unsure = np.asarray(cells.isin(open_words), dtype=np.bool_)
    if unsure.any() and not little(rows, unsure):
        counted = _put(rows, cells, unsure, doubts, key, heading)
        refused += [word for word in open_words if word not in counted]
    elif unsure.any():
        refused += open_words
        notes.append(
            say_n(
                "{n} row with unknown words in “{column}” ({words}) is left out: it is at most "
                "1% of the rows and of the money. To count it: {option}.",
                "{n} rows with unknown words in “{column}” ({words}) are left out: they are at "
                "most 1% of the rows and of the money. To count them: {option}.",
                int(unsure.sum()),
                column=heading,
                words=[Quoted(shortened(word)) for word in open_words[:SHOWN]],
                option=answer_option(f"{key}.{escaped(open_words[0])}", "yes"),
            )
        )
    for word in refused:
        rows_of_word = np.asarray(rows.frame[name] == word, dtype=np.bool_)
        rows = rows.without(
            rows_of_word,
            say("“{column}” says “{word}”, which does not count", column=heading, word=word),
        )
    return rows, notes


def _answered(doubts: Doubts, key: str, word: str, heading: str) -> bool | None:
    """Whether rows with a word count, as somebody said of this very word; None: nobody did."""
    for said, answer in doubts.answers.items():
        if not said.startswith(f"{key}."):
            continue
        meant = MEANT.get(answer.strip().casefold())
        if words.word(said.removeprefix(f"{key}.")) == words.word(word) and meant is not None:
            doubts.settle(said, answer, _decided(heading, word, meant))
            return meant
    return None


def _put(
    rows: Rows, cells: pd.Series, unsure: Mask, doubts: Doubts, key: str, heading: str
) -> list[str]:
    """Ask which words count; the answer is kept word by word, so that a new word is asked."""
    counts = cells[unsure].astype("str").value_counts()
    named = [str(word) for word in counts.index]
    listed = [
        _weighed(rows, np.asarray(cells == word, dtype=np.bool_), Quoted(shortened(word)))
        for word in named[:SHOWN]
    ]
    if len(named) > SHOWN:
        listed.append(say_n("{n} more word", "{n} more words", len(named) - SHOWN))
    files = list(
        dict.fromkeys(rows.accounts[int(file)].raw.file for file in rows.frame["file"][unsure])
    )
    text = say(
        "{files}, column “{column}”: nobody has said whether these words mean an order: {words}.",
        files=files,
        column=heading,
        words=listed,
    )
    total = sum_of(rows, unsure)
    n = int(unsure.sum())
    choices = (
        Choice("none", say("none of them is an order"), n, total),
        Choice("all", say("all of them are orders"), n, total),
    )
    by_word = {words.word(word): word for word in named}

    def chosen(answer: str) -> list[str] | None:
        if answer in ("none", "all"):
            return named if answer == "all" else []
        parts = [words.word(unescaped(part)) for part in answer.split(";") if part.strip()]
        return [by_word[part] for part in parts] if all(part in by_word for part in parts) else None

    def kept(_: Path, answer: str) -> dict[str, str]:
        counted = chosen(answer)
        if counted is None:
            return {key: answer}
        return {f"{key}.{word}": "yes" if word in counted else "no" for word in named}

    some = "; ".join(map(escaped, named[: min(2, len(named) - 1)]))  # all of them is a choice
    doubt = Doubt(
        key,
        text,
        choices,
        option=answer_option(key, some) if some else "",
        other=say("only some of them, with semicolons between"),
        kept=kept,
    )
    answer = doubts.ask(doubt, "none", fits=lambda answer: chosen(answer) is not None)
    if doubts.settled.pop(key, None) is not None:
        del doubts.answered[key]
        for word in named:
            said = f"{key}.{word}"
            yes = kept(Path(), answer)[said]
            doubts.settle(said, yes, _decided(heading, word, yes == "yes"))
    return chosen(answer) or []


def _decided(heading: str, word: str, is_order: bool) -> Text:
    """What somebody said of a word."""
    if is_order:
        return say("“{column}”: “{word}” counts as an order.", column=heading, word=word)
    return say("“{column}”: “{word}” does not count.", column=heading, word=word)


def _weighed(rows: Rows, mask: Mask, name: Quoted) -> Text:
    total = sum_of(rows, mask)
    if total is None:
        return say_n("{word} ({n} row)", "{word} ({n} rows)", int(mask.sum()), word=name)
    return say_n(
        "{word} ({n} row, {total})",
        "{word} ({n} rows, {total})",
        int(mask.sum()),
        word=name,
        total=total,
    )


def _ask_contrary(rows: Rows, doubts: Doubts, key: str, heading: str) -> Rows:
    """Rows that a flag calls not won or not closed, while no word says so."""
    mask = np.asarray(rows.frame["contrary"], dtype=np.bool_)
    if not mask.any():
        return rows
    reason = say("“{column}” says that it is not", column=heading)
    if little(rows, mask):
        return rows.without(mask, reason)
    n, total = int(mask.sum()), sum_of(rows, mask)
    status = rows.frame["status_cell"][mask].dropna()
    text = (
        say(
            "“{column}” says no in rows whose status says “{word}”. Are they orders?",
            column=heading,
            word=str(status.iloc[0]),
        )
        if len(status)
        else say("“{column}” says no in some rows. Are they orders?", column=heading)
    )
    choices = (
        Choice("no", say("they are no orders yet"), n, total),
        Choice("yes", say("they are orders all the same"), n, total),
    )
    answer = doubts.ask(Doubt(key, text, choices))
    return rows if answer == "yes" else rows.without(mask, reason)


def _returned(rows: Rows) -> Rows:
    """Sums of returns are negative, however the file writes them."""
    returned = np.asarray(rows.frame["returned"], dtype=np.bool_)
    if not returned.any():
        return rows
    figures = {}
    for name, figure in rows.figures.items():
        mantissa = figure.mantissa.copy()
        turned = returned & (mantissa > 0)
        mantissa[turned] = -mantissa[turned]
        figures[name] = replace(figure, mantissa=mantissa)
    return replace(rows, figures=figures)
