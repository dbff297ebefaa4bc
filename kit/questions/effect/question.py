"""What did past handoffs do to what clients brought?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from kit.company.model import Company
from kit.evidence.assessment import Evidence, assess
from kit.gates import NO_DIFFERENCE, USUAL_CHANGE
from kit.intervals import Z90
from kit.language import say
from kit.owners.changes import CLASSES
from kit.questions.effect.headline import headline, next_step
from kit.questions.effect.imputation import imputed
from kit.questions.effect.tables import (
    AT_ONCE,
    CHANGES_TABLE,
    LADDER,
    MONTHS_TABLE,
    PARTS_TABLE,
    at_once,
    changes,
    ladder,
    months,
    parts,
    reshuffles,
)
from kit.questions.effect.words import MOST_TOLD, assumptions, caveats, needs, paragraphs
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_return, several_owners
from kit.sales.tables import Sales


def answer(company: Company, sales: Sales) -> Finding:
    """By how much did a client's margin change because it was handed over?

    Estimand: the ratio of the monthly margin (revenue, where margins are not complete) over up to
    twelve months after a handoff to what it would have been without one, less 1, averaged over the
    clients handed over; where a rep left, over all the rep's active clients, moved or not. It is
    estimated on the highest rung of the ladder of evidence that the
    records reach: a lot (L3), departures of reps (L2), waiting after a rule (L1); below that
    nothing is estimated (L0). Formulas, assumptions and sources: docs/methods.md.

    Parameters
    ----------
    company : Company
        Its roles and people, and the rule in force on the arrow from the hunter.
    sales : Sales or None
        Orders, and what is known of owners: assignments, or employees on orders; an experiment.

    Returns
    -------
    Finding
        `numbers`: `rung`, `low`, `high` (relative; of an answer weighed against what is usual, else
        the comparison's own; None where withdrawn), `alone_low`, `alone_high` (the comparison's
        own), `estimate` (None unless answered: a point in a wide range leads astray), `mde`,
        `handoffs`, `clients` and the owner changes by class. `details`: `changes`, `at_once`,
        `ladder`, `months`. `answered`: about handoffs, and the range to believe excludes «no
        change» or lies within what makes no difference.
        Never on L0. Without sales, or without any owner: `needs data`.
    """
    evidence = assess(company, sales)
    numbers = _numbers(company, evidence)
    stack = None if evidence.biased else evidence.rung.stack
    finding = Finding(
        effect,
        _status(evidence),
        evidence.rung.name,
        table=parts(stack, evidence),
        details={
            "changes": changes(evidence),
            "at_once": at_once(evidence),
            "ladder": ladder(evidence),
            "months": months(stack if evidence.rung.wide_enough else None),
        },
        numbers=numbers,
        assumptions=tuple(assumptions(evidence, numbers_of(numbers))),
        caveats=tuple(caveats(evidence, numbers_of(numbers))),
        needs=tuple(needs(evidence)),
        sources=effect.sources,
    )
    return replace(finding, text=tuple(paragraphs(evidence, finding)))


def _status(evidence: Evidence) -> Status:
    if evidence.past is None and evidence.rung.stack is None:
        return "needs data"
    return "answered" if evidence.firm else "cannot tell"


def _numbers(company: Company, evidence: Evidence) -> dict[str, Any]:
    kept = evidence.kept
    low, high = evidence.told or (None, None)
    alone = kept.interval() if kept else (None, None)
    recorded = evidence.past.changes if evidence.past and evidence.past.owned else None
    check = evidence.past.check if evidence.past and evidence.past.seen_through_orders else None
    treated, compared = evidence.rung.stack.arms if evidence.rung.stack else (0, 0)
    slope = evidence.slope.ratio.interval() if evidence.slope else (None, None)
    survivors = next((r.why.values for r in evidence.biased if r.code == "survivors"), {})
    return {
        "rung": evidence.rung.name,
        "about": evidence.about,
        "measure": evidence.past.book.measure if evidence.past else None,
        "estimate": evidence.middle,
        "size": None if evidence.middle is None else abs(evidence.middle),
        "low": low,
        "high": high,
        "alone_low": alone[0],
        "alone_high": alone[1],
        "usual_low": math.expm1(-Z90 * USUAL_CHANGE),
        "usual_high": math.expm1(Z90 * USUAL_CHANGE),
        "standard_error": kept.error if kept else None,
        "freedom": kept.freedom if kept else None,
        "mde": evidence.mde,
        "withdrawn": bool(evidence.biased),
        "clients": evidence.rung.stack.clients if evidence.rung.stack else 0,
        "treated": treated,
        "compared": compared,
        "treated_reps": evidence.reps[0],
        "compared_reps": evidence.reps[1],
        "no_difference": NO_DIFFERENCE,
        "early_minus_late_low": slope[0],
        "early_minus_late_high": slope[1],
        "months": evidence.rung.months if evidence.rung.stack else None,
        "breakdown": _breakdown(low, high) if evidence.firm else None,
        "placebo": evidence.placebo.change if evidence.placebo else None,
        "placebo_p": evidence.placebo.p if evidence.placebo else None,
        "full_panel": _full_panel(evidence, company.settings.seed) if kept else None,
        "largest_receiver": _largest_receiver(evidence),
        "changes": len(evidence.past.changes.table) if evidence.past else 0,
        "handoffs": recorded.count("handoff") if recorded else 0,
        **{kind: recorded.count(kind) if recorded else None for kind in CLASSES},
        "reshuffles": len(reshuffles(evidence)),
        "reshuffles_not_told": max(len(reshuffles(evidence)) - MOST_TOLD, 0),
        "watched": evidence.rung.watched if evidence.rung.stack else None,
        "gone_handed_over": survivors.get("share"),
        "gone_as_compared": survivors.get("others"),
        "stand_ins": len(recorded.stand_ins) if recorded else 0,
        "owners_agree": check.same_owner_rate if check else None,
        "owners_by_chance": check.chance_rate if check else None,
    }


def _breakdown(low: float | None, high: float | None) -> float | None:
    """The hidden difference between the groups that would take the range to «no change»."""
    if low is None or high is None:
        return None
    if low <= 0 <= high:
        return 0.0
    return -high / (1 + high) if high < 0 else low


def _full_panel(evidence: Evidence, seed: int) -> float | None:
    past = evidence.past
    if past is None:
        return None
    return imputed(past.book, past.handed if past.roles_known else past.moved, seed)


def _largest_receiver(evidence: Evidence) -> float | None:
    """The largest share of the compared clients that one person has taken over."""
    if evidence.past is None or evidence.rung.stack is None:
        return None
    rows = evidence.rung.stack.entries
    lasting = evidence.past.changes.lasting
    number = evidence.past.book.numbers(lasting["client"])
    passed = lasting[np.isin(number, rows.client[rows.treated])]
    takers = passed.drop_duplicates(["client", "to_employee"])["to_employee"]
    if not len(takers):
        return None
    return float(takers.value_counts().iloc[0] / passed["client"].nunique())


def _charts() -> tuple[Chart, ...]:
    from kit.questions.effect.chart import CHARTS

    return CHARTS


effect = Question(
    name="effect",
    asks=say("What did past handoffs do to what clients bring?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(PARTS_TABLE, CHANGES_TABLE, AT_ONCE, LADDER, MONTHS_TABLE),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nothing can be said about what handoffs did."),
    unless=(clients_return, several_owners),
    ignores=("criteria", "assumptions"),
    sources=(
        "Hernán, Robins 2016, Am. J. Epidemiol. 183(8), 758–764",
        "Cengiz, Dube, Lindner, Zipperer 2019, Q. J. Econ. 134(3), 1405–1454",
        "Gourieroux, Monfort, Trognon 1984, Econometrica 52(3), 701–720",
        "Santos Silva, Tenreyro 2006, Rev. Econ. Stat. 88(4), 641–658",
        "Gelman, Carlin 2014, Perspect. Psychol. Sci. 9(6), 641–651",
        "van Zwet, Gelman 2022, Am. Stat. 76(1), 1–9",
        "Bell, McCaffrey 2002, Survey Methodology 28(2), 169–181",
        "MacKinnon, Nielsen, Webb 2023, J. Econometrics 232(2), 272–299",
        "Carter, Schnepel, Steigerwald 2017, Rev. Econ. Stat. 99(4), 698–709",
        "Donald, Lang 2007, Rev. Econ. Stat. 89(2), 221–233",
        "DerSimonian, Kacker 2007, Contemp. Clin. Trials 28(2), 105–114",
        "Cashin et al. 2025, BMJ, e087179 (TARGET)",
        "Borusyak, Jaravel, Spiess 2024, Rev. Econ. Stud. 91(6), 3253–3285",
        "Mantel 1966, Cancer Chemother. Rep. 50(3), 163–170",
        "Kish 1965, Survey Sampling, sec. 8.2",
    ),
)
