"""Which rule, given what is known and what is not?"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.diagnostics.absent import without_orders
from kit.diagnostics.beliefs import beliefs
from kit.diagnostics.candidates import candidates, missing_data
from kit.diagnostics.cohort import MIN_CLIENTS, day_number, fire
from kit.diagnostics.columns import describe
from kit.diagnostics.criteria import acceptability
from kit.diagnostics.decision_text import (
    HEADINGS,
    INPUT_HEADINGS,
    KEEP_LABEL,
    QUESTION,
    SHOWN,
    SOURCES,
    Case,
    answer,
    assumptions,
    caveats,
    needs,
    origin_label,
)
from kit.diagnostics.finding import Finding, Status
from kit.diagnostics.handed_before import handed_before
from kit.diagnostics.outcomes import Outcomes, outcomes
from kit.diagnostics.value import DRAWS, summed, worth
from kit.diagnostics.weighing import weigh
from kit.language import Language, say
from kit.sales.tables import Sales
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
        What past handoffs did, from `kit.diagnostics.effect`; None: it is worked out here.

    Returns
    -------
    Finding
        `table`: one row per rule, values against «keep». `details`: `inputs`, `information` (what
        knowing each input would be worth), `break_even`, `handed` (clients with and without a
        recorded handoff), `criteria`. Money is in minor units. Evidence: the rung of `effect` where
        the decision could use it, else L0, and then the status is never `answered`.

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
        effect = _effect(company, sales)
    triggers = candidates(company, sales)
    lacks = {one: missing_data(one, sales) for one in triggers}
    judged = tuple(one for one in triggers if lacks[one] is None)
    seen, judged, months, unknown, left_out = _followed(company, sales, judged)
    if seen is None or not judged:
        missing = tuple(language(lack) for lack in lacks.values() if lack)
        return _nothing(company, sales, missing)

    believed = beliefs(company, sales, effect)
    weighed = weigh(
        seen, believed, per_unit=sales.per_unit, draws=DRAWS, seed=company.settings.seed
    )
    known = weighed.information()
    rules = (*(str(one) for one in judged), KEEP)
    labels = tuple(language(text) for text in (*(label(one) for one in judged), KEEP_LABEL))
    estimated = any(one.origin == "estimated" for one in believed)
    rung = str(effect.numbers["rung"]) if estimated else "L0"
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
        rough=rung != "L0" and effect.status != "answered",
        enough=seen.clients >= MIN_CLIENTS,
        unknown=unknown,
        left_out=left_out,
        handed=int(handed.sum()),
        criteria=shares,
        criteria_left_out=unscored,
    )
    table = _table(case, rules)
    details = {
        "inputs": _inputs(case, language),
        "information": _information(case, language),
        "break_even": _break_even(case, rules, language),
        "handed": _handed(case, rules, handed, language),
        "criteria": _criteria(case, rules),
    }
    for one in details.values():
        headings = INPUT_HEADINGS if "input" in one else HEADINGS
        describe(one, headings, language, one.attrs.get("shown"))
    describe(table, HEADINGS, language, SHOWN)
    status: Status = "answered" if case.decided and rung != "L0" else "cannot tell"
    return Finding(
        name="decision",
        question=language(QUESTION),
        status=status,
        evidence=rung,
        text="\n\n".join(language(text) for text in answer(case)),
        table=table,
        details=details,
        numbers=_numbers(case, rules),
        assumptions=tuple(language(text) for text in assumptions(case)),
        caveats=tuple(language(text) for text in caveats(case)),
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


def _effect(company: Company, sales: Sales) -> Finding:
    found: Finding = import_module("kit.diagnostics.effect").effect(company, sales)
    return found


def _followed(
    company: Company, sales: Sales, judged: tuple[Trigger, ...]
) -> tuple[Outcomes | None, tuple[Trigger, ...], int, dict[int, int], int]:
    """Outcomes, the rules that can be judged, months, unknown clients, clients of the run-in."""
    if not judged or sales.orders.empty:
        return None, judged, 0, {}, 0
    result, silence = fire(company, sales, judged)
    clients = result.per_client
    assert clients is not None
    rules = [place for place in range(len(judged)) if result.known[place] > 0]
    as_of = day_number(sales.as_of)
    seen, months = None, company.settings.horizon_months
    for months in dict.fromkeys((company.settings.horizon_months, SHORTEST)):
        seen = outcomes(sales, clients, rules, as_of=as_of, silence=silence, months=months)
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


def _table(case: Case, rules: tuple[str, ...]) -> pd.DataFrame:
    values, verdict = case.weighed.future.values, case.weighed.verdict
    low, high = np.quantile(values, [0.05, 0.95], axis=0)
    return pd.DataFrame(
        {
            "trigger": rules,
            "label": case.labels,
            "fired": [*case.seen.fired.sum(axis=0).tolist(), 0],
            "value": _whole(values.mean(axis=0)),
            "value_low": _whole(low),
            "value_high": _whole(high),
            "p_best": verdict.p_best,
            "regret": _whole(verdict.regret),
            "regret_share": verdict.regret_share,
        }
    )


def _whole(money: Any) -> list[int]:
    return [round(float(one)) for one in money]


def _inputs(case: Case, language: Language) -> pd.DataFrame:
    rows = [
        {
            "input": one.id,
            "label": language(one.input.label),
            "range": case.range_of(one, language),
            "low": one.low,
            "likely": one.likely,
            "high": one.high,
            "unit": one.input.unit,
            "source": language(one.source),
            "origin": one.origin,
            "origin_label": language(origin_label(one.origin)),
        }
        for one in case.weighed.believed
    ]
    table = pd.DataFrame(rows)
    table.attrs["shown"] = ["label", "range", "origin_label", "source"]
    return table


def _information(case: Case, language: Language) -> pd.DataFrame:
    regret = float(case.weighed.verdict.regret[case.weighed.verdict.best])
    table = pd.DataFrame(
        {
            "input": [one.id for one, _ in case.information],
            "label": [language(one.input.label) for one, _ in case.information],
            "evppi": [round(value) for _, value in case.information],
            "share": [
                min(value / regret, 1.0) if regret > 0 else 0.0 for _, value in case.information
            ],
        }
    )
    table.attrs["shown"] = ["label", "evppi", "share"]
    return table


def _break_even(case: Case, rules: tuple[str, ...], language: Language) -> pd.DataFrame:
    columns = ["input", "label", "value", "unit", "rule_below", "rule_above", "sentence"]
    rows = [
        (
            one.belief.id,
            language(one.belief.input.label),
            one.value,
            one.belief.input.unit,
            rules[one.below],
            rules[one.above],
            language(case.sentence(one, language)),
        )
        for one in case.weighed.turns
    ]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["shown"] = ["label", "sentence"]
    return table


def _handed(
    case: Case, rules: tuple[str, ...], handed: np.ndarray[Any, Any], language: Language
) -> pd.DataFrame:
    """The expected value per client, of all and of those without a recorded handoff."""
    parts = {"all": np.ones(len(handed), np.bool_), "without": ~handed, "with": handed}
    names = {
        "all": say("all clients"),
        "without": say("clients without a recorded handoff"),
        "with": say("clients with a recorded handoff"),
    }
    middle = {name: np.array([x.mean()]) for name, x in case.weighed.future.inputs.items()}
    frames = []
    for part, which in parts.items():
        if not which.any():
            continue
        sums = summed(case.seen.only(which))
        early = case.weighed.future.early_share
        values = worth(sums, middle, case.sales.per_unit, early)[0]
        frames.append(
            pd.DataFrame(
                {
                    "part": part,
                    "part_label": language(names[part]),
                    "trigger": rules,
                    "label": case.labels,
                    "clients": int(which.sum()),
                    "value_per_client": _whole(values / which.sum()),
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    table.attrs["shown"] = ["label", "part_label", "clients", "value_per_client"]
    return table


def _criteria(case: Case, rules: tuple[str, ...]) -> pd.DataFrame:
    table = case.criteria
    if len(table):
        table.insert(1, "label", list(case.labels))
        table.attrs["shown"] = [name for name in table if name != "trigger"]
    return table
