"""Which spellings a person takes as one client: asked, kept in a file, applied to every table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from kit.disk import free_name
from kit.language import Quoted, Text, say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import shortened
from kit.sales.options import answer_option
from kit.sales.rows import Rows
from kit.sales.same_clients.cards import NO_CARDS, Cards
from kit.sales.same_clients.decisions import (
    Decision,
    Merge,
    read_decisions,
    visible,
    write_decisions,
)
from kit.sales.same_clients.proposals import KINDS, WEAK, Periods, Proposal, proposals

KEY = "clients.same"
FILE_NAME = "same-clients.csv"
SHARE = 0.01  # of orders, their sum or the clients: more of it is a question
_SHOWN = 3


@dataclass(frozen=True)
class Merges:
    """Every spelling that is probably another client's, with what was decided.

    merges
        The strongest evidence first; what only the person's file names comes last.
    clients
        Each spelling that counts as another client, with that client.
    """

    merges: tuple[Merge, ...] = ()
    clients: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Proposal, ...]:
        """What nobody has decided."""
        return tuple(merge.proposal for merge in self.merges if merge.accepted is None)

    @property
    def sentences(self) -> tuple[Text, ...]:
        """How many spellings were taken as another client's; nothing where none was."""
        if not self.clients:
            return ()
        return (
            say_n(
                "{n} spelling was taken as that of another client, as you decided; clients so"
                " merged: {clients}.",
                "{n} spellings were taken as those of other clients, as you decided; clients so"
                " merged: {clients}.",
                len(self.clients),
                clients=len(set(self.clients.values())),
            ),
        )

    def applied(self, rows: Rows) -> Rows:
        """Rows in which every client is written in one way."""
        if not self.clients or "client_id" not in rows.frame:
            return rows
        ids = rows.frame["client_id"]
        clients = ids.map(self.clients).fillna(ids).astype(ids.dtype)
        return replace(rows, frame=rows.frame.assign(client_id=clients))


def decided(
    orders: Rows,
    others: Iterable[Rows],
    doubts: Doubts,
    folder: Path,
    cards: Cards = NO_CARDS,
) -> tuple[Merges, list[Text]]:
    """What is probably one client and what was decided, and what is to be said of it.

    The answer is `all`, `none`, kinds of evidence (`capitals,form`), or a file of decisions, which
    is written if it is not there.

    Parameters
    ----------
    orders
        The rows in use of all order files.
    others
        Those of other tables with clients.
    folder
        Where relative names of files start.
    cards
        What the list of clients says of their ids.

    Raises
    ------
    KitError
        The file of decisions cannot be read or written.
    """
    ids = orders.frame["client_id"]
    rows = {str(client): int(n) for client, n in ids.value_counts().items()}
    for table in others:
        if "client_id" in table.frame:
            rows |= dict.fromkeys(set(table.frame["client_id"].dropna()) - rows.keys(), 0)
    found = proposals(rows, lambda clients: _periods(orders, clients), cards)
    answer = doubts.answers.get(KEY, "")
    kinds = _kinds(answer)
    path = folder / Path(answer).expanduser() if answer and kinds is None else None
    decisions = read_decisions(path, answer) if path and path.exists() else {}
    merges = _with_decisions(found, decisions, kinds, rows)
    weight = _weight([pair for pair in merges.open if not pair.weak], orders, rows)
    if kinds is not None or not merges.open or (weight <= SHARE and (path is None or decisions)):
        if answer and (found or decisions):
            doubts.settle(KEY, answer, _answer_in_words(answer, found))
        return merges, _notes(merges)
    if path is None:
        doubt = _doubt(merges.open, weight)
        doubts.ask(replace(doubt, kept=_keeping(found, rows)), provisional="none")
        return merges, []
    write_decisions(path, merges.merges)
    doubts.insist(
        Doubt(
            KEY,
            say_n(
                "{file} lists {n} spelling of a client that nobody has decided on. Write yes or "
                "no beside it, in the column “accepted”, and run it again.",
                "{file} lists {n} spellings of clients that nobody has decided on. Write yes or "
                "no beside each, in the column “accepted”, and run it again.",
                len(merges.open),
                file=str(path),
            ),
        )
    )
    return merges, []


