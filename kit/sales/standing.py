"""Which rows of a file are orders: by status words, flags, probabilities and kinds of document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Money, Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.cells.distinct import encoded
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses, plain, shortened, synonyms
from kit.sales.options import answer_option, escaped, unescaped
from kit.sales.rows import Rows

Mask = npt.NDArray[np.bool_]

LITTLE = 0.01  # of the rows and of the money: what is not worth a question
FEW = 60  # different texts that a column of words has at most
SAMPLE = 1000  # rows that show whether a column may be one of words
SHOWN = 8  # words of a question that are named
BLANK = "(blank)"  # how an answer calls a row without a status
MEANT = {"yes": True, "count": True, "да": True, "no": False, "open": False, "нет": False}


@dataclass(frozen=True)
class _Column:
    """A column by its distinct texts; `codes` is each row's place among them, -1 blank."""

    heading: str
    texts: Sequence[str]
    codes: npt.NDArray[np.int64]

    @classmethod
    def of(cls, raw: Raw, place: int) -> _Column:
        cells = pc.utf8_trim_whitespace(raw.cells.column(place))
        return cls(addresses(raw.header)[place], *encoded(cells))

    def where(self, says: Callable[[str], bool]) -> Mask:
        """Rows of whose text something holds; False where blank."""
        return np.asarray([*map(says, self.texts), False], dtype=np.bool_)[self.codes]

    def of_meaning(self, vocabulary: words.Vocabulary, meaning: words.Meaning) -> Mask:
        """Rows whose word means this."""
        return self.where(lambda text: vocabulary(text) == meaning)

    @property
    def blank(self) -> Mask:
        return self.codes < 0

    def cells(self) -> pd.Series:
        """The texts row by row; missing where blank."""
        texts = np.asarray([*self.texts, None], dtype=object)
        return pd.Series(pd.array(texts[self.codes], dtype="str"))


@dataclass
class Standing:
    """What a file says of its rows; what remains open is asked when all files are read.

    Attributes
    ----------
    status
        The column of words that decides, None where there is none.
    cells
        Its words, row by row.
    doubtful
        Words of the rows of which nobody knows whether they are orders; missing elsewhere.
    contrary
        Rows whose flag says something else than their word.
    documents
        Words for kinds of document that are not known, in a column where others are.
    returned
        Rows that take something back: their sums are negative.
    kinds
        Words for kinds of document that say how far a sale has come: an order, an invoice.
    """

    status: _Column | None
    cells: pd.Series
    doubtful: pd.Series
    contrary: Mask
    documents: pd.Series
    returned: Mask
    kinds: pd.Series


def standing(
    columns: Columns, vocabulary: words.Vocabulary = words.status, where: str | None = None
) -> Standing:
    """Set the rows of a file aside that are certainly no orders (or contracts); find the others.

    Parameters
    ----------
    vocabulary
        What a status means.
    where
        The person's own condition: the words of a column that it names are answered by it.
    """
    search = _Search(columns, vocabulary)
    status = search.status()
    if status is not None:
        search.take(status)
    column = None if status is None else _Column.of(columns.account.raw, status)
    rows = len(columns.account.raw.rows)
    none = pd.Series(pd.array([None] * rows, dtype="str"))
    result = Standing(
        column,
        none if column is None else column.cells(),
        none.copy(),
        np.zeros(rows, dtype=np.bool_),
        none.copy(),
        np.zeros(rows, dtype=np.bool_),
        none.copy(),
    )
    _judge(columns, search, result, vocabulary, where)
    if columns.account.table == "orders":
        _documents(columns, search, result)
    return result


# ---- finding the columns -------------------------------------------------------------------------

