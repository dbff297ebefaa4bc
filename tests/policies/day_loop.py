"""What a policy does, in a plain loop over days and clients: slow, and nothing shared.

Written from «A policy and its replay» in docs/methods.md, without numpy; of the package it takes
nothing but the policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from kit.policies.policy import Policy

EPOCH = date(1970, 1, 1)
YEAR, LEAST = 365, 91
MONTH = 365.25 / 12
HUNTER, TEAM, SOMEBODY = "hunter", "team", "somebody"


@dataclass
class Client:
    orders: list[tuple[int, int]]  # day, money; a deal is above 0
    fired: int | None
    holder: str | int = HUNTER  # or TEAM, or a receiver
    deals_at_handoff: int = -1
    judged: bool = True
    among: bool = True
    segment: int = -1
    conditions: dict[str, int | None] = field(default_factory=dict)  # None: never fulfilled


@dataclass
class World:
    clients: dict[str, Client]
    receivers: int
    start: int
    as_of: int
    silence: int
    hours: tuple[float, float, float] | None = None


class Loop:
    def __init__(self, policy: Policy, world: World) -> None:
        self.policy, self.world = policy, world
        self.names = sorted(world.clients)
        self.holder = {n: world.clients[n].holder for n in self.names}
        self.stints: list[dict] = []
        self.open: dict[str, dict] = {}
        self.spell: dict[str, dict] = {}  # who could go and has not gone
        self.need: dict[str, int] = {}
        self.months: dict[tuple[int, int], dict] = {}
        self.let_go: dict[str, int] = {}
        by_seniority = sorted(self.names, key=lambda name: (*self.seniority(name), name))
        self.senior = {name: place for place, name in enumerate(by_seniority)}

    # --- what is known on a morning --------------------------------------------------------------

    def orders(self, name: str) -> list[tuple[int, int]]:
        return sorted(o for o in self.world.clients[name].orders if o[0] <= self.world.as_of)

    def deals(self, name: str, before: int) -> list[int]:
        return [d for d, money in self.world.clients[name].orders if money > 0 and d < before]

    def first_deal(self, name: str) -> int:
        return min(self.deals(name, 10**9), default=2**31)

    def first_money(self, name: str) -> int:
        orders = self.world.clients[name].orders
        first = min(d for d, _ in orders)
        return sum(money for day, money in orders if day == first)

    def seniority(self, name: str) -> tuple[int, ...]:
        """What goes before the name where clients became due together."""
        client, policy = self.world.clients[name], self.policy
        mark = sum(mixed(day, money) for day, money in client.orders) % 2**64
        segment = client.segment if policy.receiver == "same segment" else 0
        unknown = any(condition not in client.conditions for condition in policy.gate.conditions)
        return self.first_deal(name), -self.first_money(name), mark, segment, unknown

    def quiet(self, name: str, morning: int) -> int:
        """Days since the last deal, as of a morning."""
        return morning - max(self.deals(name, morning), default=-(10**9))

    def is_active(self, name: str, morning: int) -> bool:
        return self.quiet(name, morning) <= self.world.silence

    def brought(self, name: str, morning: int) -> int:
        orders = self.world.clients[name].orders
        return sum(m for d, m in orders if morning - YEAR <= d < morning)

    def months_old(self, name: str, morning: int) -> float:
        return min(max(morning - self.first_deal(name), LEAST), YEAR) / MONTH

    def hours(self, name: str, morning: int) -> float:
        per_order, per_month, _ = self.world.hours
        dealt = sum(morning - YEAR <= d for d in self.deals(name, morning))
        return per_order * (dealt / self.months_old(name, morning)) + per_month

    def weigh(self, name: str, morning: int) -> None:
        if self.world.hours is not None:
            self.need[name] = round(1000 * self.hours(name, morning))

    def ready(self, name: str) -> int | None:
        """The morning from which rule and gate let it go; None: they do not."""
        client, policy = self.world.clients[name], self.policy
        if client.fired is None or not client.judged or not client.among:
            return None
        if name in policy.exempt.clients:
            return None
        if policy.base_months is None and self.first_deal(name) < self.world.start:
            return None
        days = [client.fired]
        if policy.gate.deals:
            done = sorted(self.deals(name, 10**9))
            if len(done) < policy.gate.deals:
                return None
            days.append(done[policy.gate.deals - 1])
        for condition in policy.gate.conditions:
            if condition in client.conditions:  # else nobody knows: not held back
                if client.conditions[condition] is None:
                    return None
                days.append(client.conditions[condition])
        return max(days) + 1

    def longest(self) -> int:
        returns = self.policy.returns
        return self.world.silence if returns is None else min(self.world.silence, returns)

    def could_since(self, name: str, morning: int) -> int | None:
        """The morning since which it could go, were there room and no spreading of the base."""
        ready = self.ready(name)
        if ready is None or ready > morning or self.quiet(name, morning) > self.longest():
            return None
        begin, *earlier = sorted(self.deals(name, morning), reverse=True)
        for deal in earlier:  # back to where the deals hang together
            if begin - deal > self.longest():
                break
            begin = deal
        return max(ready, begin + 1)

    def value(self, name: str, morning: int) -> float:
        if self.policy.order == "waiting":
            return 0.0
        worth = self.brought(name, morning) / self.months_old(name, morning)
        if self.world.hours is not None:
            worth /= max(self.hours(name, morning), 0.001)
        return -worth if self.policy.order == "largest" else worth

    def exempt(self, name: str, morning: int) -> bool:
        most = self.policy.exempt.margin
        return most is not None and self.brought(name, morning) >= Fraction(most) * 100

    # --- receivers -------------------------------------------------------------------------------

    def carried(self, morning: int) -> list[dict]:
        """Of each receiver: active clients, standard hours, clients by segment."""
        carry = [{"count": 0, "hours": 0, "segments": {}} for _ in range(self.world.receivers)]
        for name in self.names:
            who = self.holder[name]
            if isinstance(who, int) and self.is_active(name, morning):
                carry[who]["count"] += 1
                carry[who]["hours"] += self.need.get(name, 0)
                of = carry[who]["segments"]
                segment = self.world.clients[name].segment
                of[segment] = of.get(segment, 0) + 1
        return carry

    def receiver(self, name: str, morning: int, capped: bool) -> int | str | None:
        if not self.world.receivers:
            return SOMEBODY
        carry, cap = self.carried(morning), self.policy.cap
        able = list(range(self.world.receivers))
        if capped and cap is not None:
            if cap.unit == "clients":
                able = [a for a in able if carry[a]["count"] < cap.most]
            else:
                able = [a for a in able if carry[a]["hours"] < cap.most * 1000]
        if not able:
            return None
        segment = self.world.clients[name].segment
        if self.policy.receiver == "fewest clients":
            return min(able, key=lambda a: (carry[a]["count"], a))
        if self.policy.receiver == "least hours":
            return min(able, key=lambda a: (carry[a]["hours"], a))
        with_segment = (
            (lambda a: 0) if segment < 0 else lambda a: carry[a]["segments"].get(segment, 0)
        )
        return min(able, key=lambda a: (-with_segment(a), carry[a]["count"], a))

    def begin(self, name: str, who: int | str, morning: int, due: int, opening: bool) -> None:
        deals = len(self.deals(name, morning))
        self.holder[name] = who
        self.open[name] = {
            "client": name,
            "receiver": who if isinstance(who, int) else -1,
            "due": due,
            "begin": morning,
            "end": None,
            "deals": self.world.clients[name].deals_at_handoff if opening else deals,
            "opening": opening,
        }
        self.stints.append(self.open[name])

    # --- the days --------------------------------------------------------------------------------

    def run(self) -> None:
        world, policy = self.world, self.policy
        for name in self.names:
            if self.holder[name] != HUNTER:
                self.begin(name, self.holder[name], world.start, world.start, True)
                self.weigh(name, world.start)
        for today in range(world.start, world.as_of + 1):
            on = EPOCH + timedelta(days=today)
            self.month = self.months.setdefault((on.year, on.month), self.blank())
            self.month["days"] += 1
            if policy.returns is not None:
                for name in self.names:
                    if (
                        self.holder[name] != HUNTER
                        and policy.returns < self.quiet(name, today) < 10**8
                    ):
                        self.holder[name] = HUNTER
                        self.open.pop(name)["end"] = today
                        self.month["returns"] += 1
            if today == world.start:
                self.share_out(today)
                self.spread(today)
            if on.day == 1 or today == world.start:
                self.review(today)
            self.who_could(today)
            if policy.calendar == "daily" or (
                on.day == 1 and (policy.calendar == "monthly" or on.month in (1, 4, 7, 10))
            ):
                self.hand(today)
            self.evening(today, (on + timedelta(days=1)).day == 1 or today == world.as_of)

    def share_out(self, today: int) -> None:
        for name in sorted(self.names, key=lambda name: self.senior[name]):
            if self.holder[name] == TEAM:
                who = self.receiver(name, today, capped=False)
                self.holder[name] = who
                self.open[name]["receiver"] = who if isinstance(who, int) else -1

    def spread(self, today: int) -> None:
        """The base goes over so many months."""
        could = {
            name: since
            for name in self.names
            if self.world.clients[name].holder == HUNTER
            and (since := self.could_since(name, today)) is not None
            and not self.exempt(name, today)
        }
        self.base = len(could)
        if not self.policy.base_months:
            return
        order = sorted(could, key=lambda n: (self.value(n, today), could[n], self.senior[n]))
        start = EPOCH + timedelta(days=today)
        for place, name in enumerate(order):
            month = start.month - 1 + place * self.policy.base_months // len(order)
            first = date(start.year + month // 12, month % 12 + 1, 1)
            self.let_go[name] = (first - EPOCH).days + start.day - 1

    def review(self, today: int) -> None:
        for name in self.names:
            if self.holder[name] != HUNTER:
                self.weigh(name, today)
        for name, spell in self.spell.items():
            if self.could_since(name, today) is None:
                continue
            self.weigh(name, today)
            spell["value"], was = self.value(name, today), spell["exempt"]
            spell["exempt"] = self.exempt(name, today)
            if was and not spell["exempt"]:
                spell["since"] = today

    def who_could(self, today: int) -> None:
        for name in self.names:
            since = self.could_since(name, today)
            if since is None or self.holder[name] != HUNTER or self.let_go.get(name, 0) > today:
                self.spell.pop(name, None)
            elif name not in self.spell:
                self.weigh(name, today)
                self.spell[name] = {
                    "due": today,
                    "since": today,
                    "rank": (since, self.senior[name]),
                    "value": self.value(name, today),
                    "exempt": self.exempt(name, today),
                }

    def hand(self, today: int) -> None:
        def place(name: str) -> tuple:
            spell = self.spell[name]
            if self.policy.order == "waiting":
                return spell["rank"]
            return (spell["value"], spell["due"], spell["rank"])

        for name in sorted(self.spell, key=place):
            if self.spell[name]["exempt"]:
                continue
            who = self.receiver(name, today, capped=True)
            if who is None:
                break
            self.begin(name, who, today, self.spell.pop(name)["since"], False)
            self.month["handoffs"] += 1
            self.month["waited"] += today - self.open[name]["due"]
            deals = self.deals(name, today)
            if len(deals) == 1 == len(self.deals(name, self.world.as_of + 1)):
                silent = deals[0] + self.world.silence <= self.world.as_of
                self.month["one_timers" if silent else "one_timers_open"] += 1

    def blank(self) -> dict:
        names = ("days", "handoffs", "returns", "waited", "one_timers", "one_timers_open")
        names += ("deals", "hunter_deals", "margin_opening", "margin_all", "active", "with_hunter")
        receivers = self.world.receivers
        return dict.fromkeys(names, 0) | {
            "margin": [0] * 4,
            "credited": Fraction(0),
            "deals_of": [0] * receivers,
            "books": [0] * receivers,
        }

    def evening(self, today: int, last: bool) -> None:
        month, credit = self.month, self.policy.credit
        for name in self.names:
            stint = self.open.get(name)
            for day, money in self.world.clients[name].orders:
                if day != today:
                    continue
                month["margin_all"] += money
                month["deals" if stint else "hunter_deals"] += money > 0
                if not stint:
                    continue
                if stint["receiver"] >= 0:
                    month["deals_of"][stint["receiver"]] += money > 0
                if stint["opening"]:
                    month["margin_opening"] += money
                else:
                    month["margin"][min(max(stint["deals"], 1), 4) - 1] += money
                    if credit and today < stint["begin"] + round(credit.months * 365 / 12):
                        month["credited"] += Fraction(credit.percent) / 100 * money
            month["active" if stint else "with_hunter"] += self.is_active_tonight(name, today)
        if last:
            tonight = [n for n in self.names if self.is_active_tonight(n, today)]
            month["clients"] = sum(n in self.open for n in tonight)
            month["hunter_clients"] = len(tonight) - month["clients"]
            month["waiting"] = sum(not spell["exempt"] for spell in self.spell.values())
            for name in tonight:
                if name in self.open and self.open[name]["receiver"] >= 0:
                    month["books"][self.open[name]["receiver"]] += 1

    def is_active_tonight(self, name: str, today: int) -> bool:
        return self.quiet(name, today + 1) - 1 < self.world.silence


def mixed(day: int, money: int) -> int:
    """The last step of splitmix64, of a number that a day and money make."""
    odd = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
    number = (day * odd[0] + money * odd[1]) % 2**64
    number = (number ^ number >> 30) * odd[1] % 2**64
    number = (number ^ number >> 27) * odd[2] % 2**64
    return number ^ number >> 31
