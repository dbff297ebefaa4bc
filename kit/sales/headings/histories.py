"""Field histories: a row for each changed field, which look like a register and are none."""

from __future__ import annotations

from collections.abc import Mapping

from kit.language import Quoted, say
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings.names import plain
from kit.sales.tables import table_name

LEFT_OUT, AS_IT_IS = "leave-out", "as-it-is"
# Headings as names are compared: which field it was, what it held before, what it holds since.
FIELD = (
    *("field", "fieldevent", "fieldname", "fieldlabel", "changedfield", "attribute", "property"),
    *("propertyname", "attributename", "column", "columnname", "поле", "имяполя", "названиеполя"),
    *("измененноеполе", "реквизит", "атрибут", "свойство", "feld", "feldname", "feldereignis"),
    *("attribut", "eigenschaft", "campo", "nombredelcampo", "propiedad", "atributo"),
)
BEFORE = (
    *("oldvalue", "previousvalue", "originalvalue", "fromvalue", "valuebefore", "before", "old"),
    *("старое", "староезначение", "прежнеезначение", "предыдущеезначение", "былозначение", "было"),
    *("alterwert", "vorherigerwert", "alt", "vorher", "valoranterior", "valorantiguo", "antes"),
)
SINCE = (
    *("newvalue", "currentvalue", "tovalue", "valueafter", "after", "new", "новое"),
    *("новоезначение", "текущеезначение", "сталозначение", "стало", "neuerwert", "neu", "nachher"),
    *("valornuevo", "nuevovalor", "después", "despues"),
)
VALUE = ("value", "propertyvalue", "значение", "wert", "valor")  # beside the name of a field

# long enough not to be met among the cells of a table: they show which row holds the headings
SURE = tuple(name for name in (*FIELD, *BEFORE, *SINCE) if len(name) > 7)


def history_headings(raw: Raw) -> list[str]:
    """The headings that show a file to be a history of changed fields; none if it is not one."""
    of = {plain(heading): heading for heading in reversed(raw.header)}

    def there(names: tuple[str, ...]) -> list[str]:
        return [of[name] for name in names if name in of][:1]

    field, before, since = there(FIELD), there(BEFORE), there(SINCE)
    if before and since:
        return field + before + since
    if field:
        values = before or since or there(VALUE)
        return field + values if values else []
    return []


def left_out(raw: Raw, table: str, mapped: Mapping[str, str], doubts: Doubts) -> bool:
    """Whether a file is a history of changed fields that is not read: a person is asked.

    Whoever maps a column to one of its values has looked at it: then it is read as it is.
    """
    headings = history_headings(raw)
    if not headings or set(headings) & set(mapped.values()):
        return False
    doubt = Doubt(
        f"{table}.form",
        say(
            "{file} is a history of changed fields ({headings}): each row is one change of one "
            "field of one record. It is not the table {table}, and would be read wrongly. Export "
            "that table itself; for who looked after whom: a row for each client and employee, "
            "with the day on which it began.",
            file=raw.file,
            headings=[Quoted(heading) for heading in headings],
            table=table_name(table),
        ),
        (
            Choice(LEFT_OUT, say("go on without this file")),
            Choice(AS_IT_IS, say("it is that table: read it as it is")),
        )
        if table != "orders"
        else (Choice(AS_IT_IS, say("it is that table: read it as it is")),),
    )
    return doubts.ask(doubt, LEFT_OUT) == LEFT_OUT
