"""YAML as a lawyer means it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.errors import PackError
from adhere.text import read_yaml


def mistakes(text: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        read_yaml(text, "GB/rules.yaml")
    return [str(issue) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.5", 1.5),
        (".5e3", 500.0),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2024-05-01", "2024-05-01"),
        ("2024-05", "2024-05"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_a_scalar_is_what_it_says(written: str, meant: object) -> None:
    data, _ = read_yaml(f"key: {written}", "x.yaml")
    assert data == {"key": meant}
    assert type(data["key"]) is type(meant)


def test_an_empty_file_is_nothing() -> None:
    assert read_yaml("", "x.yaml")[0] is None
    assert read_yaml("# only a comment\n", "x.yaml")[0] is None


def test_each_key_has_its_line() -> None:
    _, lines = read_yaml("rules:\n  - id: a\n    check: b\n  - id: c\n    versions:\n      - from: 1\n", "x.yaml")
    assert lines.line(("rules", 0, "check")) == 3
    assert lines.line(("rules", 1)) == 4
    assert lines.line(("rules", 1, "versions", 0, "from")) == 6
    # a key that is not there: the nearest above it
    assert lines.line(("rules", 1, "title")) == 4
    assert lines.line(("nothing",)) == 1


def test_every_mistake_is_named_with_its_line() -> None:
    text = "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n<<: {x: 1}\n[k]: v\n"
    assert mistakes(text) == [
        "GB/rules.yaml:2: key 'a' stands twice",
        "GB/rules.yaml:5: key 'c' stands twice",
        "GB/rules.yaml:6: merge keys (<<) are not allowed: write the keys out",
        "GB/rules.yaml:7: a key must be plain text",
    ]


def test_a_key_twice_in_quotes_is_a_key_twice() -> None:
    assert "key 'a' stands twice" in mistakes("a: 1\n'a': 2\n")[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rules:\n  - [\n", 3),
        ("a: 'b\n", 2),
        ("a: b: c\n", 1),
        ("a:\n\t- b\n", 2),
        ("a: *nobody\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
    ],
)
def test_broken_yaml_has_a_line(text: str, line: int) -> None:
    (said,) = mistakes(text)
    assert said.startswith(f"GB/rules.yaml:{line}: not valid YAML")


def test_a_control_character_is_a_mistake_and_no_crash() -> None:
    assert "not valid YAML" in mistakes("a: \x00b")[0]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [exit]", "!!python/name:os.system", "!!binary aGk="])
def test_a_tag_makes_nothing_but_data(tag: str) -> None:
    data, _ = read_yaml(f"a: {tag}", "x.yaml")
    assert data["a"] is None or isinstance(data["a"], str | list)


def test_anchors_cannot_make_a_file_explode() -> None:
    """Nine levels of nine references would be 400 million items."""
    text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 9)
    )
    assert all("aliases (*name) are not allowed" in each for each in mistakes(text))


def test_an_alias_of_itself_is_a_mistake() -> None:
    assert mistakes("a: &a [*a]\n") == ["GB/rules.yaml:1: aliases (*name) are not allowed: write out what is meant"]


@pytest.mark.parametrize("depth", [60, 900, 5000])
def test_nesting_without_end_is_a_mistake(depth: int) -> None:
    assert "nest" in mistakes("[" * depth + "]" * depth)[0]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        data, lines = read_yaml(text, "x.yaml")
    except PackError:
        return
    assert data is None or lines.line(()) >= 1
