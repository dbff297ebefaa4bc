"""Which of several columns of dates says when a deal was carried out: by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Meaning = Literal["expected", "lost", "won", "closed", "paid", "shipped", "created", "order"]

# The first that fits is meant: an expected close date is expected, a date of payment no shipping.
_MEANINGS: Sequence[tuple[Meaning, str]] = (
    ("expected", r"expect|estimat|forecast|\bplan|\bdue\b|required|target|project(ed|ion)|deadline"
                 r"|valid|until|request|next|предполаг|ожида|план|срок|следующ|geplant|erwartet"
                 r"|voraussicht|fällig|prev|prévu|estimad|échéance|vencim|scadenza|verwacht"),
    ("lost", r"\blost\b|cancel|проигр|отмен|verlor|storn|perdid|perdu|annul"),
    ("won", r"\bwon\b|выигр|gewonn|ganad|gagn|ganh|\bvint|wygran"),
    ("closed", r"\bclos(e|ed|ing|ure)\b|closedate|закрыт|завершен|abschluss|abgeschlossen"
               r"|geschlossen|cierre|cerrad|cl[oô]tur|fermetur|fermé|fechamento|fechad|chius"
               r"|afgesloten|zamkni"),
    ("paid", r"\bpaid\b|payment|оплат|bezahl|zahlung|\bpag(o|ado|ada|amento)\b|paiement|betaal"),
    ("shipped", r"\bship|deliver|fulfil|dispatch|complet|отгруз|достав|выполнен|исполнен|поставк"
                r"|liefer|versand|versend|entreg|env[ií]o|livrais|livré|exp[ée]di|spedi|consegn"
                r"|gelever"),
    ("created", r"creat|added|entered|opened|\bbegin|\bstart|создан|добавлен|открыт|начал|erstell"
                r"|angelegt|creaci|cread|cré[ée]|criad|criaç|creazion|aangemaakt|utworz"),
)  # fmt: skip


def meaning(heading: str) -> Meaning:
    """What a date of that name says of a deal; a heading that says nothing else dates the order."""
    text = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", heading).replace("_", " ").casefold()
    text = text.replace("ё", "е")
    return next((name for name, words in _MEANINGS if re.search(words, text)), "order")