_NAMED = re.compile(
    r"(?i)status|stage|\bstate\b|_state\b|semantic|стату|стади|этап|состояни|phase|estado|etapa|"
    r"statut|\bstato\b|situa[cç]|\bfase\b|etap\b|stan\b"
)
# Called a status, though none of its words is known, and the status of nothing else.
_CALLED = re.compile(
    r"(?i)status|stage|стату|стади|этап|состояни|statut|estado|etapa|current_state|phase|\bfase\b|"
    r"situa[cç]|\bstate of\b|(deal|order|lead|sales?|opportunity)[ _]state"
)
_OF_OTHERS = re.compile(
    r"(?i)client|customer|account|company|contact|tax|vat|payment|paid|ship|deliver|fulfil|employee|"
    r"manager|product|item|marital|клиент|контраг|оплат|отгруз|достав|товар|сотрудник|kunde|zahl|"
    r"liefer|pago|envío|livraison|paiement"
)
_EXACT = (
    "status id",
    "stage id",
    "status_name",
    "deal stage id",
    "lead status",
    "opportunity status",
)
_DOCUMENT = re.compile(
    r"(?i)\b(type|kind|document|doc|operation|voucher|art|vorgang(sart)?|\w*belegart|beleg|typ|tipo|"
    r"transaction|документ\w*|операци\w+|вид|тип|регистратор|doctype|pièce|genre|soort|rodzaj|"
    r"dokument\w*|document(type|soort)|transactietype)\b|[a-z]Type\b|_type\b|单据类型|类型"
)
_NUMBER_BEGINS = r"(?:[\s(№#:]+\p{L}{1,4}[-.°]?\s*)?[\s(№#:]*\d.*$"
_UNLIKELY = re.compile(
    r"(?i)expected|estimated|previous|former|old\b|last|предыдущ|прежн|ожидаем|предполага|"
    r"country|region|billing|shipping address|address|адрес|страна|регион"
)
_PROBABILITY = re.compile(r"(?i)probab|вероятн|wahrscheinlich|kans\b|\bprob\b")
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "won": ("won", "is won", "won flag", "deal won", "opportunity won", "выиграна", "выиграно",
            "сделка выиграна", "успешна", "gewonnen", "ist gewonnen", "ganada", "ganado", "gagné",
            "gagnée", "ganho", "ganha", "vinta", "vinto", "wygrana"),
    "closed": ("closed", "is closed", "closed flag", "deal closed", "закрыта", "закрыт", "закрыто",
               "сделка закрыта", "abgeschlossen", "geschlossen", "cerrada", "cerrado", "fermée",
               "fermé", "fechado", "fechada", "chiusa", "chiuso", "zamknięta"),
    "posted": ("posted", "is posted", "проведен", "проведена", "проведено", "gebucht", "verbucht"),
    "lost": ("lost", "is lost", "проиграна", "проиграно", "verloren", "perdida", "perdido",
             "perdue", "perdu", "lost time", "lost date", "lost on", "lost at", "дата проигрыша",
             "deal lost time", "deal lost date"),
    "dead": ("deleted", "is deleted", "удален", "удалена", "удалено", "пометка удаления",
             "пометка на удаление", "cancelled", "canceled", "is cancelled", "is canceled",
             "отменен", "отменена", "отменено", "аннулирован", "аннулирована", "void", "voided",
             "is void", "is voided", "storniert", "storno", "gelöscht", "anulado", "anulada",
             "cancelado", "cancelada", "annulé", "annulée", "annullato", "eliminado", "supprimé",
             "draft", "is draft", "черновик", "entwurf", "borrador", "brouillon",
             "quotation", "is quotation", "is quote", "refunded", "is refunded", "возвращен",
             "cancelled at", "canceled at", "cancelled on", "canceled on", "cancelled date",
             "canceled date", "cancellation date", "date cancelled", "date canceled", "cancel date",
             "deleted at", "deleted on", "voided at", "voided on", "void date", "rejected at",
             "cancellation time", "дата отмены", "дата удаления", "дата аннулирования",
             "storniert am", "stornodatum", "gelöscht am", "fecha de cancelación",
             "fecha de anulación", "date d'annulation", "data de cancelamento",
             "data annullamento"),
}  # fmt: skip
# A day, with or without its time, or seconds since 1970: a sum is none.
_DAY = re.compile(r"\s*(?:\d{1,4}[-./ ]+(?:\d{1,2}|[^\W\d]{3,9})[-./, ]+\d|\d{10,13}$|\d{8}$)")
_YES = frozenset(
    "1 1.0 y yes true t да д истина ja j wahr si sí s verdadero oui o vrai sim verdadeiro vero tak"
    " x + on ✓ ✔".split()
)
_NO = frozenset(
    "0 0.0 n no false f нет н ложь nein falsch falso non faux não nao nie - off 0000-00-00"
    " null".split()
)


def _true(cell: str) -> bool | None:
    """A flag's cell; None where it is neither yes nor no."""
    text = cell.strip().casefold()
    return True if text in _YES else False if text in _NO else None


