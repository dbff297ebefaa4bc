"""Policies: their text form, their words in both languages, and what no policy is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import KitError
from kit.language import Language
from kit.policies.policy import (
    CALENDARS,
    CONDITIONS,
    ORDERS,
    RECEIVERS,
    Cap,
    Credit,
    Exempt,
    Gate,
    Policy,
    parse,
)
from kit.policies.words import label, sentences
from kit.triggers.rules import AllOf, Contract, Deal, Volume

EVERY_TERM = (
    'deal 2; gate 3 deals, packet, paid; exempt 50000.5 per year; exempt clients "a;b", "c ""d""";'
    " cap 60 clients; order largest; monthly; receiver same segment; base over 6 months;"
    " return after 120 days; credit 12.5% for 6 months"
)


def numbers(most):
    return st.decimals(1, most, places=2)


names = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(
    lambda name: name == name.strip()
)
policies = st.builds(
    Policy,
    trigger=st.sampled_from([Deal(2), AllOf((Contract(), Deal(3))), Volume(Decimal("1234.5"), 90)]),
    gate=st.builds(
        Gate,
        st.integers(0, 30),
        st.sets(st.sampled_from(CONDITIONS)).map(
            lambda some: tuple(sorted(some, key=CONDITIONS.index))
        ),
    ),
    exempt=st.builds(
        Exempt, st.none() | numbers(10**9), st.lists(names, unique=True, max_size=3).map(tuple)
    ),
    cap=st.none()
    | st.builds(Cap, st.integers(1, 500).map(Decimal), st.just("clients"))
    | st.builds(Cap, numbers(700), st.just("hours")),
    order=st.sampled_from(ORDERS),
    calendar=st.sampled_from(CALENDARS),
    receiver=st.sampled_from(RECEIVERS),
    base_months=st.none() | st.integers(0, 24),
    returns=st.none() | st.integers(1, 1000),
    credit=st.none() | st.builds(Credit, numbers(100), st.integers(1, 24)),
)


@given(policies)
def test_the_text_form_round_trips(policy):
    assert parse(str(policy)) == policy


@given(policies)
def test_every_policy_has_a_label_and_sentences_in_both_languages(policy):
    russian, english = Language("ru"), Language("en")
    assert russian(label(policy)) != english(label(policy))
    for sentence in sentences(policy):
        assert russian(sentence) != english(sentence)
        assert english(sentence).endswith(".")


def test_each_term_is_read_and_written_as_it_stands():
    policy = parse(EVERY_TERM)
    assert policy == Policy(
        Deal(2),
        gate=Gate(3, ("packet", "paid")),
        exempt=Exempt(Decimal("50000.5"), ("a;b", 'c "d"')),
        cap=Cap(Decimal(60), "clients"),
        order="largest",
        calendar="monthly",
        receiver="same segment",
        base_months=6,
        returns=120,
        credit=Credit(Decimal("12.5"), 6),
    )
    assert str(policy) == EVERY_TERM


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("  DEAL 2 ;  Cap 1 Client;Order Smallest ", "deal 2; cap 1 client; order smallest"),
        ("deal 2; daily; base at once; order waiting;", "deal 2"),
        ("deal 2; cap 1 000 clients", "deal 2; cap 1000 clients"),
        ("deal 2; cap 120.50 hours", "deal 2; cap 120.5 hours"),
        ("deal 2; exempt clients C1,  C 2", 'deal 2; exempt clients "C1", "C 2"'),
        ("deal 2; new clients only; gate paid", "deal 2; gate paid; new clients only"),
        ("Keep", "keep"),
        ("all of (contract, deal 2); monthly", "all of (contract, deal 2); monthly"),
    ],
)  # fmt: skip
def test_case_spaces_order_and_usual_terms_do_not_matter(written, form):
    assert str(parse(written)) == form


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("keep; monthly", "no terms"),
        ("deal 2; monthly; daily", "“daily” says again"),
        ("deal 2; cap 0 clients", "between 1 and"),
        ("deal 2; cap 1.5 clients", "whole number"),
        ("deal 2; cap 800 hours", "between 1 and 744"),
        ("deal 2; cap sixty clients", "none of the known terms"),
        ("deal 2; gate paid, paid", "twice"),
        ("deal 2; gate 2 deals, 3 deals", "counts deals twice"),
        ("deal 2; gate signed", "“signed” is none of packet and paid"),
        ("deal 2; exempt 5 per year; exempt 6 per year", "says twice"),
        ("deal 2; exempt clients C1, C1", "twice"),
        ("deal 2; exempt clients C1, ", "no name"),
        ('deal 2; exempt clients "C1', "not closed"),
        ("deal 2; credit 120% for 6 months", "between 0 and 100"),
        ("deal 2; return after 0 days", "between 1 and"),
        ("deal 0; monthly", "number of the deal"),
        ("monthly", "trigger"),
        ("", "trigger"),
    ],
)
def test_what_no_policy_is_is_said(written, says):
    with pytest.raises(KitError, match=says):
        parse(written)


def test_a_rule_alone_says_nothing_but_its_rule():
    assert str(label(parse("deal 2"))) == "after the 2nd deal"
    assert [str(sentence) for sentence in sentences(parse("keep"))] == [
        "The hunter keeps every client; account managers keep those they have."
    ]


def test_the_words_have_the_figures_of_the_terms():
    told = " ".join(map(str, sentences(parse(EVERY_TERM))))
    for figure in ("3 deals", "50,000.5", "60 active", "6 months", "120 days", "12.5%"):
        assert figure in told
