"""What each lesson asks a company to agree on, with answers that are often given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.language import Text, say


@dataclass(frozen=True)
class Asked:
    """The beginning of the sentence to agree on, and ends that can be chosen or replaced."""

    begin: Text
    ends: tuple[Text, ...] = ()


ASKED: Mapping[str, Asked] = {
    "00": Asked(
        say("Above all we want to know"),
        (
            say("when a client should pass to an account manager"),
            say("whether our handoffs do clients good"),
            say("whether account managers can carry more clients"),
        ),
    ),
    "01": Asked(
        say("We settle first"),
        (
            say("the condition for hunter to account manager"),
            say("who may return a client, and when"),
            say("who is in charge during a partial handoff"),
        ),
    ),
    "02": Asked(
        say("One role alone will own"),
        (
            say("preparing the offer: the hunter"),
            say("following delivery and payment: the account manager"),
            say("nothing changes: the roles stay as they are"),
        ),
    ),
    "03": Asked(
        say("To find out what dividing the work does, we"),
        (
            say("have everybody note hours by kind of work for three months"),
            say("let a coin toss decide who does one job only for three months"),
            say("ask hunters and account managers which function they would give away"),
        ),
    ),
    "04": Asked(
        say("To keep hunters hunting, we"),
        (
            say("count each month what every hunter won, and the size of the own base"),
            say("note for two weeks the hours that hunters spend on their own clients"),
            say("agree on what a hunter is paid for a client passed on"),
        ),
    ),
    "05": Asked(
        say("Our figures rest on"),
        (
            say("our order system, the last three years, amounts without tax"),
            say("our accounts, the last three years, amounts without tax"),
        ),
    ),
    "06": Asked(
        say("An existing client is one"),
        (
            say("that has ordered before"),
            say("whose first order is over a year ago"),
            say("that has signed a contract"),
            say("that an account manager has taken over"),
        ),
    ),
    "07": Asked(
        say("Before we look for more clients, we"),
        (
            say("note for two weeks what an order and a client take"),
            say("note which clients take more hours, and give more back"),
            say("name who decides about clients that do not fit"),
        ),
    ),
    "08": Asked(
        say("A lead passes to the hunter when"),
        (
            say("it has all marks, and an order is wanted within six weeks"),
            say("it has all marks, and the client asked for an offer"),
            say("it has all marks, and both sides have noted the need"),
        ),
    ),
    "09": Asked(
        say("From now on we record"),
        (
            say("the day a contract is signed"),
            say("what clients spend on such products with everyone"),
            say("which orders belong to a project"),
            say("who looks after a client, and since when"),
        ),
    ),
    "10": Asked(
        say("To learn what a handoff does, we"),
        (
            say("let a coin toss decide for the next clients: now or later"),
            say("note from Monday the day of every handoff, and the reason for it"),
            say("note which clients were due and had to wait"),
        ),
    ),
    "11": Asked(
        say("We measure first"),
        (
            say("how long an order takes, noted for two weeks"),
            say("what an hour of each role costs"),
            say("what hunters do with the hours they gain"),
        ),
    ),
    "12": Asked(
        say("A function that was handed over comes back"),
        (
            say("on a day that is agreed before it goes"),
            say("when the client has confirmed that the work is done"),
            say("only if the account manager and the client agree to it"),
        ),
    ),
    "13": Asked(
        say("We look at this plan again"),
        (
            say("when the first day in it has passed"),
            say("in three months, with the records of then"),
            say("as soon as one of the signs comes"),
        ),
    ),
}
