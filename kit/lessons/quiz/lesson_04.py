"""The questions of lesson 04: choosing a trigger."""

from __future__ import annotations

from kit.language import say
from kit.lessons.quiz.question import question, right, wrong

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
    question(
        "04.lucky",
        say(
            "You move the sliders until one setting shows “too early: 0 of 24 clients”. All others "
            "lie between 4 % and 15 %. What have you found?"
        ),
        wrong(
            "best",
            say("The setting at which nobody is handed over too early."),
            say(
                "With 24 clients, nought can easily come from a true share of one in ten: the "
                "range in brackets says so. And you have looked at ninety settings."
            ),
        ),
        wrong(
            "error",
            say("A mistake in the data: nought cannot be."),
            say(
                "It can. Among ninety settings with few clients each, some come out at nought by "
                "luck, and some far too high."
            ),
        ),
        right(
            "luck",
            say("Perhaps nothing: where one tries ninety settings, one looks perfect by luck."),
            say(
                "Choose a setting because you can explain it, and look whether its neighbours on "
                "the slider say about the same. A good setting has good neighbours."
            ),
        ),
    ),
    question(
        "04.step",
        say(
            "Your candidates reach between 70 % and 73 % of the new clients within a year. To "
            "reach clients soon is very important to you. How many points does it get?"
        ),
        wrong(
            "many",
            say("100: it is the most important thing."),
            say(
                "Then three points in a hundred would decide, because all candidates are as good "
                "as alike in what matters most to you."
            ),
        ),
        right(
            "few",
            say("Few: between your candidates it hardly differs."),
            say(
                "Points are for the step from the worst candidate to the best, not for the word. "
                "What is the same for all cannot help to choose between them."
            ),
        ),
        wrong(
            "later",
            say("That can be said only when you know which candidate wins."),
            say(
                "Then points would follow the winner. Give them before: otherwise you weigh until "
                "it comes out as you wished."
            ),
        ),
    ),
)
