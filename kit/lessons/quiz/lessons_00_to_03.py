"""The questions of lessons 00 to 03: the data, the roles, the functions, the money."""

from __future__ import annotations

from kit.language import say
from kit.lessons.quiz.question import question, right, wrong

START = (
    question(
        "00.aside",
        say(
            "Of 1,200 rows in your file 1,150 are used and 50 are set aside. What do you do first?"
        ),
        wrong(
            "enough",
            say("Nothing: 96 % is enough for an average."),
            say(
                "It depends on which rows they are. Fifty small cancelled orders change little; "
                "your fifty largest deals, set aside because a date is missing, change every "
                "figure."
            ),
        ),
        right(
            "reasons",
            say("I read the reasons, and look some of the rows up in the file."),
            say(
                "Each row set aside has a reason and a row number. Only you can say whether a "
                "cancelled order should be left out and whether a blank date should be filled in."
            ),
        ),
        wrong(
            "delete",
            say("I delete the 50 rows from the file, so that nothing is set aside."),
            say(
                "The same rows would be missing, and nobody could see any more that they are. Mend "
                "what can be mended where it was recorded, and export again."
            ),
        ),
    ),
    question(
        "00.amount",
        say(
            "Your file has the columns “Net value” and “Total with tax”. The kit stops and asks "
            "which one is the amount. Why does it not take the more likely one?"
        ),
        wrong(
            "tax",
            say("Amounts that contain tax cannot be calculated with, so it has to be told."),
            say(
                "It could. With or without tax is your decision; it only has to be the same for "
                "every order, and everybody has to know which it is."
            ),
        ),
        wrong(
            "same",
            say("The two columns have to be equal before it can go on."),
            say(
                "If they were equal in every row, there would be nothing to ask. It asks because "
                "they differ and both could be meant."
            ),
        ),
        right(
            "unseen",
            say("A wrong guess would give figures that look right."),
            say(
                "A wrong column raises no alarm: every table is filled, every chart is drawn, and "
                "all of it is off by the tax. So only a person may choose, and the choice is kept."
            ),
        ),
    ),
    question(
        "00.dates",
        say(
            "All dates in a file look like 03/04/2025, and neither of the first two numbers ever "
            "exceeds 12. What follows?"
        ),
        right(
            "ask",
            say("It may be 3 April or 4 March; somebody has to say."),
            say(
                "The file itself cannot show it. A single 25/04/2025 would have settled the "
                "matter; without one, the kit asks and keeps your answer."
            ),
        ),
        wrong(
            "month",
            say("It is 4 March: most systems write the month first."),
            say(
                "Systems follow the country they are set to. With the wrong order most sales move "
                "to another month, and the time between two orders is wrong."
            ),
        ),
        wrong(
            "years",
            say("It does not matter: for a few years together such shifts even out."),
            say(
                "Handoffs are judged in days and months from the first deal. Shifted by weeks or "
                "months, a client seems quick who was slow."
            ),
        ),
    ),
)

