"""Whether handing over pays: the break-even by hand, and verdicts on planted companies."""

import math
from dataclasses import replace

import numpy as np
import pytest

from kit.choice.paying import pay_of, verdict
from kit.choice.weighing import weigh
from kit.company.model import Assumption, Company, Settings
from kit.evidence.assessment import assess
from kit.evidence.trials import Rung
from kit.evidence.two_way import Ratio
from kit.language import say
from kit.questions.pay.question import pay
from kit.worlds import Policy, World, simulate

HOURS = {
    "hours_per_order": 2.0, "hours_per_month": 0.5, "handoff_hours": 2.0, "hunting_share": 0.5,
    "clients_per_100_hours": 2.0, "manager_hours_per_order": 1.0, "manager_hours_per_month": 0.5,
    "manager_handoff_hours": 2.0, "manager_cost": 30.0,
}  # fmt: skip


def stated(**changes) -> Company:
    figures = {**HOURS, **changes}
    return Company(
        settings=Settings(triggers=("deal 2", "deal 4")),
        assumptions=tuple(
            Assumption(id=name, label=name, low=value, likely=value, high=value, basis="measured")
            for name, value in figures.items()
        ),
    )


@pytest.fixture(scope="module")
def sales():
    return simulate(World(clients=250, seed=5, policy=Policy("never"))).sales()


def test_the_break_even_follows_from_the_months(sales):
    company = stated()
    weighed = weigh(company, sales)
    run, keep = weighed.replays[0], weighed.replays[-1]
    found = pay_of(weighed)
    deals, handoffs = run.deals.sum() - keep.deals.sum(), run.handoffs.sum()
    margin = run.margin.sum()
    # active at the end of each month, as the books have it
    clients = (run.clients - keep.clients).sum()
    freed = 2.0 * deals + 0.5 * clients - 2.0 * handoffs
    book = sales.book
    since = book.start + 365
    begun = (book.first_deal >= since) & (book.first_deal + 365 <= book.as_of)
    first = book.first_deal[begun]
    brought = book.cells(np.flatnonzero(begun), np.column_stack([first, first + 365]))
    won = freed * 0.5 * 0.02 * brought.mean()
    needed = 1.0 * deals + 0.5 * clients + 2.0 * handoffs
    assert np.median(found.paid) == pytest.approx(won / margin, rel=0.06)
    assert np.median(found.hired) == pytest.approx(
        (won - 30 * 100 * needed) / margin, rel=0.15, abs=0.01
    )


@pytest.mark.parametrize(
    ("worth", "said"),
    [
        (np.full(100, 0.05), "pays"),
        (np.full(100, -0.05), "does not"),
        (np.full(100, 0.005), "no difference"),
        (np.where(np.arange(100) < 30, -0.05, 0.05), "open"),
        (np.where(np.arange(100) < 15, -0.05, 0.05), "pays"),
    ],
)
def test_the_verdict_goes_by_the_risk(worth, said):
    assert verdict(worth) == said


def test_without_evidence_and_statement_it_stays_open(sales):
    finding = pay(stated(), sales)
    assert finding.status == "cannot tell"
    assert set(finding.table["verdict"].map(str)) == {"open"}
    assert "cannot tell" in finding.read().prose
    low, likely, high = finding.table.loc[0, ["may_cost_low", "may_cost", "may_cost_high"]]
    assert low <= likely <= high
    gains = finding.table.loc[0, ["must_gain_low", "must_gain", "must_gain_high"]]
    assert gains.tolist() == [-high, -likely, -low]


def test_placeholders_are_called_assumed(sales):
    finding = pay(Company(settings=Settings(triggers=("deal 2",))), sales)
    assert "(assumed)" in finding.read().prose
    assert "Placeholders, not your figures" in " ".join(finding.read().assumptions)
    assert "(assumed)" not in pay(stated(), sales).read().prose.split("Your past")[0]


@pytest.mark.parametrize(("error", "judged"), [(0.05, True), (0.5, False)])
def test_a_comparison_that_says_less_than_what_is_held_anyway_judges_nothing(sales, error, judged):
    """−30 % known well says that it does not pay; known hardly, only the assumption would."""
    found = assess(Company(), sales)
    rung = Rung("L3", True, say("by hand"), about="handoff")
    estimate = Ratio(math.log(0.7), error, 60.0)
    told = replace(found, rung=rung, estimate=estimate, biased=())
    finding = pay(stated(), sales, told)
    assert weigh(stated(), sales, told).own_effect == judged
    verdicts = {finding.numbers["verdict_paid_anyway"], finding.numbers["verdict_to_be_hired"]}
    assert verdicts == ({"does not"} if judged else {"open"})
    assert finding.evidence == ("L3" if judged else "L0")
