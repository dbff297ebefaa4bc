"""What the participants decided: the company and its settings.

A field's `description` says what it takes, in words: a message that says what is wrong with an
entry of company.yaml also says what would be right.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator

from kit.company import KEEP
from kit.language import Text, hint, say

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Points = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(allow_inf_nan=False)]

FORMAT = 4  # of company.yaml; `kit.company.reading` takes older ones over


class Inconsistent(ValueError):
    """Parts that do not fit together: what is wrong in words, and where (`("holdings", 3)`)."""

    def __init__(self, text: Text, *place: str | int) -> None:
        super().__init__(str(text))
        self.text = text
        self.place = place


class Settings(BaseModel):
    """Choices that every diagnostic obeys; the command line overrides them for one run.

    as_of: nothing later is used (None: the last order date). lookback: days of run-in (None: 365
    where the data span three years or more, else 0). triggers: the candidates in their text form
    (None: one of each rule). seed: of every bootstrap. hours_per_order: what an order costs the
    person who serves it, in hours (None: not stated). horizon_months: for how long from the first
    deal rules are compared in money.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["en", "ru"] = Field(default="en", description=hint("en or ru"))
    as_of: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))
    lookback: int | None = Field(
        default=None,
        ge=0,
        le=36_525,
        description=hint("a whole number of days, {least} to {most}"),
    )
    triggers: tuple[str, ...] | None = Field(
        default=None, description=hint('a list of rules, such as "deal 2" or "contract"')
    )
    seed: int = Field(
        default=1, ge=0, le=2**32 - 1, description=hint("a whole number, {least} to {most}")
    )
    hours_per_order: float | None = Field(
        default=None, gt=0, description=hint("a number of hours above 0")
    )
    horizon_months: int = Field(
        default=24, ge=12, le=120, description=hint("a whole number of months, {least} to {most}")
    )


