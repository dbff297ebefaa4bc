"""Does handing clients over pay?"""

from __future__ import annotations

from kit.choice.paying import Pay, pay_of
from kit.choice.weighing import Weighed, weigh
from kit.company.model import Company
from kit.evidence.assessment import Evidence
from kit.language import say
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.pay_figures import BREAK_EVEN, break_even, pay_numbers
from kit.questions.paying import assumptions, headline, needs, next_step, paragraphs
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_return
from kit.sales.tables import Sales


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
    table, numbers = break_even(weighed, found), pay_numbers(weighed, found)
    rows, placed = rows_of(table), numbers_of(numbers)
    return Finding(
        pay,
        "cannot tell" if found is None else _status(found, weighed),
        weighed.rung,
        text=paragraphs(weighed, placed, rows),
        table=table,
        numbers=numbers,
        assumptions=assumptions(weighed, placed, rows),
        needs=needs(weighed, placed),
        sources=pay.sources,
    )


def _status(found: Pay, weighed: Weighed) -> Status:
    decided = "open" not in (found.verdict_paid, found.verdict_hired)
    return "answered" if decided and weighed.own else "cannot tell"


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
    next_step=next_step,
    sources=("Shi, Sridhar, Grewal, Lilien 2017, Journal of Marketing 81(2), 25–44",),
)