class _Search:
    """The columns of a file that say whether a row is an order."""

    def __init__(self, columns: Columns, vocabulary: words.Vocabulary) -> None:
        self.columns = columns
        self.raw = columns.account.raw
        self.table = columns.account.table
        self.vocabulary = vocabulary
        self.names = addresses(self.raw.header)
        self.plain = [plain(heading) for heading in self.raw.header]
        used = columns.match.positions
        self.used = {place for name, place in used.items() if name not in ("status", "kind")}
        self.texts = [self._few(place) for place in range(len(self.names))]
        self.words = [place for place in range(len(self.names)) if self._of_words(place)]

    def _few(self, place: int) -> list[str] | None:
        """The distinct texts of a column that has only few of them, else None."""
        column = self.raw.cells.column(place)
        for cells in (column.slice(0, SAMPLE), column):
            distinct = pc.unique(pc.utf8_trim_whitespace(cells))
            if len(distinct) > FEW:
                return None
        return [text for text in distinct.to_pylist() if text]

    def exact(self, place: int) -> bool:
        """Whether a heading alone says that this is the status."""
        names = synonyms(self.table).get("status", ())
        return self.plain[place] in names or self.plain[place] in map(plain, _EXACT)

    def _of_words(self, place: int) -> bool:
        """Whether a column says how far its rows have come, by its name or by its words."""
        if place in self.used or self.role(place):
            return False
        if place == self.columns.match.positions.get("status"):
            return True
        texts, heading = self.texts[place], self.raw.header[place]
        if not texts:
            return False
        if self.exact(place):
            return True
        if _UNLIKELY.search(heading):
            return False
        known = [text for text in texts if self.vocabulary(text) != "unknown"]
        if _NAMED.search(heading):
            called = _CALLED.search(heading) and not _OF_OTHERS.search(heading)
            return bool(known) or self.semantic(place) or bool(called and len(texts) > 1)
        strong = [text for text in known if self.vocabulary(text) != "open"]
        if place == self.columns.match.positions.get("kind"):
            return False
        return bool(strong) and 2 * len(known) >= len(texts)

    def semantic(self, place: int) -> bool:
        """Whether a column holds Bitrix24's letters: S won, F lost, P in progress."""
        texts = self.texts[place] or ()
        return bool(texts) and "semantic" in self.plain[place] and {"S", "F", "P"}.issuperset(texts)

    def role(self, place: int) -> str | None:
        """What a column of yes and no, or of days on which something ended, says."""
        heading = self.plain[place]
        for role, names in _FLAGS.items():
            if heading in map(plain, names):
                column = self.raw.cells.column(place)
                texts = self.texts[place]
                if texts is not None and all(_true(text) is not None for text in texts):
                    return role if texts else None
                dated = role in ("dead", "lost") and column.null_count > 0
                shown = [text for text in column.slice(0, SAMPLE).to_pylist() if text]
                if dated and all(map(_DAY.match, shown)):
                    return role
        return None

    def status(self) -> int | None:
        """The column of words that decides: a person's, a layout's, else the one that says most."""
        match = self.columns.match
        given = match.positions.get("status")
        if given is not None and ("status" in match.stated or match.layout):
            known = [text for text in self.texts[given] or () if self.meaning(given)(text)]
            if "status" in match.stated or known:
                return given
        if not self.words:
            return given
        return max(self.words, key=lambda place: (*self._says(place), place == given, -place))

    def _says(self, place: int) -> tuple[bool, int, float]:
        """Whether a column is called the status and says how things end; how much its words say.

        So the status of a payment is not taken for that of its order.
        """
        texts = self.texts[place] or []
        said = [self.meaning(place)(text) for text in texts]
        known = sum(meaning != "unknown" for meaning in said)
        ends = self.exact(place) and bool({"completed", "cancelled"} & set(said))
        return ends, len(set(said) - {"unknown"}), known / max(len(texts), 1)

    def meaning(self, place: int) -> words.Vocabulary:
        """What the words of a column mean."""
        return _letters if self.semantic(place) else self.vocabulary

    def take(self, place: int) -> None:
        """Let the account say which column is the status."""
        account = self.columns.account
        positions = {**account.match.positions, "status": place}
        if account.match.positions.get("kind") == place:
            del positions["kind"]
        account.match = self.columns.match = replace(account.match, positions=positions)

    def probabilities(self) -> npt.NDArray[np.float64] | None:
        """Shares of 1; None where there is no such column or it never says that all is certain."""
        for place, heading in enumerate(self.raw.header):
            if place in self.used or not _PROBABILITY.search(heading):
                continue
            column = _Column.of(self.raw, place)
            figures = np.asarray([*map(_share, column.texts), np.nan])
            largest = np.nanmax(figures) if np.isfinite(figures).any() else 0.0
            if largest == 100 or (largest == 1 and len(column.texts) > 1):
                return np.asarray(figures[column.codes] / largest, dtype=np.float64)
        return None