def _keeping(
    found: Sequence[Proposal], rows: Mapping[str, int]
) -> Callable[[Path, str], Mapping[str, str]]:
    """What is kept of an answer for all: a file of decisions on those that were found."""

    def kept(folder: Path, answer: str) -> Mapping[str, str]:
        kinds = _kinds(answer)
        decisions = Merges() if kinds is None else _with_decisions(found, {}, kinds, rows)
        return {KEY: kept_as_file(folder, answer, decisions)}

    return kept


def _answer_in_words(answer: str, found: Sequence[Proposal]) -> Text:
    """What was asked about spellings, and what was answered."""
    meant = {"all": say("yes, all of them"), "none": say("no")}
    return say_n(
        "{n} spelling of a client is perhaps another client's: is it one client? You answered:"
        " {answer}.",
        "{n} spellings of clients are perhaps those of other clients: is each one client? You"
        " answered: {answer}.",
        len(found),
        answer=meant.get(answer, Quoted(answer)),
    )


def _kinds(answer: str) -> frozenset[str] | None:
    """The kinds of evidence that an answer accepts; None: it is the name of a file."""
    words = [word.strip() for word in answer.split(",")]
    if answer and all(word in KINDS or word in ("all", "none") for word in words):
        strong = {kind for kind in KINDS if kind not in WEAK} if "all" in words else set()
        return frozenset(strong | set(words) & set(KINDS))
    return None


def _with_decisions(
    found: Sequence[Proposal],
    decisions: Mapping[tuple[str, str], Decision],
    kinds: frozenset[str] | None,
    rows: Mapping[str, int],
) -> Merges:
    """Proposals with what was decided on them or on what they amount to.

    Whether two spellings are one client is decided for all that has been taken as one with them, in
    whichever direction a later export proposes it.
    """
    group: dict[str, str] = {}

    def of(spelling: str) -> str:
        while spelling in group:
            spelling = group[spelling]
        return spelling

    for (spelling, client), (accepted, _, _) in decisions.items():
        if accepted and of(spelling) != of(client):
            group[of(spelling)] = of(client)
    refused = {
        frozenset((of(spelling), of(client)))
        for (spelling, client), (accepted, _, _) in decisions.items()
        if accepted is False
    }
    merges = []
    for pair in found:
        one, other = of(pair.spelling), of(pair.client)
        accepted = None
        if one == other:
            accepted = True
        elif frozenset((one, other)) in refused:
            accepted = False
        elif kinds is not None:
            accepted = pair.kind in kinds or (None if kinds and pair.weak else False)
        merges.append(Merge(pair, accepted))
    listed = {frozenset((pair.spelling, pair.client)) for pair in found}
    for (spelling, client), (accepted, kind, _) in decisions.items():
        if frozenset((spelling, client)) not in listed and accepted is not None:
            pair = Proposal(spelling, client, kind, rows.get(spelling, 0))
            merges.append(Merge(pair, accepted))
    for pair in found:
        if kinds is not None and pair.kind in kinds and of(pair.spelling) != of(pair.client):
            group[of(pair.spelling)] = of(pair.client)
    clients = {spelling: of(spelling) for spelling in group if spelling in rows}
    return Merges(tuple(merges), clients)


def _periods(rows: Rows, clients: set[str]) -> Periods:
    """When these clients ordered and from whom."""
    frame = rows.frame[["client_id", "ordered_on", "employee_id"]]
    frame = frame[frame["client_id"].isin(clients) & frame["employee_id"].notna()]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    owners: dict[str, frozenset[str]] = {}
    orders: dict[str, int] = {}
    for client, theirs in frame.groupby("client_id"):
        days = theirs["ordered_on"].astype("int64")
        first[str(client)], last[str(client)] = int(days.min()), int(days.max())
        owners[str(client)] = frozenset(theirs["employee_id"])
        orders[str(client)] = len(theirs)
    return Periods(first, last, owners, orders)


