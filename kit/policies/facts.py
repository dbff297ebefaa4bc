"""What a replay has to know of the clients besides their orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.policies.policy import Condition
from kit.sales.lanes import Bools, Ints


@dataclass(frozen=True)
class Facts:
    """What a replay has to know of the clients besides their orders; arrays have one entry each.

    Attributes
    ----------
    fired
        The day on which the policy's rule reached the client, `NEVER` where it did not.
    judged
        Whether the data can tell if it did; None: of everybody.
    among
        The clients that may be handed over; None: all.
    segment
        A number per segment, -1 where it is not known; None: of nobody.
    conditions
        For a condition of the gate: the day from which it is fulfilled, `NEVER` where it is not,
        -`NEVER` where nobody recorded it. One that is left out is not recorded for anybody.
    """

    fired: Ints
    judged: Bools | None = None
    among: Bools | None = None
    segment: Ints | None = None
    conditions: Mapping[Condition, Ints] = field(default_factory=dict)
