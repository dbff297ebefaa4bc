"""Clients that are none: accounts for tests, and the company itself."""

from __future__ import annotations

import re

import numpy as np

from kit.language import say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import some
from kit.sales.rows import Rows
from kit.sales.weight import little, sum_of

KEY = "orders.client_id.tests"
_OF_CLIENTS = (
    r"(?:an? )?(?:account|client|customer|company|firm|user|buyer|order|deal|клиент\w*|"
    r"контрагент\w*|заказчик|покупатель|компания|заказ\w*|сделка|kunde\w*|firma|konto|client\w*|"
    r"cliente|empresa|klient|müşteri)"
)
_TESTING = (
    r"(?:tests?|testing|dummy|demo|sample|fake|internal|intern|interno|interne|тест|тесты|"
    r"тестов\w{2}|демо|внутренн\w+|prueba|proba)"
)
_NO_CLIENT = re.compile(
    rf"(?i)(?:{_TESTING}[\s_-]*{_OF_CLIENTS}|{_OF_CLIENTS}[\s_-]*{_TESTING}|"
    r"тест\w* тест\w*|test test)[\s_-]*\d{0,3}|"
    r".*\b(?:do not use|don't use|не использовать|nicht verwenden|no usar|ne pas utiliser)\b.*"
)


def without_test_clients(rows: Rows, doubts: Doubts) -> Rows:
    """Ask about clients whose whole name says that they are none; a few of them stay.

    One word alone, such as Test, is left: people export samples with such names.
    """
    clients = rows.frame["client_id"]
    names = [str(name) for name in clients.unique() if _NO_CLIENT.fullmatch(str(name).strip())]
    mask = np.asarray(clients.isin(names), dtype=np.bool_)
    if not mask.any() or mask.all() or little(rows, mask):
        return rows
    n, total = int(mask.sum()), sum_of(rows, mask)
    text = say_n(
        "{n} row belongs to a client that may be no real one: {names}.",
        "{n} rows belong to clients that may be no real ones: {names}.",
        n,
        names=some(names, 5),
    )
    choices = (
        Choice("leave-out", say("tests or our own: leave them out"), n, total),
        Choice("keep", say("real clients"), n, total),
    )
    if doubts.ask(Doubt(KEY, text, choices)) == "keep":
        return rows
    return rows.without(mask, say("a client that is no real one"))
