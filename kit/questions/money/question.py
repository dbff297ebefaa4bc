"""How much of the money comes from existing clients, and how much depends on the definition?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.language import Language, Money, Text, say, say_n
from kit.owners.staff import RECEIVERS, role_ids
from kit.questions.absent import without_orders
from kit.questions.finding import Finding
from kit.questions.headings import describe
from kit.questions.intervals import Floats, bootstrap, ratio
from kit.questions.money.concentration import concentration
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data
from kit.triggers.cohort import cohort_from, fire, lookback
from kit.triggers.rules import label

CLAIM = 0.80  # Erokhin and Klimov 2024: the share of profit from work with existing clients
NEW_FOR = 365  # days from the first deal for which definition (b) calls a client new
NEVER = 2**40  # a day that does not come

QUESTION = say("How much of your money comes from existing clients?")
SOURCES = (
    "Ерохин, Климов 2024, Управление клиентской базой",
    "Hirschman 1964, Am. Econ. Rev. 54(5), 761–762",
)
# column: its unit, and its heading; `_low` and `_high` beside it are its interval
COLUMNS = {
    "definition": ("text", say("Definition")),
    "label": ("text", say("A client is «new»")),
    "year": ("text", say("Year")),
    "period": ("text", say("Period")),
    "clients": ("clients", say("Clients")),
    "revenue": ("money", say("Revenue")),
    "existing_revenue": ("money", say("Revenue from existing clients")),
    "existing_share": ("share", say("Share of revenue from existing clients")),
    "margin": ("money", say("Margin")),
    "existing_margin": ("money", say("Margin from existing clients")),
    "existing_margin_share": ("share", say("Share of margin from existing clients")),
    "largest_fifth_share": (
        "share",
        say("Share of revenue from the largest fifth of clients"),
    ),
    "hhi": ("", say("Herfindahl–Hirschman index (1 = a single client)")),
}

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Definition:
    """Which orders are a new client's (`new`), among the orders of clients it can judge."""

    name: str
    label: Text
    new: Mask
    judged: Mask


def money(company: Company, sales: Sales | None) -> Finding:
    """What share of revenue and margin comes from existing clients, under each definition of new?

    A client is new (a) in its first deal only; (b) for 12 months from it; (c) until its first
    contract; (d) until its handoff, as recorded in the assignments and by each candidate trigger.
    The share is the money of later orders over all money, after the run-in, by calendar year and
    in all; the spread between the definitions is the answer. With it, concentration. Intervals:
    bootstrap over clients.

    Returns
    -------
    Finding
        `table`: a row per definition and year (year missing: all years). `details`:
        `concentration`. Money is in minor units. Evidence L0. Without sales: `needs data`.
    """
    if sales is None:
        absent = say("Without orders nothing can be said about where the money comes from.")
        return without_orders(company, "money", QUESTION, absent)
    language = Language(company.settings.language)
    frame = _orders(company, sales)
    definitions = _definitions(company, sales, frame)
    measures = ["revenue"]
    if "orders.margin" in sales.given and bool(frame["margin"].notna().all()):
        measures.append("margin")
    table = pd.DataFrame(
        [
            {"definition": one.name, "label": language(one.label), **row}
            for one in definitions
            for row in _split(one, frame, measures, company.settings.seed, language)
        ]
    )
    counted = frame[frame["counted"]]
    per_client = counted.groupby("client")["revenue"].sum().to_numpy()
    details = {"concentration": concentration(per_client, company.settings.seed)}
    for shown in (table, *details.values()):
        describe(shown, COLUMNS, language)
    basis = "existing_margin_share" if "margin" in measures else "existing_share"
    table.attrs["shown"] = ["label", "period", "clients", "revenue", "existing_share"]
    if "margin" in measures:
        table.attrs["shown"].append("existing_margin_share")

    # a definition that cannot judge every client speaks of other clients: not in the spread
    everyone = {one.name for one in definitions if one.judged.all()}
    total = table[table["year"].isna() & table["definition"].isin(everyone) & table[basis].notna()]
    numbers: dict[str, Any] = {
        "claim": CLAIM,
        "basis": measures[-1],
        "definitions": len(total),
        "lowest": float(total[basis].min()) if len(total) else None,
        "highest": float(total[basis].max()) if len(total) else None,
        "clients": int(counted["client"].nunique()),
        "revenue": int(counted["revenue"].sum()),
        "largest_fifth_share": float(details["concentration"]["largest_fifth_share"].iloc[0]),
        "hhi": float(details["concentration"]["hhi"].iloc[0]),
    }
    answer = _answer(total, basis, numbers, sales)
    return Finding(
        name="money",
        question=language(QUESTION),
        status="answered" if len(total) else "cannot tell",
        evidence="L0",
        text="\n\n".join(language(text) for text in answer),
        table=table,
        details=details,
        numbers=numbers,
        assumptions=tuple(language(text) for text in _assumptions(company, sales)),
        caveats=tuple(language(text) for text in (AVERAGE, *sales.notes)),
        needs=tuple(language(text) for text in _needs(definitions, measures)),
        sources=SOURCES,
        language=language.code,
        currency=sales.currency,
        per_unit=sales.per_unit,
    )


