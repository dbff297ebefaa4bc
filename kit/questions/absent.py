"""The Finding of a diagnostic whose orders are not there."""

from __future__ import annotations

import pandas as pd

from kit.company.model import Company
from kit.language import Language, Text, say
from kit.questions.finding import Finding

ORDERS = say(
    "A table `orders` with `order_id`, `client_id`, `ordered_on` and `amount`: name the file in "
    "the command, or under data: inputs: in company.yaml."
)


def without_orders(company: Company, name: str, question: Text, text: Text) -> Finding:
    """`needs data`: no order file has been named."""
    language = Language(company.settings.language)
    return Finding(
        name=name,
        question=language(question),
        status="needs data",
        evidence="L0",
        text=language(text),
        table=pd.DataFrame(),
        needs=(language(ORDERS),),
        language=language.code,
    )
