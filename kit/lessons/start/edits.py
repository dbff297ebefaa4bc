"""What one can do to a company's data: its files, what their columns mean, the demo and back."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit.company.model import Company, DataSource, Handoff, Settings
from kit.company.shipped import shipped
from kit.company.template import from_template, is_demo, without_demo
from kit.diagnosis import answers_for
from kit.disk import free_name, sync
from kit.errors import KitError
from kit.language import LANGUAGES, say
from kit.sales.copies.reading import preview_or_reopen
from kit.sales.headings.preview import Preview
from kit.sales.inputs import amounts_from_lines, parse_inputs
from kit.sales.kept import forget
from kit.sales.tables import TABLES

UPLOADS = "data"  # the folder, inside the company's, for files that were uploaded
EARLIER = "earlier"  # the folder, inside that one, for files that a newer upload replaced


@dataclass(frozen=True)
class DataFile:
    """One file of the company's data: its table, and its name as company.yaml has it."""

    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.table}={self.name}"

    def path(self, company: Company) -> Path:
        """Where it lies."""
        return company.folder / Path(self.name).expanduser()


def data_files(company: Company) -> tuple[DataFile, ...]:
    """The files that company.yaml names.

    Raises
    ------
    KitError
        A file is named with a table that does not exist.
    """
    # a file of orders has to be among those that are parsed; here it may still be on its way
    files = parse_inputs([*company.data.inputs, "orders=later"], company.folder)[:-1]
    return tuple(DataFile(file.table, file.name) for file in files)


def keep_upload(company: Company, name: str, arrived: Path) -> str:
    """Move a file that has arrived to its place in the company folder.

    A different file of that name is not lost: it moves into the folder `data/earlier`.

    Parameters
    ----------
    company : Company
        One that lies in a folder.
    name : str
        What the file is called on the reader's side.
    arrived : Path
        Where it lies, inside the company folder; it is gone from there afterwards.

    Returns
    -------
    str
        Its name as company.yaml has it.

    Raises
    ------
    KitError
        The folder cannot be written to.
    """
    plain = Path(name.replace("\\", "/")).name.lstrip(".") or "file"
    target = company.folder / UPLOADS / plain
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and filecmp.cmp(target, arrived, shallow=False):
            return f"{UPLOADS}/{plain}"
        if target.exists():
            earlier = target.parent / EARLIER
            earlier.mkdir(exist_ok=True)
            shutil.copyfile(target, free_name(earlier / plain))
        arrived.replace(target)
        sync(target.parent)
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be kept in {folder} ({reason}). Close it where it is open, see that "
                "there is room, and upload it again.",
                file=plain,
                folder=str(target.parent),
                reason=error.strerror or str(error),
            )
        ) from None
    return f"{UPLOADS}/{plain}"


def named_by_path(company: Company, typed: str) -> str:
    """A path that a person typed, as company.yaml has it: relative inside the company folder.

    Raises
    ------
    KitError
        Nothing lies there, or it is a folder.
    """
    plain = typed.strip().strip("\"'").strip()
    given = Path(plain).expanduser()
    places = [company.folder / given, Path.cwd() / given]
    file = next((place for place in places if plain and place.is_file()), None)
    if file is None:
        raise KitError(
            say(
                "There is no file {path}. Write its full path, such as {example}.",
                path=f"“{plain}”",
                example=str(Path.home() / "orders.csv"),
            )
        )
    file, folder = file.resolve(), company.folder.resolve()
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)


def add_files(company: Company, files: Sequence[DataFile]) -> Company:
    """The company with more files; the demo's files and facts make room for one's own.

    A file that it names already stays what it was taken for.
    """
    company = without_demo(company) if is_demo(company) else company
    kept = data_files(company)
    names = {file.name for file in kept}
    added = [file for file in files if file.name not in names]
    return pruned(with_data(company, inputs=tuple(str(file) for file in (*kept, *added))))


def remove_file(company: Company, file: DataFile) -> Company:
    """The company without one of its files."""
    left = [entry for entry in data_files(company) if entry != file]
    changed = with_data(company, inputs=tuple(str(file) for file in left))
    if is_demo(company) and not is_demo(changed):  # its last file is gone: so are its figures
        changed = without_demo(changed).model_copy(update={"data": changed.data})
    return pruned(changed)


def change_table(company: Company, file: DataFile, table: str) -> Company:
    """The company with a file taken for another table."""
    files = [
        DataFile(table, entry.name) if entry == file else entry for entry in data_files(company)
    ]
    return pruned(with_data(company, inputs=tuple(str(file) for file in files)))


def map_column(company: Company, table: str, wanted: str, column: str | None) -> Company:
    """The company with a canonical column of a table read from this column of its files.

    `column` None: as the kit recognises it by itself.
    """
    columns = dict(company.data.map)
    general = columns.pop(wanted, None)  # `client_id` without a table counts for all of them
    if general is not None:
        for named in {file.table for file in data_files(company)}:
            if wanted in {column.name for column in TABLES[named]}:
                columns.setdefault(f"{named}.{wanted}", general)
    columns.pop(f"{table}.{wanted}", None)
    if column is not None:
        columns[f"{table}.{wanted}"] = column
    company = ask_again(company, f"{table}.{wanted}")
    return pruned(with_data(company, map=columns))