class DataSource(BaseModel):
    """Where the company's sales data lie and how their columns are to be understood.

    inputs: `[TABLE=]FILE`, relative to the company folder. map: canonical column (`amount` or
    `orders.amount`) to the source's column. where: an SQL condition on the order file, in its own
    column names. dates: the order of day and month where the file leaves it open. time_zone: the
    company's zone (IANA name), to which times with an offset are converted. answers: to what the
    reading asked about the data, by the key of the question.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    inputs: tuple[str, ...] = Field(
        default=(),
        description=hint('a list of files, such as "orders.csv" or "contracts=signed.xlsx"'),
    )
    map: dict[str, str] = Field(
        default_factory=dict,
        description=hint("pairs such as amount: SubTotal (put a name that is a number in quotes)"),
    )
    where: str | None = Field(default=None, description=hint("an SQL condition as text"))
    dates: Literal["day-first", "month-first"] | None = Field(
        default=None, description=hint("day-first or month-first")
    )
    decimals: Literal["point", "comma"] | None = Field(
        default=None, description=hint("point or comma")
    )
    time_zone: str | None = Field(
        default=None, description=hint("the name of a time zone, such as Europe/Moscow")
    )
    answers: dict[str, str] = Field(
        default_factory=dict,
        description=hint("pairs of a question's key and the answer, such as dates: day-first"),
    )


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Role(_Part):
    """A specialised job: a box of the conveyor. `place`: where it is drawn, in drawing units."""

    id: Id = Field(description=hint("small Latin letters, digits and _, such as account_manager"))
    label: Label = Field(description=hint("the name of the role, as text"))
    place: tuple[float, float] | None = Field(
        default=None, description=hint("two numbers, where the role is drawn, such as [300, 160]")
    )


class Function(_Part):
    """A task that roles carry. `ours`: a placeholder of the kit, for the company to replace."""

    id: Id = Field(description=hint("small Latin letters, digits and _, such as repeat_sales"))
    label: Label = Field(description=hint("the name of the function, as text"))
    ours: bool = Field(default=False, description=hint("true or false"))


class Holding(_Part):
    """A role holds a function, as its owner or helping; `hours`: a week, of the whole role."""

    role: Id = Field(description=hint("the id of a role, such as hunter"))
    function: Id = Field(description=hint("the id of a function, such as sale"))
    level: Literal["owner", "helps"] = Field(default="owner", description=hint("owner or helps"))
    hours: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description=hint("a number of hours a week, 0 or more"),
    )


class Person(_Part):
    """Who works in which roles; `id` as in the sales data, so that both can be joined."""

    id: Label = Field(
        description=hint("the person's id as in the sales data (put a number in quotes)")
    )
    name: str = Field(default="", description=hint("a text"))
    roles: tuple[Id, ...] = Field(
        default=(), description=hint("a list of role ids, such as [hunter]")
    )
    hours_per_week: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description=hint("a number of hours above 0")
    )


class Handoff(_Part):
    """An arrow of the conveyor: a client passes from one role to another.

    condition: in the company's words. triggers: the candidates, in their text form; `chosen` is
    the one decided on (`keep`: the hunter keeps everyone). terms: those on which clients are handed
    over, whichever of them it is. partial: some functions pass, the owner stays.
    """

    from_role: Id = Field(
        validation_alias="from",
        serialization_alias="from",
        description=hint("the id of a role, such as hunter"),
    )
    to_role: Id = Field(
        validation_alias="to",
        serialization_alias="to",
        description=hint("the id of a role, such as account_manager"),
    )
    condition: str = Field(default="", description=hint("a text"))
    triggers: tuple[str, ...] = Field(
        default=(), description=hint('a list of rules, such as "deal 2" or "contract"')
    )
    chosen: str | None = Field(default=None, description=hint('a rule, such as "deal 2"'))
    terms: str = Field(
        default="", description=hint('terms of a policy, such as "order largest; monthly"')
    )
    partial: bool = Field(default=False, description=hint("true or false"))

    def policy(self, rule: str) -> str:
        """A rule with the terms of this arrow, in the text form of a policy."""
        return f"{rule}; {self.terms}" if self.terms.strip() and rule != KEEP else rule


class Assumption(_Part):
    """A figure that the orders do not hold: low, likely, high, and who says so.

    basis: `measured` where it was noted or counted, not thought; its range is believed as it is.
    """

    id: Id = Field(description=hint("small Latin letters, digits and _, such as uplift"))
    label: Label = Field(description=hint("a text"))
    low: float = Field(allow_inf_nan=False, description=hint("a number"))
    likely: float = Field(allow_inf_nan=False, description=hint("a number"))
    high: float = Field(allow_inf_nan=False, description=hint("a number"))
    unit: str = Field(default="", description=hint("a text"))
    source: str = Field(default="", description=hint("a text"))
    basis: Literal["stated", "measured"] = Field(
        default="stated", description=hint("stated or measured")
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise Inconsistent(
                say(
                    "{label}: low ({low}), likely ({likely}) and high ({high}) have to rise.",
                    label=self.label,
                    low=self.low,
                    likely=self.likely,
                    high=self.high,
                )
            )
        return self


class Guess(_Part):
    """The range in which a figure of the company's own records was expected, before looking."""

    id: Id = Field(description=hint("small Latin letters, digits and _, such as new_clients"))
    low: float = Field(allow_inf_nan=False, description=hint("a number"))
    high: float = Field(allow_inf_nan=False, description=hint("a number"))

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            problem = say("{id}: the low end is above the high one.", id=self.id)
            raise Inconsistent(problem)
        return self


class Criterion(_Part):
    """What a rule is judged by, beside money or instead of it.

    weights: one per participant, 0 to 100: how much the step from the worst to the best of the
    rules matters (swing weight). scores: how well each rule does, 0 to 100, by its text form
    (`keep`: the hunter keeps everyone); not needed for what the kit works out itself: `value`,
    `coverage`, `too_early`, `portfolio`.
    """

    id: Id = Field(description=hint("small Latin letters, digits and _, such as client_view"))
    label: Label = Field(description=hint("a text"))
    weights: tuple[Points, ...] = Field(
        default=(), description=hint("a list of numbers from 0 to 100, one for each participant")
    )
    scores: dict[str, Points] = Field(
        default_factory=dict, description=hint("pairs such as deal 2: 60, each from 0 to 100")
    )


