"""Where the kit stops and says that it cannot tell: every such limit, in one place.

They are tuned by `benchmarks/validation.py`, and those of a choice by `benchmarks/choices.py`:
their tables show what each of them costs and catches. Two kinds of gates guard an estimated effect.
*Imprecision*: the interval stands and is as wide as it is. *Bias*: there is reason to think that
the comparison itself is wrong; the interval is withdrawn.
"""

from __future__ import annotations

# --- any answer: what it would say could not be otherwise ----------------------------------------
ONE_ORDER_CLIENTS = 10  # of so many clients or more,
ONE_ORDER_SHARE = 0.95  # at least this share has one order: nobody was seen to come back
NEW_SHARE = 0.05  # of the clients, who begin after the run-in: below it hardly anybody is new
NEW_CLIENTS = 3  # fewer than so many, and fewer than half: the same
ROLES_KNOWN_SHARE = 0.5  # of what owners held: below it one known role does not mean one role

# --- people followed month by month: with fewer, their own habits cannot be told from the cause --
HUNTERS = 8  # who won clients, against their base
NOTED_HOURS = 8  # who noted their hours, against how these are divided

# --- an effect: imprecision ---------------------------------------------------------------------
MIN_ARM = 20  # clients on each side of a comparison
MIN_REPS = 2  # whose clients stayed: of fewer nobody knows how far luck alone carries a rep
FEW_REPS = 8  # degrees of freedom: with fewer it is said that the range is wide because of them
# what a handoff changes before anything is known of it: the standard deviation of the logarithm
USUAL_CHANGE = 0.2
FAR_OUT = 0.995  # Student's t and the normal that stands for it have one interval here: 99 %
WORTH_NOTICING = 0.15  # an experiment that would not notice so large a change is not enough
NO_DIFFERENCE = 0.05  # a range that lies within so much either way is an answer: no difference

# --- an effect: bias ----------------------------------------------------------------------------
PLACEBO_P = 0.05  # the groups differed already before the handoff
SURVIVORS_P = 0.01  # hardly anybody who was handed over stayed away, and others did:
SURVIVORS_RATIO = 0.25  # only clients known to be alive were handed over
FOLLOWED = 0.9  # of the clients who crossed a rule and stayed: handed over within a year
AFTER_CROSSING = 0.9  # of the handoffs: not before the rule was crossed
RULE_DAYS = 396  # a handoff later than this after the crossing was not made by the rule: a year
# and a month, as what is due after a year is seldom done to the day
LATE_SHARE = 0.5  # of a register's changes, on a day of the client's own deal,
LATE_ERRORS = 4.0  # and so many standard errors above chance: it was written at the next order
LATE_CHANGES = 20  # of so many at least
LATE_AROUND = 45  # days either side, in which chance is measured
OTHERWISE = 0.25  # of the comparison group: handed over for other reasons while being compared

# --- which owner changes belong together --------------------------------------------------------
MOVE_DAYS = 31  # most of a rep's clients change hands within so many days: the rep left
MOVE_CLIENTS = 5
MOVE_SHARE = 0.5
STAYED = 0.5  # of the reps who sold before, at least this share went on after one stopped
RESHUFFLE_CHANGES = 10  # of one pair of people, most of them at once
RESHUFFLE_SHARE = 0.6
STAND_IN_STINTS = 5  # somebody with at least so many turns,
STAND_IN_SHARE = 0.5  # of which more than this share are a single deal, stands in for others
RECEIVER_SHARE = 0.5  # one receiver has taken over more than this: «the effect of handing to X»

# --- leads, and needs beyond orders --------------------------------------------------------------
KNOWN_LEADS = 20  # of which it is known whether both conditions were met: of fewer nothing is told,
KNOWN_SHARE = 0.5  # nor where that is known of fewer than this share
MIN_NEEDS = 10  # of fewer needs no share is told
PAIR_LEADS = 5  # below it nothing is said of one pair of people

# --- a choice between policies ------------------------------------------------------------------
NOTICEABLE = 0.01  # of the margin: to lose more than this by a choice is to be wrong
MAX_RISK = 0.15  # of a choice to be wrong: «one in seven such answers»
FIRST_YEARS = 5  # of new clients that are over: with fewer, nobody knows what one brings
SAME_SHARE = 0.85  # of the futures in which policies that are one answer are all alike at once
# what passing after one deal costs in addition, where nobody stated it: nothing, with this chance,
NO_EARLY_LOSS = 0.25
EARLY_SPREAD = 0.2  # else half a normal distribution of this spread
