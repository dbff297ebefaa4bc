"""Where the kit stops and says that it cannot tell: every such limit, in one place.

They are tuned by `benchmarks/validation.py`, whose tables show what each of them costs and catches,
and not by taste. Two kinds of gates guard an estimated effect. *Imprecision*: the interval stands
and is as wide as it is. *Bias*: there is reason to think that the comparison itself is wrong; the
interval is withdrawn.
"""

from __future__ import annotations

# --- an effect: imprecision ---------------------------------------------------------------------
MIN_ARM = 20  # clients on each side of a comparison
MAX_MDE = 0.15  # the least effect that would usually be noticed (power 80 %, two-sided 5 %)
MDE_FACTOR = 2.8  # standard errors: 1.96 + 0.84

# --- an effect: bias ----------------------------------------------------------------------------
PLACEBO_P = 0.05  # the groups differed already before the handoff
SURVIVORS_P = 0.01  # hardly anybody who was handed over stayed away, and others did:
SURVIVORS_RATIO = 0.25  # only clients known to be alive were handed over
FOLLOWED = 0.9  # of the clients who crossed a rule and stayed: handed over within a year
AFTER_CROSSING = 0.9  # of the handoffs: not before the rule was crossed
RULE_DAYS = 365  # a handoff later than this after the crossing was not made by the rule
OTHERWISE = 0.25  # of the comparison group: handed over for other reasons while being compared

# --- which owner changes belong together --------------------------------------------------------
MOVE_DAYS = 31  # most of a rep's clients change hands within so many days: the rep left
MOVE_CLIENTS = 5
MOVE_SHARE = 0.5
RESHUFFLE_CHANGES = 10  # of one pair of people, most of them at once
RESHUFFLE_SHARE = 0.6
STAND_IN_STINTS = 5  # somebody with at least so many turns,
STAND_IN_SHARE = 0.5  # of which more than this share are a single deal, stands in for others
RECEIVER_SHARE = 0.5  # one receiver has taken over more than this: «the effect of handing to X»

# --- a decision between rules -------------------------------------------------------------------
MIN_P_BEST = 0.7  # the rule wins in at least this share of the plausible futures,
# and choosing it costs at most this share of the margin, on average. In the study, at 1 % the kit
# decided in 34 % of the clear cases on which there was evidence (aim: half) and was wrong in 1.3 %
# of all worlds (limit: 5 %); at 1.75 % in 51 % and 2.8 %, in single cells up to 6 %.
MAX_REGRET_SHARE = 0.0175
REACH = 1.0  # a borrowed figure decides if the winner changes within its range, widened to both
# sides by so many times its width
