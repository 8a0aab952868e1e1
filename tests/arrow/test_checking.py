"""Batches in, batches out: the same answers as by the front door, a row for each row."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhere.arrow import SCHEMA, check_batches, check_table, checking, columns
from adhere.checker import BATCH, MAX_TEXT, Checker
from adhere.errors import InputError, ModelError, UnknownWord
from adhere.post import Post
from tests.arrow.answers import expected
from tests.conftest import WriteRules
from tests.test_checker import WRITABLE, posts
from tests.text.strategies import ODD

DAY = dt.date(2025, 6, 1)
#: Fields whose column is none of strings.
NO_STRINGS = {"tags", "jurisdictions", "platform_label", "followers", "duration"}
EXAMPLES = Path(__file__).parents[2] / "examples" / "posts.jsonl"


@pytest.fixture(scope="module")
def ours() -> Checker:
    return Checker.load(classify="needed")


def table_of(given: list[Post]) -> pa.Table:
    return pa.Table.from_pylist([post.model_dump(mode="json") for post in given])


def texts(*words: str | None) -> pa.Table:
    return pa.table({"text": pa.array(words, pa.string())})


def test_examples_come_out_as_by_the_front_door(ours: Checker) -> None:
    given = [Post.model_validate(json.loads(line)) for line in EXAMPLES.read_text("utf-8").splitlines()]
    found = check_table(table_of(given), checker=ours)
    assert found.schema.equals(SCHEMA, check_metadata=True)
    assert found.to_pylist() == [expected(ours.check(post, classify="needed")) for post in given]


@pytest.mark.parametrize(("classify", "remedies"), [(True, True), (False, True), ("needed", False)])
def test_options_are_passed_on(ours: Checker, classify: Any, remedies: bool) -> None:
    post = Post(
        text="I love @brunnwerk, use my code MIA20 #collab", relationship="unknown", surface="reel", overlay=["x"]
    )
    options: dict[str, Any] = {
        "jurisdictions": ["GB", "all-eu"],
        "today": DAY,
        "classify": classify,
        "remedies": remedies,
    }
    assert check_table(table_of([post]), checker=ours, **options).to_pylist() == [expected(ours.check(post, **options))]


def test_what_an_edit_writes_outside_the_caption_is_told(ours: Checker) -> None:
    post = Post(surface="story", overlay=["day 1"], relationship="paid", platform="instagram")
    (row,) = check_table(table_of([post]), checker=ours, jurisdictions=["DE"], today=DAY).to_pylist()
    assert row == expected(ours.check(post, jurisdictions=["DE"], today=DAY, classify="needed"))
    remedy = row["results"][0]["remedy"]
    assert remedy["text"] is None
    assert remedy["fields"] == [{"field": "overlay[0]", "text": "Werbung: day 1"}]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(posts(), min_size=1, max_size=4))
def test_any_posts_come_out_as_by_the_front_door(check_small: Checker, given: list[Post]) -> None:
    found = check_table(table_of(given), checker=check_small, today=DAY).to_pylist()
    assert found == [expected(check_small.check(post, today=DAY, classify="needed")) for post in given]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | WRITABLE | st.text(ODD[2:], max_size=30), max_size=5))
def test_any_words_in_any_column_give_a_row(check_small: Checker, words: list[str | None]) -> None:
    cells = {name: pa.array(words, pa.string()) for name in Post.model_fields if name not in NO_STRINGS}
    found = check_table(pa.table(cells), checker=check_small, today=DAY)
    assert found.num_rows == len(words)
    assert found["id"].to_pylist() == words
    assert all(
        (error is None) != (verdict is None)
        for error, verdict in zip(found["error"].to_pylist(), found["verdict"].to_pylist(), strict=True)
    )


def test_rows_keep_their_order_and_number(check_small: Checker) -> None:
    words = ["Lovely #ad", "Ad: lovely", "Lovely", None]
    given = [words[at % 4] for at in range(2 * BATCH + 7)]
    ids = [f"row {at}" for at in range(len(given))]
    table = pa.table(
        {"id": ids, "text": given, "platform": ["threads" if at % 5 else "myspace" for at in range(len(given))]}
    )
    for size in (1, 100, BATCH + 1, len(given)):
        found = list(check_batches(table.to_batches(size), checker=check_small, today=DAY))
        assert all(0 < batch.num_rows <= BATCH for batch in found)
        assert [each for batch in found for each in batch["id"].to_pylist()] == ids
        errors = [each is not None for batch in found for each in batch["error"].to_pylist()]
        assert errors == [at % 5 == 0 for at in range(len(given))]


def test_a_large_batch_is_checked_in_pieces(check_small: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read further than what is asked for."""
    taken = []

    def rows_of(batch: pa.RecordBatch) -> Iterator[Any]:
        taken.append(batch.num_rows)
        return real(batch)

    real = columns.rows_of
    monkeypatch.setattr(checking, "rows_of", rows_of)
    batches = check_batches(texts(*["Ad: lovely"] * 100_000), checker=check_small, today=DAY)
    assert taken == []
    assert next(batches).num_rows == BATCH
    assert taken == [BATCH]


