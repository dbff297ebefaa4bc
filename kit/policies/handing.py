"""The days of a replay one after the other: who goes, to whom, and who waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kit.policies import takers
from kit.policies.due import PARTS, Due, Priority
from kit.policies.history import History, Turns, YearBefore
from kit.policies.line import Line
from kit.policies.policy import Policy
from kit.policies.result import HUNTERS, TEAM, Books
from kit.sales.lanes import NEVER, Bools, Ints, Whole

_NONE = np.zeros(0, np.int64)
_NOBODY = Turns(_NONE, _NONE, np.zeros(0, np.bool_))


@dataclass(frozen=True)
class Handed:
    """What the days brought; days since 1970-01-01.

    Attributes
    ----------
    client, receiver, begin, end
        Of each stint, those of the opening first; as in `Stints`.
    place
        Of each stint, its place in `Due`; -1 for the opening.
    since
        Per entry of `Due`: from which morning it waited, the last time that it did.
    hidden
        Per entry of `Due`: whether it was exempt when it was last looked at.
    waits
        Spans of waiting that ended because the client became exempt: first and last evening.
    """

    client: Whole
    receiver: Whole
    begin: Whole
    end: Ints
    place: Whole
    since: Ints
    hidden: Bools
    waits: tuple[Ints, Ints]


def hand_over(
    policy: Policy,
    history: History,
    books: Books,
    due: Due,
    priority: Priority,
    segment: Ints | None,
) -> Handed:
    """Go through the days of a policy; «A policy and its replay» in docs/methods.md."""
    nobody_waits = policy.cap is None and policy.returns is None and not priority.changes
    if nobody_waits and not len(books.receivers):
        return _at_once(policy, history, books, due)
    desk = _Desk(policy, history, books, due, priority, segment)
    turns, returns = history.turns, _NOBODY
    if policy.returns is not None:
        returns = history.returns(policy.returns)
    mornings = history.mornings(policy.calendar)
    at_start = int(np.searchsorted(returns.morning, history.start, side="right"))
    desk.take_back(returns.client[:at_start], returns.morning[:at_start])
    desk.share_out()
    looks = history.looks.tolist() if desk.year is not None else []
    handing, reviews = set(mornings.tolist()), set(looks)
    ends = np.union1d(mornings, [*looks, history.as_of])
    turns_to, returns_to, due_to = (
        np.searchsorted(of, ends, side="right").tolist()
        for of in (turns.morning, returns.morning, due.morning)
    )
    turned, returned, joined = 0, at_start, 0
    for number, morning in enumerate(ends.tolist()):  # the last day ends it, if nothing else
        if turns_to[number] > turned:
            here = slice(turned, turns_to[number])
            desk.turn(turns.client[here], turns.active[here])
            turned = here.stop
        if returns_to[number] > returned:
            here = slice(returned, returns_to[number])
            desk.take_back(returns.client[here], returns.morning[here])
            returned = here.stop
        if due_to[number] > joined:
            desk.join(joined, due_to[number], morning)
            joined = due_to[number]
        if morning in reviews:
            desk.review(morning)
        if morning in handing:
            desk.hand(morning)
    return desk.handed()


def _at_once(policy: Policy, history: History, books: Books, due: Due) -> Handed:
    """The same where nobody waits for room and nobody asks who takes whom: no day needs a look."""
    opening = np.flatnonzero(books.holder != HUNTERS)
    mornings = history.mornings(policy.calendar)
    at = np.searchsorted(mornings, due.morning)
    begin = np.append(mornings, NEVER)[at]
    goes = np.flatnonzero((begin <= due.lapse) & (books.holder[due.client] == HUNTERS))
    first = np.full(history.clients, -1)
    first[due.client[goes[::-1]]] = goes[::-1]  # of several times, the earliest is written last
    place = first[first >= 0]
    place = place[np.argsort(begin[place], kind="stable")]
    none = np.full(len(opening), -1)
    client = np.concatenate([opening, due.client[place]])
    return Handed(
        client=client,
        receiver=np.full(len(client), -1),
        begin=np.concatenate([np.full(len(opening), history.start), begin[place]]),
        end=np.full(len(client), NEVER),
        place=np.concatenate([none, place]),
        since=due.morning,
        hidden=np.zeros(len(due.client), np.bool_),
        waits=(_NONE, _NONE),
    )


class _Desk:
    """The state between two mornings.

    A client's holder is a place among the receivers, `HUNTERS`, or the place after the last
    receiver: some account manager has it of whom nothing is known.
    """

    def __init__(
        self,
        policy: Policy,
        history: History,
        books: Books,
        due: Due,
        priority: Priority,
        segment: Ints | None,
    ) -> None:
        self.history, self.due, self.priority = history, due, priority
        self.receivers = len(books.receivers)
        self.holder = np.where(books.holder == TEAM, self.receivers, books.holder)
        opening = np.flatnonzero(self.holder != HUNTERS)
        self.active = history.active_at_start.copy()
        self.in_hours = policy.cap is not None and policy.cap.unit == "hours"
        self.by_load = policy.receiver == "least hours"
        self.need = np.zeros(history.clients, np.int64) if priority.in_hours else None
        self.year = YearBefore(history) if priority.changes or priority.in_hours else None
        self.segment = segment if policy.receiver == "same segment" else None
        segments = 0 if self.segment is None else int(self.segment.max(initial=-1)) + 1
        self.count = np.zeros(self.receivers + 1, np.int64)
        self.load = np.zeros(self.receivers + 1, np.int64)
        self.tally = np.zeros((segments, self.receivers + 1), np.int64)
        self.most = None
        if policy.cap is not None:
            self.most = int(policy.cap.most * (PARTS if self.in_hours else 1))

        # stints: those of the opening, then as they are made
        room = len(opening) + len(due.client)
        self.made = len(opening)
        self.stint_of = np.full(history.clients, -1)
        self.stint_of[opening] = np.arange(self.made)
        self.client, self.begin, self.receiver, self.place = np.full((4, room), -1, np.int32)
        self.end = np.full(room, NEVER)
        self.client[: self.made], self.begin[: self.made] = opening, history.start
        self.shared = self.holder[opening]
        if self.need is not None:
            _, dealt = history.year_before(opening, history.start)
            self.need[opening] = priority.need(opening, history.start, dealt)
        self._add(opening[self.active[opening]], 1)

        self.value, self.since = due.value.copy(), due.morning.copy()
        self.line = Line(self.value, due.lapse)
        none = np.zeros(0, np.int64)
        self.waited = [(none, none)]

    # --- what happens ----------------------------------------------------------------------------

    def turn(self, client: Whole, up: Bools) -> None:
        """Clients who become active or silent; of two turns of one client the last one holds."""
        self.active[client] = up
        held = self.holder[client] >= 0
        if held.any():
            self._add(client[held], np.where(up[held], 1, -1))

    def take_back(self, client: Whole, morning: Whole) -> None:
        """Clients who go back to the hunters, as far as account managers have them."""
        held = self.holder[client] >= 0
        client, first = np.unique(client[held], return_index=True)
        self.end[self.stint_of[client]] = morning[held][first]
        self._add(client[self.active[client]], -1)
        self.holder[client] = HUNTERS

    def share_out(self) -> None:
        """Clients of those who are gone, among those who are there; no cap holds them up."""
        team = np.flatnonzero(self.holder == self.receivers)
        if not self.receivers or not len(team):
            return
        self._add(team[self.active[team]], -1)
        self._give(team[np.argsort(self.due.seniority[team], kind="stable")], None)
        self.shared[self.stint_of[team]] = self.holder[team]

    def join(self, begin: int, end: int, morning: int) -> None:
        """Those who could go from now on, in the order of `due`, wait."""
        places = np.arange(begin, end)
        client, lapse = self.due.client[begin:end], self.due.lapse[begin:end]
        there = (lapse >= morning) & (self.holder[client] == HUNTERS)
        if there.any():
            self.line.join(places[there])
            if self.need is not None:
                self.need[client[there]] = self.due.need[begin:end][there]

    def review(self, morning: int) -> None:
        """What clients bring and take is looked at anew."""
        if self.year is None:
            return
        brought, dealt = self.year.on(morning)
        waiting = self.line.everyone(morning)
        client, was = self.due.client[waiting], self.value[waiting]
        now, need = self.priority.look(
            client, self.due.rank[waiting], morning, (brought[client], dealt[client])
        )
        self.value[waiting] = now
        gone = waiting[np.isfinite(was) & np.isinf(now)]
        if len(gone):
            self.waited.append((self.since[gone], np.full(len(gone), morning - 1)))
        self.since[waiting[np.isinf(was) & np.isfinite(now)]] = morning
        self.line.form(waiting)
        if self.need is not None:
            self.need[client] = need
            held = np.flatnonzero(self.holder >= 0)
            self.need[held] = self.priority.need(held, morning, dealt[held])
            held = held[self.active[held]]
            self.load = self._sums(held, self.need[held])

    def hand(self, morning: int) -> None:
        """Hand over those who wait, in their order, while somebody has room."""
        if not self.line:
            return
        room, most = None, None
        if self.most is not None:
            carried = self.load if self.in_hours else self.count
            room = self.most - carried[: self.receivers]
            if not (room > 0).any():
                return
            most = self._can_go(room)
        first = self.line.first(morning, most)
        if not len(first):
            return
        client = self.due.client[first]
        given = self._give(client, room)
        first, client = first[:given], client[:given]
        self.line.leave(given)
        here = slice(self.made, self.made + given)
        self.client[here], self.begin[here], self.place[here] = client, morning, first
        self.stint_of[client] = np.arange(here.start, here.stop)
        self.receiver[here] = self.holder[client]
        self.made = here.stop

    def handed(self) -> Handed:
        """All that has happened."""
        opening = np.flatnonzero(self.place[: self.made] < 0)
        self.receiver[opening] = self.shared
        receiver = self.receiver[: self.made]
        since, until = (np.concatenate(ends) for ends in zip(*self.waited, strict=True))
        return Handed(
            client=self.client[: self.made],
            receiver=np.where(receiver == self.receivers, -1, receiver),
            begin=self.begin[: self.made],
            end=self.end[: self.made],
            place=self.place[: self.made],
            since=self.since,
            hidden=np.isinf(self.value),
            waits=(since, until),
        )

    # --- the parts of it -------------------------------------------------------------------------

    def _can_go(self, room: Ints) -> int:
        """At most how many may find room; those after them need not be looked at."""
        with_room = room[room > 0]
        if not self.in_hours:
            return int(with_room.sum())
        assert self.priority.hours is not None
        least = max(round(PARTS * self.priority.hours.per_client_month), 1)
        return int((with_room // least + 1).sum())

    def _give(self, client: Whole, room: Ints | None) -> int:
        """Give clients, one after the other, to who is to have them, while there is room.

        Returns how many found a receiver.
        """
        given = self._takers(client, room)
        client = client[: len(given)]
        self.holder[client] = given
        self._add(client[self.active[client]], 1)
        return len(given)

    def _takers(self, client: Whole, room: Ints | None) -> Ints:
        """Who takes each client, as far as there is room."""
        if not self.receivers:
            return np.zeros(len(client), np.int64)
        ones = self.active[client].astype(np.int64)
        needs = ones if self.need is None else ones * self.need[client]
        fills = (needs if self.in_hours else ones).tolist()
        count = self.count[: self.receivers]
        if self.segment is not None:
            tally, segments = self.tally[:, : self.receivers], self.segment[client].tolist()
            return takers.of_segment(count, tally, room, segments, ones.tolist(), fills)
        if self.by_load:
            return takers.least(self.load[: self.receivers], room, needs.tolist(), fills)
        return takers.least(count, room, ones.tolist(), fills)

    def _add(self, client: Whole, signs: Ints | int) -> None:
        """Active clients come to their holders (1) or leave them (-1)."""
        holder, signs = self.holder[client], np.broadcast_to(signs, len(client))
        self.count += self._sums(client, signs)
        if self.need is not None:
            self.load += self._sums(client, signs * self.need[client])
        if self.segment is not None:
            segment = self.segment[client]
            here = segment >= 0
            np.add.at(self.tally, (segment[here], holder[here]), signs[here])

    def _sums(self, client: Whole, values: Ints) -> Ints:
        """Sums over clients by their holders."""
        sums = np.bincount(self.holder[client], values, self.receivers + 1)
        return sums.astype(np.int64)
