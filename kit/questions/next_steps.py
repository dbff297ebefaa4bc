"""Next steps that several questions end with."""

from __future__ import annotations

from kit.language import say

BRING_ORDERS = say("Bring a file of orders that says who bought, when, and for how much.")
RECORD_OWNERS = say("Record who looks after which client, and from when.")
DRAW_A_LOT = say("Let a random draw decide which of the next clients pass now and which later.")
GIVE_ROLES = say("Write down who is a hunter and who an account manager.")
OWN_FIGURES = say("Put your own figures in the place of ours, the hours of hunters first.")
