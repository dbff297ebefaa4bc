"""Cards of clients that are kept twice: two ids with one tax number, name, e-mail or phone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow.compute as pc

from kit.sales.columns import Columns

MOST = 3  # cards that share an e-mail or phone: more of them are those of an office or an agent
_TAX = re.compile(
    r"(?i)\b(инн|унп|бин|иин|едрпоу|egrpou|edrpou|огрн|vat|tax (id|no|nr|number|code)|tin|ein|abn|"
    r"ust-?id(nr)?|steuernummer|nif|cif|rfc|cuit|rut|siren|siret|cnpj|cpf|partita iva|p\.? ?iva|"
    r"codice fiscale|nip|regon|btw|kvk|ičo|ico|dič|cui|gstin)\b|tax.?number|vat.?(id|no|number)"
)
_MAIL = re.compile(r"(?i)e-?mail|электронн\w* (почт|адрес)|почта|correo|courriel")
_PHONE = re.compile(r"(?i)phone|телефон|\bтел\b|telefon|teléfono|téléphone|mobile|мобильн|сотов")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")


@dataclass(frozen=True)
class Cards:
    """What the cards of clients say, by id.

    Attributes
    ----------
    names
        The name on each card.
    tax, contacts
        Tax numbers; e-mails and the last nine figures of phones.
    """

    names: Mapping[str, str]
    tax: Mapping[str, frozenset[str]]
    contacts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, files: Iterable[Columns]) -> Cards:
        """The cards of all lists of clients."""
        names: dict[str, str] = {}
        tax: dict[str, set[str]] = defaultdict(set)
        contacts: dict[str, set[str]] = defaultdict(set)
        for columns in files:
            ids = columns.ids("client_id")
            if "name" in columns:
                for client, name in _cells(ids, columns.texts("name")):
                    names.setdefault(client, name)
            for heading, cells in _unused(columns):
                for pattern, read, into in (
                    (_TAX, _tax, tax),
                    (_MAIL, _mail, contacts),
                    (_PHONE, _phone, contacts),
                ):
                    if pattern.search(heading):
                        for client, cell in _cells(ids, cells):
                            if value := read(cell):
                                into[client].add(value)
                        break
        return cls(names, _frozen(tax), _rare(_frozen(contacts)))

    def share(self, one: str, other: str) -> bool:
        """Whether nothing on two cards says that they are two clients: their tax numbers agree."""
        first, second = self.tax.get(one), self.tax.get(other)
        return not first or not second or bool(first & second)


NO_CARDS = Cards({}, {}, {})


def sharing(values: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Groups of ids that have a value in common."""
    ids: dict[str, list[str]] = defaultdict(list)
    for client, theirs in values.items():
        for value in theirs:
            ids[value].append(client)
    return [group for group in ids.values() if len(group) > 1]


def _unused(columns: Columns) -> list[tuple[str, pd.Series]]:
    raw, used = columns.account.raw, set(columns.match.positions.values())
    return [
        (heading.replace("_", " "), pd.Series(pc.utf8_trim_whitespace(column).to_pylist()))
        for place, (heading, column) in enumerate(zip(raw.header, raw.cells.columns, strict=True))
        if place not in used
        and any(pattern.search(heading.replace("_", " ")) for pattern in (_TAX, _MAIL, _PHONE))
    ]


def _cells(ids: pd.Series, cells: pd.Series) -> list[tuple[str, str]]:
    pairs = pd.DataFrame({"client": ids.to_numpy(), "cell": cells.to_numpy()}).dropna()
    return list(zip(pairs["client"].map(str), pairs["cell"].map(str), strict=True))


def _tax(cell: str) -> str:
    number = re.sub(r"[\s./-]", "", cell.upper().removesuffix(".0"))
    figures = sum(map(str.isdigit, number))
    return number if figures >= 6 and len(set(number)) > 2 else ""


def _mail(cell: str) -> str:
    match = _ADDRESS.search(cell.casefold())
    return match[0] if match else ""


def _phone(cell: str) -> str:
    figures = re.sub(r"\D", "", cell.removesuffix(".0"))
    return figures[-9:] if 9 <= len(figures) <= 15 and len(set(figures[-9:])) > 2 else ""


def _frozen(values: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {client: frozenset(theirs) for client, theirs in values.items()}


def _rare(values: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Without what many cards share."""
    times = Counter(value for theirs in values.values() for value in theirs)
    return {
        client: frozenset(value for value in theirs if times[value] <= MOST)
        for client, theirs in values.items()
    }
