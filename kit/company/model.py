"""What the participants decided: the company and its settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr


class Settings(BaseModel):
    """Choices that every diagnostic obeys; the command line overrides them for one run.

    as_of: nothing later is used (None: the last order date). lookback: days of run-in (None: 365
    where the data span three years or more, else 0). triggers: the candidates in their text form
    (None: one of each rule). seed: of every bootstrap. hours_per_order: what an order costs the
    person who serves it, in hours (None: not stated).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["en", "ru"] = "en"
    as_of: date | None = None
    lookback: int | None = Field(default=None, ge=0)
    triggers: tuple[str, ...] | None = None
    seed: int = 1
    hours_per_order: float | None = Field(default=None, gt=0)


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


class Company(BaseModel):
    """A company folder, read; `kit.open` makes it, `company.yaml` holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kit: int = 1
    name: str = ""
    settings: Settings = Settings()
    data: DataSource = DataSource()

    _folder: Path = PrivateAttr(default_factory=Path)

    @property
    def folder(self) -> Path:
        """The folder that relative file names start from."""
        return self._folder
