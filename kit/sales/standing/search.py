"""The columns that say whether a row is an order: status words, flags, probabilities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from kit.sales.cells import words
from kit.sales.cells.distinct import Codes, encoded, of_words
from kit.sales.columns import Columns
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses, plain, synonyms
from kit.sales.rows import Mask

FEW = 60  # different texts that a column of words has at most
SAMPLE = 1000  # rows that show whether a column may be one of words


@dataclass(frozen=True)
class TextColumn:
    """A column by its distinct texts; `codes` is each row's place among them, -1 blank."""

    heading: str
    texts: Sequence[str]
    codes: Codes

    @classmethod
    def of(cls, raw: Raw, place: int) -> TextColumn:
        """The column at a place of a file."""
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
        """Rows without a text."""
        return self.codes < 0

    def cells(self) -> pd.Series:
        """The texts row by row; missing where blank."""
        return of_words(self.texts, self.codes)


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
             "makulerad", "makulerat", "annulleret", "annullert", "kansellert", "kreditert",
             "mitätöity", "peruttu", "geannuleerd", "anulowany", "anulowana", "anulowano",
             "stornováno", "storno dokladu", "zrušeno", "zrušená", "sztornó", "sztornózott",
             "törölt", "anulat", "anulată", "stornat", "скасовано", "скасований", "анульовано",
             "iptal", "iptal edildi", "キャンセル", "取消", "취소", "취소여부", "作废", "是否作废",
             "ملغي", "cancelada em", "makulerad datum", "iptal tarihi", "data anulowania",
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
# Filled only where something was lost, with any words.
_WHY_LOST = re.compile(
    r"(?i)\b(lost|loss|rejection|cancell?ation|cancel) reason|why lost|"
    r"reason (for )?(the )?(loss|lost|losing|cancell?ation|rejection)|"
    r"причина (проигрыша|отказа|отмены|провала|потери)|verlustgrund|ablehnungsgrund|"
    r"stornogrund|motivo de (la )?(pérdida|cancelación|perda|cancelamento)|"
    r"(raison|motif) (de la |de |d')(perte|annulation)|motivo (della )?perdita|verliesreden|"
    r"powód (przegranej|utraty|anulowania)|(kayıp|iptal) nedeni"
)
# Of invoices: "open" beside them says what is owed.
_OWED = re.compile(
    r"(?i)balance due|amount due|open balance|outstanding|amount paid|paid amount|остаток долга|"
    r"задолженност|оплачено|срок оплаты|offener (betrag|posten)|(saldo|importe) pendiente|"
    r"reste à payer|restant dû|da saldare|openstaand|do zapłaty|kalan tutar"
)
# A day, with or without its time, or seconds since 1970: a sum is none.
_DAY = re.compile(r"\s*(?:\d{1,4}[-./ ]+(?:\d{1,2}|[^\W\d]{3,9})[-./, ]+\d|\d{10,13}$|\d{8}$)")
_YES = frozenset(
    "1 1.0 y yes true t да д так істина істинно истина ja j wahr si sí sì s verdadero oui"
    " o vrai sim verdadeiro vero tak kyllä ano áno igen da evet はい 예 是 نعم x + on ✓ ✔".split()
)
_NO = frozenset(
    "0 0.0 n no false f нет н ложь nein falsch falso non faux não nao nie nej ei ne nem"
    " nu hayır ні いいえ 아니오 否 لا - off 0000-00-00 null".split()
)


def is_true(cell: str) -> bool | None:
    """A flag's cell; None where it is neither yes nor no."""
    text = cell.strip().casefold()
    return True if text in _YES else False if text in _NO else None


class Search:
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
                if texts is not None and all(is_true(text) is not None for text in texts):
                    return role if texts else None
                dated = role in ("dead", "lost") and column.null_count > 0
                shown = [text for text in column.slice(0, SAMPLE).to_pylist() if text]
                if dated and all(map(_DAY.match, shown)):
                    return role
        cells = self.raw.cells.column(place)
        if _WHY_LOST.search(self.raw.header[place]) and 0 < cells.null_count < len(cells):
            return "lost"
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
        if self.semantic(place):
            return _letters
        if self.vocabulary is not words.status:
            return self.vocabulary
        texts = self.texts[place] or ()
        invoices = any(map(_OWED.search, self.raw.header)) and not any(map(words.of_deal, texts))
        return words.invoice if invoices or any(map(words.of_payment, texts)) else words.status

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
            column = TextColumn.of(self.raw, place)
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
