"""Which rule, given what is known and what is not?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.language import Language, say
from kit.questions.absent import without_orders
from kit.questions.decision.belief import beliefs
from kit.questions.decision.case import Case
from kit.questions.decision.criteria import acceptability
from kit.questions.decision.handoffs import handed_before
from kit.questions.decision.outcomes import Outcomes, outcomes
from kit.questions.decision.tables import details, main_table
from kit.questions.decision.weighing import weigh
from kit.questions.decision.words import (
    KEEP_LABEL,
    QUESTION,
    SOURCES,
    answer,
    assumptions,
    caveats,
    needs,
)
from kit.questions.effect import question as past_handoffs
from kit.questions.finding import Finding, Status
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data
from kit.triggers.cohort import MIN_CLIENTS, day_number, fire
from kit.triggers.rules import Trigger, label

KEEP = "keep"  # the hunter keeps everyone: always among the rules compared
SHORTEST = 12  # months: who cannot be watched that long is not compared


def decision(company: Company, sales: Sales | None, effect: Finding | None = None) -> Finding:
    """Which candidate trigger is worth most over each client's first months, and how sure is that?

    Every rule that the data can judge, and «the hunter keeps everyone», are run over the recorded
    history of the same clients for the same months from the first deal (`settings.horizon_months`;
    12 where fewer than 20 clients can be watched that long). The value is worked out in 2,000
    plausible futures: clients are drawn with putting back, inputs from their ranges. Formulas and
    sources: «Which rule?» in docs/methods.md.

    Parameters
    ----------
    effect
        What past handoffs did, from `kit.questions.effect.question`; None: it is worked out here.

    Returns
    -------
    Finding
        `table`: one row per rule, values against «keep». `details`: `inputs`, `information` (what
        knowing each input would be worth), `break_even`, `handed` (clients with and without a
        recorded handoff), `criteria`. Money is in minor units. Evidence: the rung of `effect` where
        what is believed of a handoff comes from the data for the most part; else L0, and then the
        status is never `answered`.

    Raises
    ------
    KitError
        A figure stated in company.yaml cannot be.
    """
    if sales is None:
        absent = say("Without orders there is nothing to compare rules on.")
        return without_orders(company, "decision", QUESTION, absent)
    language = Language(company.settings.language)
    if effect is None:
        effect = past_handoffs.effect(company, sales)
    triggers = candidates(company, sales)
    lacks = {one: missing_data(one, sales) for one in triggers}
    judged = tuple(one for one in triggers if lacks[one] is None)
    seen, compared, months, unknown, left_out = _followed(company, sales, judged)
    if seen is None or not compared:
        missing = tuple(language(lack) for lack in lacks.values() if lack)
        return _nothing(company, sales, missing)

    believed = beliefs(company, sales, effect)
    weighed = weigh(seen, believed, per_unit=sales.per_unit, seed=company.settings.seed)
    known = weighed.information()
    rules = (*(str(one) for one in compared), KEEP)
    labels = tuple(language(text) for text in (*(label(one) for one in compared), KEEP_LABEL))
    nobody = [
        say("«{rule}»: no client can be judged.", rule=label(one))
        for one in judged
        if one not in compared
    ]
    net = next((one for one in believed if one.origin == "estimated"), None)
    rung = "L0" if net is None or net.borrowed else str(effect.numbers["rung"])
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
        rough=net is not None and effect.status != "answered",
        enough=seen.clients >= MIN_CLIENTS,
        unknown=unknown,
        left_out=left_out,
        handed=int(handed.sum()),
        criteria=shares,
        criteria_left_out=unscored,
    )
    status: Status = "answered" if case.decided and rung != "L0" else "cannot tell"
    return Finding(
        name="decision",
        question=language(QUESTION),
        status=status,
        evidence=rung,
        text="\n\n".join(language(text) for text in answer(case)),
        table=main_table(case, rules, language),
        details=details(case, rules, handed, language),
        numbers=_numbers(case, rules),
        assumptions=tuple(language(text) for text in assumptions(case)),
        caveats=tuple(language(text) for text in (*nobody, *caveats(case))),
        needs=tuple(
            dict.fromkeys(
                [
                    *(language(text) for text in needs(case, language)),
                    *(language(lack) for lack in lacks.values() if lack),
                ]
            )
        ),
        sources=SOURCES,
        language=language.code,
        currency=sales.currency,
        per_unit=sales.per_unit,
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
    return seen, tuple(judged[one] for one in rules), months, unknown, left_out


def _nothing(company: Company, sales: Sales, lacks: tuple[str, ...]) -> Finding:
    language = Language(company.settings.language)
    return Finding(
        name="decision",
        question=language(QUESTION),
        status="needs data",
        evidence="L0",
        text=language(
            say(
                "No rule can be compared: there is no new client who can be watched for {months} "
                "months from the first deal, or no rule that these data can judge.",
                months=SHORTEST,
            )
        ),
        table=pd.DataFrame(),
        numbers={"verdict": "cannot tell"},
        needs=(
            *lacks,
            language(
                say(
                    "Orders over at least {months} months more, so that new clients can be watched "
                    "for a year.",
                    months=SHORTEST,
                )
            ),
        ),
        language=language.code,
        currency=sales.currency,
        per_unit=sales.per_unit,
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
        "borrowed": [one.id for one in case.borrowed],
        "clients": case.seen.clients,
        "handed": case.handed,
        "months": case.months,
        "margin": round(float(case.weighed.future.status_quo.mean())),
        "draws": len(case.weighed.future.values),
        "rung": case.rung,
    }
