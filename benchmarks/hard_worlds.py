"""Companies in which a comparison of handoffs goes wrong easily, with the truth beside them.

Each kind takes how many clients, a seed and the planted change, and gives a `Planted`: what the
company's systems recorded, and by how much handoffs really changed the margin of the clients handed
over, as a ratio of sums over twelve months. Hunters and their clients come from `kit.worlds`;
everything that is nasty is done to them here, apart from the code that is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company, Settings
from kit.evidence.assessment import Evidence, assess
from kit.sales.tables import Sales
from kit.worlds import Policy, World, simulate

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

COMPANY = Company(settings=Settings(triggers=("deal 2",)))
NEVER = 2**31 - 1
YEAR = 365
EXITS = tuple(int(np.datetime64(day, "D").astype(np.int64)) for day in ("2022-09-01", "2023-03-01"))
HUNTERS, MANAGERS = 5, 4
TAKEN = 0.25  # of a leaver's clients, who go along
SINKING = -0.35  # a year, on the log scale, from a year before the rep leaves
TAILS = 1.2  # standard deviation of the log of a client's size, on top of its own
FADES = 365  # days until nothing is left of a change
MANY = 25  # clients received in a quarter by one account manager: from here on care suffers


@dataclass(frozen=True)
class Planted:
    """What was recorded, and the truth: the change of the margin of those handed over."""

    sales: Sales
    truth: float


@dataclass(frozen=True)
class Base:
    """A company whose hunters keep everyone: its orders, and what is drawn on top.

    client, day: of each order. hunter: of each client. crossed: the day of its second deal; `NEVER`
    without one. random: for everything that is drawn on top.
    """

    sales: Sales
    client: Ints
    day: Ints
    hunter: Ints
    crossed: Ints
    growth: Floats
    end: int
    ids: npt.NDArray[np.object_]
    random: np.random.Generator


def base(clients: int, seed: int, hunters: int = HUNTERS) -> Base:
    """The clients of hunters who stay, with what is needed to plant a history upon them."""
    world = World(clients=clients, seed=seed, policy=Policy("never"), hunters=hunters)
    simulated = simulate(world)
    sales = simulated.sales()
    ids = np.array(simulated.lives.ids, dtype=object)
    place = pd.Series(np.arange(len(ids)), index=ids)
    client = place[sales.orders["client_id"]].to_numpy(np.int64)
    day = _days(sales.orders["ordered_on"])
    lives = simulated.lives
    second = lives.starts[:-1] + 1
    has = second < lives.starts[1:]
    crossed = np.full(len(ids), NEVER)
    crossed[has] = lives.day[second[has]]
    growth = np.array([kind.growth for kind in world.types])[lives.kind]
    end = int(np.datetime64(world.end, "D").astype(np.int64))
    random = np.random.default_rng([seed, 4711])
    hunter = simulated.owners.hunter
    return Base(sales, client, day, hunter, crossed, growth, end, ids, random)


def _days(dates: pd.Series) -> Ints:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def history(
    made: Base,
    handed: Ints,
    change: Floats | float,
    *,
    shared: Floats | float = 1.0,
    written: Ints | None = None,
    open_for: npt.NDArray[np.bool_] | None = None,
    gone_on: Mapping[int, int] | None = None,
    receiver: Ints | None = None,
    experiment: pd.DataFrame | None = None,
) -> Planted:
    """Record a history: whom an account manager got when, and what that did to every order.

    change: per order, what a handoff changes from its day on, relative; −1: the order is lost.
    shared: per order, a factor that has nothing to do with handoffs. written: the day on which the
    register has the handoff, if another. open_for: clients whose assignment was never closed,
    though they are handed to nobody. gone_on: hunter to the day from which nobody of that name
    sells; `handed` of their clients is that day. experiment: the lots.
    """
    written = handed if written is None else written
    if receiver is None:
        receiver = made.random.integers(0, MANAGERS, len(handed))
    after = made.day >= handed[made.client]
    factor = np.where(after, 1 + change, 1.0)
    within = after & (made.day < handed[made.client] + YEAR)
    orders = made.sales.orders
    without = orders["margin"].to_numpy(np.float64) * shared
    truth = float((without * factor)[within].sum() / without[within].sum() - 1)
    frame = orders.copy()
    for column in ("amount", "margin"):
        scaled = frame[column].to_numpy(np.float64) * shared * factor
        frame[column] = pd.array(np.trunc(scaled).astype(np.int64), dtype=frame[column].dtype)
    sellers = np.where(after, receiver[made.client] + HUNTERS_AT, made.hunter[made.client])
    frame["employee_id"] = pd.array(_names(sellers), dtype="str")
    frame = frame[factor > 0].reset_index(drop=True)
    register = _register(made, written, receiver, open_for)
    lots = () if experiment is None else experiment.columns
    given = made.sales.given | {f"experiment.{name}" for name in lots}
    sales = replace(made.sales, orders=frame, assignments=register, given=given)
    if experiment is not None:
        sales = replace(sales, experiment=experiment)
    return Planted(sales, truth)


HUNTERS_AT = 1000  # account managers are numbered from here


def _names(people: Ints) -> list[str]:
    return [f"H{one + 1}" if one < HUNTERS_AT else f"M{one - HUNTERS_AT + 1}" for one in people]


def _register(
    made: Base, written: Ints, receiver: Ints, open_for: npt.NDArray[np.bool_] | None
) -> pd.DataFrame:
    original = made.sales.assignments
    first = original.groupby("client_id", sort=False).head(1).set_index("client_id")
    contact = _days(first.loc[list(made.ids), "from_on"])
    kept_open = np.zeros(len(written), np.bool_) if open_for is None else open_for
    passed = (written <= made.end) & ~kept_open
    rows = np.concatenate([np.arange(len(written)), np.flatnonzero(passed)])
    second = np.arange(len(rows)) >= len(written)
    begin = np.where(second, written[rows], contact[rows])
    ends = np.where(second | ~passed[rows], NEVER, written[rows] - 1)
    people = np.where(second, receiver[rows] + HUNTERS_AT, made.hunter[rows])
    to = ends.astype("datetime64[D]").astype("datetime64[s]")
    to[ends >= NEVER] = np.datetime64("NaT")
    frame = pd.DataFrame(
        {
            "client_id": pd.array(made.ids[rows], dtype="str"),
            "employee_id": pd.array(_names(people), dtype="str"),
            "role": pd.array(np.where(second, "account_manager", "hunter"), dtype="str"),
            "from_on": begin.astype("datetime64[D]").astype("datetime64[s]"),
            "to_on": to,
        }
    )
    return frame.reindex(columns=original.columns).astype(original.dtypes.to_dict())


# --- how clients pass ----------------------------------------------------------------------------


def waiting(made: Base, most: int = 330) -> Ints:
    """Handed over after the second deal, after a wait that is chance."""
    wait = made.random.integers(0, most + 1, len(made.crossed))
    return _in_time(made, np.where(made.crossed < NEVER, made.crossed + wait, NEVER))


def leaving(made: Base, exits: tuple[int, ...] = EXITS) -> Ints:
    """Handed over on the day on which the hunter left; new clients never had that hunter."""
    handed = np.full(len(made.hunter), NEVER)
    first = _first(made)
    for hunter, day in enumerate(exits):
        mine = made.hunter == hunter
        handed[mine & (first < day)] = day
        late = np.flatnonzero(mine & (first >= day))
        made.hunter[late] = made.random.integers(len(exits), made.hunter.max() + 1, len(late))
    return handed


def _first(made: Base) -> Ints:
    first = np.full(len(made.ids), NEVER)
    np.minimum.at(first, made.client, made.day)
    return first


def _in_time(made: Base, handed: Ints) -> Ints:
    return np.where(handed <= made.end, handed, NEVER)


# --- the kinds -----------------------------------------------------------------------------------


def luck(clients: int, seed: int, effect: float, spread: float, policy: str) -> Planted:
    """All clients of a hunter share good and bad quarters, whoever looks after them later."""
    made = base(clients, seed)
    handed = waiting(made) if policy == "L1" else leaving(made)
    quarter = (made.day - made.day.min()) // 91
    shocks = np.zeros((made.hunter.max() + 1, quarter.max() + 1))
    now = spread * made.random.standard_normal(len(shocks))
    for at in range(shocks.shape[1]):
        shocks[:, at] = now
        fresh = spread * made.random.standard_normal(len(shocks))
        now = 0.8 * now + np.sqrt(1 - 0.64) * fresh
    shared = np.exp(shocks[made.hunter[made.client], quarter])
    return history(made, handed, effect, shared=shared)


def takes_along(clients: int, seed: int, effect: float) -> Planted:
    """A rep leaves and takes a quarter of the clients along, who buy nothing any more."""
    made = base(clients, seed)
    handed = leaving(made)
    taken = (made.random.random(len(handed)) < TAKEN) & (handed < NEVER)
    change = np.where(taken[made.client], -1.0, effect)
    return history(made, handed, change, open_for=taken)


def review_day(clients: int, seed: int, effect: float) -> Planted:
    """Once a year, on the same day, everybody with two deals is handed over."""
    made = base(clients, seed)
    days = [int(np.datetime64(f"{year}-01-15", "D").astype(np.int64)) for year in range(2021, 2026)]
    place = np.searchsorted(days, made.crossed)
    handed = np.append(days, NEVER)[np.minimum(place, len(days))]
    handed = np.where(made.crossed < NEVER, handed, NEVER)
    return history(made, _in_time(made, handed), effect)


def sinking(clients: int, seed: int, effect: float) -> Planted:
    """A rep leaves because the territory has been sinking for a year, and it goes on sinking."""
    made = base(clients, seed)
    handed = leaving(made)
    begins = np.full(made.hunter.max() + 1, NEVER)
    begins[: len(EXITS)] = np.array(EXITS) - YEAR
    years = np.maximum(made.day - begins[made.hunter[made.client]], 0) / YEAR
    return history(made, handed, effect, shared=np.exp(SINKING * years))


def late_register(clients: int, seed: int, effect: float, policy: str) -> Planted:
    """The register has a handoff only on the day of the client's next order, if ever."""
    made = base(clients, seed)
    handed = waiting(made) if policy == "L1" else leaving(made)
    following = np.full(len(handed), NEVER)
    late = made.day >= handed[made.client]
    np.minimum.at(following, made.client[late], made.day[late])
    return history(made, handed, effect, written=following)


