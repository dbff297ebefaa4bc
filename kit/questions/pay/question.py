"""Does handing clients over pay?"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.choice.beliefs import Belief
from kit.choice.paying import Pay, pay_of
from kit.choice.weighing import Weighed, weigh
from kit.company.model import Company
from kit.evidence.assessment import Evidence
from kit.language import Text, say
from kit.policies.words import label
from kit.questions.finding import Finding, Status
from kit.questions.paying import NOBODY, headline, needs, paragraphs
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.sense import clients_return
from kit.sales.tables import Sales

BREAK_EVEN = Table(
    (
        Column("hours", say("Account managers' hours"), "words"),
        Column("may_cost", say("A handoff may cost of a client's margin"), "share", interval=True),
        Column("verdict", say("Does it pay?"), "words"),
    ),
    note=say("Below zero: what a handoff has to gain. Range: 9 of 10 plausible cases."),
)
VERDICTS = {
    "pays": say("it pays"),
    "does not": say("it does not pay"),
    "no difference": say("no difference you could notice"),
    "open": say("open"),
}


def answer(company: Company, sales: Sales, evidence: Evidence | None = None) -> Finding:
    """Up to what effect on a client's margin does handing clients over pay?

    The default policy is run over own history. A handoff frees hunters' hours, which bring new
    clients, and takes account managers' hours. What a handoff may cost a client before it stops
    paying is the worth of the freed hours, less the account managers' where they have to be hired,
    over the margin of the clients under care. It is compared with what the company's own past
    handoffs did, where the records can show that; published figures never decide. Formulas and
    sources: «Does it pay?» in docs/methods.md.

    Parameters
    ----------
    evidence
        What past handoffs did; None: as the records show it.

    Returns
    -------
    Finding
        `table`: the break-even, hours paid anyway and hours to be hired. Evidence: the rung of the
        effect, L0 where there is none to compare with; then the status is never `answered`.
    """
    weighed = weigh(company, sales, evidence)
    found = pay_of(weighed)
    if found is None:
        return Finding(pay, "cannot tell", text=(NOBODY,), numbers={"verdict": None})
    return Finding(
        pay,
        _status(weighed, found),
        weighed.evidence.rung.name if weighed.evidence.may_decide else "L0",
        text=paragraphs(weighed, found),
        table=_table(found),
        numbers=_numbers(weighed, found),
        assumptions=_assumptions(weighed, found),
        needs=needs(weighed, found),
        sources=pay.sources,
    )


def _status(weighed: Weighed, found: Pay) -> Status:
    decided = "open" not in (found.verdict_paid, found.verdict_hired)
    own = weighed.evidence.may_decide and not weighed.ours
    return "answered" if decided and own else "cannot tell"


def _table(found: Pay) -> Any:
    cases = (
        (say("paid anyway"), found.paid, found.verdict_paid),
        (say("to be hired"), found.hired, found.verdict_hired),
    )
    rows = []
    for hours, may_cost, verdict in cases:
        low, likely, high = np.quantile(may_cost, [0.05, 0.5, 0.95]).tolist()
        rows.append(
            {
                "hours": hours,
                "may_cost": likely,
                "may_cost_low": low,
                "may_cost_high": high,
                "verdict": VERDICTS[verdict],
            }
        )
    return BREAK_EVEN.frame(rows)


def _numbers(weighed: Weighed, found: Pay) -> dict[str, Any]:
    kept = weighed.evidence.kept if weighed.evidence.may_decide else None
    low, high = (None, None) if kept is None else kept.interval()
    return {
        "policy": str(found.policy),
        "clients_handed_over": found.handed,
        "months": weighed.months,
        "verdict_paid_anyway": found.verdict_paid,
        "verdict_to_be_hired": found.verdict_hired,
        "effect": None if kept is None else kept.change,
        "effect_low": low,
        "effect_high": high,
        "effect_firm": weighed.evidence.firm,
        "own_figures": not weighed.ours,
    }


def _assumptions(weighed: Weighed, found: Pay) -> tuple[Text, ...]:
    said = [
        say(
            "Asked about: {policy}, over the last {months} months of your own history.",
            policy=label(found.policy),
            months=weighed.months,
        ),
        say(
            "Freed hours are worth what new clients bring in their first year; account managers "
            "and hunters need the hours that were stated or measured."
        ),
    ]
    if weighed.ours:
        names: list[Belief] = [weighed.believed[name] for name in weighed.ours]
        said.append(
            say(
                "Placeholders of the kit, not your figures: {inputs}.",
                inputs=[belief.input.label for belief in names],
            )
        )
    return tuple(said)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.pay.chart import CHARTS

    return CHARTS


pay = Question(
    name="pay",
    asks=say("Does handing clients over pay?"),
    answer=answer,
    tables=(BREAK_EVEN,),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nothing can pay or not pay."),
    unless=(clients_return,),
    headline=headline,
    sources=("Shi, Sridhar, Grewal, Lilien 2017, Journal of Marketing 81(2), 25–44",),
)
