"""The account of what was read: every row used, or set aside with its reason, as HTML."""

from __future__ import annotations

from kit.language import Language, say, say_n
from kit.lessons.widgets.data_names import table_name
from kit.lessons.widgets.page import listed, paragraph, table
from kit.sales.tables import Sales

EXAMPLES = 3  # row numbers shown for each reason


def account(sales: Sales, language: Language) -> str:
    """What was read, from when to when, how many rows were set aside and why.

    Parameters
    ----------
    sales : Sales
        From `kit.read`.
    language : Language
        The reader's.
    """
    parts = [
        paragraph(
            say_n(
                "{n} order from {start} to {end}; clients: {clients}.",
                "{n} orders from {start} to {end}; clients: {clients}.",
                len(sales.orders),
                clients=int(sales.orders["client_id"].nunique()),
                start=sales.start,
                end=sales.as_of,
            ),
            language,
        ),
        paragraph(
            say("Currency: {currency}.", currency=sales.currency)
            if sales.currency
            else say("The files name no currency."),
            language,
        ),
        table(
            say("Rows read are rows used plus rows set aside"),
            (say("File"), say("Taken for"), say("Read"), say("Used"), say("Set aside")),
            (
                (one.file, table_name(one.table), one.rows_read, one.rows_used, one.rows_set_aside)
                for one in sales.inputs
            ),
            language,
        ),
    ]
    if len(sales.set_aside):
        parts.append(
            table(
                say("Why rows were set aside"),
                (say("File"), say("Reason"), say("Rows"), say("For example row")),
                reasons(sales, language),
                language,
            )
        )
    how = [note for one in sales.inputs for note in one.notes]
    for title, notes in ((say("Mind:"), sales.notes), (say("How the files were read:"), how)):
        if notes:
            once = dict.fromkeys(language(note) for note in notes)
            parts.append(paragraph(title, language) + listed(once, language))
    return "".join(parts)


def reasons(sales: Sales, language: Language) -> list[tuple[str, str, int, str]]:
    """File, reason, number of rows and some of their numbers; the most frequent reason first."""
    rows: dict[tuple[str, str], list[int]] = {}
    for file, row, reason in zip(
        sales.set_aside["file"], sales.set_aside["row"], sales.set_aside["reason"], strict=True
    ):
        rows.setdefault((str(file), language(reason)), []).append(int(row))
    return [
        (file, reason, len(found), ", ".join(map(str, found[:EXAMPLES])))
        for (file, reason), found in sorted(rows.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
