"""The tables of the back-test: their columns, with units and headings."""

from __future__ import annotations

from dataclasses import replace

from kit.language import say
from kit.questions.backtest.comparisons import FOLLOWING, LANDMARK
from kit.questions.question import Column, Table
from kit.questions.sweep import MONTHS
from kit.triggers.cohort import in_months
from kit.triggers.result import LATER_DAYS
from kit.triggers.tally import EARLY_DAYS


def _figures(*shown: str) -> tuple[Column, ...]:
    """The figures of a rule, for the candidates and for every setting; those shown come first."""
    return tuple(
        replace(column, shown=column.name in shown)
        for column in sorted(
            FIGURES,
            key=lambda column: shown.index(column.name) if column.name in shown else len(shown),
        )
    )


TRIGGER = Column("trigger", say("Trigger, as written"), shown=False)
LABEL = Column("label", say("Trigger"), "words")
STATUS = Column("status", say("Status"), "status")
CLIENTS = Column("clients", say("New clients"), "clients")
FIGURES = (
    STATUS,
    CLIENTS,
    Column("judged", say("Can be judged"), "clients"),
    Column("fired", say("Handed over"), "clients"),
    Column("maybe", say("Perhaps (budget range)"), "clients"),
    Column("fired_share", say("Share handed over"), "share", interval=True),
    Column("median_days", say("Half within, days"), "days", interval=True),
    *(
        Column(
            f"reached_{name}",
            say("By {months} months", months=in_months(days)),
            "share",
            interval=True,
        )
        for name, days in MONTHS.items()
    ),
    *(
        Column(
            f"reached_{name}_competing",
            say("By {months} months, unless silent first", months=in_months(days)),
            "share",
            interval=True,
        )
        for name, days in MONTHS.items()
    ),
    Column(
        "silent_first_24m",
        say("Silent before, by {months} months", months=in_months(MONTHS["24m"])),
        "share",
        interval=True,
    ),
    Column("inflow_per_month", say("Handoffs a month"), "clients per month", interval=True),
    Column("portfolio", say("Account managers' portfolio at the end"), "clients", interval=True),
    Column("revenue_before", say("Revenue up to handoff"), "money"),
    Column("revenue_after", say("Revenue after handoff"), "money"),
    Column("revenue_before_share", say("Share of revenue up to handoff"), "share", interval=True),
    Column("margin_before", say("Margin up to handoff"), "money"),
    Column("margin_after", say("Margin after handoff"), "money"),
    Column("too_early_n", say("No order in {days} days after", days=EARLY_DAYS), "clients"),
    Column("too_early_of", say("Watched for {days} days", days=EARLY_DAYS), "clients"),
    Column("too_early_share", say("Too early"), "share", interval=True),
    Column("too_early_base", say("Others who stop after as many orders"), "share"),
    Column("too_early_base_of", say("Orders of others compared"), "orders"),
    Column("hunter_orders", say("Repeat orders left with hunters"), "orders"),
    Column("hunter_orders_of", say("All repeat orders"), "orders"),
    Column(
        "hunter_orders_share",
        say("Too late: repeat orders left with hunters"),
        "share",
        interval=True,
    ),
    Column("hunter_hours", say("Hunters' hours on them"), "hours"),
    Column(
        "reversed_n",
        say("Condition gone after {months} months", months=in_months(LATER_DAYS)),
        "clients",
    ),
    Column(
        "reversed_of", say("Watched for {months} months", months=in_months(LATER_DAYS)), "clients"
    ),
    Column(
        "reversed_share",
        say("Condition gone after {months} months, share", months=in_months(LATER_DAYS)),
        "share",
        interval=True,
    ),
)

TABLES = (
    Table(
        (
            TRIGGER,
            LABEL,
            *_figures(
                *("fired_share", "median_days", "reached_12m", "inflow_per_month"),
                *("revenue_before_share", "too_early_share", "too_early_base"),
                *("hunter_orders_share", "reversed_share"),
            ),
        )
    ),
    Table(
        (
            TRIGGER,
            LABEL,
            Column("rule", say("Rule"), shown=False),
            *_figures(
                *("judged", "fired_share", "median_days", "reached_12m", "too_early_share"),
                *("too_early_base", "hunter_orders_share"),
            ),
        ),
        "grid",
    ),
    Table(
        (
            TRIGGER,
            Column("kind", say("Curve")),
            Column("day", say("Days from the first deal"), "days"),
            Column("share", say("Share of clients"), "share", interval=True),
        ),
        "curves",
    ),
    Table(
        (
            TRIGGER,
            Column("month", say("Month"), "date"),
            Column("inflow", say("Handoffs"), "clients"),
            Column("portfolio", say("Account managers' portfolio at the end"), "clients"),
        ),
        "months",
    ),
    Table(
        (
            TRIGGER,
            LABEL,
            STATUS,
            Column("fired_n", say("Reached within a year"), "clients"),
            Column("not_fired_n", say("Not reached"), "clients"),
            Column(
                "revenue_fired",
                say("Their revenue in the next year, each"),
                "money",
                interval=True,
            ),
            Column("revenue_not_fired", say("The others' revenue, each"), "money", interval=True),
            Column("difference", say("Difference"), "money", interval=True),
        ),
        "landmark",
        say("What being reached in the first year predicts"),
        say(
            "Clients are divided by whether the trigger had reached them {months} months after "
            "the first deal; compared is the revenue of the following {following} months. It "
            "predicts, it does not prove.",
            months=in_months(LANDMARK),
            following=in_months(FOLLOWING),
        ),
    ),
    Table(
        (
            TRIGGER,
            LABEL,
            Column("other", say("Other trigger, as written"), shown=False),
            Column("other_label", say("Other trigger"), "words"),
            CLIENTS,
            Column("both", say("Both fire"), "clients"),
            Column("only_first", say("Only the first"), "clients"),
            Column("only_other", say("Only the other"), "clients"),
            Column("neither", say("Neither"), "clients"),
            Column("same_day", say("On the same day"), "clients"),
            Column("days_apart", say("Days the other comes later (median)"), "days"),
        ),
        "agreement",
    ),
)