class Expectations(_Part):
    """What the participants expected, written down before they saw what the records say.

    winner: a rule in its text form, `keep` (the hunter keeps everyone) or `open` (none is clearly
    ahead). sure: of the winner, in percent. results: the decision, shown since the winner was
    written down, or without guessing. guesses: of the effect in the made-up companies of the
    exercise, by company. path: new clients a month that two people on the career path win, in five
    years; none: looked at without guessing. figures: of the company's own records, by lesson, as
    shares; None: looked at without guessing.
    """

    winner: str | None = Field(
        default=None, description=hint('a rule, such as "deal 2"; keep or open')
    )
    sure: Literal[50, 70, 90] | None = Field(default=None, description=hint("50, 70 or 90"))
    results: Literal["written", "without_guessing"] | None = Field(
        default=None, description=hint("written or without_guessing")
    )
    guesses: dict[str, Share] = Field(
        default_factory=dict,
        description=hint("pairs of a made-up company and a share, such as peak: -0.1"),
    )
    path: tuple[Share, ...] | None = Field(
        default=None,
        description=hint("a list of new clients a month in five years, such as [3, 2.5, 2, 2, 1]"),
    )
    figures: dict[str, Share | None] = Field(
        default_factory=dict,
        description=hint('pairs of a lesson in quotes and a share, such as "06": 0.8'),
    )


class Decision(_Part):
    """What was decided in the end, beside the rule that a handoff has `chosen`.

    because: the reason for it, or for leaving it open. record: what is recorded from now on.
    """

    because: str = Field(default="", description=hint("a text"))
    record: str = Field(default="", description=hint("a text"))


class Agreement(_Part):
    """What was agreed at the end of a lesson, who sees to it, and by when. `id`: the lesson.

    wrong: the sign by which they will notice that they were wrong.
    """

    id: Id = Field(description=hint("the number of a lesson, in quotes"))
    what: Label = Field(description=hint("a text"))
    who: str = Field(default="", description=hint("a text"))
    by: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))
    wrong: str = Field(default="", description=hint("a text"))


class Room(_Part):
    """How many clients there is room for, and what happens beyond.

    ceiling: of one account manager. beyond: what is done when it is reached. off_profile: the
    segments that do not fit. accepts: who may take such a client all the same.
    """

    ceiling: int | None = Field(
        default=None, gt=0, description=hint("a whole number of clients above 0")
    )
    beyond: str = Field(default="", description=hint("a text"))
    off_profile: tuple[Label, ...] = Field(
        default=(), description=hint("a list of segments, such as [Public sector]")
    )
    accepts: str = Field(default="", description=hint("a text"))


class Step(_Part):
    """A line of the plan: who sees to it, by when, and the sign that it was wrong.

    id: what it belongs to, such as `room`; or `own 1`, and then `what` is the line itself.
    """

    id: Label = Field(description=hint("what the line belongs to, such as room or own 1"))
    what: str = Field(default="", description=hint("a text"))
    who: str = Field(default="", description=hint("a text"))
    by: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))
    wrong: str = Field(default="", description=hint("a text"))


class Card(_Part):
    """What passes with one client: notes for each, the days, and who signs on both sides."""

    client: Label = Field(description=hint("the client's name or id (put a number in quotes)"))
    gives: str = Field(default="", description=hint("a text"))
    takes: str = Field(default="", description=hint("a text"))
    dossier: str = Field(default="", description=hint("a text"))
    promises: str = Field(default="", description=hint("a text"))
    prices: str = Field(default="", description=hint("a text"))
    contacts: str = Field(default="", description=hint("a text"))
    visit_on: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))
    passes_on: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))


class Ceiling(_Part):
    """From how many active clients on a hunter hands over; no number: there is no ceiling.

    because: the reason for it, or for none. pay: what a hunter is paid for a client passed on.
    """

    clients: int | None = Field(
        default=None, gt=0, description=hint("a whole number of clients above 0")
    )
    because: str = Field(default="", description=hint("a text"))
    pay: str = Field(default="", description=hint("a text"))


class Split(_Part):
    """Somebody with both jobs, and what becomes of it: keep both, hand one over, or try it.

    winning, keeping: hours a week for either job. won: new clients a month. function: what is
    handed over or tried, and to whom. counted: what is counted to see whether it was right.
    """

    person: Label = Field(description=hint("the person's name or id (put a number in quotes)"))
    winning: float | None = Field(
        default=None, ge=0, le=168, description=hint("a number of hours a week, 0 or more")
    )
    keeping: float | None = Field(
        default=None, ge=0, le=168, description=hint("a number of hours a week, 0 or more")
    )
    won: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description=hint("a number of clients a month")
    )
    choice: Literal["keep", "hand_over", "test"] | None = Field(
        default=None, description=hint("keep, hand_over or test")
    )
    function: str = Field(default="", description=hint("a text"))
    counted: str = Field(default="", description=hint("a text"))
    who: str = Field(default="", description=hint("a text"))
    by: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))

    @property
    def settled(self) -> bool:
        """Whether it is decided, with what is counted, a name and a day."""
        passes = self.choice == "keep" or bool(self.function)
        return bool(self.choice and passes and self.counted and self.who and self.by)


