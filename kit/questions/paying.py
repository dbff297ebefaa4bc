"""What `pay` says: up to what effect a handoff pays, and whether past handoffs reach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.choice.inputs import BY_ID
from kit.choice.weighing import Weighed
from kit.language import Text, say, say_n
from kit.policies import words as policy_words
from kit.questions.claims import Basis, Claim, Paragraph
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.next_steps import DRAW_A_LOT, OWN_FIGURES, RECORD_OWNERS

Figures = Mapping[str, Any]

NOBODY = say(
    "Nobody would have been handed over who brought margin: there is nothing that could pay."
)
LONGER = say("Add older orders: what new clients bring shows when their first year is over.")
# whether it pays where account managers are paid anyway, and where they have to be hired
HEADLINES = {
    ("pays", "pays"): say("Handing over pays, whether account managers are paid anyway or hired."),
    ("pays", "no difference"): say(
        "Handing over pays where account managers are paid anyway; if you must hire them, it makes "
        "no difference you could notice."
    ),
    ("pays", "does not"): say(
        "Handing over pays where account managers are paid anyway, and does not if you must hire "
        "them."
    ),
    ("no difference", "no difference"): say(
        "Handing over makes no difference to the margin that you could notice."
    ),
    ("no difference", "does not"): say(
        "Handing over does not pay if you must hire account managers; otherwise it makes no "
        "difference you could notice."
    ),
    ("does not", "does not"): say(
        "Handing over does not pay, even where account managers are paid anyway."
    ),
}
SO = {
    ("pays", "pays"): say("So it pays."),
    ("does not", "does not"): say("So it does not pay."),
    ("no difference", "no difference"): say("So it makes no difference that you could notice."),
    ("pays", "does not"): say("So it pays where they are paid anyway, and not if you hire them."),
    ("pays", "no difference"): say("So it pays where they are paid anyway."),
    ("pays", "open"): say("So it pays where they are paid anyway."),
    ("no difference", "does not"): say("So it does not pay if you must hire them."),
    ("open", "does not"): say("So it does not pay if you must hire them."),
}


def headline(finding: Finding) -> Claim:
    """The answer in one sentence."""
    numbers = numbers_of(finding.numbers)
    if not numbers["hours_have_worth"]:
        text = say("Whether it pays cannot be told: what a new client brings is not known yet.")
        return Claim(text, "known")
    if not len(finding.table):
        return Claim(NOBODY, "known")
    if not numbers["own_figures"]:
        text = say("Whether handing over pays cannot be told yet: your own figures are missing.")
        return Claim(text, "known")
    if not numbers["own_evidence"]:
        text = say(
            "Whether handing over pays cannot be told: your records do not show what a handoff "
            "does to a client."
        )
        return Claim(text, "inferred")
    text = HEADLINES.get(
        verdicts(numbers),
        say(
            "Whether handing over pays cannot be told: what your handoffs did leaves room for both."
        ),
    )
    return Claim(text, "inferred")


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = finding.numbers
    if not numbers["hours_have_worth"]:
        return LONGER
    if not len(finding.table):
        return RECORD_OWNERS
    if not numbers["own_figures"]:
        return OWN_FIGURES
    if "open" in verdicts(numbers) or not numbers["own_evidence"]:
        return DRAW_A_LOT
    if verdicts(numbers) == ("does not", "does not"):
        return say("Keep clients with their hunters until a handoff costs less or gains more.")
    return say("Decide whether account managers are paid anyway or hired for the handoffs.")


def verdicts(numbers: Figures) -> tuple[str, str]:
    """Whether it pays where account managers are paid anyway, and where they are to be hired."""
    return str(numbers["verdict_paid_anyway"]), str(numbers["verdict_to_be_hired"])


def paragraphs(
    weighed: Weighed, numbers: Figures, break_even: Sequence[Figures]
) -> tuple[Paragraph, ...]:
    """The break-even both ways, then what past handoffs say to it; all figures placed."""
    if not numbers["hours_have_worth"]:
        return ((Claim(unfollowed(numbers), "known"),),)
    if not break_even:
        return ((Claim(NOBODY, "known"),),)
    basis: Basis = "inferred" if numbers["own_figures"] else "assumed"
    paid, hired = break_even
    claims = [
        *(Claim(text, basis) for text in (_paid(paid), _range(paid), _hired(hired), _range(hired))),
        _past(weighed, numbers),
    ]
    if verdicts(numbers) in SO:
        claims.append(Claim(SO[verdicts(numbers)], "inferred"))
    return (tuple(claims),)


def unfollowed(numbers: Figures) -> Text:
    """Why nobody knows what the hours are worth that hunters are freed of."""
    if not numbers["new_clients_followed"]:
        return say(
            "No new client's first year is over in these data. So what new clients bring, and with "
            "it what freed hours are worth, is not known."
        )
    return say_n(
        "The first year of only {n} new client is over in these data. So what new clients bring, "
        "and with it what freed hours are worth, is not known.",
        "The first year of only {n} new clients is over in these data. So what new clients bring, "
        "and with it what freed hours are worth, is not known.",
        numbers["new_clients_followed"],
    )


def _paid(row: Figures) -> Text:
    if row["may_cost"] >= 0:
        return say(
            "Account managers paid anyway: handing over pays as long as it costs a client less "
            "than {cost:percent} of its margin.",
            cost=row["may_cost"],
        )
    return say(
        "Account managers paid anyway: handing over pays only if it gains a client more than "
        "{gain:percent} of its margin.",
        gain=row["must_gain"],
    )


def _hired(row: Figures) -> Text:
    if row["may_cost"] >= 0:
        return say(
            "If you must hire them, it may cost less than {cost:percent}.", cost=row["may_cost"]
        )
    return say(
        "If you must hire them, it has to gain more than {gain:percent}.", gain=row["must_gain"]
    )


def _range(row: Figures) -> Text:
    if row["may_cost_low"] < 0 < row["may_cost_high"]:
        return say(
            "Plausible: from having to gain {gain:percent} to being able to lose {loss:percent}.",
            gain=row["must_gain_high"],
            loss=row["may_cost_high"],
        )
    name = "may_cost" if row["may_cost"] >= 0 else "must_gain"
    return say(
        "Plausible: {low:percent} to {high:percent}.",
        low=row[f"{name}_low"],
        high=row[f"{name}_high"],
    )


def _past(weighed: Weighed, numbers: Figures) -> Claim:
    if numbers["effect_low"] is not None:
        ends = {"low": numbers["effect_low"], "high": numbers["effect_high"]}
        if numbers["effect_firm"]:
            text = say(
                "Your past handoffs changed a client's margin by {low:percent} to {high:percent}.",
                **ends,
            )
        else:
            text = say(
                "What your past handoffs did to the margin cannot be told: anything between "
                "{low:percent} and {high:percent}.",
                **ends,
            )
        return Claim(text, "inferred")
    if not weighed.believed["effect"].ours:
        return Claim(say("What a handoff does to the margin is your own statement."), "assumed")
    return Claim(say("Your past handoffs cannot tell what one costs a client."), "inferred")


def assumptions(
    weighed: Weighed, numbers: Figures, break_even: Sequence[Figures]
) -> tuple[Text, ...]:
    """What the answer takes for granted."""
    if not break_even:
        return ()
    lines = [
        say(
            "Asked about: {policy}, over the last {months} months of your own history.",
            policy=break_even[0]["policy"],
            months=numbers["months"],
        ),
        say(
            "Freed hours are worth what new clients bring in their first year; account managers "
            "and hunters need the hours that were stated or measured."
        ),
        *policy_words.the_team(weighed.replays),
    ]
    if weighed.ours:
        lines.append(placeholders(weighed))
    return tuple(lines)


def placeholders(weighed: Weighed) -> Text:
    """Which figures are the kit's own."""
    return say(
        "Placeholders, not your figures: {inputs}.",
        inputs=[weighed.believed[name].input.label for name in weighed.ours],
    )


def needs(weighed: Weighed, numbers: Figures) -> tuple[Text, ...]:
    """What would answer more."""
    if not numbers["hours_have_worth"]:
        return (LONGER,)
    if "open" not in verdicts(numbers):
        return ()
    wanted = [] if weighed.own_effect else [BY_ID["effect"].measure]
    return (*wanted, *(BY_ID[name].measure for name in weighed.ours[:3]))
