"""What the columns of one file say of its rows: orders, no orders, or nobody knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.cells import words
from kit.sales.cells.distinct import Codes, encoded, filled, no_words
from kit.sales.cells.sides import column_of_sides
from kit.sales.columns import Columns
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses
from kit.sales.rows import Mask
from kit.sales.standing.search import Search, TextColumn, is_true

_DOCUMENT = re.compile(
    r"(?i)\b(type|kind|document|doc|operation|voucher|art|vorgang(sart)?|\w*belegart|beleg|typ|tipo|"
    r"transaction|документ\w*|операци\w+|вид|тип|регистратор|doctype|pièce|genre|soort|rodzaj|"
    r"dokument\w*|doklad\w*|bizonylat\w*|bilagstype|laskutyyppi|t[üu]rü?|işlem\w*|belge\w*|"
    r"document(type|soort)|transactietype)\b|[a-z]Type\b|_type\b|单据类型|类型|伝票区分|전표유형"
)
_NUMBER_BEGINS = r"(?:[\s(№#:]+\p{L}{1,4}[-.°]?\s*)?[\s(№#:]*\d.*$"
# Called a kind of document, and nothing else.
_KIND = re.compile(
    r"(?i)\b(doc(ument)?|billing|invoice|voucher) ?(type|kind)\b|belegart|fakturaart|"
    r"tipo (de |di )?documento|type (de )?(pièce|document)|(вид|тип) документа|"
    r"rodzaj dokumentu|(typ|druh) dokladu|typ dokumentu|(bizonylat|számla) típusa|"
    r"tip (de )?document|(dokument|faktura)typ|bilagstype|laskutyyppi|(вид|тип) документу|"
    r"单据类型|伝票区分|전표유형|(fiş|belge|fatura) tür|documentsoort"
)
BLANK = "(blank)"  # how an answer calls a row without a status


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

    status: TextColumn | None
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
    search = Search(columns, vocabulary)
    status = search.status()
    if status is not None:
        search.take(status)
    column = None if status is None else TextColumn.of(columns.account.raw, status)
    rows = len(columns.account.raw.rows)
    none = no_words(rows)
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


def _judge(
    columns: Columns,
    search: Search,
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
        said = _by_word([*(meaning(str(text)) for text in texts), "blank"], codes)
        account.set_aside(said == "cancelled", _lost(account.table))
        account.set_aside(said == "open", _not_yet(account.table))
    else:
        place, said = -1, _by_word(["blank"], np.full(len(account.raw.rows), -1))
    won, lost = _flags(columns, search, said == "completed")
    for other in search.words:
        if other == place:
            continue
        second, meaning = TextColumn.of(account.raw, other), search.meaning(other)
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
        account.set_aside(subject, say("its probability is below 100%"))
        if column is not None and not completed.any():
            unsure &= ~(shares == 1)
    if column is None:
        return
    unsure &= account.used
    if _named_in(where, column.heading):
        return
    if unsure.any() and (_tells_apart(result.cells[account.used]) or _known(said)):
        named = result.cells.astype("str").fillna(BLANK)
        result.doubtful = named.where(unsure).astype("category")


def _within_orders(columns: Columns, column: TextColumn) -> pd.Series:
    """The words, where a further row of an order is blank those of its first row."""
    cells = column.cells()
    if column.blank.any() and "order_id" in columns and not columns.match.by_title:
        order = columns.ids("order_id")
        return filled(cells, cells.astype("str").groupby(order).transform("first"))
    return cells


def _by_word(meanings: Sequence[str], codes: Codes) -> pd.Categorical:
    """What each row's word means; a code of -1 has the last meaning."""
    names = list(dict.fromkeys(meanings))
    of_word = np.array([names.index(meaning) for meaning in meanings])
    said: pd.Categorical = pd.Categorical.from_codes(of_word[codes], pd.Index(names, dtype="str"))
    return said


def _known(said: pd.Categorical) -> bool:
    return bool(said.isin(["completed", "cancelled", "open"]).any())


def _tells_apart(cells: pd.Series) -> bool:
    """Whether a column of words that nobody knows says different things of different rows."""
    return len(cells.drop_duplicates()) > 1