def fading(clients: int, seed: int, effect: float, policy: str) -> Planted:
    """What a handoff changes is gone after a year; at first it is twice as much."""
    made = base(clients, seed)
    handed = waiting(made) if policy == "L1" else leaving(made)
    since = np.clip(made.day - handed[made.client], 0, FADES)
    return history(made, handed, 2 * effect * (1 - since / FADES))


def congestion(clients: int, seed: int, effect: float, policy: str) -> Planted:
    """The more clients an account manager has just received, the worse all those clients fare."""
    made = base(clients, seed)
    handed = waiting(made) if policy == "L1" else leaving(made)
    receiver = made.random.integers(0, MANAGERS, len(handed))
    quarter = (made.day - made.day.min()) // 91
    received = np.zeros((MANAGERS, quarter.max() + 2))
    passed = handed < NEVER
    at = np.clip((handed[passed] - made.day.min()) // 91, 0, quarter.max())
    np.add.at(received, (receiver[passed], at), 1)
    crowd = np.maximum(received[receiver[made.client], quarter] / MANY - 1, 0)
    return history(made, handed, effect - 0.1 * np.minimum(crowd, 3), receiver=receiver)


def heavy_tails(clients: int, seed: int, effect: float, policy: str) -> Planted:
    """A few clients bring most of the margin."""
    made = base(clients, seed)
    handed = waiting(made) if policy == "L1" else leaving(made)
    size = np.exp(TAILS * made.random.standard_normal(len(handed)))
    return history(made, handed, effect, shared=size[made.client])


def judgement(clients: int, seed: int, effect: float) -> Planted:
    """The head of sales picks those who grow, half a year after their second deal."""
    made = base(clients, seed)
    wait = made.random.integers(0, 181, len(made.crossed))
    picked = (made.growth > 0.2) & (made.crossed < NEVER)
    return history(made, _in_time(made, np.where(picked, made.crossed + wait, NEVER)), effect)


def lot(clients: int, seed: int, effect: float, arms: int = 2) -> Planted:
    """A lot decides who is handed over at once and who after a year (with three: after half)."""
    made = base(clients, seed)
    start = made.day.min() + 2 * YEAR // 3
    drawn = (made.crossed >= start) & (made.crossed <= made.end)
    place = made.random.integers(0, arms, len(made.crossed))
    wait = 10 + place * YEAR // (arms - 1)
    due = np.where(drawn, made.crossed + wait, NEVER)
    rows = np.flatnonzero(drawn)
    names = np.array(["now", "later"] if arms == 2 else ["now", "middle", "later"])
    experiment = pd.DataFrame(
        {
            "client_id": pd.array(made.ids[rows], dtype="str"),
            "starts_on": made.crossed[rows].astype("datetime64[D]").astype("datetime64[s]"),
            "arm": pd.array(names[place[rows]], dtype="str"),
            "hand_over_on": due[rows].astype("datetime64[D]").astype("datetime64[s]"),
        }
    )
    return history(made, _in_time(made, due), effect, experiment=experiment)


Kind = Callable[[int, int, float], Planted]
KINDS: Mapping[str, Kind] = {
    "plain L1": lambda n, seed, e: luck(n, seed, e, 0.0, "L1"),
    "plain L2": lambda n, seed, e: luck(n, seed, e, 0.0, "L2"),
    "luck .15 L1": lambda n, seed, e: luck(n, seed, e, 0.15, "L1"),
    "luck .15 L2": lambda n, seed, e: luck(n, seed, e, 0.15, "L2"),
    "luck .35 L1": lambda n, seed, e: luck(n, seed, e, 0.35, "L1"),
    "luck .35 L2": lambda n, seed, e: luck(n, seed, e, 0.35, "L2"),
    "takes along": takes_along,
    "review day": review_day,
    "sinking": sinking,
    "late register L1": lambda n, seed, e: late_register(n, seed, e, "L1"),
    "late register L2": lambda n, seed, e: late_register(n, seed, e, "L2"),
    "fading L1": lambda n, seed, e: fading(n, seed, e, "L1"),
    "fading L2": lambda n, seed, e: fading(n, seed, e, "L2"),
    "congestion L1": lambda n, seed, e: congestion(n, seed, e, "L1"),
    "congestion L2": lambda n, seed, e: congestion(n, seed, e, "L2"),
    "heavy tails L1": lambda n, seed, e: heavy_tails(n, seed, e, "L1"),
    "heavy tails L2": lambda n, seed, e: heavy_tails(n, seed, e, "L2"),
    "judgement": judgement,
    "lot": lot,
}


def run(kind: str, clients: int, seed: int, effect: float) -> tuple[float, Evidence]:
    """The truth of a world, and what the kit makes of its records."""
    planted = KINDS[kind](clients, seed, effect)
    return planted.truth, assess(COMPANY, planted.sales)