def ask_again(company: Company, key: str) -> Company:
    """The company in which a question about its files is open again, wherever its answer is kept.

    Raises
    ------
    KitError
        The file of answers cannot be read or written.
    """
    if company.reading_file is not None:
        forget(company.reading_file, key)
    left = {name: answer for name, answer in company.data.answers.items() if name != key}
    return company if left == company.data.answers else with_data(company, answers=left)


def pruned(company: Company) -> Company:
    """The company without column names that none of its files has: they would stop the reading."""
    meant: set[tuple[str, str]] = set()
    unreadable = set()
    for file in data_files(company):
        try:
            meant |= {(file.table, wanted) for wanted in preview_of(company, file).mapped}
        except KitError:
            unreadable.add(file.table)

    def stays(key: str) -> bool:
        of_table, _, wanted = key.rpartition(".")
        tables = {of_table} if of_table else set(TABLES)
        return bool(tables & unreadable) or any((table, wanted) in meant for table in tables)

    columns = {key: column for key, column in company.data.map.items() if stays(key)}
    return company if columns == company.data.map else with_data(company, map=columns)


def preview_of(company: Company, file: DataFile) -> Preview:
    """What one of the company's files holds and would be taken for.

    Raises
    ------
    KitError
        The file cannot be read, or the company's map names a column that no table has.
    """
    path = file.path(company)
    try:
        stamp = (path.stat().st_mtime_ns, path.stat().st_size)
    except OSError:
        stamp = (0, 0)  # the preview says what is wrong
    columns = company.data.map
    lines = amounts_from_lines({file.table for file in data_files(company)}, columns)
    answers = tuple(answers_for(company).items())
    return _preview(
        path, company.copies_folder, stamp, file, tuple(columns.items()), lines, answers
    )


@lru_cache(maxsize=64)
def _preview(
    path: Path,
    copies: Path | None,
    stamp: tuple[int, int],
    file: DataFile,
    columns: tuple[tuple[str, str], ...],
    lines: bool,
    answers: tuple[tuple[str, str], ...],
) -> Preview:
    """Kept until the file changes: `stamp` is its time and size."""
    return preview_or_reopen(
        path,
        copies,
        table=file.table,
        name=file.name,
        map=dict(columns),
        lines=lines,
        answers=dict(answers),
    )


def with_data(company: Company, **changes: Any) -> Company:
    """The company with other entries under `data`."""
    return company.model_copy(
        update={"data": DataSource.model_validate({**company.data.model_dump(), **changes})}
    )


def with_demo(company: Company) -> Company:
    """The company on the demo's files; facts of the demo fill only what nobody has filled.

    Raises
    ------
    KitError
        The demo's files cannot be laid into the company folder.
    """
    demo = from_template("demo", company.settings.language)
    left = without_demo(demo)  # who left the demo and touched nothing gets the whole of it back
    sections = ("roles", "functions", "holdings", "handoffs", "people", "criteria", "assumptions")
    if all(getattr(company, section) == getattr(left, section) for section in sections):
        company = company.model_copy(
            update={section: getattr(demo, section) for section in sections}
        )
    settings = company.settings.model_dump()
    for entry in ("triggers", "hours_per_order"):
        settings[entry] = settings[entry] or getattr(demo.settings, entry)
    roles = {role.id for role in company.roles}
    people = tuple(person for person in demo.people if roles.issuperset(person.roles))
    hours = {holding.model_copy(update={"hours": None}): holding for holding in demo.holdings}
    chapters = [from_template("chapter", language) for language in LANGUAGES]
    inputs = [entry.partition("=") for entry in demo.data.inputs]
    return company.model_copy(
        update={
            "name": company.name or demo.name,
            "settings": Settings.model_validate(settings),
            "data": DataSource(
                inputs=tuple(f"{table}={_laid(company, name)}" for table, _, name in inputs)
            ),
            "people": company.people or people,
            "calibration": (),  # guesses at other records
            "stories": (),  # of other clients
            "lent": (),
            "qualification": company.qualification.model_copy(update={"judged": ()}),
            "expectations": company.expectations.model_copy(update={"figures": {}}),
            "holdings": tuple(hours.get(holding, holding) for holding in company.holdings),
            "handoffs": _exchanged(company, chapters, demo),
            "assumptions": (
                *company.assumptions,
                *(
                    figure
                    for figure in demo.assumptions
                    if figure.id not in {stated.id for stated in company.assumptions}
                ),
            ),
        }
    )


def _exchanged(company: Company, stock: Iterable[Company], other: Company) -> tuple[Handoff, ...]:
    """The company's arrows; those that are still as in `stock` as `other` has them."""
    unchanged = [handoff for template in stock for handoff in template.handoffs]
    ends = {(handoff.from_role, handoff.to_role): handoff for handoff in other.handoffs}
    return tuple(
        ends.get((handoff.from_role, handoff.to_role), handoff) if handoff in unchanged else handoff
        for handoff in company.handoffs
    )


def _laid(company: Company, name: str) -> str:
    """The name of a demo file in the company folder, where it is laid if it is not there yet."""
    content = (shipped("datasets/demo") / name).read_bytes()
    for place in (name, f"demo/{name}"):
        target = company.folder / place
        if target.is_file() and target.read_bytes() == content:
            return place
    try:
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as stream:  # never over a file that is there
            stream.write(content)
    except OSError as error:
        raise KitError(
            say(
                "The demo's {file} cannot be put there ({reason}). Rename or move what is "
                "there, and choose the demo again.",
                file=str(target),
                reason=error.strerror or str(error),
            )
        ) from None
    return f"demo/{name}"
