"""Each edit of the candidates, on the arrow and in the settings."""

import pytest

from kit.company.model import Company, Handoff, Role, Settings
from kit.errors import KitError
from kit.lessons.triggers import edits as edits
from kit.lessons.widgets.names import rule_in_words
from kit.triggers.candidates import named_candidates, rules_in_force

ROLES = tuple(
    Role(id=role, label=role.title())
    for role in ("telemarketer", "hunter", "account_manager", "inside_sales")
)
COMPANY = Company(
    roles=ROLES,
    handoffs=(
        Handoff(from_role="telemarketer", to_role="hunter", condition="qualified"),
        Handoff(from_role="hunter", to_role="account_manager", triggers=("deal 2",)),
        Handoff(from_role="hunter", to_role="inside_sales", triggers=("deal 2", "contract")),
    ),
)


def on_arrows(company):
    return [handoff.triggers for handoff in company.handoffs]


def test_a_candidate_goes_to_the_first_arrow_or_to_the_one_named():
    assert on_arrows(edits.nominate(COMPANY, " Deal   3 ")) == [
        (),
        ("deal 2", "deal 3"),
        ("deal 2", "contract"),
    ]
    assert on_arrows(edits.nominate(COMPANY, "deal 3", "inside_sales"))[2] == (
        *("deal 2", "contract", "deal 3"),
    )
    # twice is once
    assert edits.nominate(COMPANY, "deal 2") == COMPANY


def test_what_is_no_rule_is_refused():
    with pytest.raises(KitError, match="none of the known forms"):
        edits.nominate(COMPANY, "second deal")


def test_without_an_arrow_it_says_where_to_draw_one():
    alone = COMPANY.model_copy(update={"handoffs": COMPANY.handoffs[:1]})
    with pytest.raises(KitError, match="Draw it in lesson 01"):
        edits.nominate(alone, "deal 2")


def test_a_candidate_is_struck_off_every_arrow():
    assert on_arrows(edits.dismiss(COMPANY, "deal 2")) == [(), (), ("contract",)]
    assert edits.dismiss(COMPANY, "deal 7") == COMPANY


def test_what_is_decided_on_stays():
    decided = edits.decide(COMPANY, "contract")
    assert [handoff.chosen for handoff in decided.handoffs] == [None, None, "contract"]
    with pytest.raises(KitError, match="Take the decision back first"):
        edits.dismiss(decided, "contract")
    assert edits.decide(decided, "") == COMPANY


def test_only_a_candidate_can_be_decided_on():
    with pytest.raises(KitError, match="“deal 5” is no candidate any more"):
        edits.decide(COMPANY, "deal 5")


def test_candidates_of_the_settings_are_kept_in_step():
    named = COMPANY.model_copy(update={"settings": Settings(triggers=("deal  2", "share 30%"))})
    assert edits.nominate(named, "deal 3").settings.triggers == ("deal  2", "share 30%", "deal 3")
    assert edits.nominate(named, "deal 2").settings.triggers == ("deal  2", "share 30%")
    assert edits.dismiss(named, "deal 2").settings.triggers == ("share 30%",)


def test_that_the_hunter_keeps_everyone_is_a_candidate_and_can_be_decided_on():
    kept = edits.decide(COMPANY, "keep")
    assert on_arrows(kept) == [(), ("deal 2", "keep"), ("deal 2", "contract", "keep")]
    assert [handoff.chosen for handoff in kept.handoffs] == [None, "keep", "keep"]
    assert rules_in_force(kept) == ()  # no rule hands anybody over
    assert named_candidates(kept) == ("deal 2", "keep", "deal 2", "contract", "keep")
    assert str(rule_in_words("keep")) == "the hunter keeps everyone"
    with pytest.raises(KitError, match="decided on"):
        edits.dismiss(kept, "keep")
    assert on_arrows(edits.dismiss(edits.decide(kept, ""), "keep")) == on_arrows(COMPANY)
    assert [h.chosen for h in edits.decide(kept, "deal 2").handoffs] == [None, "deal 2", "deal 2"]
    assert edits.nominate(COMPANY, " Keep ").handoffs[1].triggers == ("deal 2", "keep")
