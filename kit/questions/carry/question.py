"""Can account managers carry the clients that the hunters would hand over?"""

from __future__ import annotations

from kit.choice.carrying import Carry, carry_of
from kit.company.model import Company
from kit.language import say
from kit.questions.carry_figures import LOADS, PEOPLE, carry_numbers, loads, people
from kit.questions.carrying import assumptions, headline, needs, next_step, paragraphs
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Question
from kit.sales.tables import Sales


def answer(company: Company, sales: Sales) -> Finding:
    """Can account managers carry the clients that the hunters would hand over?

    Own books (active clients per person at the end of each month) are counted from the records.
    Where hours for an order and for a client are known, the load is hours over paid hours, today,
    with the clients whom the 2nd deal has reached, and in two years at the company's own growth;
    it can be carried where the load stays below the limit at which 15 clients of 100 would wait
    longer than agreed, in 8 of 10 plausible cases. No claim is made about what a handoff causes.
    Formulas and sources: «Can we carry it?» in docs/methods.md.

    Returns
    -------
    Finding
        `table`: a row per employee who looks after clients. `details`: `load`. Evidence L0.
    """
    weighed = carry_of(company, sales)
    books, hours, numbers = people(weighed), loads(weighed), carry_numbers(weighed)
    placed = numbers_of(numbers)
    return Finding(
        carry,
        _status(weighed),
        text=paragraphs(weighed, placed, rows_of(hours, LOADS.name), rows_of(books)),
        table=books,
        details={LOADS.name: hours},
        numbers=numbers,
        assumptions=assumptions(weighed, placed),
        needs=needs(weighed),
        sources=carry.sources,
    )


def _status(weighed: Carry) -> Status:
    if weighed.verdict in ("can", "cannot"):
        return "answered"
    if weighed.own is None:
        return "needs data"
    return "cannot tell"


def _charts() -> tuple[Chart, ...]:
    from kit.questions.carry.chart import CHARTS

    return CHARTS


carry = Question(
    name="carry",
    asks=say("Can your account managers carry it?"),
    answer=answer,
    tables=(PEOPLE, LOADS),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nobody can be counted."),
    headline=headline,
    next_step=next_step,
    sources=(
        "Kingman 1962, Journal of the Royal Statistical Society B 24(2), 383–392",
        "Whitt 1993, Production and Operations Management 2(2), 114–161",
    ),
)
