"""CSV as spreadsheets, databases and people write it."""

from __future__ import annotations

import codecs

import pytest

from adhere.errors import InputError
from tests.audits.reading.conftest import Write, only, post, posts, rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write: Write, separator: str) -> None:
    lines = [["id", "text", "date"], ["1", "Ad; new, shiny | lamp", "2026-03-02"], ["2", "plain", "2026-03-03"]]
    content = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert [each.text for each in posts(write("posts.csv", content))] == ["Ad; new, shiny | lamp", "plain"]


def test_commas_in_the_words_do_not_win_over_the_separator(write: Write) -> None:
    content = "id;text\n1;one, two, three, four\n2;five, six, seven, eight\n3;nine, ten, eleven, twelve\n"
    assert posts(write("posts.csv", content))[0].text == "one, two, three, four"


def test_excel_names_its_separator_in_a_line_of_its_own(write: Write) -> None:
    found = rows(write("posts.csv", "sep=;\nid;text\n1;a,b\n"))
    assert [(row.line, row.post.text if row.post else None) for row in found] == [(3, "a,b")]


def test_one_column_is_a_table(write: Write) -> None:
    assert [each.text for each in posts(write("posts.csv", 'text\n"hello, you"\nAd: lamp\n'))] == [
        "hello, you",
        "Ad: lamp",
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Werbung: schöne Grüße 🎉"),
        ("utf-8-sig", "Werbung: schöne Grüße 🎉"),
        ("utf-16", "Werbung: schöne Grüße 🎉"),
        ("utf-16-le", "Werbung: schöne Grüße an alle meine Freunde"),
        ("utf-32", "Werbung: schöne Grüße 🎉"),
        ("cp1252", "Werbung: schöne Grüße aus Köln für 10 €"),
        ("cp1252", "Publicité : la crème d'été"),
        ("cp1250", "Współpraca reklamowa: świetna książka i żółta łąka"),
        ("cp1251", "Реклама. Новый крем мне очень понравился"),
        ("cp932", "新しい化粧品を試しました。これはPRです"),
        ("cp949", "광고입니다. 새로운 화장품을 사용해 봤어요"),
        ("gb18030", "广告 新的面霜真的很好用 推荐给大家"),
    ],
)
def test_the_encoding_is_found(write: Write, encoding: str, text: str) -> None:
    path = write("posts.csv", f"id,text\n1,{text}\n2,{text}\n", encoding)
    assert [each.text for each in posts(path)] == [text, text]


def test_umlauts_may_come_late(write: Write) -> None:
    content = "id,text\n" + "1,plain\n" * 20_000 + "2,schöne Grüße\n"
    assert posts(write("posts.csv", content, "cp1252"))[-1].text == "schöne Grüße"


def test_a_utf_8_file_with_one_bad_byte_loses_one_row(write: Write) -> None:
    content = "id,text\n1,schöne Grüße aus Köln\n2,caf?\n3,größer und höher\n".encode().replace(
        b"caf?", b"caf\xe9 noir"
    )
    first, second, third = rows(write("posts.csv", content))
    assert (first.error, third.error) == (None, None)
    assert second.line == 3
    assert second.error is not None
    assert "0xe9" in second.error
    assert "UTF-8" in second.error


def test_line_breaks_in_quotes_belong_to_the_cell_and_lines_are_counted(write: Write) -> None:
    content = 'id,text\r\n1,"one\r\ntwo\n\nthree"\r\n2,four\r\n'
    first, second = rows(write("posts.csv", content))
    assert first.post is not None
    assert first.post.text == "one\r\ntwo\n\nthree"
    assert (first.line, second.line) == (2, 6)


def test_quotes_are_doubled(write: Write) -> None:
    assert post(write("posts.csv", 'id,text\n1,"she said ""hi"", and left"\n')).text == 'she said "hi", and left'


