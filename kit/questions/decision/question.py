"""Which policy, given what is known and what is not?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kit.choice.choosing import Choice
from kit.choice.paying import pay_of
from kit.choice.weighing import Weighed, early_limit, weigh
from kit.company.model import Company
from kit.evidence.assessment import Evidence
from kit.language import say
from kit.questions.carry_figures import carry_numbers
from kit.questions.decision.tables import TABLES, details, main_table
from kit.questions.decision.words import (
    MOST_FUTURES,
    assumptions,
    caveats,
    headline,
    needs,
    next_step,
    paragraphs,
)
from kit.questions.finding import Finding
from kit.questions.pay_figures import pay_numbers
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_begin, clients_return
from kit.sales.tables import Sales


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
    found = pay_of(weighed)
    falls = weighed.measuring(company.settings.seed) if weighed.choice else {}
    begin = clients_begin(company, sales)
    decided = begin is None and _decided(weighed)
    finding = Finding(
        decision,
        "answered" if decided else "cannot tell",
        weighed.rung,
        table=main_table(weighed, decided=decided),
        details=details(weighed, found, falls),
        numbers={
            "clients": len(sales.book.client_ids),
            **carry_numbers(weighed.carry),
            **pay_numbers(weighed, found),
            "decided": decided,
            **_numbers(weighed),
        },
        caveats=caveats(company, sales, weighed),
        sources=decision.sources,
        senseless=() if begin is None else (begin,),
    )
    return replace(
        finding,
        text=paragraphs(weighed, finding),
        assumptions=assumptions(weighed, finding),
        needs=needs(weighed, finding),
    )


def _decided(weighed: Weighed) -> bool:
    choice = weighed.choice
    return choice is not None and choice.decided and weighed.asked and weighed.own


def _numbers(weighed: Weighed) -> dict[str, Any]:
    """What is chosen, or in front; the same among the policies that hand clients over."""
    told, limit = weighed.told, None
    if told is not None and told.decided:
        limit = early_limit(weighed, told)
    return {
        "keep_is_open": weighed.keep_is_open,
        **_policies(weighed, weighed.choice, ""),
        **_policies(weighed, weighed.handing, "handing_"),
        "early_limit": limit,
        "wrong_one_in": None if told is None else _one_in(float(told.risk[told.best])),
    }


def _policies(weighed: Weighed, choice: Choice | None, among: str) -> dict[str, Any]:
    if choice is None:
        nothing: dict[str, Any] = {
            "low_risk": False,
            "best": None,
            "same": [],
            "rival": None,
            "risk": None,
        }
        return {f"{among}{name}": value for name, value in nothing.items()}
    written = [str(policy) for policy in weighed.policies]
    return {
        f"{among}low_risk": choice.decided,
        f"{among}best": written[choice.best],
        f"{among}same": [written[place] for place in choice.same],
        f"{among}rival": None if choice.rival is None else written[choice.rival],
        f"{among}risk": float(choice.risk[choice.best]),
    }


def _one_in(risk: float) -> int:
    return min(round(1 / risk), MOST_FUTURES) if risk > 0 else MOST_FUTURES


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
    next_step=next_step,
    sources=(
        "Rubin 1987, J. Am. Stat. Assoc. 82(398), 543–546",
        "Alpert, Raiffa 1982, in: Kahneman, Slovic, Tversky (eds), Judgment under Uncertainty",
        "Soll, Klayman 2004, J. Exp. Psychol. Learn. Mem. Cogn. 30(2), 299–314",
        "Yaniv, Foster 1995, J. Exp. Psychol. Gen. 124(4), 424–432",
    ),
)
