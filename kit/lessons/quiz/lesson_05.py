"""The questions of lesson 05: checking a trigger against the past, and deciding."""

from __future__ import annotations

from kit.language import say
from kit.lessons.quiz.question import question, right, wrong

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
    question(
        "05.before_after",
        say(
            "Clients passed on when they had bought for 50,000 in a quarter. In the year after, "
            "they bought 9 % less than in the year before. What did the handoff cost?"
        ),
        wrong(
            "nine",
            say("9 % of their sales."),
            say(
                "They were chosen at a peak: after a record quarter most clients come down again, "
                "with or without a handoff."
            ),
        ),
        right(
            "unknown",
            say("These two figures do not tell."),
            say(
                "Whoever is chosen at a peak comes down from it. Only clients who reached the same "
                "point and were not handed over show how far they would have come down anyway."
            ),
        ),
        wrong(
            "enough",
            say("9 %, provided there were some hundred clients."),
            say("More clients make the wrong figure more precise. The mistake is in the choice."),
        ),
    ),
    question(
        "05.seven_of_ten",
        say("“The second deal wins in 7 of 10 plausible futures.” What does that mean?"),
        wrong(
            "clients",
            say("At 7 of 10 clients it earns more than the other rules."),
            say(
                "It is not about single clients. In each future the whole company is reckoned "
                "anew, with other values for what nobody knows."
            ),
        ),
        wrong(
            "tried",
            say("It was tried ten times, and seven times it went well."),
            say(
                "Nothing has been tried. These are reckonings: each takes one value from the range "
                "of every figure that you or the literature stated."
            ),
        ),
        right(
            "unsure",
            say("In 3 of 10 another rule would be better, as far as we know today."),
            say(
                "So ask the next question: what does it cost to be wrong? If little, begin. If "
                "much, first measure the figure on which it depends."
            ),
        ),
    ),
    question(
        "05.measure",
        say("You can measure only one figure before you decide. Which one?"),
        wrong(
            "vague",
            say("The one that you know least about."),
            say(
                "Not if every value of it leads to the same rule: then you know more, and decide "
                "as before."
            ),
        ),
        right(
            "decides",
            say("The one that could still turn the decision round."),
            say(
                "Its worth is the loss that you avoid by knowing it. That is why the lesson ranks "
                "the figures by money, not by how vague they are."
            ),
        ),
        wrong(
            "easy",
            say("The one that is in the system already."),
            say(
                "It is cheap, but if it does not turn the decision, it is cheap and useless. Look "
                "first at what it could change."
            ),
        ),
    ),
)