def _orders(company: Company, sales: Sales) -> pd.DataFrame:
    """Orders with day numbers, each client's first deal, and what the run-in leaves to count."""
    orders = sales.orders
    frame = pd.DataFrame(
        {
            "client": orders["client_id"].astype(object).to_numpy(),
            "day": _numbers(orders["day"]),
            "revenue": orders["amount"].to_numpy(dtype=np.float64),
            "margin": orders["margin"].to_numpy(dtype=np.float64, na_value=np.nan),
        }
    ).sort_values(["client", "day"], kind="stable", ignore_index=True)
    deal = frame["revenue"] > 0
    frame["first"] = frame["day"].where(deal).groupby(frame["client"]).transform("min")
    frame["first"] = frame["first"].fillna(NEVER).astype(np.int64)
    # up to and including the first deal itself, not the other orders of that day
    earlier_deals = deal.astype(np.int64).groupby(frame["client"]).cumsum() - deal.astype(np.int64)
    frame["opening"] = earlier_deals == 0
    begin = cohort_from(company, sales)
    # a client of the run-in looks new only because the data begin there
    frame["run_in"] = frame["first"] < begin
    frame["counted"] = frame["day"] >= begin
    return frame


def _definitions(company: Company, sales: Sales, frame: pd.DataFrame) -> list[_Definition]:
    day, everyone = frame["day"].to_numpy(), np.ones(len(frame), dtype=bool)
    first = frame["first"].to_numpy()
    found = [
        ("first order", say("in its first deal only"), frame["opening"].to_numpy(), everyone),
        ("12 months", say("for 12 months from its first deal"), day < first + NEW_FOR, everyone),
    ]
    if "contracts.signed_on" in sales.given:
        signed = _numbers(sales.contracts["signed_on"])
        until = pd.Series(signed).groupby(sales.contracts["client_id"].to_numpy()).min()
        label_ = say("until its first contract")
        found.append(("contract", label_, day <= _until(until, frame), everyone))
    received = _received(company, sales)
    if received is not None:
        label_ = say("until its recorded handoff")
        found.append(("recorded handoff", label_, day < _until(received, frame), everyone))
    triggers = tuple(one for one in candidates(company, sales) if missing_data(one, sales) is None)
    clients = fire(company, sales, triggers)[0].per_client
    assert clients is not None
    for place, trigger in enumerate(triggers):
        ids = np.asarray(clients.client_ids, dtype=object)
        fired_on = pd.Series(clients.fired_on[:, place].astype(np.int64), index=ids)
        known = pd.Series(clients.known[:, place], index=ids)
        found.append(
            (
                str(trigger),
                say("until the handoff by «{rule}»", rule=label(trigger)),
                day <= _until(fired_on[fired_on >= 0], frame),
                frame["client"].map(known).fillna(True).to_numpy(dtype=bool),
            )
        )
    seen = ~frame["run_in"].to_numpy()
    return [_Definition(name, text, new & seen, judged) for name, text, new, judged in found]


def _received(company: Company, sales: Sales) -> pd.Series | None:
    """The day on which a client first had an account manager or inside sales; None: no record."""
    if "assignments.from_on" not in sales.given:
        return None
    role = role_ids(sales.assignments["role"], company)
    received = sales.assignments[role.isin(RECEIVERS)]
    if received.empty:
        return None
    return pd.Series(_numbers(received["from_on"])).groupby(received["client_id"].to_numpy()).min()


