"""JSON in its shapes."""

from __future__ import annotations

import json
import lzma
from typing import Any

import pytest

from adhere.errors import InputError
from tests.audits.reading.conftest import Write, only, post, posts, rows

POSTS: list[dict[str, Any]] = [{"id": "1", "text": "Ad: lamp", "platform": "tiktok"}, {"id": "2", "text": "dog 🐕"}]


@pytest.mark.parametrize(
    "wrapped",
    [
        POSTS,
        {"data": POSTS},
        {"items": POSTS, "paging": {"next": "x"}},
        {"status": {"code": 0, "message": "ok"}, "message": "success", "data": {"videos": POSTS, "cursor": 2}},
        {"response": {"result": {"posts": POSTS}}},
        [{"data": POSTS[:1]}, {"data": POSTS[1:]}],
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_lists_are_found_in_what_wraps_them(write: Write, wrapped: Any, indent: int | None) -> None:
    path = write("posts.json", json.dumps(wrapped, indent=indent))
    assert only(path).format == "json"
    assert [(each.id, each.text) for each in posts(path)] == [("1", "Ad: lamp"), ("2", "dog 🐕")]


def test_lines(write: Write) -> None:
    path = write("posts.jsonl", "\n".join(json.dumps(each) for each in POSTS) + "\n\n")
    assert only(path).format == "jsonl"
    assert [row.line for row in rows(path)] == [1, 2]


def test_lines_are_lines_under_any_name(write: Write) -> None:
    path = write("posts.json", "\r\n".join(json.dumps(each) for each in POSTS))
    assert only(path).format == "jsonl"
    assert len(posts(path)) == 2


def test_a_line_may_hold_a_page_of_records(write: Write) -> None:
    path = write("posts.jsonl", json.dumps({"data": POSTS}) + "\n" + json.dumps({"data": POSTS}) + "\n")
    assert [row.line for row in rows(path)] == [1, 1, 2, 2]


def test_one_object_is_one_record(write: Write) -> None:
    assert post(write("post.json", json.dumps(POSTS[0], indent=2))).id == "1"


def test_objects_may_follow_each_other(write: Write) -> None:
    assert len(posts(write("posts.json", "\n".join(json.dumps(each, indent=2) for each in POSTS)))) == 2


def test_a_wrong_line_is_named_and_the_rest_goes_on(write: Write) -> None:
    content = b'{"text": "a"}\n{"text": \n[1]\n"word"\n{"text": "caf\xe9"}\n\n{"text": "b", "followers": -1}\n'
    content += '{"text": "éèéèéè"}\n'.encode()
    found = rows(write("posts.jsonl", content))
    assert [row.line for row in found if row.error] == [2, 3, 4, 5, 7]
    assert [row.line for row in found if row.post] == [1, 8]
    assert "not JSON" in str(found[1].error)
    assert "0xe9" in str(found[4].error)


def test_a_list_that_stops_is_an_error_where_it_stops(write: Write) -> None:
    path = write("posts.json", json.dumps([{"text": f"post {n}"} for n in range(5_000)])[:-20])
    source = only(path)
    with pytest.raises(InputError, match=r"posts\.json is no complete JSON.*fetch or export it again"):
        list(source.rows())


def test_things_that_are_no_objects_are_named(write: Write) -> None:
    found = rows(write("posts.json", '[{"text": "a"}, 7, null, "word", {"text": "b"}]'))
    assert [row.line for row in found if row.error] == [2, 3, 4]


@pytest.mark.parametrize("content", ["[1, 2]", "[]", '{"a": 1}', '{"data": []}', "{", "[", '[{"text": "a"'])
def test_no_post_in_it_is_an_error(write: Write, content: str) -> None:
    with pytest.raises(InputError):
        only(write("posts.json", content))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["posts.json", "posts.jsonl"])
def test_other_encodings(write: Write, encoding: str, name: str) -> None:
    content = json.dumps({"text": "schöne Grüße für dich und mich"}, ensure_ascii=False)
    assert post(write(name, content, encoding)).text == "schöne Grüße für dich und mich"


def test_a_bad_byte_in_a_list_costs_its_record(write: Write) -> None:
    content = json.dumps([{"text": "schöne Grüße, größer"}, {"text": "caf?"}, {"text": "b"}], ensure_ascii=False)
    found = rows(write("posts.json", content.encode().replace(b"caf?", b"caf\xe9 ")))
    assert [row.line for row in found if row.error] == [2]


def test_half_a_character_is_no_text(write: Write) -> None:
    assert post(write("posts.jsonl", '{"text": "a\\ud800b"}\n')).text == "a\ufffdb"


def test_nested_fields_have_dotted_names(write: Write) -> None:
    record = {"body": {"words": "Ad: lamp", "more": [{"x": "deep"}]}, "user": {"username": "desk_dora"}, "n": 3}
    path = write("posts.json", json.dumps([record]))
    source = only(path, overrides={"text": "body.words", "title": "body.more[0].x"})
    assert source.columns == ("body.words", "body.more", "user.username", "n")
    assert source.mapping == {"text": "body.words", "title": "body.more[0].x", "author": "user.username"}
    assert source.unused == ("n",)
    (row,) = source.rows()
    assert row.post is not None
    assert (row.post.text, row.post.title, row.post.author) == ("Ad: lamp", "deep", "desk_dora")


def test_words_on_pictures_and_spoken_keep_their_times(write: Write) -> None:
    record = {
        "text": "a",
        "overlay": [{"text": "Ad", "start": 1.5}],
        "transcript": ["hello", "you"],
        "tags": ["a", "b"],
    }
    found = post(write("posts.json", json.dumps([record])))
    assert found.overlay is not None
    assert (found.overlay[0].text, found.overlay[0].start) == ("Ad", 1.5)
    assert [each.text for each in found.transcript or ()] == ["hello", "you"]
    assert found.tags == ["a", "b"]


def test_deep_nesting_ends_in_an_error(write: Write) -> None:
    for name in ("posts.jsonl", "posts.json"):
        with pytest.raises(InputError):
            only(write(name, '{"a":' * 200_000 + "1" + "}" * 200_000))


def test_numbers_may_be_ids_and_large(write: Write) -> None:
    found = posts(write("posts.json", '[{"id": 73000000000000000012345, "text": "a"}, {"id": 5.0, "text": "b"}]'))
    assert [each.id for each in found] == ["73000000000000000012345", "5"]


def test_packed_with_xz(write: Write) -> None:
    assert len(posts(write("posts.json.xz", lzma.compress(json.dumps(POSTS).encode())))) == 2