ROLES = (
    question(
        "01.partial",
        say("Which of these handoffs is a partial one?"),
        wrong(
            "second_deal",
            say("After the second deal the account manager takes over; the hunter moves on."),
            say(
                "That is a full handoff: the client has a new owner. In a partial one the owner "
                "stays, and only some functions pass to somebody else."
            ),
        ),
        right(
            "project",
            say(
                "A project manager runs the client's new warehouse; the account manager remains "
                "responsible for the client."
            ),
            say(
                "Some functions pass for a time, the owner stays. Draw such an arrow as partial: "
                "otherwise it looks as if the client had changed hands, and later come back."
            ),
        ),
        wrong(
            "lead",
            say(
                "The telemarketer passes a qualified lead to the hunter and goes on to the next "
                "company."
            ),
            say(
                "That is a full handoff: the telemarketer keeps nothing of this lead. In a partial "
                "one the earlier owner stays responsible."
            ),
        ),
    ),
    question(
        "01.both",
        say(
            "A lead has passed qualification, but needs nothing at the moment. By the book's rule, "
            "does it go from the telemarketer to the hunter?"
        ),
        wrong(
            "qualified",
            say("Yes: it is qualified, and to wake the need is the hunter's job."),
            say(
                "The book asks for both: qualified and a current need. Otherwise hunters spend "
                "their hours on people who cannot buy yet. Your company may decide otherwise; then "
                "write its own condition on the arrow."
            ),
        ),
        wrong(
            "spare",
            say("Yes, if the hunter has time to spare."),
            say(
                "Then the handoff depends on how busy somebody is, not on the client, and nobody "
                "can check afterwards whether the rule was kept."
            ),
        ),
        right(
            "need",
            say("No: both are required, and one of them is missing."),
            say(
                "Both conditions have to be met, and somebody has to record both. If the need is "
                "not recorded at all, the answer is “unknown”, which is not the same as “no”."
            ),
        ),
    ),
    question(
        "01.recorded",
        say(
            "Your drawing has an arrow from hunter to account manager. In your records, nearly "
            "every client keeps one and the same name on all orders. What does that tell you?"
        ),
        wrong(
            "drawing",
            say("The drawing is wrong: in fact nobody hands clients over, whatever was agreed."),
            say(
                "Perhaps. But many systems keep the name of whoever entered the client, for ever. "
                "Before you say that nobody hands over, ask what the name in the record stands "
                "for."
            ),
        ),
        right(
            "ask",
            say("Handoffs do not happen, or are not recorded. I ask."),
            say(
                "Drawing and records differ; why they do, neither can tell. Pick three clients "
                "whom everybody knows and ask who really looked after them."
            ),
        ),
        wrong(
            "records",
            say("The records are wrong: we agreed to hand over, so we do."),
            say(
                "An agreement is not yet a practice. That is why the kit shows what was declared "
                "beside what was recorded, and does not call either of them the truth."
            ),
        ),
    ),
    question(
        "01.chance",
        say(
            "Each order names a seller. But two orders of a client that follow each other have the "
            "same seller no more often than if the names had been drawn at random. What can be "
            "said about handoffs from these records?"
        ),
        right(
            "nothing",
            say("Nothing: the name on an order does not show who owns the client."),
            say(
                "Perhaps it is whoever picked up the telephone. Where nobody owns a client, no "
                "change of owner can be seen, so the kit says that it cannot tell, with both "
                "rates."
            ),
        ),
        wrong(
            "many",
            say("That there are very many handoffs, nearly one with every order."),
            say(
                "A handoff lasts. Names that change as if by lot are no handoffs, and counting "
                "them would draw a conveyor that nobody has."
            ),
        ),
        wrong(
            "majority",
            say("The owner is whoever has most of the client's orders; count from that."),
            say(
                "Among names drawn at random somebody always has most. The rule would find an "
                "owner for every client, and each of them would be an accident."
            ),
        ),
    ),
)

FUNCTIONS = (
    question(
        "02.union",
        say(
            "The hunter has 6 functions, the account manager 9, and 4 of them are the same. How "
            "many different functions are there?"
        ),
        wrong(
            "fifteen",
            say("15: six of the hunter and nine of the account manager, who are different people."),
            say("Then the four shared ones are counted twice. 6 + 9 − 4 = 11."),
        ),
        right(
            "eleven",
            say(
                "11: two of the hunter alone, five of the account manager alone, and four that "
                "both have."
            ),
            say(
                "6 − 4 = 2 and 9 − 4 = 5, and with the four shared ones that makes 11. This is "
                "where the book's 2 : 5 comes from: it counts what each role does alone."
            ),
        ),
        wrong(
            "seven",
            say("7: two and five, as the book says."),
            say(
                "2 : 5 leaves the shared functions out. Somebody has to do those as well, and two "
                "roles that do the same thing should know who decides."
            ),
        ),
    ),
    question(
        "02.ratio",
        say(
            "One group writes “more orders and larger orders” as one function. Another writes two: "
            "“more frequent orders” and “a larger average deal”. People do the same work in both "
            "cases. What happens to the ratio of own functions, such as 2 : 5?"
        ),
        wrong(
            "stays",
            say("It stays: the work is the same."),
            say(
                "The ratio counts lines of a list, not work. With five lines for the account "
                "manager it is 2 : 5; two of them written as one make it 2 : 4."
            ),
        ),
        wrong(
            "finer",
            say("It changes, and the finer list gives the true ratio, because it looks closer."),
            say(
                "No list is the true one: each line can be cut once more. So ask whether your "
                "conclusion survives other cuts, not which of the cuts is right."
            ),
        ),
        right(
            "cut",
            say("It changes with the cut, so I look at its range."),
            say(
                "The kit merges and splits the functions and shows how far the ratio moves. If the "
                "same role has more of its own in every case, you may say so; the figure itself is "
                "a matter of wording."
            ),
        ),
    ),
    question(
        "02.hours",
        say(
            "Two roles share 2 of 10 functions, and these two fill most of the working week of "
            "both. How alike are the two jobs?"
        ),
        wrong(
            "count",
            say("Not very: 2 of 10 is a fifth."),
            say(
                "A count treats a function of twenty hours like one of half an hour. By hours, "
                "these two jobs are largely the same."
            ),
        ),
        right(
            "hours",
            say("More alike than 2 of 10 suggests, by their hours."),
            say(
                "That is why the panel asks for hours a week. Without them the kit can count "
                "functions, but it cannot say how much of the work overlaps."
            ),
        ),
        wrong(
            "same",
            say("It is one job: whoever shares most hours should be one person."),
            say(
                "Shared hours do not say that. They may as well be the first thing to divide, so "
                "that each function has one owner. It is a decision, not a result."
            ),
        ),
    ),
    question(
        "02.one_person",
        say(
            "The book says that hunter and account manager should not be one person. What does "
            "research add?"
        ),
        right(
            "depends",
            say("It depends: some studies find that people who do both do better."),
            say(
                "DeCarlo and Lam (2016) found those who do both about 3 % more profitable where "
                "they are oriented to the client; a study that followed in 2019 found that it "
                "helps with a large base and hurts with a small one. So it is a question for your "
                "own figures."
            ),
        ),
        wrong(
            "proves",
            say("It confirms it: the specialist always goes further."),
            say(
                "Not always. Within a day specialisation helped, across days variety did (Staats "
                "and Gino, 2012). The argument for specialising is real, but it is no law."
            ),
        ),
        wrong(
            "refutes",
            say("It refutes it: one person for everything is better."),
            say(
                "It says neither. Where doing both paid, it did so under certain conditions. Look "
                "whether they are yours."
            ),
        ),
    ),
)

