"""Are carry, pay and choice right? Simulated companies whose future is really run.

    python benchmarks/choices.py                 # all cells, 200 companies each; resumes
    python benchmarks/choices.py --worlds 20 --jobs 1
    python benchmarks/choices.py --report        # write benchmarks/choices.md

A company of 300 or 1,000 clients shows its first three years, and the kit answers from them. Then
two more years are run with the true figures: every policy that was compared hands clients over in
them, and what it is worth is counted. The company states its figures: the truth, off by 30 %
(standard deviation of the logarithm), with a range as wide as that (honest), half or a third of it.
Companies of one past and size state their figures in three widths; companies of another are others.
Results are kept company by company in .cache/choices.jsonl; what is there is not run again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kit.choice.carrying import carry_of, load_limit
from kit.choice.choosing import choose
from kit.choice.futures import Futures
from kit.choice.months import monthly
from kit.choice.paying import pay_of
from kit.choice.weighing import Weighed, weigh
from kit.company.model import Assumption, Company, Settings
from kit.intervals import Z90
from kit.policies.due import Facts
from kit.policies.history import History
from kit.policies.own_history import recorded_books
from kit.policies.policy import Policy as Handing
from kit.policies.replay import replay
from kit.policies.result import Books, Replay, ServiceHours
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales
from kit.triggers.cohort import day_number
from kit.triggers.kernel import run as fire_all
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.settings import TYPES, ClientType
from kit.worlds.truth import without_handoffs

RESULTS = Path(".cache") / "choices.jsonl"
FIRST_SEED = 5501  # the companies below it in each thousand have set the limits
APART = 1000  # between the seeds of one past and size, and those of the next
WORLDS = 200
SIZES = (300, 1000)
WIDTHS: Mapping[str, float] = {"honest": 1.0, "half": 0.5, "third": 1 / 3}
START, AS_OF, END = date(2020, 1, 6), date(2022, 12, 31), date(2024, 12, 31)
EXITS = (date(2021, 5, 3), date(2021, 11, 1))
# what the records show of the past, from nothing to a lot
PASTS: Mapping[str, tuple[Policy, str]] = {
    "L0": (Policy("deal", 3, judgement=1.0, judgement_by="growth"), "assignments"),
    "L2": (Policy("never", exits=EXITS), "assignments"),
    "L3": (Policy("deal", 2, randomised=(10, 375)), "assignments"),
}
RULES = ("deal 1", "deal 2", "deal 3", "deal 6", "volume 7000 per 90 days",
         "tenure 365 days active 120 days")  # fmt: skip
OFF = 0.3  # how far what is stated lies from the truth
TRUE: Mapping[str, float] = {
    "hours_per_order": 1.5, "hours_per_month": 0.8, "handoff_hours": 2.0, "hunting_share": 0.45,
    "clients_per_100_hours": 2.0, "manager_hours_per_order": 1.2, "manager_hours_per_month": 0.8,
    "manager_handoff_hours": 3.0, "manager_cost": 30.0,
}  # fmt: skip
MANAGERS = 4
SETTLED = 6  # months until the clients who are due at the start have been handed over


@dataclass(frozen=True)
class Cell:
    """One kind of company."""

    past: str
    clients: int
    width: str

    @property
    def key(self) -> str:
        """Its name in the results."""
        return f"{self.past}|{self.clients}|{self.width}"


def cells() -> tuple[Cell, ...]:
    """Every kind of company."""
    return tuple(Cell(past, n, width) for past in PASTS for n in SIZES for width in WIDTHS)


@dataclass(frozen=True)
class Planted:
    """What is true of one company; `scarce`: hours needed after the 2nd deal over hours free."""

    effect: float
    early_loss: float
    one_off: float
    scarce: float
    hired: bool
    overload_loss: float
    inputs: Mapping[str, float]


def planted(seed: int) -> Planted:
    """Draw the truth."""
    random = np.random.default_rng((seed, 31))
    effect = float(np.clip(random.normal(-0.02, 0.10), -0.35, 0.30))
    early = float(random.choice([0.0, 1.0]) * random.uniform(0.05, 0.4))
    inputs = {name: value * float(np.exp(random.normal(0, 0.4))) for name, value in TRUE.items()}
    inputs["hunting_share"] = min(inputs["hunting_share"], 0.95)
    return Planted(
        effect=effect,
        early_loss=early,
        one_off=float(random.choice([0.1, 0.25, 0.5])),
        scarce=float(random.choice([0.4, 0.8, 1.5])),
        hired=bool(random.random() < 0.5),
        overload_loss=float(random.uniform(0.2, 0.8)),
        inputs=inputs,
    )


def types(one_off: float) -> tuple[ClientType, ...]:
    """The usual clients, so many of whom buy once."""
    others = sum(kind.share for kind in TYPES if kind.name != "one-off")
    return tuple(
        replace(
            kind, share=one_off if kind.name == "one-off" else kind.share * (1 - one_off) / others
        )
        for kind in TYPES
    )


def up_to(sales: Sales, day: date) -> Sales:
    """What had been recorded by a day."""
    last = pd.Timestamp(day)
    assignments = sales.assignments[sales.assignments["from_on"] <= last].reset_index(drop=True)
    assignments = assignments.assign(to_on=assignments["to_on"].mask(assignments["to_on"] > last))
    return replace(
        sales,
        orders=sales.orders[sales.orders["day"] <= last].reset_index(drop=True),
        contracts=sales.contracts[sales.contracts["signed_on"] <= last].reset_index(drop=True),
        assignments=assignments,
        experiment=sales.experiment[sales.experiment["starts_on"] <= last].reset_index(drop=True),
        as_of=day,
    )


def company(truth: Planted, width: float, seed: int, week: float) -> Company:
    """What the company states: off, with a range as wide as it thinks it is off."""
    random = np.random.default_rng((seed, 77))
    stated = []
    for name, value in truth.inputs.items():
        likely = value * float(np.exp(random.normal(0, OFF)))
        reach = float(np.exp(Z90 * OFF * width))
        ends = [likely / reach, likely, likely * reach]
        if name == "hunting_share":
            ends = [min(end, 0.99) for end in ends]
        stated.append(_stated(name, *ends))
    hired = float(truth.hired)
    stated += [
        _stated("hired_share", hired, hired, hired),
        _stated("manager_week", week, week, week, basis="measured"),
    ]
    return Company(settings=Settings(triggers=RULES), assumptions=tuple(stated))


def _stated(name: str, low: float, likely: float, high: float, **more: Any) -> Assumption:
    return Assumption(
        id=name, label=name, low=low, likely=likely, high=high, source="study", **more
    )


def run(cell: Cell, seed: int) -> dict[str, Any]:
    """One company: what the kit says, and what comes of it."""
    truth = planted(seed)
    past, owners = PASTS[cell.past]
    world = World(
        clients=cell.clients, start=START, end=END, seed=seed, policy=past,
        types=types(truth.one_off), account_managers=MANAGERS, known_before=0.3,
        effect=Effect(uplift=truth.effect, immature=truth.early_loss),
    )  # fmt: skip
    simulated = simulate(world)
    base = without_handoffs(simulated)
    seen = up_to(simulated.sales(owners), AS_OF)
    asked = company(truth, WIDTHS[cell.width], seed, _week(truth, asked_of=seen, base=base))
    weighed = weigh(asked, seen)
    future = _future(truth, asked, seen, base, weighed)
    return {"cell": cell.key, "seed": seed, **_row(truth, asked, seen, weighed, future)}


def _week(truth: Planted, *, asked_of: Sales, base: Sales) -> float:
    """Hours a week so that the 2nd deal, uncapped, needs `scarce` of them in the future."""
    nobody = Company(settings=Settings(triggers=RULES))
    run = _replayed((Handing(_rule("deal 2"), base_months=6),), nobody, asked_of, base, None)[0]
    hours = ServiceHours(
        truth.inputs["manager_hours_per_order"],
        truth.inputs["manager_hours_per_month"],
        truth.inputs["manager_handoff_hours"],
    )
    needed = float(np.mean(run.hours(hours)[SETTLED:]))
    return min(max(needed / truth.scarce / MANAGERS * 7 * 12 / 365.25, 1.0), 160.0)


def _rule(text: str) -> Any:
    from kit.triggers.rules import parse

    return parse(text)


def _replayed(
    policies: tuple[Handing, ...],
    asked: Company,
    seen: Sales,
    base: Sales,
    hours: ServiceHours | None,
) -> tuple[Replay, ...]:
    """Every policy in the years to come, from the books as they stand."""
    book, start = base.book, day_number(AS_OF) + 1
    history = History(book, start, day_number(END), book.silence)
    books = _books(recorded_books(asked, seen, start), seen, base)
    triggers = tuple(dict.fromkeys(each.trigger for each in policies if each.trigger))
    fired = fire_all(
        book, triggers, as_of=day_number(END), cohort_from=book.start, silence=book.silence,
        keep=triggers,
    ).per_client  # fmt: skip
    runs = []
    for policy in policies:
        days = np.full(len(book.client_ids), NEVER)
        if policy.trigger is not None:
            day = fired.fired_on[:, triggers.index(policy.trigger)]
            days[fired.number] = np.where(day >= 0, day, NEVER)
        runs.append(replay(policy, history, Facts(days), books, hours))
    return tuple(runs)


def _books(books: Books, seen: Sales, base: Sales) -> Books:
    """The same books by the numbers of the whole order book, new clients with the hunters."""
    clients = len(base.book.client_ids)
    place = base.book.numbers(seen.book.client_ids)
    whole = Books.empty(clients, books.receivers)
    holder, deals = whole.holder.copy(), whole.deals.copy()
    there = place >= 0
    holder[place[there]], deals[place[there]] = books.holder[there], books.deals[there]
    return Books(books.receivers, holder, deals, recorded=books.recorded)


def _future(truth: Planted, asked: Company, seen: Sales, base: Sales, weighed: Weighed) -> Futures:
    """One future: the true one. The policies go by the hours that were stated."""
    stated = {each.id: each.likely for each in asked.assumptions}
    hours = ServiceHours(
        stated["manager_hours_per_order"],
        stated["manager_hours_per_month"],
        stated["manager_handoff_hours"],
    )
    uncapped = replace(weighed.policies[0], cap=None)
    policies = (uncapped, *weighed.policies)
    runs = _replayed(policies, asked, seen, base, hours)
    book, first = base.book, runs[0]
    begun = first.months.astype("datetime64[D]").astype(np.int64)
    edges = np.concatenate([[first.start - 1], begun[1:] - 1, [first.as_of]])
    group = np.zeros(len(book.client_ids), np.int64)
    sums = monthly(book, edges, [each.stints for each in runs], group, 1)
    firsts = np.flatnonzero(
        (book.first_deal >= book.start + 365) & (book.first_deal + 365 <= day_number(END))
    )
    day = book.first_deal[firsts]
    brought = book.cells(firsts, np.column_stack([day, day + 365]))[:, 0]
    true: dict[str, float] = {
        **truth.inputs,
        "effect": truth.effect,
        "early_loss": truth.early_loss,
        "overload_loss": truth.overload_loss,
        "hired_share": float(truth.hired),
        "margin_share": 1.0,
        "new_client_margin": float(brought.mean()),
    }
    true["manager_cost"] *= base.per_unit
    week = next(each.likely for each in asked.assumptions if each.id == "manager_week")
    return Futures(
        inputs={name: np.array([value]) for name, value in true.items()},
        cared=sums.cared,
        before=sums.before,
        everyone=sums.everyone,
        capacity=np.array([MANAGERS * week * 365.25 / 12 / 7]),
    )


def _row(
    truth: Planted, asked: Company, seen: Sales, weighed: Weighed, future: Futures
) -> dict[str, Any]:
    """What was said beside what came; policies are numbered as `weighed.policies`."""
    worth = (future.values / future.total[:, None])[0]
    uncapped, worth = worth[0], worth[1:]
    carried, paid = carry_of(asked, seen), pay_of(weighed)
    assert future.load is not None
    load = float(future.load[0, 0, SETTLED:].max())
    limit = load_limit(
        carried.believed["wait_days"].likely, truth.inputs["manager_hours_per_order"]
    )
    choice, handing = weighed.choice, weighed.handing
    assert choice is not None
    assert handing is not None
    values, total = weighed.future.values, weighed.future.total
    random = np.random.default_rng(1)
    shuffled = random.permutation(len(weighed.policies))
    copied = choose(values[:, [*range(values.shape[1]), 0, choice.best]], total)
    rival = choice.rival
    fewer = choice if rival is None else choose(np.delete(values, rival, axis=1), total)
    return {
        "effect": truth.effect, "early_loss": truth.early_loss, "scarce": truth.scarce,
        "hired": truth.hired, "rung": weighed.evidence.rung.name,
        "usable": weighed.evidence.may_decide,
        "own": weighed.own,
        "policies": [str(policy) for policy in weighed.policies],
        "worth": worth.round(6).tolist(),
        "uncapped": float(uncapped),
        "carry": carried.verdict,
        "carry_clear": carried.clear,
        "load": load, "limit": limit,
        "pay": None if paid is None else (paid.verdict_hired if truth.hired else paid.verdict_paid),
        "best": choice.best, "risk": float(choice.risk[choice.best]), "decided": choice.decided,
        "same": list(choice.same), "rival": choice.rival,
        "handing_best": handing.best, "handing_risk": float(handing.risk[handing.best]),
        "handing_decided": handing.decided, "handing_same": list(handing.same),
        "handing_rival": handing.rival,
        "best_by_mean": int((values / total[:, None]).mean(axis=0).argmax()),
        "most_often_best": float(np.bincount(values.argmax(axis=1)).max() / len(values)),
        "copies_change": bool(
            copied.decided != choice.decided
            or copied.best % values.shape[1] != choice.best % values.shape[1]
        ),
        "order_changes": bool(shuffled[choose(values[:, shuffled], total).best] != choice.best),
        "rival_changes": bool(
            rival is not None
            and fewer.decided
            and choice.decided
            and fewer.best + (fewer.best >= rival) != choice.best
        ),
    }  # fmt: skip


def kept() -> dict[tuple[str, int], dict[str, Any]]:
    """The companies that have been run."""
    if not RESULTS.exists():
        return {}
    rows = (json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines())
    return {(row["cell"], row["seed"]): row for row in rows}


def main(arguments: list[str] | None = None) -> None:
    """Run what is missing, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args(arguments)
    if given.report:
        from choices_tables import report

        report(list(kept().values()))
        return
    done = kept()
    todo = [
        (cell, seed)
        for number in range(given.worlds)
        for place, cell in enumerate(cells())
        if (cell.key, seed := given.first + place // len(WIDTHS) * APART + number) not in done
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    begun = time.perf_counter()
    with ProcessPoolExecutor(given.jobs) as pool, RESULTS.open("a", encoding="utf-8") as file:
        waiting = {pool.submit(run, cell, seed): (cell, seed) for cell, seed in todo}
        for number, future in enumerate(as_completed(waiting), 1):
            if future.exception() is not None:
                pool.shutdown(cancel_futures=True)  # else the rest runs, and nothing of it is kept
            file.write(json.dumps(future.result()) + "\n")
            file.flush()
            if number % 20 == 0 or number == len(todo):
                left = timedelta(
                    seconds=round((time.perf_counter() - begun) / number * (len(todo) - number))
                )
                print(f"{number} of {len(todo)}, {left} left", file=sys.stderr)


if __name__ == "__main__":
    main()
