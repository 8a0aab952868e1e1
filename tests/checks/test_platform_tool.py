from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, said, x


def tool(sufficient: str) -> str:
    return x("platform_tool", f'{{sufficient: "{sufficient}"}}')


@pytest.mark.parametrize(
    ("sufficient", "verdict", "found"),
    [
        ("yes", "compliant", []),
        ("no", "non_compliant", [("platform_tool_only", "breach")]),
        ("depends", "review", [("platform_tool_only", "warning")]),
    ],
)
def test_the_tag_alone(judge: Judge, sufficient: str, verdict: str, found: list[tuple[str, str]]) -> None:
    result = judge("So lovely", tool(sufficient), platform="instagram", platform_label=True)
    assert (result.verdict, said(result)) == (verdict, found)
    assert said(result, "gb.label.present") == []


@pytest.mark.parametrize("sufficient", ["yes", "no", "depends"])
def test_the_tag_and_a_label(judge: Judge, sufficient: str) -> None:
    assert judge("Ad: so lovely", tool(sufficient), platform_label=True).verdict == "compliant"


@pytest.mark.parametrize("on", [False, None])
def test_the_tag_off_or_unknown_is_no_label(judge: Judge, on: bool | None) -> None:
    result = judge("So lovely", tool("yes"), platform_label=on)
    assert said(result, "gb.label.present") == [("missing_label", "breach")]
    assert said(result) == []


def test_a_tag_that_is_enough_covers_a_refused_word(judge: Judge) -> None:
    assert judge("So lovely #collab", tool("yes"), platform_label=True).verdict == "compliant"
    assert judge("So lovely #collab", tool("depends"), platform_label=True).verdict == "review"
    assert judge("So lovely #collab", tool("no"), platform_label=True).verdict == "non_compliant"


@pytest.mark.parametrize(
    ("sufficient", "found"),
    [("yes", []), ("no", [("label_too_late", "breach")]), ("depends", [("label_too_late", "warning")])],
)
def test_a_late_label_beside_the_tag_is_no_worse_than_the_tag_alone(
    judge: Judge, sufficient: str, found: list[tuple[str, str]]
) -> None:
    place = x("placement", "{position: start}").replace("gb.x", "gb.y")
    result = judge("So lovely #ad", tool(sufficient), place, platform="instagram", platform_label=True)
    assert said(result, "gb.y") == found