def _letters(text: str) -> words.Meaning:
    """Bitrix24's STAGE_SEMANTIC_ID."""
    return {"S": "completed", "F": "cancelled", "P": "open"}.get(text, "unknown")  # type: ignore[return-value]


def _share(text: str) -> float:
    """A probability as written, without its per cent sign; not a number where it is none."""
    figure = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*%?\s*", text)
    return float(figure.group(1).replace(",", ".")) if figure else np.nan


# ---- judging the rows ----------------------------------------------------------------------------


def _judge(
    columns: Columns,
    search: _Search,
    result: Standing,
    vocabulary: words.Vocabulary,
    where: str | None,
) -> None:
    """Words, flags and probability together: what is certain is set aside, the rest noted."""
    account, column = columns.account, result.status
    if column is not None:
        account.about["status"] = column.heading
        place = columns.match.positions["status"]
        meaning = search.meaning(place)
        result.cells = cells = _within_orders(columns, column)
        codes, texts = pd.factorize(cells)
        said = np.asarray([*(meaning(str(text)) for text in texts), "blank"])[codes]
        account.set_aside(said == "cancelled", _lost(account.table))
        account.set_aside(said == "open", _not_yet(account.table))
    else:
        place, said = -1, np.full(len(account.raw.rows), "blank")
    won, lost = _flags(columns, search, said == "completed")
    for other in search.words:
        if other == place:
            continue
        second, meaning = _Column.of(account.raw, other), search.meaning(other)
        dead = second.of_meaning(meaning, "cancelled")
        account.set_aside(
            dead, say("“{column}” says cancelled, lost or refunded", column=second.heading)
        )
        if search.semantic(other):
            won |= second.where(lambda text: text == "S")
        lost |= second.of_meaning(meaning, "open") & (said == "unknown")
    completed, unknown = said == "completed", said == "unknown"
    result.contrary = completed & lost
    if column is None:
        if won.any() or lost.any():
            _without_words(columns, result, won, lost)
            return
    else:
        blank = (said == "blank") & _blank_is_no_word(account.used, said)
        unsure = unknown | blank
        account.set_aside(unsure & lost, _not_yet(account.table))
        unsure &= ~won & ~lost
    shares = search.probabilities()
    if shares is not None and (column is None or _agree(shares, completed)):
        uncertain = np.isfinite(shares) & (shares < 1)
        subject = uncertain if column is None else unsure & uncertain
        account.set_aside(subject, say("its probability is below 100 %"))
        if column is not None and not completed.any():
            unsure &= ~(shares == 1)
    if column is None:
        return
    unsure &= account.used
    if _named_in(where, column.heading):
        return
    if unsure.any() and (_tells_apart(result.cells[account.used]) or _known(said)):
        result.doubtful = result.cells.fillna(BLANK).where(unsure)


def _within_orders(columns: Columns, column: _Column) -> pd.Series:
    """The words, where a further row of an order is blank those of its first row."""
    cells = column.cells()
    if column.blank.any() and "order_id" in columns and not columns.match.by_title:
        order = columns.ids("order_id")
        return cells.fillna(cells.groupby(order).transform("first"))
    return cells


def _known(said: npt.NDArray[np.str_]) -> bool:
    return bool(np.isin(said, ["completed", "cancelled", "open"]).any())


def _tells_apart(cells: pd.Series) -> bool:
    """Whether a column of words that nobody knows says different things of different rows."""
    return len(cells.drop_duplicates()) > 1


def _blank_is_no_word(used: Mask, said: npt.NDArray[np.str_]) -> Mask:
    """Blank cells are in doubt only beside words for what was won; else blank is the usual."""
    return np.full(len(used), bool((said == "completed").any()))


def _agree(shares: npt.NDArray[np.float64], completed: Mask) -> bool:
    """Whether what is won has 100 %, so that the column is kept up."""
    stated = completed & np.isfinite(shares)
    return not stated.any() or bool((shares[stated] == 1).mean() >= 0.95)


def _named_in(where: str | None, heading: str) -> bool:
    return where is not None and heading.casefold() in where.casefold()


def _flags(columns: Columns, search: _Search, completed: Mask) -> tuple[Mask, Mask]:
    """Rows that flags call won, and rows that they call not won; certain ends are set aside."""
    account = columns.account
    won = np.zeros(len(account.raw.rows), dtype=np.bool_)
    lost = won.copy()
    for place in range(len(search.names)):
        role = None if place in search.used else search.role(place)
        if role is None:
            continue
        column = _Column.of(account.raw, place)
        yes = column.where(lambda text: _true(text) is not False)
        no = column.where(lambda text: _true(text) is False)
        if role in ("dead", "lost"):
            account.set_aside(
                yes & ~completed if role == "lost" else yes,
                say("“{column}” says cancelled, lost or refunded", column=column.heading),
            )
        elif role == "posted":
            account.set_aside(no, say("“{column}” says that it is not", column=column.heading))
        elif role == "won":
            won |= yes
            lost |= no
            account.about["flag"] = column.heading
        else:
            lost |= no
            account.about.setdefault("flag", column.heading)
    return won & ~lost, lost


