"""What is special about a company: questions without a right answer that lead to the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.language import Text, say
from kit.lessons.quiz.question import Answer, Question, question

# the criteria that rules are judged by, in the order of the panel
VALUE, COVERAGE, TOO_EARLY, PORTFOLIO, CLIENT_VIEW = (
    *("value", "coverage", "too_early", "portfolio"),
    "client_view",
)
CRITERIA: Mapping[str, Text] = {
    VALUE: say("Money: margin and the hunter's time"),
    COVERAGE: say("Clients handed over within a year"),
    TOO_EARLY: say("Clients who order no more after the handoff"),
    PORTFOLIO: say("Clients whom account managers have to look after"),
    CLIENT_VIEW: say("How clients would take it"),
}


@dataclass(frozen=True)
class Specific:
    """A question about market, goods or history, and what each answer says about the weights.

    bears_on: the criterion. more: the answers that speak for more weight, and those for less.
    """

    question: Question
    bears_on: str
    more: frozenset[str]
    less: frozenset[str] = frozenset()


def _option(id: str, text: Text, why: Text) -> Answer:
    return Answer(id, text, False, why)


SPECIFICS: tuple[Specific, ...] = (
    Specific(
        question(
            "04.market_return",
            say("Market: how soon does a client who is satisfied order again?"),
            _option(
                "weeks",
                say("Within weeks."),
                say(
                    "Then every rule reaches most clients soon. How many are reached within a year "
                    "tells your candidates apart but little: less weight on it."
                ),
            ),
            _option(
                "months",
                say("Within months."),
                say(
                    "Then a third deal can be a year away. Look in the table above how many "
                    "clients each candidate reaches within a year before you weigh it."
                ),
            ),
            _option(
                "years",
                say("After a year or later."),
                say(
                    "Then a rule that waits for deals leaves most clients with the hunter for a "
                    "long time. More weight on how many are reached within a year."
                ),
            ),
        ),
        COVERAGE,
        more=frozenset({"years"}),
        less=frozenset({"weeks"}),
    ),
    Specific(
        question(
            "04.market_notice",
            say("Market: who at the client notices that somebody else is in charge now?"),
            _option(
                "nobody",
                say("Hardly anybody: they order from the web shop or by list."),
                say("Then it matters little how the client would take it: less weight on it."),
            ),
            _option(
                "buyer",
                say("The buyer who places the orders."),
                say(
                    "One person has to get used to another. Ask two buyers how they would take it "
                    "before you give points."
                ),
            ),
            _option(
                "several",
                say("Several people, up to the management."),
                say(
                    "Then the change is an event at the client, and a bad moment is remembered. "
                    "More weight on how clients would take it."
                ),
            ),
        ),
        CLIENT_VIEW,
        more=frozenset({"several"}),
        less=frozenset({"nobody"}),
    ),
    Specific(
        question(
            "04.goods_person",
            say("Goods: how much does a sale depend on the person who sells?"),
            _option(
                "little",
                say("Little: the price list and the delivery date decide."),
                say(
                    "Then a change of person costs little, and an early handoff is no great risk: "
                    "less weight on clients who order no more."
                ),
            ),
            _option(
                "some",
                say("In part: some clients want to be advised."),
                say(
                    "Then it depends on the client. Think of those who want advice: would they "
                    "have stayed?"
                ),
            ),
            _option(
                "much",
                say("Much: the client buys the seller's knowledge and word."),
                say(
                    "Then a handoff before the client knows your company can cost the client. More "
                    "weight on clients who order no more."
                ),
            ),
        ),
        TOO_EARLY,
        more=frozenset({"much"}),
        less=frozenset({"little"}),
    ),
    Specific(
        question(
            "04.goods_budget",
            say("Goods: of how many clients do you know what they spend on such goods in all?"),
            _option(
                "most",
                say("Of most, and we write it down."),
                say("Then the share of the budget is a candidate like any other."),
            ),
            _option(
                "some",
                say("Of some, from talks."),
                say(
                    "Then a rule by share of budget can judge only these. The others stay with the "
                    "hunter unless a second rule catches them: more weight on how many are reached."
                ),
            ),
            _option(
                "none",
                say("Of hardly any."),
                say(
                    "Then strike the share of the budget off, or begin to ask. What nobody "
                    "records, no rule can use: more weight on how many are reached."
                ),
            ),
        ),
        COVERAGE,
        more=frozenset({"some", "none"}),
    ),
    Specific(
        question(
            "04.history_promise",
            say("History: what were hunters promised about the clients they win?"),
            _option(
                "nothing",
                say("Nothing: it was always clear that clients pass on."),
                say(
                    "Then hunters will use the freed time to hunt, as the reckoning in lesson 05 "
                    "assumes: more weight on money."
                ),
            ),
            _option(
                "bonus",
                say("A bonus on repeat orders, for a time or for good."),
                say(
                    "Then a handoff takes money out of their pocket, and freed time may not become "
                    "hunting. Settle the bonus first, and say in lesson 05 how much of the freed "
                    "time you believe in."
                ),
            ),
            _option(
                "own",
                say("That these stay their clients."),
                say(
                    "Then the reckoning in money stands on sand until that promise is talked over: "
                    "less weight on money, for now."
                ),
            ),
        ),
        VALUE,
        more=frozenset({"nothing"}),
        less=frozenset({"own"}),
    ),
    Specific(
        question(
            "04.history_room",
            say("History: how many more clients can your account managers take on?"),
            _option(
                "many",
                say("Many: there is room."),
                say("Then the number of clients they get is no worry yet: less weight on it."),
            ),
            _option(
                "some",
                say("Some, if they drop something else."),
                say(
                    "Then look at the row with handoffs a month: that is how fast the room fills "
                    "up."
                ),
            ),
            _option(
                "none",
                say("None: they cannot manage as it is."),
                say(
                    "Then a rule that hands over many clients hands them over to nobody. More "
                    "weight on the number of clients."
                ),
            ),
        ),
        PORTFOLIO,
        more=frozenset({"none"}),
        less=frozenset({"many"}),
    ),
)