class Story(_Part):
    """What was said of one client: was the day on which each rule fired early, right or late?"""

    client: Label = Field(
        description=hint("the client's id as in the sales data (put a number in quotes)")
    )
    said: dict[str, Literal["early", "right", "late"]] = Field(
        default_factory=dict,
        description=hint("pairs of a rule and early, right or late, such as deal 2: late"),
    )


Verdict = Literal["met", "not met", "unknown"]


class Judged(_Part):
    """What one side said of a lead: were the written marks met, was there a need now?"""

    lead: Label = Field(description=hint("the lead's name or number, as text"))
    by: Literal["telemarketers", "hunters"] = Field(description=hint("telemarketers or hunters"))
    qualified: Verdict = Field(default="unknown", description=hint("met, not met or unknown"))
    need: Verdict = Field(default="unknown", description=hint("met, not met or unknown"))


class Qualification(_Part):
    """When a lead becomes the hunter's, as the company wrote it down.

    marks: of a qualified lead. need_weeks: a need is one of now if an order is wanted within so
    many. return_days, return_reasons: within how long and why a hunter may give a lead back.
    waiting: where leads without a need wait, and who calls again. judged: leads that both sides
    judged by it, each apart.
    """

    marks: tuple[Label, ...] = Field(
        default=(), max_length=6, description=hint("a list of texts, six at most")
    )
    need_weeks: int | None = Field(
        default=None, ge=1, le=520, description=hint("a whole number of weeks, {least} to {most}")
    )
    return_days: int | None = Field(
        default=None, ge=1, le=365, description=hint("a whole number of days, {least} to {most}")
    )
    return_reasons: str = Field(default="", description=hint("a text"))
    waiting: str = Field(default="", description=hint("a text"))
    judged: tuple[Judged, ...] = Field(
        default=(), description=hint("a list of leads, each with lead and by")
    )


class Lent(_Part):
    """A function of a client that passes by itself, while the owner stays.

    from_on, back_on: its first day in other hands, and the day on which it is to be back. tells:
    who tells the client. paid: how the helper is paid for it.
    """

    client: Label = Field(
        description=hint("the client's id as in the sales data (put a number in quotes)")
    )
    function: Label = Field(description=hint("the name of the function, as text"))
    who: Label = Field(description=hint("who takes it over, as text"))
    from_on: date = Field(description=hint("a date such as 2026-03-31"))
    back_on: date | None = Field(default=None, description=hint("a date such as 2026-03-31"))
    tells: str = Field(default="", description=hint("a text"))
    paid: str = Field(default="", description=hint("a text"))


