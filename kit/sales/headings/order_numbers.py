"""Which columns may number orders although no name of theirs is known."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from kit.sales.files.raw import Raw
from kit.sales.headings import dating

_NUMBER = re.compile(
    r"(?i)(?<![a-z])(id|no|nr|num|nro)(?![a-z])|Id\b|ID\b|number|numer|n[úu]mero|nummer|code|\bref|uuid|guid|"
    r"номер|\bкод\b|[№#]|/name$"
)
_INSTALMENT = re.compile(
    r"(?i)instal?lment|part payment|взнос|рассрочк|транш|\brata\b|\bcuota|parcela|"
    r"taksit|teilzahlung|abschlag|échéance|versement"
)
_PAID_FOR = re.compile(
    r"(?i)contract|deal|order|invoice|agreement|договор|сделк|заказ|сч[её]т|vertrag|auftrag|rechnung|"
    r"contrato|pedido|factura|contrat|commande|facture|contratto|ordine|fattura|umow|zamówien|faktur|"
    r"sözleşme|sipariş|fatura"
)
_OF_OTHERS = re.compile(
    r"(?i)client|customer|account|company|buyer|partner|user|employee|manager|owner|product|item|sku|"
    r"\bline|phone|tax|zip|postal|клиент|контраг|покупат|заказчик|сотрудник|менеджер|товар|инн|"
    r"телефон|cliente|kunde|compan"
)


def may_number(raw: Raw, place: int) -> bool:
    """Whether a column may number orders: by its heading, and few cells are the same."""
    heading = raw.header[place]
    if not _NUMBER.search(heading) or _OF_OTHERS.search(heading):
        return False
    cells = _cells(raw, place)
    return bool(cells.notna().mean() > 0.9 and cells.nunique() >= 0.5 * cells.notna().sum())


def paid_in_parts(raw: Raw, positions: Mapping[str, int]) -> list[int]:
    """Columns that name what is paid in several rows, in a file of payments.

    `positions`: canonical columns that are known, and where they stand.
    """
    paid = positions.get("ordered_on")
    dated = paid is not None and dating.meaning(raw.header[paid]) == "paid"
    if not dated and not any(_INSTALMENT.search(heading) for heading in raw.header):
        return []
    taken = set(positions.values())
    named = [
        place
        for place, heading in enumerate(raw.header)
        if place not in taken and _PAID_FOR.search(heading)
    ]
    return [place for place in named if _cells(raw, place).dropna().duplicated().any()]


def _cells(raw: Raw, place: int) -> pd.Series:
    return pd.Series(raw.cells.column(place).to_pandas())
