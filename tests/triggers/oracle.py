"""What the rules mean, in plain loops over dates and orders: slow, and nothing shared.

Written from section 3 of docs/methods.md, one client at a time, without numpy and without anything
of the kernel, to be compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from kit.triggers.rules import AllOf, AnyOf, Contract, Deal, Share, Tenure, Trigger, Volume

DAY = timedelta(days=1)


@dataclass
class Order:
    day: date
    amount: int
    margin: int | None = None
    regular: bool = True


@dataclass
class Client:
    orders: list[Order]
    contracts: list[tuple[date, date | None]] = field(default_factory=list)
    budget: tuple[int, int] | None = None


@dataclass
class World:
    clients: dict[str, Client]
    as_of: date
    cohort_from: date
    silence: int
    contracts_given: bool = True
    per_unit: int = 100


def seen(world: World, client: Client) -> list[Order]:
    return sorted((o for o in client.orders if o.day <= world.as_of), key=lambda o: o.day)


def deal_days(world: World, client: Client) -> list[date]:
    return [o.day for o in seen(world, client) if o.amount > 0]


def buyers(world: World) -> list[str]:
    return [name for name in sorted(world.clients) if deal_days(world, world.clients[name])]


def in_window(world: World, client: Client, end: date, days: int) -> list[Order]:
    return [o for o in seen(world, client) if end - days * DAY < o.day <= end]


def is_known(world: World, client: Client, rule: Trigger) -> bool:
    if isinstance(rule, Contract):
        return world.contracts_given
    if isinstance(rule, Share):
        return client.budget is not None
    if isinstance(rule, AllOf):
        return all(is_known(world, client, part) for part in rule.parts)
    if isinstance(rule, AnyOf):
        return any(is_known(world, client, part) for part in rule.parts)
    return True


def volume_met(world: World, client: Client, rule: Volume, on: date) -> bool:
    orders = [o for o in in_window(world, client, on, rule.days) if o.regular]
    deals = sum(1 for o in orders if o.amount > 0)
    return deals >= 2 and sum(o.amount for o in orders) >= Fraction(rule.amount) * world.per_unit


def share_met(world: World, client: Client, rule: Share, on: date, highest: bool) -> bool:
    if client.budget is None:
        return False
    budget = client.budget[1 if highest else 0]
    bought = sum(o.amount for o in in_window(world, client, on, 365))
    return Fraction(bought) >= Fraction(rule.percent) / 100 * budget


def deal_within(world: World, client: Client, begin: date, end: date) -> bool:
    """Both ends included."""
    return any(begin <= day <= end for day in deal_days(world, client))


def fires_on(world: World, client: Client, rule: Trigger, certain: bool = True) -> date | None:
    days = sorted({o.day for o in seen(world, client)})
    deals = deal_days(world, client)
    if isinstance(rule, Contract):
        signed = [day for day, _ in client.contracts if day <= world.as_of]
        return min(signed) if signed and world.contracts_given else None
    if isinstance(rule, Deal):
        return deals[rule.n - 1] if len(deals) >= rule.n else None
    if isinstance(rule, Volume):
        return next((day for day in days if volume_met(world, client, rule, day)), None)
    if isinstance(rule, Share):
        return next((day for day in days if share_met(world, client, rule, day, certain)), None)
    if isinstance(rule, Tenure):
        day = deals[0] + rule.days * DAY
        while day <= world.as_of:
            if deal_within(world, client, day - rule.active * DAY, day):
                return day
            day += DAY
        return None
    found = [fires_on(world, client, part, certain) for part in rule.parts]
    if isinstance(rule, AllOf):
        known = all(is_known(world, client, part) for part in rule.parts)
        return max(found) if known and all(found) else None  # type: ignore[type-var]
    return min((day for day in found if day is not None), default=None)


def holds(world: World, client: Client, rule: Trigger, on: date) -> bool:
    if isinstance(rule, Contract):
        return world.contracts_given and any(
            signed <= on and (ends is None or on <= ends) for signed, ends in client.contracts
        )
    if isinstance(rule, Deal):
        return sum(day <= on for day in deal_days(world, client)) >= rule.n
    if isinstance(rule, Volume):
        return volume_met(world, client, rule, on)
    if isinstance(rule, Share):
        return share_met(world, client, rule, on, highest=True)
    if isinstance(rule, Tenure):
        old_enough = on >= deal_days(world, client)[0] + rule.days * DAY
        return old_enough and deal_within(world, client, on - rule.active * DAY, on)
    held = [holds(world, client, part, on) for part in rule.parts]
    return all(held) if isinstance(rule, AllOf) else any(held)


def number(day: date | None) -> int:
    return -1 if day is None else (day - date(1970, 1, 1)).days


def client_row(world: World, name: str) -> dict[str, object]:
    client = world.clients[name]
    orders, deals = seen(world, client), deal_days(world, client)
    year, two_years = deals[0] + 365 * DAY, deals[0] + 730 * DAY
    return {
        "client_ids": name,
        "cohort": deals[0] >= world.cohort_from,
        "first_deal": number(deals[0]),
        "last_deal": number(deals[-1]),
        "deals": len(deals),
        "total": sum(o.amount for o in orders),
        "margin_total": sum(o.margin or 0 for o in orders),
        "margin_known": all(o.margin is not None for o in orders),
        "second_year": sum(o.amount for o in orders if year < o.day <= two_years),
    }


def firing_row(world: World, name: str, rule: Trigger) -> dict[str, object]:
    client = world.clients[name]
    orders, deals = seen(world, client), deal_days(world, client)
    day = fires_on(world, client, rule)
    row: dict[str, object] = {
        "fired_on": number(day),
        "maybe_on": number(fires_on(world, client, rule, certain=False)),
        "known": is_known(world, client, rule),
        "before": 0,
        "margin_before": 0,
        "deals_at": 0,
        "next_deal": -1,
        "holds_later": -1,
    }
    if day is not None:
        row["before"] = sum(o.amount for o in orders if o.day <= day)
        row["margin_before"] = sum(o.margin or 0 for o in orders if o.day <= day)
        row["deals_at"] = sum(one <= day for one in deals)
        row["next_deal"] = number(min((one for one in deals if one > day), default=None))
        later = day + 182 * DAY
        if later <= world.as_of:
            row["holds_later"] = int(holds(world, client, rule, later))
    return row


def aggregates(world: World, rule: Trigger) -> dict[str, object]:
    """The figures of one rule over the cohort; histograms as {place: clients}."""
    figures: dict[str, int] = dict.fromkeys(
        (
            "known fired maybe before after margin_before margin_after deals_before deals_unfired "
            "deals_known too_early_of too_early_n active"
        ).split(),
        0,
    )
    shapes: dict[str, dict[int, int]] = {
        name: {} for name in "days follow_known follow_fired early_by_deals ended_by_deals".split()
    }

    def count(name: str, place: int) -> None:
        shapes[name][place] = shapes[name].get(place, 0) + 1

    for name in buyers(world):
        client = world.clients[name]
        orders, deals = seen(world, client), deal_days(world, client)
        if deals[0] < world.cohort_from or not is_known(world, client, rule):
            continue
        follow = (world.as_of - deals[0]).days
        figures["known"] += 1
        figures["deals_known"] += len(deals)
        count("follow_known", follow)
        day = fires_on(world, client, rule)
        if day is None:
            figures["maybe"] += fires_on(world, client, rule, certain=False) is not None
            figures["deals_unfired"] += len(deals) - 1
            continue
        figures["fired"] += 1
        count("days", max(0, (day - deals[0]).days))
        count("follow_fired", follow)
        figures["before"] += sum(o.amount for o in orders if o.day <= day)
        figures["after"] += sum(o.amount for o in orders if o.day > day)
        figures["margin_before"] += sum(o.margin or 0 for o in orders if o.day <= day)
        figures["margin_after"] += sum(o.margin or 0 for o in orders if o.day > day)
        done = sum(one <= day for one in deals)
        figures["deals_before"] += max(0, done - 1)
        if day + 180 * DAY <= world.as_of:
            figures["too_early_of"] += 1
            count("early_by_deals", min(done, 50))
            figures["too_early_n"] += not deal_within(world, client, day + DAY, day + 180 * DAY)
            last = max((one for one in deals if one <= day), default=None)
            if last is None or not any(day < one <= last + 180 * DAY for one in deals):
                count("ended_by_deals", min(done, 50))
        # on which mornings after firing could it go? It stays; is it active on the last evening?
        mornings = [day + wait * DAY for wait in range(1, (world.as_of - day).days + 1)]
        silence = world.silence * DAY
        could = any(one < morning <= one + silence for morning in mornings for one in deals)
        figures["active"] += could and world.as_of - deals[-1] < silence
    return {**figures, **shapes}


def base_rate(world: World, k: int) -> tuple[int, int]:
    of = without = 0
    for name in buyers(world):
        client = world.clients[name]
        deals = deal_days(world, client)
        for day in set(deals):
            done = min(sum(one <= day for one in deals), 50)
            if deals[0] < world.cohort_from or done != k or day + 180 * DAY > world.as_of:
                continue
            of += 1
            without += not deal_within(world, client, day + DAY, day + 180 * DAY)
    return of, without
