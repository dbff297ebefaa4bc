from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import KitError
from kit.triggers.rules import (
    FORMS,
    AllOf,
    AnyOf,
    Contract,
    Deal,
    Share,
    Tenure,
    Trigger,
    Volume,
    label,
    parse,
)

leaves = st.one_of(
    st.just(Contract()),
    st.builds(Deal, st.integers(1, 1_000_000)),
    st.builds(
        Volume,
        st.decimals("0.01", 10**15, places=2),
        st.integers(1, 36_500),
    ),
    st.builds(Share, st.decimals("0.001", 100, places=3)),
    st.builds(Tenure, st.integers(1, 36_500), st.integers(1, 36_500)),
)
triggers = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([AllOf, AnyOf]),
        st.lists(inner, min_size=2, max_size=4),
    ),
    max_leaves=8,
)


@settings(derandomize=True)
@given(triggers)
def test_text_form_parses_back_to_an_equal_trigger(trigger: Trigger) -> None:
    assert parse(str(trigger)) == trigger
    assert str(parse(str(trigger))) == str(trigger)


@pytest.mark.parametrize(
    ("text", "trigger", "canonical"),
    [
        ("contract", Contract(), "contract"),
        ("  CONTRACT ", Contract(), "contract"),
        ("deal 2", Deal(2), "deal 2"),
        ("Deal   12", Deal(12), "deal 12"),
        ("volume 50000 per 90 days", Volume(Decimal(50000), 90), "volume 50000 per 90 days"),
        ("volume 50 000 per 90 day", Volume(Decimal(50000), 90), "volume 50000 per 90 days"),
        ("volume 50\u00a0000 per 1 day", Volume(Decimal(50000), 1), "volume 50000 per 1 day"),
        ("volume 50\u2009000 per 1 day", Volume(Decimal(50000), 1), "volume 50000 per 1 day"),
        (
            "volume 1_250_000.50 per 365 days",
            Volume(Decimal("1250000.5"), 365),
            "volume 1250000.5 per 365 days",
        ),
        ("share 40%", Share(Decimal(40)), "share 40%"),
        ("SHARE 12.50 %", Share(Decimal("12.5")), "share 12.5%"),
        ("share 100%", Share(Decimal(100)), "share 100%"),
        (
            "tenure 180 days active 90 days",
            Tenure(180, 90),
            "tenure 180 days active 90 days",
        ),
        ("tenure 1 day active 1 days", Tenure(1, 1), "tenure 1 day active 1 day"),
        (
            "all of(contract,deal 2)",
            AllOf((Contract(), Deal(2))),
            "all of (contract, deal 2)",
        ),
        (
            "Any Of ( deal 3 , all of (share 40%, tenure 90 days active 30 days) )",
            AnyOf((Deal(3), AllOf((Share(Decimal(40)), Tenure(90, 30))))),
            "any of (deal 3, all of (share 40%, tenure 90 days active 30 days))",
        ),
        (
            "any of (all of (deal 1, contract), all of (deal 2, share 5%))",
            AnyOf((AllOf((Deal(1), Contract())), AllOf((Deal(2), Share(Decimal(5)))))),
            "any of (all of (deal 1, contract), all of (deal 2, share 5%))",
        ),
    ],
)
def test_forms(text: str, trigger: Trigger, canonical: str) -> None:
    assert parse(text) == trigger
    assert str(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "“” is none of the known forms"),
        ("second deal", "“second deal” is none of the known forms"),
        ("deal 2 3", "“deal 2 3” is none"),  # a slip, not the 23rd deal
        ("deal 2.5", "“deal 2.5” is none"),
        ("deal ²", "“deal ²” is none"),
        ("deal ٣", "“deal ٣” is none"),
        ("deal 0", "between 1 and 1,000,000"),
        ("deal -1", "“deal -1” is none"),
        ("deal 1000001", "between 1 and 1,000,000"),
        ("share 40", "“share 40” is none"),  # 40 % or 40-fold?
        ("share 0.4", "“share 0.4” is none"),
        ("share 0%", "above 0% and at most 100%"),
        ("share 100.1%", "above 0% and at most 100%"),
        ("volume 50,000 per 90 days", "“volume 50,000 per 90 days” is none"),
        ("volume 0 per 90 days", "the volume must be above 0"),
        ("volume 5 per 0 days", "between 1 and 36,500"),
        ("volume 9999999999999999 per 90 days", "at most 1,000,000,000,000,000"),
        ("tenure 180 days active 0 days", "between 1 and 36,500"),
        ("tenure 180 days", "“tenure 180 days” is none"),
        ("all of (deal 1)", "need two parts or more"),
        ("all of ()", "“” is none"),
        ("all of (deal 1, )", "“” is none"),
        ("all of (deal 1, deal 2", "is none of the known forms"),
        ("all of (deal 1), deal 2)", "its brackets do not match"),
        ("any of (deal 1, deal 0)", "between 1 and 1,000,000"),
        ("all of (deal 1, " * 12 + "deal 2" + ")" * 12, "nested more than 10 deep"),
    ],
)
def test_bad_text_is_shown_with_the_problem_and_the_forms(text: str, problem: str) -> None:
    with pytest.raises(KitError) as refused:
        parse(text)
    message = str(refused.value)
    assert message.startswith(f"The trigger “{text}” cannot be used: ")
    assert problem in message
    assert all(f"“{form}”" in message for form in FORMS)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Deal(0), "number of the deal"),
        (lambda: Volume(Decimal("NaN"), 90), "volume must be above 0"),
        (lambda: Share(Decimal("Infinity")), "share must be above 0%"),
        (lambda: Tenure(0, 1), "number of days"),
        (lambda: AnyOf((Deal(1),)), "two parts or more"),
    ],
)
def test_a_rule_made_in_code_is_checked_too(make: object, problem: str) -> None:
    with pytest.raises(KitError, match=problem):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("contract", "after the contract is signed"),
        ("deal 1", "after the 1st deal"),
        ("deal 2", "after the 2nd deal"),
        ("deal 3", "after the 3rd deal"),
        ("deal 12", "after 12 deals"),
        ("volume 50000 per 90 days", "regular orders of 50,000 within 90 days"),
        ("volume 0.5 per 1 day", "regular orders of 0.5 within 1 day"),
        ("share 12.5%", "12.5% of the client's budget"),
        (
            "tenure 180 days active 1 day",
            "180 days after the first deal, with a deal in the last 1 day",
        ),
        (
            "all of (contract, any of (deal 2, deal 3))",
            "when the last of these has happened: after the contract is signed and "
            "(at the first of these: after the 2nd deal and after the 3rd deal)",
        ),
    ],
)
def test_labels_are_for_people(text: str, words: str) -> None:
    assert str(label(parse(text))) == words


def test_equal_rules_written_differently_are_one() -> None:
    assert len({parse("share 40%"), parse("share 40.0 %"), parse("Share 40.00%")}) == 1
