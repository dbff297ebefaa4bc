"""An exercise on made-up companies: guess what a handoff did, then see what was planted."""

from __future__ import annotations

import html
from functools import partial

from ipywidgets import HTML, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.language import Language, Money, Text, say
from kit.lessons.exercise.made_up import STORIES, Case, Story, case, finding
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.guess import expected_effect, with_expected
from kit.lessons.widgets.page import LABELLED, listed, paragraph, style
from kit.lessons.widgets.sheet import Sheet


def exercise_panel(company: Company) -> VBox:
    """Three made-up companies: before and after a handoff, your guess, and then the truth.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`; its `expectations` keep the guesses.
        The companies of the exercise have nothing to do with it.
    """
    return panel(
        company, lambda desk: VBox([style(), *(Round(desk, story).box for story in STORIES)])
    )


def guess(company: Company, id: str, typed: str) -> Company:
    """The company with a guess about one of the made-up companies.

    Raises
    ------
    KitError
        It is no change in percent.
    """
    share = expected_effect(typed)
    return with_expected(company, guesses={**company.expectations.guesses, id: share})


def forget(company: Company, id: str) -> Company:
    """The company without that guess."""
    guesses = company.expectations.guesses.items()
    left = {story: share for story, share in guesses if story != id}
    return with_expected(company, guesses=left)


class Round(Sheet):
    """One made-up company: what can be seen, a field for the guess, and the truth; `box`."""

    def __init__(self, desk: Desk, story: Story) -> None:
        self._story = story
        super().__init__(desk)

    def _build(self) -> None:
        language = self._desk.language
        self.visible, self.truth = HTML(), HTML()
        self.typed = TextField(
            description=language(say("The handoff changed the margin by, in %")), **LABELLED
        )
        self.show = self._button(say("Write it down and show the truth"), self._guess)
        self.again = self._button(say("Guess again"), self._forget)
        made_up = case(self._story.id)
        self.visible.value = told(made_up, language, STORIES.index(self._story) + 1)

    def _guess(self) -> None:
        self._do(partial(guess, id=self._story.id, typed=self.typed.value))

    def _forget(self) -> None:
        self._do(partial(forget, id=self._story.id))

    def _show(self, company: Company) -> None:
        guessed = company.expectations.guesses.get(self._story.id)
        if guessed is None:
            self.box.children = (self.visible, self.typed, HBox([self.show]), self.message)
            return
        language = self._desk.language
        lines = listed(truth(case(self._story.id), guessed), language)
        self.truth.value = f'<div role="status">{lines}</div>'
        self.box.children = (self.visible, self.truth, HBox([self.again]))


def told(made_up: Case, language: Language, number: int) -> str:
    """What can be seen of a made-up company: how it hands over, and before and after."""
    before, after = (
        Money(round(margin / 100) * 100, made_up.currency)
        for margin in (made_up.before, made_up.after)
    )
    change = say(
        "{clients} clients were handed over and can be watched for a year afterwards. Before, each "
        "brought a margin of {before} a month; after, {after}: a change of {change:percent}.",
        clients=made_up.clients,
        before=before,
        after=after,
        change=round(made_up.change, 2),
    )
    title = html.escape(language(say("Company {n}", n=number)))
    body = paragraph(made_up.story.told, language) + paragraph(change, language)
    return f"<h3>{title}</h3>{body}"


def truth(made_up: Case, guessed: float) -> list[Text]:
    """The guess, before and after, and the kit beside what was planted."""
    numbers = finding(made_up.story.id).numbers
    low, high = numbers.get("low"), numbers.get("high")
    off = abs(round(made_up.change, 2) - round(made_up.truth, 2)) * 100
    lines = [
        say("The truth, because we planted it: {truth:percent}.", truth=round(made_up.truth, 2)),
        say(
            "You guessed {guess:percent}: off by {points} points.",
            guess=guessed,
            points=round(abs(guessed - round(made_up.truth, 2)) * 100, 1),
        ),
        say(
            "Before and after said {change:percent}: it would have fooled you by {points} points.",
            change=round(made_up.change, 2),
            points=round(off),
        ),
    ]
    if low is None or high is None:
        lines.append(
            say("The method gives no figure for these records: there is nobody to compare with.")
        )
    elif low <= made_up.truth <= high:
        lines.append(
            say(
                "The method says: between {low:percent} and {high:percent}. The truth is within.",
                low=low,
                high=high,
            )
        )
    else:
        lines.append(
            say(
                "The method says: between {low:percent} and {high:percent}. The truth is "
                "outside: that happens in 1 case of 20.",
                low=low,
                high=high,
            )
        )
    return [*lines, made_up.story.lesson]