def test_rows_of_another_length_are_named_and_the_rest_goes_on(write: Write) -> None:
    found = rows(write("posts.csv", "id,text,date\n1,a,2026-03-02\n2,b\n3,c,d,2026-03-02\n4,e,2026-03-02\n"))
    assert [row.line for row in found if row.error] == [3, 4]
    assert [row.post.id for row in found if row.post] == ["1", "4"]
    assert "2 cells" in str(found[1].error)


def test_empty_cells_at_the_end_and_blank_rows_are_nothing(write: Write) -> None:
    found = posts(write("posts.csv", "id,text\n1,a,,\n\n,\n,,,\n2,b\n"))
    assert [each.id for each in found] == ["1", "2"]


def test_a_quote_that_never_closes_costs_its_own_row_only(write: Write) -> None:
    found = rows(write("posts.csv", 'id,text\n1,a\n2,"b\n3,c\n4,d\n'))
    assert [(row.line, bool(row.error)) for row in found] == [(2, False), (3, True), (4, False), (5, False)]
    assert "never closes" in str(found[1].error)


def test_a_quote_within_a_quoted_cell_is_named(write: Write) -> None:
    found = rows(write("posts.csv", 'id,text\n1,"she said "hi""\n2,b\n'))
    assert "Write it twice" in str(found[0].error)
    assert found[1].post is not None


def test_many_quotes_that_never_close_end_in_good_time(write: Write) -> None:
    found = rows(write("posts.csv", "id,text\n" + 'a",",\n' * 3_000))
    assert found
    assert all(row.error for row in found)


def test_a_cell_beyond_the_limit_costs_its_row(write: Write) -> None:
    content = f"id,text\n1,{'x' * (8 * 1024 * 1024 + 1)}\n2,{'y' * (8 * 1024 * 1024)}\n"
    first, second = rows(write("posts.csv", content))
    assert "longer than 8,388,608" in str(first.error)
    assert second.post is not None
    assert (second.line, len(second.post.text)) == (3, 8 * 1024 * 1024)


def test_a_line_without_end_costs_its_row(write: Write) -> None:
    content = f"id,text\n1,{'x' * (40 * 1024 * 1024)}\n2,b\n"
    first, second = rows(write("posts.csv", content))
    assert "The row is longer" in str(first.error)
    assert (second.line, second.error) == (3, None)


def test_zero_bytes_are_characters(write: Write) -> None:
    assert post(write("posts.csv", "id,text\n1,a\0b and much more than that\n")).text == "a\0b and much more than that"


def test_report_data_above_the_header_is_passed_over(write: Write) -> None:
    content = "Report:,Lamps\nFrom:,2026-03-01\n\nid,text,date\n1,Ad: lamp,2026-03-02\n"
    (row,) = rows(write("posts.csv", content))
    assert (row.line, row.post.text if row.post else None) == (5, "Ad: lamp")


def test_columns_without_a_name_or_with_the_same_get_their_own(write: Write) -> None:
    assert only(write("posts.csv", ",text,note,note\n0,a,b,c\n")).columns == ("column 1", "text", "note", "note (2)")


def test_rows_can_be_read_twice(write: Write) -> None:
    source = only(write("posts.csv", "text\na\nb\n"))
    assert list(source.rows()) == list(source.rows())


def test_a_header_alone_is_a_file_without_rows(write: Write) -> None:
    assert rows(write("posts.csv", "id,text\n")) == []


def test_without_words_to_check_there_is_nothing_to_do(write: Write) -> None:
    with pytest.raises(InputError, match=r"--map text=COLUMN.*first, second"):
        only(write("posts.csv", "first,second\n1,2\n"))


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b" \n\t", b"\0\0\0"])
def test_a_file_without_content_is_empty(write: Write, mark: bytes) -> None:
    with pytest.raises(InputError):
        only(write("posts.csv", mark))


def test_a_header_in_brackets_is_no_json(write: Write) -> None:
    path = write("posts.csv", "[id],[text]\n1,a\n")
    assert only(path).mapping == {"id": "[id]", "text": "[text]"}
