"""What does a replay of a policy cost, beside one pass of the rules over the same orders?

    python benchmarks/policies.py --clients 1000000

Makes a simulated order book (a fixed seed; a quarter of the clients buy once), then, in one
process, runs the part that all policies share and each policy alone, `--repeat` times in turn, and
prints the least processor time of each, as a multiple of the kernel's (one rule, every client).
Each is asked for through `OrderBook.once`, as in a run, which gives freed memory back.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FIRST, YEARS = 18_262, 4  # 2020-01-01, four years
AS_OF = FIRST + 365 * YEARS
START = AS_OF - 729
SILENCE = 150
BOOK = 120  # clients that a receiver can have

POLICIES = (
    "keep",
    "deal 2",
    "deal 6",
    "deal 2; monthly",
    f"deal 2; cap {BOOK} clients",
    f"deal 2; cap {BOOK} clients; monthly; base over 6 months",
    f"deal 2; cap {BOOK} clients; order largest",
    f"deal 2; cap {BOOK} clients; order largest; monthly",
    f"deal 2; cap {BOOK} clients; exempt 100000 per year; order smallest",
    "deal 2; cap 100 hours; order largest; receiver least hours",
    f"deal 2; cap {BOOK} clients; receiver same segment; monthly",
    f"deal 2; cap {BOOK} clients; return after 90 days; credit 50% for 6 months",
)


def make(file: Path, clients: int) -> None:
    """Orders as Parquet: about 6.5 a client, a quarter of the clients with one order only."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    many = np.where(rng.random(clients) < 0.25, 1, np.minimum(1 + rng.geometric(0.1, clients), 80))
    client = np.repeat(np.arange(clients), many)
    gap = rng.exponential(38, len(client)).astype(np.int64)
    starts = np.cumsum(many) - many
    since = np.cumsum(gap)
    day = rng.integers(FIRST, AS_OF, clients)[client] + since - since[starts][client]
    here = day <= AS_OF
    client, day = client[here], day[here]
    amount = (rng.lognormal(9, 1, len(client)) * 100).astype(np.int64)
    names = pa.array([f"C{number:07d}" for number in range(clients)])
    table = {
        "client_id": names.take(pa.array(client)),
        "day": pa.array(day.astype(np.int32)).cast(pa.date32()),
        "amount": amount,
        "margin": amount // 4,
        "regular": np.ones(len(client), np.bool_),
    }
    pq.write_table(pa.table(table), file, row_group_size=200_000)


def timed(book: Any, part: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    made = book.once("timed", None, part)
    seconds = time.process_time() - began
    book._made.clear()
    return seconds, made


def run(clients: int, repeat: int) -> str:
    import numpy as np

    from kit.policies.due import Facts
    from kit.policies.history import History
    from kit.policies.policy import parse
    from kit.policies.replay import replay
    from kit.policies.result import HUNTERS, Books, ServiceHours
    from kit.sales.book import OrderBook
    from kit.sales.lanes import NEVER
    from kit.triggers.kernel import run as fire

    with tempfile.TemporaryDirectory(prefix="policies-") as name:
        file = Path(name) / "orders.parquet"
        # in a process of its own, so that its memory is not counted
        subprocess.run(
            [sys.executable, __file__, "--clients", str(clients), "--make", str(file)], check=True
        )
        book = OrderBook.from_parquet(file)
    policies = [parse(text) for text in POLICIES]
    triggers = {policy.trigger: None for policy in policies if policy.trigger is not None}

    def kernel(*rules: object) -> object:
        return fire(
            book, rules, as_of=AS_OF, cohort_from=FIRST, silence=SILENCE, keep=rules
        ).per_client

    best: dict[str, float] = {}

    def note(part: str, seconds: float) -> None:
        best[part] = min(seconds, best.get(part, seconds))

    for _ in range(repeat):
        seconds, _ = timed(book, lambda: kernel(next(iter(triggers))))
        note("kernel", seconds)
    _, firings = timed(book, lambda: kernel(*triggers))
    fired = {None: np.full(len(book.client_ids), NEVER)}
    for at, trigger in enumerate(triggers):
        day = np.full(len(book.client_ids), NEVER)
        day[firings.number] = np.where(firings.fired_on[:, at] >= 0, firings.fired_on[:, at], NEVER)
        fired[trigger] = day
    del firings

    people = max(2, clients // 600)
    rng = np.random.default_rng(2)
    holder = np.full(len(book.client_ids), HUNTERS)
    given = book.first_deal < START - 400
    holder[given] = rng.integers(0, people, int(given.sum()))
    books = Books(
        np.array([f"M{n:05d}" for n in range(people)], dtype=object),
        holder,
        np.where(given, 2, -1),
    )
    segment = rng.integers(-1, 8, len(book.client_ids))
    hours = ServiceHours(1.2, 0.4, 4.0)
    told: dict[str, str] = {}
    for _ in range(repeat):
        shared = History(book, START, AS_OF, SILENCE)
        seconds, _ = timed(
            book,
            lambda: replay(policies[0], shared, Facts(fired[None]), books),  # noqa: B023
        )
        note("shared", seconds)
        shared.runs(90)
        timed(book, lambda: (shared.seniority, shared.stretches))  # noqa: B023
        for text, policy in zip(POLICIES, policies, strict=True):
            facts = Facts(fired[policy.trigger], segment=segment)
            seconds, made = timed(
                book,
                lambda: replay(policy, shared, facts, books, hours),  # noqa: B023
            )
            note(text, seconds)
            told[text] = f"{int(made.handoffs.sum()):,} | {int(made.waiting[-1]):,}"
            del made
    return table(clients, len(book.orders), people, best, told, repeat)


def table(
    clients: int,
    orders: int,
    people: int,
    best: dict[str, float],
    told: dict[str, str],
    repeat: int,
) -> str:
    import numpy as np

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [
        f"## {clients:,} clients, {orders:,} orders, {people:,} account managers",
        "",
        f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores. "
        f"Least processor time of {repeat}; peak memory of the whole process {peak:,} MB.",
        "",
        "| part | processor seconds | ratio to the kernel | handoffs | waiting at the end |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for part, seconds in best.items():
        name = {"kernel": "the kernel, one rule", "shared": "what all policies share, and `keep`"}
        ratio = seconds / best["kernel"]
        figures = told.get(part, "| ")
        lines.append(f"| {name.get(part, f'`{part}`')} | {seconds:.3f} | {ratio:.2f} | {figures} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=1_000, help="how many clients")
    parser.add_argument("--repeat", type=int, default=3, help="how often each part is run")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        make(asked.make, asked.clients)
        return
    print(run(asked.clients, asked.repeat))


if __name__ == "__main__":
    main()