def _weight(open: Sequence[Proposal], orders: Rows, rows: Mapping[str, int]) -> float:
    """The largest share that open proposals have of the order rows, their sum or the clients."""
    if not open:
        return 0.0
    shares = [sum(pair.rows for pair in open) / max(len(orders.frame), 1), len(open) / len(rows)]
    if "amount" in orders.figures:
        amounts = np.abs(orders.figures["amount"].numbers())
        spellings = {pair.spelling for pair in open}
        moved = np.asarray(orders.frame["client_id"].isin(spellings), dtype=np.bool_)
        shares.append(float(np.nansum(amounts[moved]) / max(np.nansum(amounts), 1e-9)))
    return max(shares)


def _doubt(open: Sequence[Proposal], weight: float) -> Doubt:
    strong = [pair for pair in open if not pair.weak]
    kinds = list(dict.fromkeys(pair.kind for pair in strong))
    all_of_them = Choice(
        "all",
        say_n("Yes, it is that client", "Yes, each is the client it is listed with", len(strong)),
        rows=sum(pair.rows for pair in strong),
    )
    some = [
        Choice(
            kind,
            say(
                "Only those that {evidence}, such as {examples}",
                evidence=KINDS[kind],
                examples=_examples([pair for pair in strong if pair.kind == kind], 1),
            ),
            rows=sum(pair.rows for pair in strong if pair.kind == kind),
        )
        for kind in kinds
        if len(kinds) > 1
    ]
    neither = Choice(
        "none",
        say_n("No, it is a client of its own", "No, each is a client of its own", len(strong)),
    )
    one_by_one = Choice(
        FILE_NAME, say("Decide one by one: the list is written to {file}", file=FILE_NAME)
    )
    text = say_n(
        "{n} spelling of a client is probably another client written differently: {examples}. Are"
        " they one client?",
        "{n} spellings of clients are probably other clients written differently: {examples}. Are"
        " they one client each?",
        len(strong),
        examples=_examples(strong, _SHOWN),
    )
    choices = (all_of_them, neither, one_by_one, *some)
    return Doubt(KEY, text, choices, option=answer_option(KEY, "FILE"))


def _examples(pairs: Sequence[Proposal], n: int) -> list[Text]:
    """Pairs of several kinds, as a person would see them."""
    kinds: dict[str, Proposal] = {}
    for pair in pairs:
        kinds.setdefault(pair.kind, pair)
    chosen = [*kinds.values(), *(pair for pair in pairs if pair not in kinds.values())][:n]
    return [_example(pair) for pair in chosen]


def _example(pair: Proposal) -> Text:
    names = {"spelling": _shown(pair.spelling), "client": _shown(pair.client)}
    if pair.name and pair.name != pair.spelling:
        return say("{spelling} = {client} ({name})", **names, name=shortened(pair.name))
    return say("{spelling} = {client}", **names)


def _shown(spelling: str) -> Quoted:
    return Quoted(shortened(visible(spelling)))


def _notes(merges: Merges) -> list[Text]:
    """What was taken as one, and what might be."""
    notes = list(merges.sentences)
    if merges.open:
        weak = all(pair.weak for pair in merges.open)
        kinds = ",".join(dict.fromkeys(pair.kind for pair in merges.open))
        notes.append(
            say_n(
                "{n} client may be another one written differently ({examples}); it counts as a"
                " client of its own. To change that: {option}.",
                "{n} clients may be others written differently (such as {examples}); each counts"
                " as a client of its own. To change that: {option}.",
                len(merges.open),
                examples=_examples(merges.open, 1),
                option=answer_option(KEY, kinds if weak else FILE_NAME),
            )
        )
    return notes


def kept_as_file(folder: Path, answer: str, merges: Merges) -> str:
    """An answer for the next export: a file with what was decided now, not what is decided for all.

    So a spelling that nobody has seen yet is asked about.

    Parameters
    ----------
    folder
        Where the file is put.
    answer
        What was answered now.

    Raises
    ------
    KitError
        The file cannot be read or written.
    """
    if _kinds(answer) is None:
        return answer
    path = folder / FILE_NAME
    pairs = {(merge.proposal.spelling, merge.proposal.client) for merge in merges.merges}
    if path.exists() and not read_decisions(path, FILE_NAME).keys() <= pairs:
        path = free_name(path)  # it holds decisions on other clients
    write_decisions(path, merges.merges)
    return path.name
