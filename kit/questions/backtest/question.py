"""When would each trigger have handed each client over, and what would that have meant?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kit.company.model import Company
from kit.intervals import Curve, bootstrap, ratio, reach, reach_or_silence, wilson
from kit.language import Text, say, say_n
from kit.policies.due import Facts
from kit.policies.history import History
from kit.policies.own_history import whole_history
from kit.policies.policy import Policy
from kit.policies.replay import active_under_care, stints_of
from kit.policies.result import Books, Stints
from kit.policies.words import FROM_NOTHING
from kit.questions.backtest.comparisons import agreement, landmark
from kit.questions.backtest.headline import headline, next_step
from kit.questions.backtest.tables import TABLES
from kit.questions.backtest.words import paragraphs
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Question
from kit.questions.sense import clients_begin, clients_return
from kit.questions.sweep import DAYS_PER_MONTH, MONTHS, put, settings_row, sweep
from kit.sales.book import SHORTEST_SILENCE
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales
from kit.triggers.candidates import (
    WINDOWS,
    candidates,
    grid,
    judgeable,
    missing_data,
    named_candidates,
)
from kit.triggers.cohort import (
    MIN_CLIENTS,
    cohort_from,
    day_number,
    fire,
    lookback,
    run_in_caveat,
)
from kit.triggers.result import PerClient
from kit.triggers.rules import AllOf, AnyOf, Deal, Share, Trigger, Volume, label, parse

CLIENTS_AT_ONCE = 100_000  # whose firings are written out together
CURVE_STEP = 7  # days between the points of a curve in the Finding


def answer(company: Company, sales: Sales) -> Finding:
    """When would each candidate trigger have handed each client over, and with what around it?

    Every rule is run over the recorded history of every client whose first deal falls after the
    run-in. Estimands, per rule: the share of clients reached by 3, 6, 12 and 24 months from the
    first deal (Kaplan–Meier, and Aalen–Johansen with silence as a competing event), handoffs a
    month, the account managers' portfolio, revenue and margin before and after firing, clients
    who ordered no more («too early») beside the base rate, orders left with the hunter («too
    late»), and what firing within a year predicts. Formulas and sources: docs/methods.md.

    Returns
    -------
    Finding
        `table`: one row per candidate trigger. `details`: `grid` (the same figures for a range of
        settings), `curves`, `months`, `landmark`, `agreement`. Money is in minor units. Evidence
        L0: it describes; it does not say what a handoff would have caused. Without sales:
        `needs data`.
    """
    triggers = candidates(company, sales)
    lacks = {trigger: missing_data(trigger, sales) for trigger in triggers}
    judged = tuple(trigger for trigger in triggers if lacks[trigger] is None)
    result, silence = fire(company, sales, judged), sales.book.silence
    clients = result.per_client
    as_of, seed = day_number(sales.as_of), company.settings.seed
    months_watched = max(as_of - cohort_from(company, sales) + 1, 1) / DAYS_PER_MONTH

    whole = whole_history(sales)
    stints = [
        stints_of(Policy(trigger), whole, _facts(whole, clients, place), Books.empty(whole.clients))
        for place, trigger in enumerate(judged)
    ]
    rows: list[dict[str, Any]] = []
    curves: list[pd.DataFrame] = []
    for trigger in triggers:
        row: dict[str, Any] = {"trigger": str(trigger), "label": label(trigger)}
        if lacks[trigger] is None:
            place = judged.index(trigger)
            row |= settings_row(result, place, months_watched)
            in_care = np.isin(clients.number, stints[place].client)
            first = reach_or_silence(*_competing(clients, place, as_of, silence))
            row |= _client_row(clients, place, in_care, first, as_of, silence, seed, company)
            curves += _curves(str(trigger), clients, place, first, as_of)
        else:
            row |= {"status": "needs data", "clients": result.clients}
        rows.append(row)
    table = backtest.table().frame(rows)

    texts = [str(trigger) for trigger in judged]
    places = range(len(judged))
    details = {
        "grid": sweep(company, sales, grid(sales)).table,
        "curves": pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(),
        "months": _months(whole, dict(zip(texts, stints, strict=True))),
        "landmark": landmark(clients, texts, places, as_of, seed),
        "agreement": agreement(clients, texts, places),
    }
    names = dict(zip(table["trigger"], table["label"], strict=True))
    for compared in (details["landmark"], details["agreement"]):
        for column in ("other", "trigger"):
            if column in compared:
                heading = "label" if column == "trigger" else "other_label"
                compared.insert(0, heading, compared[column].map(names))

    left_out = int((~clients.cohort).sum())
    numbers = {
        "clients": result.clients,
        "left_out_by_run_in": left_out,
        "lookback_days": lookback(company, sales),
        "silence_days": silence,
        "first_deal_from": np.datetime64(cohort_from(company, sales), "D").item(),
        "as_of": sales.as_of,
    }
    status: Status = "answered"
    if not judged:
        status = "needs data"
    elif result.clients < MIN_CLIENTS:
        status = "cannot tell"
    begin = clients_begin(company, sales) if status == "cannot tell" else None
    finding = Finding(
        backtest,
        status,
        table=table,
        details=details,
        numbers=numbers,
        assumptions=tuple(_assumptions(numbers_of(numbers))),
        caveats=tuple(_caveats(company, sales, rows_of(table), numbers_of(numbers))),
        needs=tuple(dict.fromkeys(lack for lack in lacks.values() if lack)),
        sources=backtest.sources,
        senseless=() if begin is None else (begin,),
        currency=sales.currency,
        per_unit=sales.per_unit,
    )
    return replace(finding, text=tuple(paragraphs(finding)))


def _assumptions(numbers: Mapping[str, Any]) -> list[Text]:
    return [
        say(
            "A deal is an order with a positive amount that was not cancelled or lost; returns "
            "lower the sums and are no deals. A client's first order is its first deal."
        ),
        say_n(
            "A client counts as silent when no deal follows within {n} day. 95% of the gaps "
            "between deals are no longer than that; the least taken is {least}.",
            "A client counts as silent when no deal follows within {n} days. 95% of the gaps "
            "between deals are no longer than that; the least taken is {least}.",
            numbers["silence_days"],
            least=SHORTEST_SILENCE,
        ),
        say(
            "Every rule is applied to the orders as they were recorded. A real handoff might have "
            "changed what came after it; that is not modelled here."
        ),
    ]


def _caveats(
    company: Company,
    sales: Sales,
    rows: list[dict[str, Any]],
    numbers: Mapping[str, Any],
) -> list[Text]:
    caveats = [run_in_caveat(company, sales, numbers["left_out_by_run_in"])]
    judged = [row for row in rows if row["status"] != "needs data"]
    rules = [parse(row["trigger"]) for row in judged]
    if named_candidates(company) is None:
        caveats.append(
            say(
                "Nobody has named triggers yet, so these settings are ours. The volume is the "
                "median of your clients' best {days} days; the budget share and the time are round "
                "figures. Put your own on the map (lesson 09).",
                days=WINDOWS[0],
            )
        )
    for row, trigger in zip(judged, rules, strict=True):
        if row["judged"] < row["clients"]:
            caveats.append(
                say_n(
                    "“{rule}”: its figures are over {judged} of {n} client, because the budget of "
                    "the others is not known.",
                    "“{rule}”: its figures are over {judged} of {n} clients, because the budget of "
                    "the others is not known.",
                    row["clients"],
                    judged=row["judged"],
                    rule=row["label"],
                )
            )
        if isinstance(trigger, AnyOf) and any(isinstance(part, Share) for part in _parts(trigger)):
            caveats.append(
                say(
                    "“{rule}”: a client whose budget is not known is judged by the other parts "
                    "alone; it may have been reached earlier.",
                    rule=row["label"],
                )
            )
    if any(isinstance(trigger, Deal) for trigger in rules):
        caveats.append(
            say(
                "A rule that counts deals has no other clients to compare with: everybody who "
                "places that order is handed over at it. That some of them then order nothing may "
                "have nothing to do with the moment."
            )
        )
    if rules:
        caveats.append(FROM_NOTHING)
    parts = [part for trigger in rules for part in _parts(trigger)]
    if "orders.kind" not in sales.given and any(isinstance(part, Volume) for part in parts):
        caveats.append(
            say(
                "No column tells regular orders from projects: the volume rule counts every order "
                "as regular."
            )
        )
    caveats.append(
        say(
            "All figures are of your company's past. An interval says how far chance alone "
            "could have moved a figure; it knows nothing of changes in the market, the products "
            "or the people."
        )
    )
    return [*caveats, *sales.notes]


def _parts(trigger: Trigger) -> tuple[Trigger, ...]:
    if isinstance(trigger, (AllOf, AnyOf)):
        return tuple(leaf for part in trigger.parts for leaf in _parts(part))
    return (trigger,)


def firings(company: Company, sales: Sales) -> pd.DataFrame:
    """Every client and candidate trigger that fired: client_id, trigger, fired_on (ISO text).

    Run-in clients are included; sorted by client, then by the order of the candidates.
    """
    fired: pd.DataFrame = pa.concat_tables(firing_batches(company, sales)).to_pandas()
    return fired


def firing_batches(company: Company, sales: Sales) -> Iterator[pa.Table]:
    """The same table in parts, of so many clients each: at least one, if an empty one."""
    triggers = judgeable(candidates(company, sales), sales)
    clients = fire(company, sales, triggers).per_client
    rules = pa.array([str(trigger) for trigger in triggers], pa.string())
    for start in range(0, max(len(clients.client_ids), 1), CLIENTS_AT_ONCE):
        client_ids = pa.array(clients.client_ids[start : start + CLIENTS_AT_ONCE], pa.string())
        fired_on = clients.fired_on[start : start + CLIENTS_AT_ONCE]
        who, which = np.nonzero(fired_on >= 0)
        days = pa.array(fired_on[who, which].astype(np.int32)).cast(pa.date32())
        yield pa.table(
            {
                "client_id": client_ids.take(pa.array(who)),
                "trigger": rules.take(pa.array(which)),
                "fired_on": days.cast(pa.string()),
            }
        )


def _client_row(
    clients: PerClient,
    place: int,
    in_care: npt.NDArray[np.bool_],
    first: tuple[Curve, Curve],
    as_of: int,
    silence: int,
    seed: int,
    company: Company,
) -> dict[str, Any]:
    """The figures of one candidate that need its clients one by one.

    `in_care`: the clients that the replay had handed over by the end. `first`: how many the rule
    had reached, and how many had fallen silent, before the other could happen.
    """
    row: dict[str, Any] = {}
    use = clients.cohort & clients.known[:, place]
    fired_on = clients.fired_on[use, place]
    fired = fired_on >= 0
    reached, silent = first
    for name, day in MONTHS.items():
        put(row, f"reached_{name}_competing", reached.at(day))
    put(row, "silent_first_24m", silent.at(MONTHS["24m"]))

    total = clients.total[use].astype(np.float64)
    before = np.where(fired, clients.before[use, place], 0).astype(np.float64)
    active = in_care[use] & (clients.last_deal[use] + silence > as_of)
    orders = clients.deals[use].astype(np.float64) - 1
    with_hunter = np.where(fired, np.maximum(clients.deals_at[use, place] - 1, 0), orders)
    columns = np.column_stack([before, np.where(fired, total, 0), active, with_hunter, orders])
    value, low, high = bootstrap(
        columns.astype(np.float64),
        lambda sums: np.column_stack(
            [ratio(sums[:, 0], sums[:, 1]), sums[:, 2], ratio(sums[:, 3], sums[:, 4])]
        ),
        seed,
    )
    for at, name in enumerate(("revenue_before_share", "portfolio", "hunter_orders_share")):
        put(row, name, (value[at], low[at], high[at]))
    if company.settings.hours_per_order is not None:
        row["hunter_hours"] = float(with_hunter.sum() * company.settings.hours_per_order)

    later = clients.holds_later[use, place]
    row["reversed_n"], row["reversed_of"] = int((later == 0).sum()), int((later >= 0).sum())
    put(row, "reversed_share", wilson(row["reversed_n"], row["reversed_of"]))
    return row


def _competing(
    clients: PerClient, place: int, as_of: int, silence: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Days to the first of firing (1), silence (2) or the end of observation (0)."""
    use = clients.cohort & clients.known[:, place]
    first = clients.first_deal[use].astype(np.int64)
    end = np.full(len(first), as_of, dtype=np.int64)
    quiet_on = clients.last_deal[use].astype(np.int64) + silence
    fired_on = clients.fired_on[use, place].astype(np.int64)
    fired = (fired_on >= 0) & (fired_on <= quiet_on)
    quiet = ~fired & (quiet_on <= as_of)
    day = np.where(fired, fired_on, np.where(quiet, quiet_on, end))
    event = np.where(fired, 1, np.where(quiet, 2, 0))
    return np.maximum(day - first, 0), event