def _numbers(dates: pd.Series) -> npt.NDArray[np.int64]:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _until(days: pd.Series, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Each order's client's day; NEVER where the client has none."""
    return frame["client"].map(days).fillna(NEVER).to_numpy(dtype=np.int64)


def _split(
    one: _Definition, frame: pd.DataFrame, measures: list[str], seed: int, language: Language
) -> list[dict[str, Any]]:
    """New against existing money under one definition, for each year and in all."""
    counted = frame["counted"].to_numpy() & one.judged
    years = frame["day"].to_numpy().astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    years += 1970
    rows = []
    for year in [None, *np.unique(years[counted]).tolist()]:
        use = counted if year is None else counted & (years == year)
        code, ids = pd.factorize(frame["client"][use])
        columns = []
        for measure in measures:
            values = frame[measure].to_numpy()[use]
            columns.append(np.bincount(code, weights=values, minlength=len(ids)))
            kept = np.where(one.new[use], 0.0, values)
            columns.append(np.bincount(code, weights=kept, minlength=len(ids)))
        sums = np.column_stack(columns).astype(np.float64)
        value, low, high = bootstrap(sums, _shares, seed)
        period = language(say("all years")) if year is None else str(year)
        row: dict[str, Any] = {"year": year, "period": period, "clients": len(ids)}
        for at, measure in enumerate(measures):
            share = "existing_share" if measure == "revenue" else "existing_margin_share"
            row[measure] = int(sums[:, 2 * at].sum())
            row[f"existing_{measure}"] = int(sums[:, 2 * at + 1].sum())
            row |= {share: value[at], f"{share}_low": low[at], f"{share}_high": high[at]}
        rows.append(row)
    return rows


def _shares(sums: Floats) -> Floats:
    pairs = range(0, sums.shape[1], 2)
    return np.column_stack([ratio(sums[:, at + 1], sums[:, at]) for at in pairs])


AVERAGE = say(
    "An average is not a marginal return: that existing clients bring much of the money does not "
    "say that one more hour with them brings more than one more hour with new ones."
)


def _answer(total: pd.DataFrame, basis: str, numbers: dict[str, Any], sales: Sales) -> list[Text]:
    if not len(total):
        return [say("No revenue lies after the run-in: nothing can be said about its sources.")]
    values = {
        "low": numbers["lowest"],
        "high": numbers["highest"],
        "narrow": total.sort_values(basis)["label"].iloc[0],
        "wide": total.sort_values(basis)["label"].iloc[-1],
    }
    if numbers["lowest"] == numbers["highest"]:
        spread = say(
            "Existing clients bring {share:percent} of the {what}, whatever «new» means.",
            share=numbers["lowest"],
            what=say("margin") if numbers["basis"] == "margin" else say("revenue"),
        )
    elif numbers["basis"] == "margin":
        spread = say(
            "Existing clients bring between {low:percent} and {high:percent} of the margin: the "
            "least if a client is called new {narrow}, the most if {wide}.",
            **values,
        )
    else:
        spread = say(
            "Existing clients bring between {low:percent} and {high:percent} of the revenue: the "
            "least if a client is called new {narrow}, the most if {wide}.",
            **values,
        )
    if numbers["lowest"] > CLAIM:
        verdict = say(
            "The 80% that the book names lies below the whole spread: here it is more, whichever "
            "definition one takes."
        )
    elif numbers["highest"] < CLAIM:
        verdict = say(
            "The 80% that the book names lies above the whole spread: no definition reaches it."
        )
    else:
        verdict = say(
            "The 80% that the book names lies inside the spread: true or false here, according to "
            "the definition. Agree on the definition before you argue with the figure."
        )
    largest = say_n(
        "The largest fifth of {n} client brings {top:percent} of the revenue.",
        "The largest fifth of {n} clients brings {top:percent} of the revenue.",
        numbers["clients"],
        top=numbers["largest_fifth_share"],
    )
    scope = say(
        "Counted are orders worth {revenue} up to {end}.",
        revenue=Money(numbers["revenue"], sales.currency, sales.per_unit),
        end=sales.as_of,
    )
    return [spread, verdict, largest, scope]


def _assumptions(company: Company, sales: Sales) -> list[Text]:
    day = say(
        "A return counts in the year in which it falls. An order on the very day of a contract or "
        "of a rule's firing is still a new client's."
    )
    days = lookback(company, sales)
    if days:
        return [
            day,
            say(
                "Clients who bought during the run-in ({days} days) count as existing from its end "
                "on; the run-in itself is not counted.",
                days=days,
            ),
        ]
    return [
        day,
        say(
            "There is no run-in: whoever bought before {start} counts as new at the first deal "
            "seen here. That makes existing clients look smaller, above all in the first year.",
            start=sales.start,
        ),
    ]


def _needs(definitions: list[_Definition], measures: list[str]) -> list[Text]:
    names = {one.name for one in definitions}
    needs = []
    if "contract" not in names:
        needs.append(
            say(
                "The definition «until its first contract» needs a table `contracts` with "
                "`client_id` and `signed_on`."
            )
        )
    if "recorded handoff" not in names:
        needs.append(
            say(
                "The definition «until its recorded handoff» needs a table `assignments` with "
                "`client_id`, `employee_id`, `role` and `from_on`."
            )
        )
    if "margin" not in measures:
        needs.append(
            say(
                "The claim is about profit: a `margin` or `cost` for every order would answer it "
                "for profit. Revenue stands in for it here."
            )
        )
    return needs