def _blank_is_no_word(used: Mask, said: pd.Categorical) -> Mask:
    """Blank cells are in doubt only beside words for what was won; else blank is the usual."""
    return np.full(len(used), bool((said == "completed").any()))


def _agree(shares: npt.NDArray[np.float64], completed: Mask) -> bool:
    """Whether what is won has 100 %, so that the column is kept up."""
    stated = completed & np.isfinite(shares)
    return not stated.any() or bool((shares[stated] == 1).mean() >= 0.95)


def _named_in(where: str | None, heading: str) -> bool:
    return where is not None and heading.casefold() in where.casefold()


def _flags(columns: Columns, search: Search, completed: Mask) -> tuple[Mask, Mask]:
    """Rows that flags call won, and rows that they call not won; certain ends are set aside."""
    account = columns.account
    won = np.zeros(len(account.raw.rows), dtype=np.bool_)
    lost = won.copy()
    for place in range(len(search.names)):
        role = None if place in search.used else search.role(place)
        if role is None:
            continue
        column = TextColumn.of(account.raw, place)
        yes = column.where(lambda text: is_true(text) is not False)
        no = column.where(lambda text: is_true(text) is False)
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


def _documents(columns: Columns, search: Search, result: Standing) -> None:
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
        column = (_before_numbers if place == number else TextColumn.of)(account.raw, place)
        if column_of_sides(heading, column.texts):
            continue
        meanings = [words.document(text) for text in column.texts]
        if place != state and any(map(words.stage, column.texts)):
            account.about.setdefault("kinds", column.heading)
            kinds = column.cells().where(column.where(lambda text: words.stage(text) is not None))
            result.kinds = filled(result.kinds, kinds)
        if not {"return", "none"} & set(meanings):
            told = _KIND.search(heading) or (place == number and "sale" in meanings)
            if told and "unknown" in meanings and len(meanings) > 1:
                _ask_unknown(columns, result, column)
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
        if place == number and "sale" not in meanings:
            continue
        unknown = column.where(lambda text: words.document(text) == "unknown")
        account.about["document"] = column.heading
        documents = column.cells().where(unknown & account.used)
        result.documents = filled(result.documents, documents)


def _ask_unknown(columns: Columns, result: Standing, column: TextColumn) -> None:
    """Kinds of document that are not known, unless some take back with negative sums."""
    account = columns.account
    if "amount" in columns:
        amounts = columns.read("amount").figures
        if (account.used & ~amounts.missing & (amounts.mantissa < 0)).any():
            return
    account.about["document"] = column.heading
    unknown = column.where(lambda text: words.document(text) == "unknown")
    result.documents = filled(result.documents, column.cells().where(unknown & account.used))


def _before_numbers(raw: Raw, place: int) -> TextColumn:
    """The words before the numbers of documents: «Реализация» of «Реализация 0001 от …».

    Numbers may be millions, all different; these are few.
    """
    cells = pc.utf8_trim_whitespace(raw.cells.column(place))
    # how many digits stand at the end does not matter: with one of them few texts are left
    begun = [pc.ascii_rtrim(part, characters="0123456789") for part in cells.chunks]
    parts = zip(begun, cells.chunks, strict=True)
    cut = [pc.less(pc.binary_length(rest), pc.binary_length(part)) for rest, part in parts]
    beginnings, codes = encoded(pa.chunked_array(begun, pa.string()))
    was_cut = pa.chunked_array(cut, pa.bool_()).fill_null(False).to_numpy()
    codes, both = pd.factorize(np.where(codes < 0, -1, 2 * codes + was_cut))
    named = [None if one < 0 else beginnings[one // 2] + "0" * (one % 2) for one in both.tolist()]
    array = pa.array(named, pa.string())
    worded = pc.match_substring_regex(array, r"^\p{L}{2}")
    array = pc.if_else(worded, array, pa.scalar(None, pa.string()))
    names, of_text = encoded(
        pa.chunked_array([pc.replace_substring_regex(array, _NUMBER_BEGINS, "")])
    )
    return TextColumn(addresses(raw.header)[place], names, np.append(of_text, -1)[codes])