def _curves(
    text: str, clients: PerClient, place: int, first: tuple[Curve, Curve], as_of: int
) -> list[pd.DataFrame]:
    """The curves of one candidate, a point a week as far as the data reach."""
    use = clients.cohort & clients.known[:, place]
    begin = clients.first_deal[use].astype(np.int64)
    fired_on = clients.fired_on[use, place].astype(np.int64)
    fired = fired_on >= 0
    times = np.where(fired, np.maximum(fired_on - begin, 0), as_of - begin)
    last = int((as_of - begin).max()) if len(begin) else -1
    days = np.arange(0, last + 1, CURVE_STEP)
    frames = []
    for kind, curve in (
        ("reached", reach(times, fired)),
        ("reached_competing", first[0]),
        ("silent_first", first[1]),
    ):
        points = curve.on(days)
        frames.append(
            pd.DataFrame(
                {
                    "trigger": text,
                    "kind": kind,
                    "day": days,
                    "share": points[:, 0],
                    "share_low": points[:, 1],
                    "share_high": points[:, 2],
                }
            )
        )
    return frames


def _facts(whole: History, clients: PerClient, place: int) -> Facts:
    """When one rule reached the new clients; nobody else is handed over."""
    fired, among = np.full(whole.clients, NEVER), np.zeros(whole.clients, np.bool_)
    day = clients.fired_on[:, place]
    fired[clients.number] = np.where(day >= 0, day, NEVER)
    among[clients.number] = clients.cohort & clients.known[:, place]
    return Facts(fired, among=among)


