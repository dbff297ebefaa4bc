"""What a replay gives: who was handed over when and to whom, and what each month brought."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kit.policies.policy import Policy
from kit.sales.lanes import Bools, Floats, Ints
from kit.sales.sorting import Texts

MATURITIES = (1, 2, 3, 4)  # deals done at the handoff: one or none, two, three, four or more
HUNTERS = -1  # as a holder: a hunter has the client, or nobody
TEAM = -2  # as a holder: some account manager, nobody knows which


@dataclass(frozen=True)
class ServiceHours:
    """What serving takes, in hours: an order, an active client a month, a handoff."""

    per_order: float
    per_client_month: float
    per_handoff: float


@dataclass(frozen=True)
class Books:
    """Who had which client on the morning of a day.

    Attributes
    ----------
    receivers
        Everybody who receives clients, by employee id.
    holder
        Per client of the order book: the place of who had it in `receivers`; `HUNTERS`; or `TEAM`
        where a receiver had it who is not among them (somebody who has left since): the first
        thing that a replay does is to share these out.
    deals
        Per client: how many deals it had done when it came to a receiver; -1 where nobody knows.
    recorded
        False where nothing was recorded about owners: these books are empty for want of records.
    """

    receivers: Texts
    holder: Ints
    deals: Ints
    recorded: bool = True

    @classmethod
    def empty(cls, clients: int, receivers: Texts | tuple[str, ...] = ()) -> Books:
        """Nobody has a client: where nothing was recorded, or nothing is to be assumed."""
        none = np.full(clients, HUNTERS, np.int64)
        return cls(np.asarray(receivers, dtype=object), none, np.full(clients, -1), recorded=False)


@dataclass(frozen=True)
class Stints:
    """Every time that an account manager had a client; one row each, by client and day.

    Attributes
    ----------
    client
        Number in the order book.
    receiver
        Place among the receivers; -1 where nobody is known to receive clients.
    due
        The first morning on which the client could have gone; the start, for books at the start.
    begin, end
        The morning of the handoff, and that of the return (`NEVER`: it stayed). Orders from
        `begin` on and before `end` are the account manager's.
    deals
        How many deals the client had done by the evening before; of the books at the start, by
        their real handoff, -1 where nobody knows.
    opening
        Whether it stood in the books at the start: no handoff of the replay.
    """

    client: Ints
    receiver: Ints
    due: Ints
    begin: Ints
    end: Ints
    deals: Ints
    opening: Bools

    def __len__(self) -> int:
        return len(self.client)

    def part(self, begin: int, end: int) -> Stints:
        """Those from one place to another."""
        return Stints(**{name: column[begin:end] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Replay:
    """A policy, run over recorded history; months are calendar months, t counts them from 0.

    Money is in minor units, margin where every order has one and else revenue (`measure`). Nothing
    in it is an effect: every order is what it was.

    Attributes
    ----------
    policy, start, as_of, silence
        As given; days since 1970-01-01. A client without a deal for `silence` days is not active.
    months, days
        [t] each month (its first day), and how many of its days the replay covers: the first and
        the last may be cut.
    receivers
        Employee ids of those who receive clients.
    recorded
        Whether the books at the start are recorded ones; False: they began empty for want of
        records.
    measure
        `margin` or `revenue`.
    margin
        [k, t] of clients handed over by the policy, while with account managers, by the deals done
        at the handoff (`MATURITIES`: 1 or none, 2, 3, 4 or more).
    margin_opening
        [t] of clients that stood in the books at the start.
    margin_all
        [t] of all clients.
    deals, hunter_deals
        [t] deals of clients with account managers, and of all others.
    client_months, hunter_client_months
        [t] active clients with account managers and with hunters, on average over the month's
        days, times the part of the month that is covered: what `ServiceHours.per_client_month`
        multiplies.
    clients, hunter_clients
        [t] active clients with account managers and with hunters at the end of the month.
    handoffs, returns
        [t] clients handed over, and gone back to the hunters.
    one_timers, one_timers_open
        [t] of the handoffs: with one deal in all, silent since; and with one deal in all so far,
        too young to tell.
    waiting
        [t] clients that could go and found no room (or no date yet), at the end of the month.
    waited
        [t] days from due to handed over, summed over the month's handoffs.
    books, deals_of
        [a, t] per receiver: active clients at the end of the month; deals in it.
    credited
        [t] margin of clients with account managers that is credited to the hunter.
    counts
        How many clients: `judged` by the rule, `not_judged` for want of data, `reached` by the
        end, `base` (reached before the start and due then), `gate_unknown` (handed over with a
        condition of the gate unknown), `exempt` (never handed over for it alone), `shared_out`.
    stints
        Who had whom when.
    """

    policy: Policy
    start: int
    as_of: int
    silence: int
    months: npt.NDArray[np.datetime64]
    days: Ints
    receivers: Texts
    recorded: bool
    measure: str
    margin: Floats
    margin_opening: Floats
    margin_all: Floats
    deals: Ints
    hunter_deals: Ints
    client_months: Floats
    hunter_client_months: Floats
    clients: Ints
    hunter_clients: Ints
    handoffs: Ints
    returns: Ints
    one_timers: Ints
    one_timers_open: Ints
    waiting: Ints
    waited: Ints
    books: Ints
    deals_of: Ints
    credited: Floats
    stints: Stints
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def margin_under_care(self) -> Floats:
        """[t] Margin of all clients while with account managers."""
        under_care: Floats = self.margin.sum(axis=0) + self.margin_opening
        return under_care

    def hours(self, of: ServiceHours) -> Floats:
        """[t] Hours that account managers need."""
        needed: Floats = (
            of.per_order * self.deals
            + of.per_client_month * self.client_months
            + of.per_handoff * self.handoffs
        )
        return needed

    def hunter_hours(self, of: ServiceHours) -> Floats:
        """[t] Hours that hunters need for the clients left with them, and for handing over."""
        needed: Floats = (
            of.per_order * self.hunter_deals
            + of.per_client_month * self.hunter_client_months
            + of.per_handoff * self.handoffs
        )
        return needed

    @property
    def pay(self) -> dict[str, Floats]:
        """[t] The margin that each role is paid by: the credit is a transfer between them."""
        under_care = self.margin_under_care
        return {
            "hunter": self.margin_all - under_care + self.credited,
            "account_manager": under_care - self.credited,
        }

    @property
    def waits(self) -> Ints:
        """Days from due to handed over, of every handoff."""
        made = ~self.stints.opening
        return self.stints.begin[made] - self.stints.due[made]
