"""What is said of clients and of each rule's day: early, right or late; and the sum of it."""

from __future__ import annotations

from collections.abc import Mapping

from kit.company.model import Company, Story
from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.lessons.widgets.names import rule_in_words

SAYINGS: Mapping[str, Text] = {
    "early": say("Early: not settled yet"),
    "right": say("Right"),
    "late": say("Late: could have passed sooner"),
}


def tell(company: Company, client: str, rule: str, said: str) -> Company:
    """The company in whose story of a client a rule's day is early, right or late.

    Saying the same again takes it back.

    Raises
    ------
    KitError
        It is none of the three.
    """
    if said not in SAYINGS:
        raise KitError(say("Choose one of {sayings}.", sayings=list(SAYINGS.values())))
    before = said_of(company, client)
    told = {name: word for name, word in before.items() if name != rule}
    if before.get(rule) != said:
        told[rule] = said
    others = [story for story in company.stories if story.client != client]
    place = next((n for n, one in enumerate(company.stories) if one.client == client), len(others))
    if told:
        others.insert(place, Story.model_validate({"client": client, "said": told}))
    return company.model_copy(update={"stories": tuple(others)})


def said_of(company: Company, client: str) -> dict[str, str]:
    """What is said of a client, by rule."""
    return {
        rule: said
        for one in company.stories
        if one.client == client
        for rule, said in one.said.items()
    }


def summed_up(company: Company) -> tuple[Text, ...]:
    """For each rule: of how many clients it was said to be early, right and late."""
    rules = dict.fromkeys(rule for story in company.stories for rule in story.said)
    lines = []
    for rule in rules:
        said = [str(story.said[rule]) for story in company.stories if rule in story.said]
        lines.append(
            say_n(
                "“{rule}”: of {n} client you looked at, early in {early}, right in {right}, "
                "late in {late}.",
                "“{rule}”: of {n} clients you looked at, early in {early}, right in {right}, "
                "late in {late}.",
                len(said),
                rule=rule_in_words(rule),
                **{word: said.count(word) for word in SAYINGS},
            )
        )
    return tuple(lines)
