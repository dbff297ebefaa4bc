"""A question as somebody would add it: this folder, and a line in the catalogue."""

import pandas as pd

from kit.language import say
from kit.questions.claims import Claim
from kit.questions.finding import Finding
from kit.questions.question import Column, Question, Table


def answer(company, sales):
    """Which client gave the largest order?"""
    order = sales.orders.loc[sales.orders["amount"].idxmax()]
    return Finding(
        largest,
        "answered",
        text=(say("The largest order is that of {client}.", client=order["client_id"]),),
        table=largest.table().frame([{"client": order["client_id"], "amount": order["amount"]}]),
        details={
            "sizes": pd.DataFrame(
                {"orders": [len(sales.orders)], "size": [say("more than all others")]}
            )
        },
        numbers={"client": order["client_id"]},
        sources=largest.sources,
    )


def _charts():
    from largest.chart import CHARTS

    return CHARTS


largest = Question(
    name="largest",
    asks=say("Which client gave the largest order?"),
    answer=answer,
    tables=(
        Table((Column("client", say("Client")), Column("amount", say("Its amount"), "money"))),
        Table(
            (Column("orders", say("Number"), "orders"), Column("size", say("How large"), "words")),
            "sizes",
            say("How large orders are"),
            say("All of them together."),
        ),
    ),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders there is no largest one."),
    sources=("Nobody 2026, Nowhere 1(1)",),
    headline=lambda finding: Claim(
        say("Look at {client}.", client=finding.numbers["client"]), "known"
    ),
    next_step=lambda finding: say("Call it."),
)
