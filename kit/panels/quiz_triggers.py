"""The questions of lessons 04 and 05: choosing a trigger, and checking it against the past."""

from __future__ import annotations

from kit.language import say
from kit.panels.quiz import question, right, wrong

CHOOSE = (
    question(
        "04.best",
        say("Which of the five triggers is the best one?"),
        wrong(
            "contract",
            say("The signed contract: it is clear to everyone, and dated to the day."),
            say(
                "Clear it is. But some clients sign and never order, others order for a year "
                "before they sign. Whether it suits you depends on which of these you have."
            ),
        ),
        wrong(
            "second_deal",
            say("The second deal: by then the client has come back once."),
            say(
                "A popular rule of thumb. For goods bought every week it comes at once, for "
                "machines after years. The same number means different things in different trades."
            ),
        ),
        right(
            "depends",
            say("None for everybody: it depends on the company."),
            say(
                "The book gives no universal recommendation either. You can narrow the choice "
                "down, with your own records and your own reasons."
            ),
        ),
    ),
    question(
        "04.carried_out",
        say(
            "The candidate is “the second deal is carried out”. The client has placed the second "
            "order; it will be delivered in five weeks. Has the trigger fired?"
        ),
        wrong(
            "ordered",
            say("Yes: an order is an order."),
            say(
                "Until delivery much can still go wrong, and the hunter promised it. The book "
                "means deals carried out. If your file has only order dates, the kit uses those "
                "and says so."
            ),
        ),
        right(
            "delivered",
            say("Not yet: it fires on the day of delivery."),
            say(
                "Name the delivery date in the column match, and every deal is dated by it. Where "
                "it is not recorded the kit takes the order date, and says so beside the result."
            ),
        ),
        wrong(
            "paid",
            say("Not yet: it fires on the day when the client has paid."),
            say(
                "One could agree on that, but it would be another trigger. This one asks whether "
                "the deal was carried out, not whether it was paid."
            ),
        ),
    ),
    question(
        "04.budget",
        say(
            "The candidate is “our deliveries reach 30 % of what the client spends on such goods”. "
            "For a third of the clients nobody knows what they spend. What about them?"
        ),
        wrong(
            "no",
            say("They have not reached 30 %: as long as nobody has a figure, it counts as no."),
            say(
                "Unknown is not “no”. Counted as no, they would make the trigger look slow, "
                "although nothing at all is known about them."
            ),
        ),
        wrong(
            "guess",
            say("They get the average budget of the others."),
            say(
                "A guessed budget makes a guessed date, and in the table it looks like a measured "
                "one. If you have a low and a high estimate, give both; the answer may then be "
                "“maybe”."
            ),
        ),
        right(
            "unknown",
            say(
                "They are unknown and left out of this trigger's figures; how many are judged is "
                "shown."
            ),
            say(
                "So the trigger is judged on fewer clients than the others. That is also an "
                "answer: can you find out the budgets, for all whom the rule should reach?"
            ),
        ),
    ),
    question(
        "04.run_in",
        say(
            "Your data begin in January 2021. A client's first order in the file is of 9 January "
            "2021. Why is this client not counted as new?"
        ),
        right(
            "before",
            say("The client may have bought before; the file just does not go back so far."),
            say(
                "Everybody looks new at the beginning of a file. So the first year, where the data "
                "are long enough to spare it, is a run-in: it shows who is already there, and new "
                "clients count from after it."
            ),
        ),
        wrong(
            "one_order",
            say("One order is too little to tell a client from a passer-by."),
            say(
                "The number of orders is not the point; a client with one order after the run-in "
                "does count. The point is that nobody can see what came before the file begins."
            ),
        ),
        wrong(
            "january",
            say("January is not typical, so it is left out."),
            say(
                "It has nothing to do with the season. Had the file begun in June, it would be the "
                "clients of June of whom one could not say whether they are new."
            ),
        ),
    ),
)

CHECK = (
    question(
        "05.base_rate",
        say(
            "Of the clients a trigger would have handed over, 18 % order nothing in the next 180 "
            "days. After any order of the same number it is 17 %. Is the trigger too early?"
        ),
        wrong(
            "yes",
            say("Yes: nearly a fifth is lost after it."),
            say(
                "Nearly as many stop at this point without any handoff. A trigger is not to blame "
                "for clients who would have left anyway."
            ),
        ),
        right(
            "alike",
            say("These figures do not show it: about as many stop at that point anyway."),
            say(
                "That is why the base rate stands beside it. Only a clear distance between the "
                "two, larger than chance explains, would point at the moment of the handoff."
            ),
        ),
        wrong(
            "no",
            say("No: these figures prove that the trigger has found the right moment."),
            say(
                "They show no sign of “too early”, and that is less than a proof. In the past "
                "these clients were not handed over by this rule; how they would have taken it is "
                "unknown."
            ),
        ),
    ),
    question(
        "05.landmark",
        say(
            "A year after their first deal, clients whom the trigger had reached go on to buy "
            "twice as much as the others. What may you conclude?"
        ),
        wrong(
            "works",
            say("The trigger works: handing over doubles sales."),
            say(
                "Nobody was handed over by this rule. Good clients reach a volume or a third deal "
                "because they are good clients."
            ),
        ),
        wrong(
            "earlier",
            say("We should hand over earlier, so that more clients reach the point and double."),
            say(
                "An earlier date would pick other clients, it would not make them better ones. "
                "What a handoff does to a client is not in this table."
            ),
        ),
        right(
            "sorts",
            say("It picks clients who buy more; it does not make them."),
            say(
                "It predicts, it does not prove. All are sorted on one fixed day, so that no rule "
                "gains by waiting; but who was reached is still not a matter of chance."
            ),
        ),
    ),
    question(
        "05.ever",
        say(
            "A colleague compares clients who were ever handed over with those who never were. The "
            "former stay twice as long. What is wrong with that?"
        ),
        right(
            "had_to_stay",
            say("Clients had to stay in order to be handed over."),
            say(
                "Who leaves in the third month cannot be handed over in the sixth, and lands among "
                "“never”. So the comparison flatters every handoff, and late ones most of all."
            ),
        ),
        wrong(
            "few",
            say("Nothing, if there are enough clients."),
            say(
                "More clients make the mistake more precise, not smaller. The two groups differ "
                "from the beginning, because one of them had to survive."
            ),
        ),
        wrong(
            "median",
            say("One should compare medians: a few very old clients bend the average."),
            say(
                "Medians would go astray just as far. The fault lies in who gets into which group, "
                "not in how the groups are summed up."
            ),
        ),
    ),
    question(
        "05.cannot_tell",
        say("For one trigger the table says “the data cannot tell”. What does that mean?"),
        wrong(
            "no_effect",
            say("That there is no difference."),
            say(
                "No difference shown is not the same as no difference. With a dozen clients even a "
                "large one could hide."
            ),
        ),
        wrong(
            "bad_data",
            say("That our data are not good enough and the whole table should be ignored."),
            say(
                "The data may be in perfect order. There may simply be too few clients on one "
                "side, or too short a time, to settle this one question."
            ),
        ),
        right(
            "open",
            say("That the question stays open, in either direction."),
            say(
                "So do not decide by this line. Decide by something else, or find out what would "
                "answer it: more clients, a longer time, a column that is missing."
            ),
        ),
    ),
)