def _without_words(columns: Columns, result: Standing, won: Mask, lost: Mask) -> None:
    """No column of words: the flag that says won decides; one that says closed is asked about."""
    account = columns.account
    if won.any() and account.table == "orders":
        account.set_aside(lost, say("not won yet, or lost"))
    else:
        result.contrary = lost


def _lost(table: str) -> Text:
    return say("cancelled or lost") if table == "orders" else say("cancelled, or never signed")


def _not_yet(table: str) -> Text:
    return say("not won yet") if table == "orders" else say("not signed yet")


def _documents(columns: Columns, search: _Search, result: Standing) -> None:
    """Kinds of document: returns take back, quotations and payments are no sales."""
    account = columns.account
    positions = columns.match.positions
    number, state = positions.get("order_id"), positions.get("status")
    places = {number, state, positions.get("kind")}
    for place, heading in enumerate(account.raw.header):
        if place in search.used and place not in places:
            continue
        if place not in places and not (_DOCUMENT.search(heading) and search.texts[place]):
            continue
        column = (_before_numbers if place == number else _Column.of)(account.raw, place)
        meanings = [words.document(text) for text in column.texts]
        if place != state and any(map(words.stage, column.texts)):
            account.about.setdefault("kinds", column.heading)
            kinds = column.cells().where(column.where(lambda text: words.stage(text) is not None))
            result.kinds = result.kinds.fillna(kinds)
        if not {"return", "none"} & set(meanings):
            continue
        if place != state or "return" in meanings:
            result.returned |= column.where(lambda text: words.document(text) == "return")
        if place == state:
            continue
        for word in (text for text in column.texts if words.document(text) == "none"):
            account.set_aside(
                column.where(word.__eq__),
                say("“{word}” is no sale", word=word),
            )
        if place == number:
            continue
        unknown = column.where(lambda text: words.document(text) == "unknown")
        account.about["document"] = column.heading
        result.documents = result.documents.fillna(column.cells().where(unknown & account.used))


def _before_numbers(raw: Raw, place: int) -> _Column:
    """The words before the numbers of documents: «Реализация» of «Реализация 0001 от …».

    Numbers may be millions, all different; these are few.
    """
    cells = pc.utf8_trim_whitespace(raw.cells.column(place))
    worded = pc.match_substring_regex(cells, r"^\p{L}{2}")
    cells = pc.if_else(worded, cells, pa.scalar(None, pa.string()))
    spelt = pc.replace_substring_regex(cells, _NUMBER_BEGINS, "")
    return _Column(addresses(raw.header)[place], *encoded(spelt))


# ---- what remains to be asked, over all files ----------------------------------------------------


def settled(rows: Rows, doubts: Doubts, table: str = "orders") -> tuple[Rows, list[Text]]:
    """Ask about the words and flags that are open; without an answer their rows do not count.

    What concerns at most 1 % of the rows and of the money is set aside without a question.

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
                "{n} row with words in “{column}” that are not known ({words}) is left out: it is"
                " at most 1 % of the rows and of the money. To count it: {option}.",
                "{n} rows with words in “{column}” that are not known ({words}) are left out: they"
                " are at most 1 % of the rows and of the money. To count them: {option}.",
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
    counts = cells[unsure].value_counts()
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


def sum_of(rows: Rows, mask: Mask) -> Money | None:
    """What some of the rows come to; None where the files state no amounts."""
    amounts = rows.figures.get("amount")
    return None if amounts is None else money_of(amounts.take(mask))


def money_of(figures: Exact) -> Money:
    """What figures come to together."""
    minor, _ = figures.total(np.zeros(len(figures), dtype=np.int64), 1).minor(100)
    return Money(int(minor[0]))


def little(rows: Rows, mask: Mask) -> bool:
    """Whether rows are at most 1 % of all rows, and of the money."""
    amounts = rows.figures.get("amount")
    if mask.sum() > LITTLE * len(mask):
        return False
    if amounts is None:
        return True
    sizes = np.abs(amounts.numbers())
    return bool(np.nansum(sizes[mask]) <= LITTLE * np.nansum(sizes))


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
