"""Which policy, given what is known and what is not?"""

from __future__ import annotations

from typing import Any

from kit.choice.choosing import Choice
from kit.choice.paying import pay_of
from kit.choice.weighing import Weighed, weigh
from kit.company.model import Company
from kit.evidence.assessment import Evidence
from kit.language import say
from kit.questions.carrying import numbers_of
from kit.questions.decision.tables import TABLES, details, main_table
from kit.questions.decision.words import assumptions, caveats, headline, needs, paragraphs
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_begin, clients_return
from kit.sales.tables import Sales

CARRIED = ("second_force", "hardly_any", "new_clients_a_year", "people_needed_at_usual_books")


def answer(company: Company, sales: Sales, evidence: Evidence | None = None) -> Finding:
    """Can we carry it, does it pay, and which policy?

    Every policy (a rule with its cap, order, exemptions and calendar; `kit.policies`) is replayed
    over the company's own last 24 months (12 where the data span less than three years), client by
    client, and weighed in 2,000 plausible futures: clients are drawn with putting back, figures
    from what is believed of them. Chosen is the policy that is least likely to lose more than 1 %
    of the margin against the best; it is decided if that is so in at most 15 % of the futures.
    Formulas and sources: «Which policy?» in docs/methods.md.

    Parameters
    ----------
    evidence
        What past handoffs did; None: as the records show it.

    Returns
    -------
    Finding
        `text`: three paragraphs, carry, pay and when. `table`: one row per policy. `details`:
        `inputs`, `measuring` (by how much the risk falls if a figure is measured), `months`.
        Evidence: its rung where the effect comes from the data; else L0, and then the status is
        never `answered`.

    Raises
    ------
    KitError
        A figure stated in company.yaml cannot be.
    """
    weighed = weigh(company, sales, evidence)
    falls = weighed.measuring(company.settings.seed) if weighed.choice else {}
    begin = clients_begin(company, sales)
    rung = weighed.evidence.rung.name if weighed.evidence.may_decide else "L0"
    return Finding(
        decision,
        _status(weighed) if begin is None else "cannot tell",
        rung,
        text=paragraphs(weighed, pay_of(weighed), falls),
        table=main_table(weighed),
        details=details(weighed, falls),
        numbers=_numbers(sales, weighed, weighed.choice),
        assumptions=assumptions(weighed),
        caveats=caveats(company, sales, weighed),
        needs=needs(weighed, falls),
        sources=decision.sources,
        senseless=() if begin is None else (begin,),
    )


def _status(weighed: Weighed) -> Status:
    choice = weighed.choice
    decided = choice is not None and choice.decided and weighed.asked
    own = weighed.evidence.may_decide and not weighed.ours
    return "answered" if decided and own else "cannot tell"


def _numbers(sales: Sales, weighed: Weighed, choice: Choice | None) -> dict[str, Any]:
    carried = numbers_of(weighed.carry)
    numbers: dict[str, Any] = {
        "clients": len(sales.book.client_ids),
        "months": weighed.months,
        "decided": bool(choice and choice.decided and weighed.asked),
        **{name: carried[name] for name in CARRIED},
        "own_figures": not weighed.ours,
    }
    if choice is None:
        return {**numbers, "best": None, "same": [], "rival": None, "risk": None}
    return {
        **numbers,
        "best": str(weighed.policies[choice.best]),
        "same": [str(weighed.policies[place]) for place in choice.same],
        "rival": None if choice.rival is None else str(weighed.policies[choice.rival]),
        "risk": float(choice.risk[choice.best]),
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.decision.chart import CHARTS

    return CHARTS


decision = Question(
    name="decision",
    asks=say("Which policy, given what we know and what we do not?"),
    answer=answer,
    tables=TABLES,
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders there is nothing to compare policies on."),
    unless=(clients_return,),
    headline=headline,
    sources=(
        "Rubin 1987, J. Am. Stat. Assoc. 82(398), 543–546",
        "Alpert, Raiffa 1982, in: Kahneman, Slovic, Tversky (eds), Judgment under Uncertainty",
        "Soll, Klayman 2004, J. Exp. Psychol. Learn. Mem. Cogn. 30(2), 299–314",
    ),
)