def test_long_captions_make_smaller_pieces(check_small: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_CHARACTERS", 1000)
    given = texts("a" * 400, "b" * 500, "c" * 101, "d" * 2000, "e")
    assert [each.num_rows for each in check_batches(given, checker=check_small, today=DAY)] == [2, 1, 1, 1]


def test_a_row_with_an_error_has_its_id_and_nothing_else(check_small: Checker) -> None:
    given = pa.table({"id": ["a", "b"], "text": ["Ad: lovely", "x"], "jurisdictions": [["GB"], ["ZZ"]]})
    good, bad = check_table(given, checker=check_small, today=DAY).to_pylist()
    assert good["error"] is None
    assert good["verdict"] is not None
    assert bad.pop("id") == "b"
    assert "Unknown jurisdiction 'ZZ'" in bad.pop("error")
    assert set(bad.values()) == {None}


def test_a_text_that_is_too_long_costs_its_row(check_small: Checker) -> None:
    found = check_table(texts("Ad: lovely", "x" * (MAX_TEXT + 1), "Ad"), checker=check_small, today=DAY)
    assert [each and each.startswith("text has 4,000,001 characters") for each in found["error"].to_pylist()] == [
        None,
        True,
        None,
    ]


def test_a_mistake_of_ours_costs_its_row(check_small: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    real = check_small._report

    def report(each: Any, *others: Any) -> Any:
        if each.asked.post.text == "bad":
            raise ZeroDivisionError
        return real(each, *others)

    monkeypatch.setattr(check_small, "_report", report)
    found = check_table(texts("Ad: lovely", "bad", "Ad"), checker=check_small, today=DAY)["error"].to_pylist()
    assert found[0] is None
    assert found[2] is None
    assert found[1].startswith("An error inside Adhere (ZeroDivisionError)")


def test_a_classifier_that_cannot_be_loaded_is_no_error_of_a_row(
    check_small: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ModelError("no weights")

    monkeypatch.setattr(check_small, "_classify", broken)
    with pytest.raises(ModelError, match="no weights"):
        check_table(texts("Lovely"), checker=check_small, today=DAY)


def test_nothing_in_nothing_out(check_small: Checker) -> None:
    assert list(check_batches([], checker=check_small, today=DAY)) == []
    assert list(check_batches(texts().to_batches(), checker=check_small, today=DAY)) == []
    empty = pa.RecordBatch.from_pylist([], pa.schema([("text", pa.string())]))
    assert list(check_batches([empty], checker=check_small, today=DAY)) == []
    assert check_table(texts(), checker=check_small, today=DAY).equals(SCHEMA.empty_table())


def test_whatever_gives_a_stream_is_taken(check_small: Checker) -> None:
    given = texts("Ad: lovely", "Lovely #ad")
    wanted = check_table(given, checker=check_small, today=DAY)
    reader = given.to_reader()
    relation = duckdb.sql("SELECT unnest(['Ad: lovely', 'Lovely #ad']) AS text")
    for source in (reader, relation, given.to_batches()[0]):
        assert check_table(source, checker=check_small, today=DAY).equals(wanted)


@pytest.mark.parametrize("options", [{}, {"jurisdictions": ["GB"]}])
def test_batches_of_one_source_may_differ_in_their_columns(check_small: Checker, options: dict[str, Any]) -> None:
    first, second = texts("Ad"), pa.table({"title": ["Ad"], "text": ["x"]})
    found = check_batches([*first.to_batches(), *second.to_batches()], checker=check_small, today=DAY, **options)
    assert [each.num_rows for each in found] == [1, 1]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"jurisdictions": ["GB", "UK"]}, UnknownWord, "Unknown jurisdiction 'UK'"),
        ({"jurisdictions": []}, InputError, "a list of at least one"),
        ({"jurisdictions": "GB"}, InputError, "a list of at least one"),
    ],
)
def test_wrong_options_are_said_at_once(check_small: Checker, options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        check_batches(iter([]), checker=check_small, today=DAY, **options)


def test_what_is_no_batch_is_said(check_small: Checker) -> None:
    with pytest.raises(InputError, match="not dict"):
        list(check_batches([{"text": "x"}], checker=check_small, today=DAY))
    with pytest.raises(InputError, match="not str"):
        list(check_batches("x", checker=check_small, today=DAY))
    with pytest.raises(InputError, match="not list"):
        check_table([{"text": "x"}], checker=check_small, today=DAY)


def test_rules_of_ones_own_are_loaded_once(write_rules: WriteRules, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    real = Checker.load

    def load(**options: Any) -> Checker:
        loads.append(options)
        return real(**options)

    monkeypatch.setattr(Checker, "load", load)
    rules = write_rules(code="XN")
    for _ in range(3):
        found = check_table(texts("Ad: lovely"), rules=[rules], classify=False, jurisdictions=["XN"], today=DAY)
        assert found["results"].to_pylist()[0][0]["jurisdiction"] == "XN"
    assert loads == [{"rules": (rules,), "classify": False}]


def test_a_function_can_be_sent_to_workers() -> None:
    sent = pickle.loads(pickle.dumps(partial(check_table, classify=False, jurisdictions=["GB"], today=DAY)))
    assert sent(texts("Lovely #ad")).num_rows == 1
