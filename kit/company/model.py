"""What the participants decided: the company and its settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator

from kit.language import Text, say

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


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

    language: Literal["en", "ru"] = "en"
    as_of: date | None = None
    lookback: int | None = Field(default=None, ge=0)
    triggers: tuple[str, ...] | None = None
    seed: int = 1
    hours_per_order: float | None = Field(default=None, gt=0)
    horizon_months: int = Field(default=24, ge=12, le=120)


class DataSource(BaseModel):
    """Where the company's sales data lie and how their columns are to be understood.

    inputs: `[TABLE=]FILE`, relative to the company folder. map: canonical column (`amount` or
    `orders.amount`) to the source's column. where: an SQL condition on the order file, in its own
    column names. dates: the order of day and month where the file leaves it open. time_zone: the
    company's zone (IANA name), to which times with an offset are converted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    inputs: tuple[str, ...] = ()
    map: dict[str, str] = Field(default_factory=dict)
    where: str | None = None
    dates: Literal["day-first", "month-first"] | None = None
    decimals: Literal["point", "comma"] | None = None
    time_zone: str | None = None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Role(_Part):
    """A specialised job: a box of the conveyor. `place`: where it is drawn, in drawing units."""

    id: Id
    label: Label
    place: tuple[float, float] | None = None


class Function(_Part):
    """A task that roles carry. `ours`: a placeholder of the kit, for the company to replace."""

    id: Id
    label: Label
    ours: bool = False


class Holding(_Part):
    """A role holds a function, as its owner or helping; `hours`: a week, of the whole role."""

    role: Id
    function: Id
    level: Literal["owner", "helps"] = "owner"
    hours: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class Person(_Part):
    """Who works in which roles; `id` as in the sales data, so that both can be joined."""

    id: Label
    name: str = ""
    roles: tuple[Id, ...] = ()
    hours_per_week: float | None = Field(default=None, gt=0, allow_inf_nan=False)


class Handoff(_Part):
    """An arrow of the conveyor: a client passes from one role to another.

    condition: in the company's words. triggers: the candidates, in their text form; `chosen` is
    the one decided on. partial: some functions pass, the owner stays.
    """

    from_role: Id = Field(validation_alias="from", serialization_alias="from")
    to_role: Id = Field(validation_alias="to", serialization_alias="to")
    condition: str = ""
    triggers: tuple[str, ...] = ()
    chosen: str | None = None
    partial: bool = False


class Assumption(_Part):
    """A figure that nobody measured: low, likely, high, and who says so."""

    id: Id
    label: Label
    low: float = Field(allow_inf_nan=False)
    likely: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    unit: str = ""
    source: str = ""

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


class Criterion(_Part):
    """What a rule is judged by, beside money or instead of it.

    weights: one per participant, 0 to 100: how much the step from the worst to the best of the
    rules matters (swing weight). scores: how well each rule does, 0 to 100, by its text form
    (`keep`: the hunter keeps everyone); not needed for what the kit works out itself: `value`,
    `coverage`, `too_early`, `portfolio`.
    """

    id: Id
    label: Label
    weights: tuple[Annotated[float, Field(ge=0, le=100)], ...] = ()
    scores: dict[str, Annotated[float, Field(ge=0, le=100)]] = Field(default_factory=dict)


class Company(_Part):
    """A company folder, read; `kit.open` makes it, `company.yaml` holds it.

    `answers`: what the participants answered to the questions of the lessons, by question.
    """

    kit: int = 1
    name: str = ""
    settings: Settings = Settings()
    data: DataSource = DataSource()
    roles: tuple[Role, ...] = ()
    functions: tuple[Function, ...] = ()
    holdings: tuple[Holding, ...] = ()
    people: tuple[Person, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict)

    _folder: Path = PrivateAttr(default_factory=Path)
    _version: str = PrivateAttr(default="")
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

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for section, ids in (
            ("roles", [one.id for one in self.roles]),
            ("functions", [one.id for one in self.functions]),
            ("people", [one.id for one in self.people]),
            ("assumptions", [one.id for one in self.assumptions]),
            ("criteria", [one.id for one in self.criteria]),
        ):
            for number, one in enumerate(ids):
                if one in ids[:number]:
                    problem = say("{section}: {id} stands there twice.", section=section, id=one)
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
        roles = {one.id for one in self.roles}
        for section, number, role in self._named_roles():
            if role not in roles:
                raise Inconsistent(
                    say("{section}: there is no role {role}.", section=section, role=role),
                    section,
                    number,
                )
        functions = {one.id for one in self.functions}
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
        named = [("holdings", n, one.role) for n, one in enumerate(self.holdings)]
        named += [("people", n, role) for n, one in enumerate(self.people) for role in one.roles]
        named += [
            ("handoffs", n, role)
            for n, one in enumerate(self.handoffs)
            for role in (one.from_role, one.to_role)
        ]
        return named
