"""Rules put together by clicking have the form that company.yaml keeps."""

import pytest

from kit.errors import KitError
from kit.lessons.triggers.built import FIGURES, KINDS, built


@pytest.mark.parametrize(
    ("kind", "figures", "rule"),
    [
        ("deal", ["4"], "deal 4"),
        ("volume", ["12 500", "90"], "volume 12500 per 90 days"),
        ("volume", ["7000,50", "365"], "volume 7000.5 per 365 days"),
        ("share", ["40 %"], "share 40%"),
        ("tenure", ["180", "90"], "tenure 180 days active 90 days"),
        ("all", ["contract", "deal 2"], "all of (contract, deal 2)"),
        ("any", ["any of (deal 3, share 40%)", "contract"],
         "any of (any of (deal 3, share 40%), contract)"),
    ],
)  # fmt: skip
def test_what_is_clicked_and_typed_becomes_a_rule(kind, figures, rule):
    assert str(built(kind, figures)) == rule


@pytest.mark.parametrize(
    ("kind", "figures", "said"),
    [
        ("deal", ["soon"], "“soon” for “Which deal”"),
        ("deal", ["2,5"], "whole numbers"),
        ("deal", ["0"], "between 1 and"),
        ("share", ["140"], "at most 100%"),
        ("volume", ["100", ""], "Within how many days"),
        ("all", ["deal 2", "deal 2"], "two different rules"),
    ],
)
def test_what_cannot_be_is_refused_in_words(kind, figures, said):
    with pytest.raises(KitError, match=said):
        built(kind, figures)


def test_every_kind_says_what_it_takes():
    assert list(KINDS) == list(FIGURES)
    assert [len(figures) for figures in FIGURES.values()] == [1, 2, 1, 2, 2, 2]
