from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.errors import KitError
from kit.sales.doubts import Doubts
from kit.sales.files.formats import read_file
from kit.sales.files.raw import Raw
from kit.sales.files.typed import cell_text
from kit.sales.files.workbook import Names

KNOWN = {"id", "client", "date", "amount", "клиент", "дата", "сумма", "номер"}


def is_header(cells: Sequence[str]) -> int:
    return sum(cell.strip().lower() in KNOWN for cell in cells)


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Writes content under a name and reads it."""

    def write_and_read(content: str | bytes, name: str = "orders.csv") -> Raw:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, name, is_header=is_header)

    return write_and_read


def rows(raw: Raw) -> list[tuple[str | None, ...]]:
    assert raw.cells.column_names == [f"c{place}" for place in range(len(raw.header))]
    assert len(raw.rows) == raw.cells.num_rows
    return [tuple(row.values()) for row in raw.cells.to_pylist()]


def aside(raw: Raw) -> list[tuple[int, str, str]]:
    return [(row.row, str(row.reason), row.record) for row in raw.set_aside]


def notes(raw: Raw) -> str:
    return " ".join(str(note) for note in raw.notes)


def book(path: Path, **sheets: list[list[object]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, cells in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in cells:
            sheet.append(row)
    workbook.save(path)
    return path


# --- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "name"),
    [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")],
)
def test_every_delimiter_is_found(read, delimiter: str, name: str) -> None:
    content = delimiter.join(["ID", "Client", "Amount"]) + "\r\n"
    content += delimiter.join(["1", "A", "7"]) + "\r\n"
    raw = read(content)
    assert raw.header == ("ID", "Client", "Amount")
    assert rows(raw) == [("1", "A", "7")]
    assert raw.rows.tolist() == [2]
    assert raw.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert notes(raw) == f"Encoding: UTF-8. Cells are separated by: {name}."


def test_decimal_commas_do_not_pass_for_delimiters(read) -> None:
    raw = read("Дата;Сумма\n25.09.2026;1,5\n26.09.2026;2,5\n")
    assert rows(raw) == [("25.09.2026", "1,5"), ("26.09.2026", "2,5")]


def test_without_known_headings_the_most_even_cut_wins(read) -> None:
    raw = read("x;y, z\na;1,5\nb;2\n")
    assert raw.header == ("x", "y, z")


def test_a_single_column_is_a_table(read) -> None:
    assert rows(read("ID\n1\n2\n")) == [("1",), ("2",)]


def test_a_declared_delimiter_is_obeyed_and_counted(read) -> None:
    raw = read("sep=;\r\nID;Client\r\n1;A, B\r\n")
    assert rows(raw) == [("1", "A, B")]
    assert raw.rows.tolist() == [3]
    assert aside(raw) == [(1, "is above the column headings", "sep=;")]


def test_only_one_sign_after_sep_declares_a_delimiter(read) -> None:
    assert read("sep=;ID;Client\n1;A;B\n").header == ("sep=", "ID", "Client")


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1251", "cp1251"),
    ],
)
def test_every_encoding_of_russian_is_found(read, codec: str, name: str) -> None:
    raw = read("Номер;Клиент;Сумма\n1;ООО «Ёлка»;1 000\n".encode(codec))
    assert raw.header == ("Номер", "Клиент", "Сумма")
    assert rows(raw) == [("1", "ООО «Ёлка»", "1 000")]
    assert f"Encoding: {name}." in notes(raw)


def test_utf16_big_endian(read) -> None:
    raw = read("\ufeffID;Клиент\n1;Ёлка\n".encode("utf-16-be"))
    assert rows(raw) == [("1", "Ёлка")]


def test_western_letters_are_cp1252(read) -> None:
    raw = read("ID,Client\n1,Café Müller\n2,Señor Ibáñez\n".encode("cp1252"))
    assert [row[1] for row in rows(raw)] == ["Café Müller", "Señor Ibáñez"]
    assert "Encoding: cp1252." in notes(raw)


def test_a_sign_alone_decides_where_it_makes_sense(read) -> None:
    assert rows(read("ID,Amount\n1,€5\n".encode("cp1252"))) == [("1", "€5")]
    assert rows(read("ID,Amount\n1,№5\n".encode("cp1251"))) == [("1", "№5")]


def test_bytes_that_are_the_same_in_both_pages_decide_nothing(read) -> None:
    raw = read("ID,Amount\n1,1\u00a0000\n".encode("cp1251"))
    assert rows(raw) == [("1", "1\u00a0000")]
    assert "cp1251 or cp1252" in notes(raw)


def test_one_broken_byte_does_not_make_utf8_something_else(read) -> None:
    raw = read("Номер;Клиент\n1;Ёлка\n2;Дуб".encode() + b"\xd0\n")
    assert rows(raw) == [("1", "Ёлка"), ("2", "Дуб\N{REPLACEMENT CHARACTER}")]
    assert "1 byte sequence is not" in notes(raw)


def test_ten_letters_outweigh_one_broken_byte_and_nine_do_not(read) -> None:
    assert "UTF-8, but 1 byte sequence" in notes(
        read("ID;Client\n1;ЁЛКАДУБКЛЁ".encode() + b"\xd0\n")
    )
    assert "UTF-8" not in notes(read("ID;Client\n1;ЁЛКАДУБКЛ".encode() + b"\xd0\n"))


@pytest.mark.parametrize(
    ("codec", "name"), [("cp866", "cp866"), ("koi8-r", "KOI8-R"), ("cp1251", "cp1251")]
)
@pytest.mark.parametrize("client", ["Хлебозавод", "ИП ИВАНОВ И К", "чайка"])
def test_old_russian_pages_are_told_apart_by_their_letters(read, codec, name, client) -> None:
    raw = read(f"Номер;Клиент;Сумма\n1;{client};7\n".encode(codec))
    assert raw.header == ("Номер", "Клиент", "Сумма")
    assert rows(raw) == [("1", client, "7")]
    assert f"Encoding: {name}." in notes(raw)


@pytest.mark.parametrize(
    ("codec", "name", "client"),
    [
        ("gb18030", "GBK", "客户,日期\n上海贸易有限公司"),
        ("gb18030", "GBK", "单据编号,价税合计\nNordlys有限公司 已审核 未审核"),
        ("big5", "Big5", "客戶,日期\n台北電腦股份有限公司"),
        ("shift_jis", "Shift-JIS", "顧客,日付\n株式会社サンプル商事"),
        ("shift_jis", "Shift-JIS", "顧客,日付\nﾔﾏﾀﾞ工業"),
        ("euc_jp", "EUC-JP", "顧客,日付\n東京電機株式会社"),
        ("euc_kr", "EUC-KR", "고객,날짜\n서울전자"),
        ("cp1250", "cp1250", "Klient,Kwota\nŁódzkie Zakłady"),
        ("cp1250", "cp1250", "Zákazník,Částka\nPlzeňský Řezník"),
        ("cp1250", "cp1250", "Ügyfél,Összeg\nGyőri Művek és Szőlőfeldolgozó"),
        ("iso8859-2", "ISO 8859-2", "Zákazník,Částka\nŠkoda Žatec"),
        ("cp852", "cp852", "Zákazník,Částka\nPlzeňský Řezník"),
        ("cp1252", "cp1252", "Cliente,Città\nSocietà Qualità"),
        ("cp1252", "cp1252", "Kunde,Beløb\nRødgrød ApS"),
        ("cp1252", "cp1252", "Cliente,Importe\nCompañía Española"),
        ("mac_roman", "Mac Roman", "Client,Montant\nSociété Générale"),
        ("mac_cyrillic", "Mac Cyrillic", "Клиент,Сумма\nРомашка"),
        ("cp1253", "cp1253", "Πελάτης,Ποσό\nΑθηναϊκή Εταιρεία"),
        ("cp1254", "cp1254", "Müşteri,Tutar\nİstanbul Ticaret Şirketi"),
        ("cp1255", "cp1255", "לקוח,סכום\nחברת תל אביב"),
        ("cp1256", "cp1256", "العميل,المبلغ\nشركة الرياض"),
        ("cp1257", "cp1257", "Klientas,Suma\nŽalgirio Šilumos įmonė"),
        ("cp874", "cp874", "ลูกค้า,จำนวนเงิน\nบริษัท กรุงเทพ จำกัด"),
        ("cp1251", "cp1251", "Контрагент,Сума\nКиївська їжа"),
        ("utf-16-le", "UTF-16", "Клиент,Сумма\nРомашка 2024"),
        ("utf-16-be", "UTF-16", "Client,Amount\nAlpha 2024"),
    ],
)
def test_few_words_tell_the_encoding(read, codec: str, name: str, client: str) -> None:
    header, _, cell = client.partition("\n")
    raw = read(f"ID,{header}\n1,{cell},7\n2,ABC,9\n".encode(codec))
    assert raw.header == ("ID", *header.split(","))
    assert rows(raw) == [("1", cell, "7"), ("2", "ABC", "9")]
    assert f"Encoding: {name}." in notes(raw)


def test_a_word_that_could_be_in_two_encodings_is_said(read) -> None:
    raw = read("ID,Kunde\n1,Müller\n".encode("cp850"))
    assert "is assumed (“" in notes(raw)
    assert "“Müller”" in notes(raw)
    assert "add --answer encoding=" in notes(raw)


def test_the_encoding_that_a_person_named_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes("ID,Kunde\n1,Müller\n".encode("cp850"))
    raw = read_file(path, "o.csv", is_header=is_header, doubts=Doubts({"encoding": "cp850"}))
    assert rows(raw) == [("1", "Müller")]
    with pytest.raises(KitError, match="there is no encoding “cp9999”"):
        read_file(path, "o.csv", is_header=is_header, doubts=Doubts({"encoding": "cp9999"}))


def test_words_that_make_sense_in_two_encodings_are_asked_about(tmp_path: Path) -> None:
    spelt = ["мы", "шъ", "ькиф", "фб", "цеох", "ъшь"]  # no words in any language
    path = tmp_path / "o.csv"
    path.write_bytes("\n".join(["ID,Name", *(f"7,{word}" for word in spelt)]).encode("cp1251"))
    doubts = Doubts()
    raw = read_file(path, "o.csv", is_header=is_header, doubts=doubts)
    assert [row[1] for row in rows(raw)] == spelt  # as the likelier one, until it is answered
    (doubt,) = doubts.open
    assert [choice.answer for choice in doubt.choices] == ["cp1251", "koi8-r"]
    assert "“мы”" in str(doubt.choices[0].text)
    chosen = Doubts({doubt.key: "koi8-r"})
    raw = read_file(path, "o.csv", is_header=is_header, doubts=chosen)
    assert rows(raw)[0][1] == "мы".encode("cp1251").decode("koi8-r")
    assert not chosen.open
    assert chosen.settled == {"encoding": "koi8-r"}
    with pytest.raises(KitError, match="cannot be told in which encoding"):
        read_file(path, "o.csv", is_header=is_header)


def test_an_encoding_that_was_named_for_another_file_leaves_utf8_alone(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("ID,Name\n1,Müller\n", encoding="utf-8")
    raw = read_file(path, "o.csv", is_header=is_header, doubts=Doubts({"encoding": "cp850"}))
    assert rows(raw) == [("1", "Müller")]


def test_letters_that_make_no_sense_are_said_with_what_was_tried(read) -> None:
    nonsense = bytes((n * 53) % 89 + 160 for n in range(200))
    with pytest.raises(KitError) as caught:
        read(b"ID,Client\n1," + nonsense + b"\n")
    assert "UTF-8, cp1252, cp1251, cp1250" in str(caught.value)
    assert "save it as “CSV UTF-8”" in str(caught.value)


@pytest.mark.parametrize(
    "first",
    [
        "1;A;2024-01-05;125000.0",
        "7;B;05.01.2024 10:00:00;1 250,50",
        "B;1/5/24;$1,250;EUR",
        "Ромашка;Иванов;05.01.2024;125 000,00 руб.",
        "00004;19970101;2;29.33",
    ],
)
def test_a_first_row_of_data_is_not_lost(read, first: str) -> None:
    raw = read(f"{first}\n{first}\n")
    assert raw.header == ("", "", "", "")
    assert rows(raw) == [tuple(first.split(";"))] * 2
    assert raw.rows.tolist() == [1, 2]
    assert "Row 1 is data: the file has no headings." in notes(raw)


@pytest.mark.parametrize(
    "headings",
    ["Client;2023;2024;Total", "Client;2024-01-01;2024-02-01;2024", "a;1;2;3", "2021;2022;2023;7"],
)
def test_years_months_or_numbers_alone_may_be_headings(read, headings: str) -> None:
    raw = read(f"{headings}\nA;1;2;3\n")
    assert raw.header == tuple(headings.split(";"))


def test_quoted_cells_hold_line_ends_and_delimiters(read) -> None:
    raw = read('ID,Client\n1,"A, ""B""\nsecond line"\n\n2,C\n')
    assert rows(raw) == [("1", 'A, "B"\nsecond line'), ("2", "C")]
    assert raw.rows.tolist() == [2, 5]


def test_quotation_marks_inside_words_are_harmless(read) -> None:
    raw = read('ID;Client\n1;ООО "Ёлка"\n2;"ООО "Дуб"";\n3;5" pipe\n')
    assert [row[0] for row in rows(raw)] == ["1", "2", "3"]
    assert "Дуб" in str(rows(raw)[1][1])


@pytest.mark.parametrize(
    "content",
    [
        'ID;Client\n1;A\n2;"B\n3;C\n4;D\n',
        'ID;Client\n1;A\n2;"B\n3;"C\n4;D\n',
        'ID;Client\n1;A\n2;"B\n3;"C"\n',
        'ID;Client\n1;A\n2;"B\n' + "3;C\n" * 50_000,
    ],
)
def test_a_stray_quotation_mark_never_swallows_rows(read, content: str) -> None:
    with pytest.raises(KitError, match="line 3: a cell opens with a quotation mark"):
        read(content)


def test_ragged_rows(read) -> None:
    raw = read("ID;Client;Amount\n1;A\n2;B;5;;\n3;C;6;7\n4;D;8\n")
    assert rows(raw) == [("1", "A", None), ("2", "B", "5"), ("4", "D", "8")]
    assert aside(raw) == [(4, "has 4 cells, the headings have 3", "3 | C | 6 | 7")]
    assert raw.rows.tolist() == [2, 3, 5]


def test_unquoted_decimal_commas_are_explained(read) -> None:
    with pytest.raises(KitError, match="If the numbers have decimal commas"):
        read("ID,Amount\n1,2,50\n2,3,50\n")


def test_trailing_empty_columns_are_dropped_but_not_full_ones(read) -> None:
    raw = read('"ID";"Client";\n"1";"A";\n"2";"B";\n')
    assert raw.header == ("ID", "Client")
    raw = read("ID;Client;;\n1;A;x;\n")
    assert raw.header == ("ID", "Client", "")
    assert rows(raw) == [("1", "A", "x")]


def test_names_may_repeat_and_lose_outer_blanks(read) -> None:
    raw = read("ID,Amount ,Amount\n1,2,3\n")
    assert raw.header == ("ID", "Amount", "Amount")
    assert rows(raw) == [("1", "2", "3")]


def test_preamble_and_repeated_headings_are_set_aside(read) -> None:
    raw = read("Report for June\n;;\n\nID;Client;Amount\n1;A;5\nID;Client;Amount\n;;\n2;B;6\n")
    assert rows(raw) == [("1", "A", "5"), ("2", "B", "6")]
    assert raw.rows.tolist() == [5, 8]
    assert aside(raw) == [
        (1, "is above the column headings", "Report for June"),
        (6, "repeats the column headings", "ID | Client | Amount"),
    ]


def test_headings_may_stand_far_below(read) -> None:
    raw = read("\n" * 60 + "ID,Client\n1,A\n")
    assert raw.rows.tolist() == [62]


def test_headings_are_looked_for_in_the_first_forty_rows(read) -> None:
    preamble = "".join(f"x;{row}\n" for row in range(39))
    assert read(preamble + "ID;Client\n1;A\n").header == ("ID", "Client")
    assert read(preamble + "x;y\nID;Client\n1;A\n").header == ("x", "0")


def test_of_equally_good_headings_the_first_counts(read) -> None:
    raw = read("Client;Date\nA;2024-01-01\nClient;ID\nB;7\n")
    assert raw.header == ("Client", "Date")


def test_one_column_may_be_left_of_two(read) -> None:
    assert read("ID;\n1;\n2;\n").header == ("ID",)


def test_blank_words_are_blank_and_cells_stay_as_written(read) -> None:
    raw = read("ID,Client,Amount\n1, A ,NULL\n2,\u00a0,#N/A\n3,N/A,NaN\n4,None,nan\n007,null,0\n")
    assert rows(raw) == [
        ("1", " A ", None),
        ("2", None, None),
        ("3", None, None),
        ("4", None, None),
        ("007", "null", "0"),
    ]


def test_many_rows_come_in_chunks_and_none_is_lost(read, monkeypatch) -> None:
    monkeypatch.setattr("kit.sales.files.blocks.SIZE", 600)
    for rows_in_file in (128, 150):
        lines = "".join(f"{number},A,{number}.5\n" for number in range(rows_in_file))
        raw = read("ID,Client,Amount\n" + lines)
        assert raw.cells.num_rows == rows_in_file
        assert raw.cells.column(0).num_chunks > 2
        assert raw.cells.column("c2")[rows_in_file - 1].as_py() == f"{rows_in_file - 1}.5"
        assert (raw.rows[0], raw.rows[-1]) == (2, rows_in_file + 1)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "orders.csv", "orders.csv is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "orders.csv", "is empty"),
        (b"ID,Client\n", "orders.csv", r"has column headings \(ID \| Client\) but no rows"),
        (b"ID,Client\n,\n", "orders.csv", "no rows under them"),
        (b"ID,Client\n1,\0\n", "orders.csv", "holds NUL bytes"),
        (b"%PDF-1.7\n", "orders.csv", "is in PDF format"),
        (b"\x1f\x8b\x08\x00", "orders.csv", "is in gzip format"),
        (b"PK\x03\x04 and then nothing", "orders.xlsx", "cannot be opened as a workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "a.xls", "cannot be opened as a workbook"),
        (b"PAR1 and then nothing", "a.parquet", "cannot be opened as Parquet"),
        (b'{"id": 1}', "a.json", "is in JSON format"),
        (b"\x03\x7c\x05\x01" + bytes(4) + b"\xa1\0" + bytes(90), "a.dbf", r"is in dBase \(.dbf\)"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "is in XML format"),
        (b"<html><body>Sign in</body></html>", "a.xls", "a web page without a table"),
        (b"\xff\xfea", "orders.csv", "holds bytes that are not"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(read, content, name, message) -> None:
    with pytest.raises(KitError, match=message):
        read(content, name)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(KitError, match=r"gone\.csv is not there"):
        read_file(tmp_path / "gone.csv", "gone.csv", is_header=is_header)
    with pytest.raises(KitError, match="exports is a folder"):
        read_file(tmp_path, "exports", is_header=is_header)


# --- workbooks ------------------------------------------------------------------------------


def test_typed_cells_become_text(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        Data=[
            ["Report 2024"],
            ["ID", "Date", "Amount", "Paid", "Mixed", "Client", None],
            [43659, date(2024, 1, 2), 29825.0, True, 1.234, "A1"],
            [43660, datetime(2024, 1, 2, 23, 59, 58), 0.1 + 0.2, False, "1,5", "12"],
            [],
            ["ID", "Date", "Amount", "Paid", "Mixed", "Client"],
            [12345678901, None, "n/a", None, "#N/A", None],
        ],
    )
    raw = read_file(path, "a.xlsx", is_header=is_header)
    assert raw.header == ("ID", "Date", "Amount", "Paid", "Mixed", "Client")
    assert rows(raw) == [
        ("43659", "2024-01-02", "29825", "true", "1.2340", "A1"),
        ("43660", "2024-01-02 23:59:58", "0.3", "false", "1,5", "12"),
        ("12345678901", None, "n/a", None, None, None),
    ]
    assert raw.rows.tolist() == [3, 4, 7]
    assert [row.row for row in raw.set_aside] == [1, 6]
    assert raw.date_cells == {1}
    assert raw.number_cells == {0, 2}
    assert notes(raw) == "Sheet read: “Data”."


def test_half_a_second_before_midnight_is_the_next_day() -> None:
    assert cell_text(datetime(2024, 1, 5, 23, 59, 59, 500_000)) == "2024-01-06"
    assert cell_text(datetime(2024, 1, 5, 23, 59, 59, 499_999)) == "2024-01-05 23:59:59"


def test_numbers_are_written_without_exponent_and_only_three_decimals_get_a_fourth() -> None:
    assert [cell_text(number) for number in (1.23, 1.234, 1.2345, 1e15, 1.5e-7, -0.001)] == [
        "1.23",
        "1.2340",
        "1.2345",
        "1000000000000000",
        "0.00000015",
        "-0.0010",
    ]


def test_ids_shown_as_dates_are_marked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", Data=[["ID", "Client"], [43659, "A"]])
    workbook = openpyxl.load_workbook(path)
    workbook["Data"]["A2"].number_format = "yyyy-mm-dd"
    workbook.save(path)
    raw = read_file(path, "a.xlsx", is_header=is_header)
    assert rows(raw) == [("2019-07-13", "A")]
    assert raw.date_cells == {0}
    assert raw.number_cells == frozenset()


def test_the_sheet_with_the_best_headings_is_read(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        Cover=[["Sales of the year"]],
        Orders=[["ID", "Client", "Amount"], [1, "A", 5]],
        Clients=[["ID", "Name"], [1, "A"]],
        Empty=[],
    )
    raw = read_file(path, "a.xlsx", is_header=is_header)
    assert rows(raw) == [("1", "A", "5")]
    assert notes(raw) == "Sheet read: “Orders”. Sheets not read: Cover and Clients."


def test_equal_sheets_are_listed_and_hidden_ones_ignored(tmp_path: Path) -> None:
    cells: list[list[object]] = [["ID", "Client"], [1, "A"]]
    path = book(tmp_path / "a.xlsx", May=cells, June=cells)
    with pytest.raises(KitError, match="could be meant: “May” and “June”"):
        read_file(path, "a.xlsx", is_header=is_header)
    workbook = openpyxl.load_workbook(path)
    workbook["June"].sheet_state = "hidden"
    workbook.save(path)
    assert notes(read_file(path, "a.xlsx", is_header=is_header)) == "Sheet read: “May”."


def test_a_sheet_that_goes_on_with_the_same_table_is_asked_about(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        **{
            "2023": [["ID", "Client", "Note", "Town"], [1, "A", "x", "y"]],
            "2024": [["ID", "Client", "Note", "Town", "Amount"], [2, "B", "x", "y", 5]],
            "Lists": [["ID", "Name"], [1, "x"]],
        },
    )
    with pytest.raises(KitError, match="could be meant: “2023” and “2024”"):
        read_file(path, "a.xlsx", is_header=is_header)
    offered = []

    def choose(names: Names, fitting: Names, alike: Names) -> Names:
        offered.append((names, fitting))
        return ("2023",)

    raw = read_file(path, "a.xlsx", is_header=is_header, choose_sheet=choose)
    assert offered == [(("2023", "2024", "Lists"), ("2023", "2024"))]
    assert rows(raw) == [("1", "A", "x", "y")]
    assert notes(raw) == "Sheet read: “2023”. Sheets not read: 2024 and Lists."


def test_an_empty_workbook_and_a_wrong_extension(tmp_path: Path) -> None:
    with pytest.raises(KitError, match="no visible sheet with anything in it"):
        read_file(book(tmp_path / "a.xlsx", Empty=[]), "a.xlsx", is_header=is_header)
    path = book(tmp_path / "b.xlsx", Data=[["ID", "Client"], [1, "A"]]).rename(tmp_path / "b.csv")
    assert rows(read_file(path, "b.csv", is_header=is_header)) == [("1", "A")]


# --- web pages ------------------------------------------------------------------------------

PAGE = """<html><head><meta http-equiv="Content-type" content="text/html;charset={charset}" />
</head><body><table><tr><td>menu</td></tr></table><table border="1">
<tr><th>ID</th><th>Клиент</th><th>Сумма</th></tr>
<tr><td>1</td><td>ООО &laquo;Ёлка&raquo;<br>Москва</td><td>1&nbsp;000,50</td></tr>
<tr><td rowspan="2">2</td><td colspan="2">Дуб</td></tr>
<tr><td>Клён</td><td><b>7</b></td></tr>
</table></body></html>"""


@pytest.mark.parametrize("charset", ["UTF-8", "windows-1251"])
def test_a_web_page_with_a_spreadsheets_name(read, charset: str) -> None:
    raw = read(PAGE.format(charset=charset).encode(charset), "deals.xls")
    assert raw.header == ("ID", "Клиент", "Сумма")
    assert rows(raw) == [
        ("1", "ООО «Ёлка» Москва", "1 000,50"),
        ("2", "Дуб", None),
        (None, "Клён", "7"),
    ]
    assert raw.rows.tolist() == [2, 3, 4]
    assert "web page (HTML) by content" in notes(raw)


def test_of_equally_good_tables_the_first_is_read(read) -> None:
    tables = "".join(
        f"<table><tr><td>ID</td><td>Client</td></tr><tr><td>{n}</td><td>A</td></tr></table>"
        for n in (1, 2)
    )
    assert rows(read(f"<html><body>{tables}</body></html>", "a.xls")) == [("1", "A")]


def test_a_page_that_names_no_encoding(read) -> None:
    page = PAGE.replace("charset={charset}", "")
    assert rows(read(page.encode("cp1251"), "deals.xls"))[1] == ("2", "Дуб", None)


# --- Parquet --------------------------------------------------------------------------------


def test_parquet_types_become_text(tmp_path: Path) -> None:
    moments = [datetime(2024, 1, 2), datetime(2024, 1, 2, 21, 30, 0, 999_000), None]
    table = pa.table(
        {
            " ID ": pa.array([1, 2, None], pa.int64()),
            "Date": pa.array([date(2024, 1, 2), None, None], pa.date32()),
            "At": pa.array(moments, pa.timestamp("ms")),
            "Zoned": pa.array(moments, pa.timestamp("us", "Europe/Moscow")),
            "Amount": pa.array([29825.0, 1.234, float("nan")], pa.float64()),
            "Exact": pa.array([Decimal("1.50"), Decimal("-2.25"), None], pa.decimal128(10, 2)),
            "Client": pa.array(["A", "NULL", " "]).dictionary_encode(),
            "Paid": pa.array([True, False, None]),
        }
    )
    pq.write_table(table, tmp_path / "a.bin")
    raw = read_file(tmp_path / "a.bin", "a.bin", is_header=is_header)
    assert raw.header == ("ID", "Date", "At", "Zoned", "Amount", "Exact", "Client", "Paid")
    assert rows(raw) == [
        ("1", "2024-01-02", "2024-01-02", "2024-01-02 03:00:00+0300", "29825", "1.50", "A", "true"),
        (
            "2",
            None,
            "2024-01-02 21:30:00",
            "2024-01-03 00:30:00+0300",
            "1.2340",
            "-2.25",
            None,
            "false",
        ),
    ]
    assert raw.rows.tolist() == [1, 2]
    assert raw.date_cells == {1, 2, 3}
    assert raw.number_cells == {0, 4, 5}


def test_parquet_without_rows(tmp_path: Path) -> None:
    pq.write_table(pa.table({"ID": pa.array([], pa.int64())}), tmp_path / "a.parquet")
    with pytest.raises(KitError, match="has no rows"):
        read_file(tmp_path / "a.parquet", "a.parquet", is_header=is_header)


# --- data nobody here wrote -----------------------------------------------------------------


SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_the_sample_company() -> None:
    path = SHARED / "adventureworks" / "SalesOrderHeader.xlsx"
    raw = read_file(path, path.name, is_header=lambda cells: cells.count("SalesOrderID"))
    assert raw.cells.num_rows == 31_465
    assert raw.header.index("SalesOrderID") in raw.date_cells
    assert raw.header.index("SubTotal") in raw.number_cells
    assert raw.set_aside == ()


def test_a_stray_mark_far_away_is_named_before_it_fills_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ID", "Name"])
    sheet.append([1, "A"])
    sheet["XFD50000"] = "x"
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(KitError, match="as far as cell XFD50000"):
        read_file(path, "far.xlsx", is_header=is_header)


def test_a_sheet_that_only_says_it_is_large_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["ID", "Name"])
    book.active.append([1, "A"])
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "said.xlsx"
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
            new.writestr(name, part)
    assert rows(read_file(path, "said.xlsx", is_header=is_header)) == [("1", "A")]


def test_a_workbook_on_which_the_library_panics_is_damaged(tmp_path: Path, capfd) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(range(256)) * 4)
    with pytest.raises(KitError, match="cannot be opened as a workbook"):
        read_file(path, "cut.xls", is_header=is_header)
    assert capfd.readouterr().err == ""