def _months(whole: History, stints: Mapping[str, Stints]) -> pd.DataFrame:
    """Handoffs and the account managers' portfolio by calendar month."""
    frames = []
    for text, of in stints.items():
        month = whole.month_of(of.begin)
        frames.append(
            pd.DataFrame(
                {
                    "trigger": text,
                    "month": whole.months.astype("datetime64[s]"),
                    "inflow": np.bincount(month, minlength=len(whole.months)),
                    "portfolio": whole.at_month_ends(active_under_care(whole, of)),
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _charts() -> tuple[Chart, ...]:
    from kit.questions.backtest.chart import CHARTS

    return CHARTS


backtest = Question(
    name="backtest",
    asks=say("When would each trigger have handed your clients over?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=TABLES,
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders no rule can be run over anything."),
    unless=(clients_return,),
    ignores=("criteria", "assumptions"),
    sources=(
        "Kaplan, Meier 1958, J. Am. Stat. Assoc. 53, doi.org/10.1080/01621459.1958.10501452",
        "Aalen, Johansen 1978, Scand. J. Stat. 5(3), 141–150",
        "Brookmeyer, Crowley 1982, Biometrics 38, doi.org/10.2307/2530286",
        "Wilson 1927, J. Am. Stat. Assoc. 22, doi.org/10.1080/01621459.1927.10502953",
        "Anderson, Cain, Gelber 1983, J. Clin. Oncol. 1, doi.org/10.1200/JCO.1983.1.11.710",
    ),
)
