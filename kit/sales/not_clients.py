"""Clients that are none: accounts for tests, the company itself, and names for anybody."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import plain, some
from kit.sales.rows import Rows
from kit.sales.weight import little, sum_of

KEY = "orders.client_id.tests"
LEFT = 2  # further clients without which a file is rather a sample of somebody's
FEWEST = 5  # rows that say whose file it is
_OF_CLIENTS = (
    r"(?:an? )?(?:account|client|customer|company|firm|user|buyer|order|deal|клиент\w*|"
    r"контрагент\w*|заказчик|покупатель|компания|заказ\w*|сделка|kunde\w*|firma|konto|client\w*|"
    r"cliente|empresa|klient|müşteri)"
)
_TESTING = (
    r"(?:tests?|testing|dummy|demo|sample|fake|internal|intern|interno|interne|тест|тесты|"
    r"тестов\w{2}|демо|внутренн\w+|prueba|proba)"
)
_OWN = (
    r"(?:our (?:own )?|own |ourselves|наш[аи] |собственн\w+ |eigene |nuestra (?:propia )?|"
    r"notre (?:propre )?|propia |nossa )"
)
# Many people under one name.
_NOBODY = (
    r"walk[- ]?ins?|guests?|cash sales?|anonymous|(?:walk[- ]?in|cash|retail|private|one[- ]time|"
    r"occasional|guest|anonymous|miscellaneous|various) (?:client|customer|buyer|person)s?|"
    r"розница|розничн\w+ (?:покупател|клиент|продаж)\w*|физ\w*\.?[ -]?лиц\w*|частн\w+ лиц\w*|"
    r"(?:разов|проч|случайн)\w+ (?:покупател|клиент)\w*|laufkund\w+|barverkauf|barkunden?|"
    r"einmalkunden?|diverse(?: kunden)?|clients? (?:comptoir|divers|de passage)|"
    r"clientes? (?:varios|mostrador|de contado|ocasional|balcão|avulso)|consumidor final|"
    r"público en general|client[ei] (?:generico|occasionale|vari)|passanten?|losse klant|"
    r"diverse klanten|klient (?:detaliczny|indywidualny|jednorazowy)|sprzedaż detaliczna|"
    r"perakende(?: müşteri)?|muhtelif müşteri\w*|kontantkund"
)
# Written for Arrow, whose words are of Latin letters unless that is spelt out; few ranges of
# letters are understood in a fiftieth of the time that all letters there are would take.
_LETTERS = r"0-9a-z_\x{df}-\x{24f}\x{400}-\x{4ff}"
_NO_CLIENT = (
    (
        rf"(?i)^(?:(?:{_TESTING}(?:[\s_-]*{_OF_CLIENTS})?|{_OF_CLIENTS}[\s_-]*{_TESTING}|"
        rf"{_OWN}{_OF_CLIENTS}|{_NOBODY}|тест\w* тест\w*|test test)[\s_-]*\d{{0,3}}|"
        r"(?:.*\W)?(?:do not use|don't use|не использовать|nicht verwenden|no usar|ne pas utiliser)"
        r"(?:\W.*)?)$"
    )
    .replace(r"\w", f"[{_LETTERS}]")
    .replace(r"\W", f"[^{_LETTERS}]")
)


def without_test_clients(rows: Rows, doubts: Doubts) -> Rows:
    """Ask about clients whose whole name says that they are none or many, and the company itself.

    Where they weigh little, or hardly another client is left, they stay, and that is said.
    """
    clients = rows.frame["client_id"]
    own = _owners(rows)
    every = pa.array(clients.unique(), pa.string())
    none = every.filter(pc.match_substring_regex(pc.utf8_trim_whitespace(every), _NO_CLIENT))
    names = none.to_pylist()
    if own:
        names += [name for name in every.to_pylist() if name not in names and plain(name) in own]
    mask = np.asarray(clients.isin(names), dtype=np.bool_)
    if not mask.any() or mask.all():
        return rows
    n, total = int(mask.sum()), sum_of(rows, mask)
    text = say_n(
        "{n} row belongs to a client that may be no real one: {names}.",
        "{n} rows belong to clients that may be no real ones: {names}.",
        n,
        names=some(names, 5),
    )
    leave = Choice(
        "leave-out", say("tests, our own or nobody in particular: leave them out"), n, total
    )
    keep = Choice("keep", say("real clients"), n, total)
    if little(rows, mask) or clients.nunique() - len(names) < LEFT:
        answer = doubts.offer(Doubt(KEY, text, (keep, leave)))
    else:
        answer = doubts.ask(Doubt(KEY, text, (leave, keep)))
    if answer == "keep":
        return rows
    return rows.without(mask, say("a client that is no real one"))


def _owners(rows: Rows) -> set[str]:
    """The name that stands alone in a whole column of a file, which is that of its company."""
    names = set()
    for account in rows.accounts.values():
        raw, taken = account.raw, account.match.positions.values()
        for place in range(len(raw.header)):
            if place in taken or place in raw.number_cells or len(raw.rows) < FEWEST:
                continue
            first = pc.unique(pc.drop_null(raw.cells.column(place).slice(0, FEWEST)))
            if len(first) != 1:
                continue
            every = pc.unique(pc.drop_null(raw.cells.column(place)))
            if len(every) == 1 and raw.cells.column(place).null_count == 0:
                names.add(plain(str(every[0])))
    return names - {""}