MONEY = (
    question(
        "03.definition",
        say(
            "If a client is “new” for the first order only, 85 % of your revenue comes from "
            "existing clients. If a client is “new” for a year, it is 60 %. Which figure is right?"
        ),
        wrong(
            "higher",
            say("85 %: it is closer to the 80 % of the book, which others have found as well."),
            say(
                "Closeness to a claim is no reason, and published figures range widely with the "
                "definition. The 80 % is itself the authors' assertion, and without a definition "
                "it can be neither confirmed nor refuted."
            ),
        ),
        wrong(
            "average",
            say("The middle of the two, about 72 %."),
            say(
                "An average of two definitions answers no question at all. Nobody could say which "
                "clients it is about."
            ),
        ),
        right(
            "both",
            say("Both, each by its own definition."),
            say(
                "“How much comes from existing clients” has no answer until “existing” has a "
                "meaning: agree on one before you quote a figure. The kit shows every definition "
                "your data allow, and how far apart they lie."
            ),
        ),
    ),
    question(
        "03.average",
        say(
            "Four fifths of the margin come from existing clients, and most of the training is "
            "spent on hunters. Does the next euro of training belong to the account managers?"
        ),
        wrong(
            "yes",
            say("Yes: money should go where the margin is."),
            say(
                "The share says where today's margin comes from. Whether one more euro there earns "
                "more than elsewhere is another question, and this figure does not answer it."
            ),
        ),
        right(
            "open",
            say("That cannot be told from it: an average is not the return of the next euro."),
            say(
                "A gap between spending and margin is a good reason to ask; to answer, try it: "
                "train some people, not others, and compare what follows."
            ),
        ),
        wrong(
            "hunters",
            say("No: hunters have the smaller share, so they have the most to gain."),
            say(
                "A small share does not show that there is more to gain. It is the same mistake "
                "the other way round: reading the next euro out of an average."
            ),
        ),
    ),
    question(
        "03.margin",
        say(
            "The book's 80 % is about profit. Your file has amounts, but neither margin nor cost. "
            "Can you check the claim?"
        ),
        right(
            "revenue",
            say("Only for revenue, and profit may be shared out differently."),
            say(
                "Old clients often have other prices, discounts and service costs than new ones. "
                "The kit then says “revenue” wherever it means revenue, and names the missing "
                "column."
            ),
        ),
        wrong(
            "same",
            say("Yes: over many orders, revenue and profit have the same shares."),
            say(
                "Only if every order earned the same margin. Large old clients often have the best "
                "prices, so that their share of profit is smaller than their share of revenue."
            ),
        ),
        wrong(
            "typical",
            say("Yes: one multiplies by the margin that is usual in the trade."),
            say(
                "One rate for everybody leaves all shares exactly as they were for revenue. It "
                "looks like profit, and nothing has been checked."
            ),
        ),
    ),
)