class Company(_Part):
    """A company folder, read; `kit.open` makes it, `company.yaml` holds it.

    `answers`: what the participants answered to the quiz of the lessons, by question.
    `participants`: who fills it in, as they write their names; '' where they do not.
    """

    kit: int = Field(default=FORMAT, description=hint("a whole number"))
    name: str = Field(default="", description=hint("a text"))
    participants: str = Field(default="", description=hint("a text"))
    settings: Settings = Settings()
    data: DataSource = DataSource()
    roles: tuple[Role, ...] = Field(
        default=(), description=hint("a list of roles, each with an id and a label")
    )
    functions: tuple[Function, ...] = Field(
        default=(), description=hint("a list of functions, each with an id and a label")
    )
    holdings: tuple[Holding, ...] = Field(
        default=(), description=hint("a list such as - {{role: hunter, function: sale}}")
    )
    people: tuple[Person, ...] = Field(
        default=(), description=hint("a list of people, each with an id")
    )
    handoffs: tuple[Handoff, ...] = Field(
        default=(), description=hint("a list of handoffs, each with from and to")
    )
    assumptions: tuple[Assumption, ...] = Field(
        default=(),
        description=hint("a list of assumptions, each with id, label, low, likely and high"),
    )
    criteria: tuple[Criterion, ...] = Field(
        default=(), description=hint("a list of criteria, each with an id and a label")
    )
    calibration: tuple[Guess, ...] = Field(
        default=(), description=hint("a list of guesses, each with id, low and high")
    )
    answers: dict[str, str] = Field(
        default_factory=dict,
        description=hint("pairs of a question and its answer, the answer as text in quotes"),
    )
    expectations: Expectations = Expectations()
    decision: Decision = Decision()
    agreements: tuple[Agreement, ...] = Field(
        default=(), description=hint("a list of agreements, each with an id and what was agreed")
    )
    ceiling: Ceiling = Ceiling()
    splits: tuple[Split, ...] = Field(
        default=(), description=hint("a list, each with a person who does both jobs")
    )
    stories: tuple[Story, ...] = Field(
        default=(), description=hint("a list of stories, each with a client and what was said")
    )
    room: Room = Room()
    plan: tuple[Step, ...] = Field(default=(), description=hint("a list of steps, each with an id"))
    cards: tuple[Card, ...] = Field(
        default=(), description=hint("a list of handoff cards, each with a client")
    )
    qualification: Qualification = Qualification()
    lent: tuple[Lent, ...] = Field(
        default=(),
        description=hint("a list of functions, each with client, function, who and from_on"),
    )

    _folder: Path = PrivateAttr(default_factory=Path)
    _version: str = PrivateAttr(default="")
    _reading: Path | None = PrivateAttr(default=None)
    _copies: Path | None = PrivateAttr(default=None)
    # entries that options changed for this run: (what was in the file, what the option said)
    _overridden: dict[str, tuple[Any, Any]] = PrivateAttr(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder that relative file names start from."""
        return self._folder

    @property
    def version(self) -> str:
        """Which text of company.yaml this was read from; '' where it is from no file."""
        return self._version

    @property
    def reading_file(self) -> Path | None:
        """Where answers about the files are kept; None: nowhere."""
        return self._reading

    @property
    def copies_folder(self) -> Path | None:
        """Where the cleaned tables are kept; None: nowhere, there is no company folder."""
        return self._copies

    def stated_before(self, entry: str) -> Any:
        """What company.yaml says under an entry such as `data.map`, without this run's options."""
        if entry in self._overridden:
            return self._overridden[entry][0]
        section, _, name = entry.rpartition(".")
        return getattr(getattr(self, section) if section else self, name)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for section, ids in (
            ("roles", [role.id for role in self.roles]),
            ("functions", [function.id for function in self.functions]),
            ("people", [person.id for person in self.people]),
            ("assumptions", [assumption.id for assumption in self.assumptions]),
            ("criteria", [criterion.id for criterion in self.criteria]),
            ("calibration", [guess.id for guess in self.calibration]),
            ("agreements", [agreement.id for agreement in self.agreements]),
            ("stories", [story.client for story in self.stories]),
            ("plan", [step.id for step in self.plan]),
            ("cards", [card.client for card in self.cards]),
            ("splits", [split.person for split in self.splits]),
        ):
            for number, id in enumerate(ids):
                if id in ids[:number]:
                    problem = say("{section}: {id} is there twice.", section=section, id=id)
                    raise Inconsistent(problem, section, number)
        for number, criterion in enumerate(self.criteria):
            if len(criterion.weights) != len(self.criteria[0].weights):
                raise Inconsistent(
                    say(
                        "criteria: {id} has {n} weights and {first} has {m}. Each participant "
                        "weighs every criterion.",
                        id=criterion.id,
                        n=len(criterion.weights),
                        first=self.criteria[0].id,
                        m=len(self.criteria[0].weights),
                    ),
                    "criteria",
                    number,
                )
        roles = {role.id for role in self.roles}
        for section, number, role in self._named_roles():
            if role not in roles:
                raise Inconsistent(
                    say("{section}: there is no role {role}.", section=section, role=role),
                    section,
                    number,
                )
        functions = {function.id for function in self.functions}
        pairs: set[tuple[str, str]] = set()
        for number, holding in enumerate(self.holdings):
            role, name = pair = (holding.role, holding.function)
            if name not in functions:
                problem = say("holdings: there is no function {name}.", name=name)
                raise Inconsistent(problem, "holdings", number)
            if pair in pairs:
                problem = say("holdings: {role} holds {name} twice.", role=role, name=name)
                raise Inconsistent(problem, "holdings", number)
            pairs.add(pair)
        return self

    def _named_roles(self) -> list[tuple[str, int, str]]:
        """Every mention of a role outside `roles`: section, number, role."""
        named = [("holdings", n, holding.role) for n, holding in enumerate(self.holdings)]
        named += [
            ("people", n, role) for n, person in enumerate(self.people) for role in person.roles
        ]
        named += [
            ("handoffs", n, role)
            for n, handoff in enumerate(self.handoffs)
            for role in (handoff.from_role, handoff.to_role)
        ]
        return named
