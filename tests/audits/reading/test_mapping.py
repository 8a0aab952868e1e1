"""Which column is taken for what."""

from __future__ import annotations

import pytest

from adhere.audits.reading.names import FIELDS, doubtful, plain, ranks
from adhere.errors import InputError, UnknownWord
from adhere.post import Platform
from tests.audits.reading.conftest import Write, only, post, rows


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Caption,Username,Publish_Time,Network", ["text", "author", "published_on", "platform"]),
        ("Beschreibung,Autor,Datum,Plattform", ["text", "author", "published_on", "platform"]),
        ("Légende,Auteur,Date de publication,Réseau", ["text", "author", "published_on", "platform"]),
        ("TEXTE,utilisateur,date,reseau social", ["text", None, "published_on", "platform"]),
        ("didascalia,autore,data,piattaforma", ["text", "author", "published_on", "platform"]),
        ("treść,autor,data publikacji,marka", ["text", "author", "published_on", "brand"]),
        ("本文,投稿者,投稿日,ブランド", ["text", "author", "published_on", "brand"]),
        ("캡션,계정,게시일,팔로워", ["text", "author", "published_on", "followers"]),
        ("文案,达人,发布时间,粉丝数", ["text", "author", "published_on", "followers"]),
        ("post-text,post.link,Is Paid Partnership,Country", ["text", "url", "platform_label", "jurisdictions"]),
    ],
)
def test_columns_are_known_in_many_languages(write: Write, header: str, expected: list[str | None]) -> None:
    source = only(write("posts.csv", f"{header}\n"))
    fields = {column: field for field, column in source.mapping.items()}
    assert [fields.get(column) for column in header.split(",")] == expected


def test_the_name_of_a_field_wins(write: Write) -> None:
    source = only(write("posts.csv", "caption,text,description\n"))
    assert source.mapping == {"text": "text"}
    assert source.unused == ("caption", "description")


def test_the_surer_name_wins(write: Write) -> None:
    assert only(write("posts.csv", "Description,Caption,Date,Publish time\n")).mapping == {
        "text": "Caption",
        "published_on": "Publish time",
    }


def test_two_likely_columns_for_the_words_are_asked_about(write: Write) -> None:
    path = write("posts.csv", "Caption,Message\na,b\n")
    with pytest.raises(InputError, match="'Caption' and 'Message' may both be the text"):
        only(path)
    assert post(path, overrides={"text": "Message"}).text == "b"


def test_a_channel_is_a_platform_where_it_says_one_and_else_an_author(write: Write) -> None:
    assert only(write("a.csv", "text,channel\na,YouTube\n")).mapping == {"text": "text", "platform": "channel"}
    assert only(write("b.csv", "text,channel\na,Tobis Werkstatt\n")).mapping == {"text": "text", "author": "channel"}


def test_an_audience_in_figures_is_not_who_it_is_meant_for(write: Write) -> None:
    assert "audience" not in only(write("a.csv", "text,audience\na,15200\n")).mapping
    assert post(write("b.csv", "text,audience\na,Minors\n")).audience == "minors"


def test_what_only_says_that_a_post_is_sponsored_is_not_the_platforms_label(write: Write) -> None:
    assert "platform_label" not in only(write("posts.csv", "text,sponsored\na,yes\n")).mapping


def test_links_tell_the_platform_where_nothing_else_does(write: Write) -> None:
    path = write(
        "posts.csv", "text,link\na,https://www.instagram.com/p/X/\nb,https://youtu.be/X\nc,https://shop.example/\n"
    )
    assert only(path).mapping["platform"] == "link"
    found = [row.post.platform for row in rows(path) if row.post]
    assert found == [Platform.INSTAGRAM, Platform.YOUTUBE, Platform.OTHER]


def test_the_link_of_a_row_comes_along(write: Write) -> None:
    (row,) = rows(write("posts.csv", "text,Permalink,followers\na,https://x.com/1,many\n"))
    assert (row.url, row.post) == ("https://x.com/1", None)


def test_an_override_names_the_column(write: Write) -> None:
    source = only(
        write("posts.csv", "text,Words of the post,u\na,b,c\n"), overrides={"text": "Words of the post", "url": "u"}
    )
    assert source.mapping == {"text": "Words of the post", "url": "u"}
    assert source.unused == ("text",)


def test_an_empty_override_reads_nothing(write: Write) -> None:
    assert only(write("posts.csv", "text,followers\na,many\n"), overrides={"followers": ""}).mapping == {"text": "text"}


def test_an_override_with_a_wrong_field_or_column_is_an_error(write: Write) -> None:
    path = write("posts.csv", "Caption,date\na,2026-03-02\n")
    with pytest.raises(UnknownWord, match=r"Unknown field 'txt'\. Did you mean 'text'"):
        only(path, overrides={"txt": "Caption"})
    with pytest.raises(UnknownWord, match=r"Unknown column in posts\.csv 'caption'\. Did you mean 'Caption'"):
        only(path, overrides={"text": "caption"})


def test_an_override_helps_to_find_the_separator_and_header(write: Write) -> None:
    path = write("posts.csv", "Lamps, all of them\nA;B\n1;x, y, z\n")
    assert post(path, overrides={"text": "B", "id": "A"}).text == "x, y, z"


def test_no_name_stands_for_two_fields_in_lists_of_the_same_rank() -> None:
    for name, meanings in ranks().items():
        taken = [
            rank for field, rank in {(field, rank) for field, rank, _ in meanings} if (field, name) not in doubtful()
        ]
        assert len(taken) == len(set(taken)), (name, meanings)


def test_names_are_compared_without_case_accents_and_signs() -> None:
    assert plain("Post_Date") == plain("post-date") == plain("POST DATE") == "postdate"
    assert plain("Légende") == "legende"
    assert plain("ブランド") == plain("ブランド")
    assert {"text", "url"} <= FIELDS
