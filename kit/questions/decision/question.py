"""Which rule, given what is known and what is not?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.evidence.assessment import Evidence, assess
from kit.language import Text, say
from kit.questions.decision.belief import beliefs
from kit.questions.decision.case import Case
from kit.questions.decision.criteria import acceptability
from kit.questions.decision.handoffs import handed_before
from kit.questions.decision.outcomes import Outcomes, outcomes
from kit.questions.decision.tables import TABLES, details, main_table
from kit.questions.decision.weighing import weigh
from kit.questions.decision.words import KEEP_LABEL, assumptions, caveats, needs, paragraphs
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_begin, clients_return
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data
from kit.triggers.cohort import MIN_CLIENTS, day_number, fire
from kit.triggers.rules import Trigger, label

KEEP = "keep"  # the hunter keeps everyone: always among the rules compared
SHORTEST = 12  # months: who cannot be watched that long is not compared


def answer(company: Company, sales: Sales, evidence: Evidence | None = None) -> Finding:
    """Which candidate trigger is worth most over each client's first months, and how sure is that?

    Every rule that the data can judge, and «the hunter keeps everyone», are run over the recorded
    history of the same clients for the same months from the first deal (`settings.horizon_months`;
    12 where fewer than 20 clients can be watched that long). The value is worked out in 2,000
    plausible futures: clients are drawn with putting back, inputs from their ranges. Formulas and
    sources: «Which rule?» in docs/methods.md.

    Parameters
    ----------
    evidence
        What past handoffs did; None: as the records show it.

    Returns
    -------
    Finding
        `table`: one row per rule, values against «keep». `details`: `inputs`, `information` (what
        knowing each input would be worth), `break_even`, `handed` (clients with and without a
        recorded handoff), `criteria`. Money is in minor units. Evidence: its rung where
        what is believed of a handoff comes from the data for the most part; else L0, and then the
        status is never `answered`.

    Raises
    ------
    KitError
        A figure stated in company.yaml cannot be.
    """
    if evidence is None:
        evidence = assess(company, sales)
    triggers = candidates(company, sales)
    lacks = {trigger: missing_data(trigger, sales) for trigger in triggers}
    judged = tuple(trigger for trigger in triggers if lacks[trigger] is None)
    seen, compared, months, unknown, left_out = _followed(company, sales, judged)
    if seen is None or not compared:
        return _nothing(company, sales, tuple(lack for lack in lacks.values() if lack))

    believed = beliefs(company, sales, evidence)
    weighed = weigh(seen, believed, per_unit=sales.per_unit, seed=company.settings.seed)
    known = weighed.information()
    rules = (*(str(trigger) for trigger in compared), KEEP)
    labels = (*(label(trigger) for trigger in compared), KEEP_LABEL)
    nobody = [
        say("«{rule}»: no client can be judged.", rule=label(trigger))
        for trigger in judged
        if trigger not in compared
    ]
    net = next((belief for belief in believed if belief.origin == "estimated"), None)
    rung = "L0" if net is None or net.borrowed else evidence.rung.name
    handed = handed_before(company, sales, seen.client_ids, seen.first_deal + seen.days)
    shares, unscored = acceptability(
        company.criteria, rules, seen, weighed.future, company.settings.seed
    )
    case = Case(
        company=company,
        sales=sales,
        labels=labels,
        months=months,
        seen=seen,
        weighed=weighed,
        information=known,
        rung=rung,
        net=net,
        rough=net is not None and not evidence.firm,
        enough=seen.clients >= MIN_CLIENTS,
        unknown=unknown,
        left_out=left_out,
        handed=int(handed.sum()),
        criteria=shares,
        criteria_left_out=unscored,
    )
    begin = None if case.enough else clients_begin(company, sales)
    status: Status = "answered" if case.decided and rung != "L0" else "cannot tell"
    return Finding(
        decision,
        status,
        rung,
        text=tuple(paragraphs(case)),
        table=main_table(case, rules),
        details=details(case, rules, handed),
        numbers=_numbers(case, rules),
        assumptions=tuple(assumptions(case)),
        caveats=(*nobody, *caveats(case)),
        needs=tuple(dict.fromkeys([*needs(case), *(lack for lack in lacks.values() if lack)])),
        senseless=() if begin is None else (begin,),
        sources=decision.sources,
    )


def _followed(
    company: Company, sales: Sales, judged: tuple[Trigger, ...]
) -> tuple[Outcomes | None, tuple[Trigger, ...], int, dict[int, int], int]:
    """Outcomes, the rules that can be judged, months, unknown clients, clients of the run-in."""
    if not judged or len(sales.book.orders) == 0:
        return None, judged, 0, {}, 0
    result, silence = fire(company, sales, judged), sales.book.silence
    clients = result.per_client
    rules = [place for place in range(len(judged)) if result.known[place] > 0]
    as_of = day_number(sales.as_of)
    seen, months = None, company.settings.horizon_months
    for months in dict.fromkeys((company.settings.horizon_months, SHORTEST)):
        seen = outcomes(sales.book, clients, rules, as_of=as_of, silence=silence, months=months)
        if seen.clients >= MIN_CLIENTS:
            break
    if seen is None or seen.clients == 0:
        return None, judged, months, {}, 0
    followed = pd.Index(clients.client_ids).isin(seen.client_ids)  # numpy compares texts in pairs
    unknown = {
        column: int((followed & ~clients.known[:, rule]).sum()) for column, rule in enumerate(rules)
    }
    left_out = int((~clients.cohort).sum())
    return seen, tuple(judged[place] for place in rules), months, unknown, left_out


def _nothing(company: Company, sales: Sales, lacks: tuple[Text, ...]) -> Finding:
    begin = clients_begin(company, sales)
    return Finding(
        decision,
        "needs data",
        text=(
            say(
                "No rule can be compared: there is no new client who can be watched for {months} "
                "months from the first deal, or no rule that these data can judge.",
                months=SHORTEST,
            ),
        ),
        numbers={"verdict": "cannot tell"},
        senseless=() if begin is None else (begin,),
        needs=(
            *lacks,
            say(
                "Orders over at least {months} months more, so that new clients can be watched "
                "for a year.",
                months=SHORTEST,
            ),
        ),
    )


def _numbers(case: Case, rules: tuple[str, ...]) -> dict[str, Any]:
    verdict = case.weighed.verdict
    share = verdict.regret_share[verdict.best]
    first = case.measure_next
    return {
        "verdict": "decided" if case.decided else "cannot tell",
        "best": rules[verdict.best],
        "runner_up": rules[verdict.runner_up],
        "p_best": float(verdict.p_best[verdict.best]),
        "regret": round(float(verdict.regret[verdict.best])),
        "regret_share": float(share) if np.isfinite(share) else None,
        "if_wrong": round(verdict.if_wrong),
        "measure_next": first.id if first else None,
        "borrowed": [belief.id for belief in case.borrowed],
        "clients": case.seen.clients,
        "handed": case.handed,
        "months": case.months,
        "margin": round(float(case.weighed.future.status_quo.mean())),
        "draws": len(case.weighed.future.values),
        "rung": case.rung,
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.decision.chart import CHARTS

    return CHARTS


decision = Question(
    name="decision",
    asks=say("Which trigger, given what we know and what we do not?"),
    answer=answer,
    tables=TABLES,
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders there is nothing to compare rules on."),
    unless=(clients_return,),
    sources=(
        "Strong, Oakley, Brennan 2014, Med. Decis. Making 34(3), doi.org/10.1177/0272989X13505910",
        "Malcolm, Roseboom, Clark, Fazar 1959, Operations Research 7(5), "
        "doi.org/10.1287/opre.7.5.646",
        "Gelman, Carlin 2014, Persp. on Psychological Science 9(6), "
        "doi.org/10.1177/1745691614551642",
        "Lahdelma, Salminen 2001, Operations Research 49(3), doi.org/10.1287/opre.49.3.444.11220",
        "Shi, Sridhar, Grewal, Lilien 2017, Journal of Marketing 81(2), 25–44",
    ),
)
