"""Registers in which one sale has several documents: an order, its shipment, its invoice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import shortened
from kit.sales.rows import Mask, Rows
from kit.sales.weight import LITTLE, sum_of

KEY = "orders.documents"
ALL, FIRST, LAST, LESS = "all", "first", "last", "less"
WITHIN = 92  # days between the documents of one sale
SEARCHED = 100_000  # rows that show whether a column names documents
FEWEST = 5  # sums that come back before it is no chance
SYSTEMATIC = 0.3  # share of the rows whose sum comes back
COPIES = 3  # documents of one sale: order, shipment, invoice; what recurs more often is a habit
KINDS = 6  # different words of a column that may name kinds of document
SURE = 0.95  # of the sums that come back: a column tells their rows apart
NAMES = {
    "ordered": say("orders"),
    "shipped": say("shipments"),
    "invoiced": say("invoices"),
}
_BASIS = re.compile(
    r"(?i)основани|\bbased on\b|basis|base document|source document|sourcedoc|\borigin\b|"
    r"created from|linked (document|order)|related order|исходн\w* документ|vorgänger|bezugsbeleg|"
    r"referenzbeleg|documento (de )?orig[ei]n|document d.origine|documento di origine|brondocument|"
    r"dokument źródłowy"
)


@dataclass(frozen=True)
class _Repeats:
    """Sums that come back at their client within days: the rows of each in order of days.

    `groups`: positions of the rows of one sum. `rows`: True in all of them.
    """

    groups: Sequence[npt.NDArray[np.int64]]
    rows: Mask

    @property
    def later(self) -> Mask:
        """All rows of a sum but its first."""
        return self._marked(slice(1, None))

    @property
    def earlier(self) -> Mask:
        """All rows of a sum but its last."""
        return self._marked(slice(None, -1))

    def _marked(self, which: slice) -> Mask:
        marked = np.zeros(len(self.rows), dtype=np.bool_)
        for group in self.groups:
            marked[group[which]] = True
        return marked


def one_document_each(rows: Rows, doubts: Doubts) -> Rows:
    """Leave one document of each sale, where a person said which; asks where there are several.

    They show themselves by words for orders, shipments and invoices in one column; by a column that
    names the document on which another rests; or by sums that come back at their client within
    days, in a large part of the rows.
    """
    if not len(rows.frame):
        return rows
    named = rows.frame["document_kind"]
    stages = {str(word): words.stage(str(word)) for word in named.dropna().unique()}
    by_word = named.map(stages)
    shares = by_word.value_counts() / len(by_word)
    if (shares > LITTLE).sum() > 1:
        return _by_kind(rows, by_word, named, doubts)
    based = _based(rows)
    if based is not None and based[1].sum() > LITTLE * len(based[1]):
        return _by_basis(rows, *based, doubts)
    repeats = _repeats(rows)
    if repeats is None:
        return rows
    told = _telling(rows, repeats)
    return (
        _by_order(rows, repeats, doubts) if told is None else _by_word(rows, repeats, *told, doubts)
    )


# ---- what shows it -------------------------------------------------------------------------------


def _repeats(rows: Rows) -> _Repeats | None:
    """Sums that come back, if they make up a large part of the rows.

    Only sums that stand in two or three rows of all the files, all of one client, speak of
    documents of one sale: a price is met at other clients too, and a rent comes back every month.
    """
    amounts = rows.figures.get("amount")
    if amounts is None or len(rows.frame) < 2 * FEWEST:
        return None
    usable = np.flatnonzero(~amounts.missing & (amounts.mantissa > 0))
    sums = pd.factorize(amounts.mantissa[usable])[0]
    often = np.bincount(sums)
    few = (often[sums] > 1) & (often[sums] <= COPIES)
    usable, sums = usable[few], sums[few]
    if len(usable) < max(2 * FEWEST, SYSTEMATIC * len(rows.frame)):
        return None
    clients = pd.factorize(rows.frame["client_id"].iloc[usable])[0]
    days = rows.frame["ordered_on"].iloc[usable].to_numpy(dtype="datetime64[D]").astype(np.int64)
    order = np.lexsort((usable, days, sums))
    usable, sums, clients, days = usable[order], sums[order], clients[order], days[order]
    begins = np.flatnonzero(np.r_[True, sums[1:] != sums[:-1]])
    ends = np.r_[begins[1:], len(sums)]
    near = days[ends - 1] - days[begins] <= WITHIN
    alone = np.minimum.reduceat(clients, begins) == np.maximum.reduceat(clients, begins)
    groups = [usable[a:b] for a, b in zip(begins[near & alone], ends[near & alone], strict=True)]
    marked = np.zeros(len(rows.frame), dtype=np.bool_)
    for group in groups:
        marked[group] = True
    if len(groups) < FEWEST or marked.mean() < SYSTEMATIC:
        return None
    return _Repeats(groups, marked)


def _based(rows: Rows) -> tuple[str, Mask] | None:
    """A column that names other documents, and the rows in which it names one of these files.

    It is called so, or the other document is of the same client and at least as large throughout.
    """
    numbers = pa.array(rows.frame["order_id"], pa.string())
    every: pa.Array | None = None
    for heading in [*filter(_BASIS.search, _headings(rows)), *_naming(rows, numbers)]:
        every = pc.unique(numbers) if every is None else every
        cells = pa.array(_texts(rows, heading), pa.string())
        same = pc.fill_null(pc.equal(cells, numbers), False)
        known = pc.and_(pc.is_in(cells, value_set=every), pc.invert(same))
        named = np.asarray(pc.fill_null(known, False).to_numpy(zero_copy_only=False), np.bool_)
        if named.any() and (_BASIS.search(heading) or _of_one_sale(rows, cells, named)):
            return heading, named
    return None


def _naming(rows: Rows, numbers: pa.Array) -> list[str]:
    """Columns of no known meaning whose first cells name documents of the files."""
    if "order_id" not in rows.columns:
        return []
    first: dict[str, pa.Array] = {}
    for account in rows.accounts.values():
        raw, known = account.raw, account.match.positions.values()
        for place, heading in enumerate(raw.header):
            if heading and place not in known and place not in raw.date_cells:
                cells = raw.cells.column(place).slice(0, SEARCHED)
                first.setdefault(heading, pc.unique(pc.utf8_trim_whitespace(pc.drop_null(cells))))
    if not first:
        return []
    shown = pa.concat_arrays([texts.cast(pa.string()) for texts in first.values()])
    hits = pc.unique(numbers.filter(pc.is_in(numbers, value_set=pc.unique(shown))))
    return [
        heading
        for heading, texts in first.items()
        if len(hits) and pc.any(pc.is_in(texts, value_set=hits)).as_py()
    ]


def _of_one_sale(rows: Rows, cells: pa.Array, named: Mask) -> bool:
    """Whether rows and the documents that they name have one client, and these the larger sum."""
    amounts = rows.figures.get("amount")
    if amounts is None or named.sum() < FEWEST:
        return False
    texts = cells.to_pandas()[named]
    if texts.nunique() < len(texts) / COPIES:  # a figure that is some number as well
        return False
    frame = rows.frame[["order_id", "client_id"]].assign(amount=np.abs(amounts.numbers()))
    first = frame.drop_duplicates("order_id").set_index("order_id")
    theirs = first.reindex(texts)
    mine = frame[named]
    fits = (theirs["client_id"].to_numpy() == mine["client_id"].to_numpy()) & (
        theirs["amount"].to_numpy() >= mine["amount"].to_numpy()
    )
    return bool(fits.mean() >= SURE)


def _telling(rows: Rows, repeats: _Repeats) -> tuple[str, pd.Series] | None:
    """A column whose words tell apart the rows of nearly every sum that comes back."""
    columns = {heading: _texts(rows, heading) for heading in _headings(rows)}
    positions = next(iter(rows.accounts.values())).match.positions
    if "order_id" in positions:
        heading = next(iter(rows.accounts.values())).raw.header[positions["order_id"]]
        columns[heading] = rows.frame["order_id"].str.extract(r"^(\D*[^\W\d_])", expand=False)
    for heading, texts in columns.items():
        if not 1 < texts.nunique() <= KINDS:
            continue
        apart = sum(texts.iloc[group].nunique() == len(group) for group in repeats.groups)
        if apart >= SURE * len(repeats.groups):
            return heading, texts
    return None


def _headings(rows: Rows) -> list[str]:
    """Columns of the files that may say what a document is: not the client, dates and sums."""
    kept = ("order_id", "client_id", "ordered_on", "fulfilled_on", "amount")
    headings: dict[str, None] = {}
    for account in rows.accounts.values():
        used = {account.match.positions.get(name) for name in kept}
        headings |= {
            heading: None
            for place, heading in enumerate(account.raw.header)
            if place not in used and heading
        }
    return list(headings)


def _texts(rows: Rows, heading: str) -> pd.Series:
    """The cells of a column of the files, for these rows; missing where blank or not there."""
    texts = pd.Series(pd.array(pa.nulls(len(rows.frame), pa.string()), dtype="str"))
    for file, account in rows.accounts.items():
        if heading not in account.raw.header:
            continue
        mine = np.flatnonzero(rows.frame["file"] == file)
        column = pc.utf8_trim_whitespace(
            account.raw.cells.column(account.raw.header.index(heading))
        )
        cells = column.take(pa.array(rows.frame["place"].to_numpy()[mine]))
        texts.iloc[mine] = pd.array(cells.to_pandas(), dtype="str")
    return texts


# ---- what is asked -------------------------------------------------------------------------------


def _by_kind(rows: Rows, stages: pd.Series, named: pd.Series, doubts: Doubts) -> Rows:
    """Ask which kind counts, of those that the words mean."""
    present = [stage for stage in NAMES if (stages == stage).any()]
    choices = []
    for stage in present:
        mask = np.asarray(stages == stage, dtype=np.bool_)
        meaning = say(
            "only the {kind} count ({words})",
            kind=NAMES[stage],
            words=[Quoted(shortened(word)) for word in named[mask].unique()[:3]],
        )
        choices.append(Choice(stage, meaning, int(mask.sum()), sum_of(rows, mask)))
    text = say(
        "{files}, column “{column}”: {kinds} are in one list. If they are documents of the same "
        "sales, each sale counts several times. Which of them is a sale?",
        files=_files(rows),
        column=_about(rows, "kinds"),
        kinds=[NAMES[stage] for stage in present],
    )
    text = _with_evidence(text, _repeats(rows), rows)
    answer = doubts.ask(Doubt(KEY, text, (*choices, _every(rows))))
    if answer == ALL:
        return rows
    others = np.asarray(stages.notna() & (stages != answer), dtype=np.bool_)
    for word in named[others].unique():
        of_word = np.asarray(rows.frame["document_kind"] == word, dtype=np.bool_)
        rows = rows.without(
            of_word, say("“{word}” is not the kind of document that counts", word=str(word))
        )
    return rows


def _by_word(rows: Rows, repeats: _Repeats, heading: str, texts: pd.Series, doubts: Doubts) -> Rows:
    """Ask which word of a column stands at the documents that count."""
    present = [str(word) for word, _ in Counter(texts.dropna()).most_common()]
    choices = []
    for word in present:
        mask = np.asarray(texts == word, dtype=np.bool_)
        meaning = say("only rows with “{word}” count", word=shortened(word))
        choices.append(Choice(word, meaning, int(mask.sum()), sum_of(rows, mask)))
    text = say(
        "{files}: the same sales seem to be in several documents, which “{column}” tells apart. "
        "Which of them is a sale?",
        files=_files(rows),
        column=heading,
    )
    text = _with_evidence(text, repeats, rows)
    answer = doubts.ask(Doubt(KEY, text, (*choices, _every(rows))))
    if answer == ALL:
        return rows
    others = np.asarray(texts.notna() & (texts != answer), dtype=np.bool_)
    reason = say("“{column}” is not “{word}”, which alone counts", column=heading, word=answer)
    return rows.without(others, reason)


def _by_basis(rows: Rows, heading: str, based: Mask, doubts: Doubts) -> Rows:
    """Ask whether documents that rest on another one of the files are sales of their own."""
    n, total = int(based.sum()), sum_of(rows, based)
    example = int(np.flatnonzero(based)[0])
    text = say_n(
        "{files}: in {n} row “{column}” names another document of the files (row {row:plain}). If"
        " both are documents of one sale, it counts twice. Which of them is a sale?",
        "{files}: in {n} rows “{column}” names another document of the files (such as row"
        " {row:plain}). If both are documents of one sale, it counts twice. Which of them is a"
        " sale?",
        n,
        files=_files(rows),
        column=heading,
        row=rows.number(example),
    )
    choices = (
        Choice(FIRST, say("only the documents on which others rest; these are left out"), n, total),
        Choice(LESS, say("these are returns or credit notes: taken off"), n, total),
        Choice(ALL, say("all of them: each is a sale of its own")),
    )
    answer = doubts.ask(Doubt(KEY, text, choices))
    if answer == ALL:
        return rows
    if answer == LESS:
        amounts = rows.figures["amount"]
        turned = np.where(based & (amounts.mantissa > 0), -amounts.mantissa, amounts.mantissa)
        return replace(rows, figures={**rows.figures, "amount": replace(amounts, mantissa=turned)})
    return rows.without(based, say("“{column}” names the document that counts", column=heading))


def _by_order(rows: Rows, repeats: _Repeats, doubts: Doubts) -> Rows:
    """Ask which row of a sum that comes back is the sale."""
    later, earlier = repeats.later, repeats.earlier
    text = say(
        "{files}: the same sales seem to be in several rows. Which of them is a sale?",
        files=_files(rows),
    )
    text = _with_evidence(text, repeats, rows)
    n = int(later.sum())
    choices = (
        Choice(
            FIRST,
            say("the first row of each; the later ones are left out"),
            n,
            sum_of(rows, later),
        ),
        Choice(
            LAST,
            say("the last row of each; the earlier ones are left out"),
            n,
            sum_of(rows, earlier),
        ),
        Choice(ALL, say("all of them: each is a sale of its own")),
    )
    answer = doubts.ask(Doubt(KEY, text, choices))
    if answer == ALL:
        return rows
    reason = say("another document of the same sale: the same client and sum within days")
    return rows.without(earlier if answer == LAST else later, reason)


def _every(rows: Rows) -> Choice:
    return Choice(ALL, say("all of them: each is a sale of its own"), len(rows.frame))


def _with_evidence(question: Text, repeats: _Repeats | None, rows: Rows) -> Text:
    """The question, and how many rows repeat client and sum of another one, with an example."""
    if repeats is None:
        return question
    first, second = repeats.groups[0][:2].tolist()
    return say(
        "{question} {n} of {rows} rows ({share:percent}) have the client and the sum of another "
        "row within {days} days. For example, rows {first:plain} and {second:plain} ({client}, "
        "{sum}).",
        question=question,
        n=int(repeats.rows.sum()),
        rows=len(rows.frame),
        share=float(repeats.rows.mean()),
        days=WITHIN,
        first=rows.number(first),
        second=rows.number(second),
        client=str(rows.frame["client_id"].iloc[first]),
        sum=sum_of(rows, np.arange(len(rows.frame)) == first),
    )


def _about(rows: Rows, what: str) -> str:
    abouts = (account.about.get(what) for account in rows.accounts.values())
    return next((about for about in abouts if about), "")


def _files(rows: Rows) -> list[str]:
    return list(dict.fromkeys(account.raw.file for account in rows.accounts.values()))
