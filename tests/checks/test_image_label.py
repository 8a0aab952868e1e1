from __future__ import annotations

import pytest

from tests.checks.conftest import Judge, said, x

RULE = x("image_label", "{when: [retouched], wordings: [Retouched photo, Edited photo]}")


def test_an_altered_image_without_its_words(judge: Judge) -> None:
    assert said(judge("Ad: hello", RULE, altered_image="retouched")) == [("image_label_missing", "breach")]


@pytest.mark.parametrize(
    "post", [{"text": "Ad: hello. Edited photo"}, {"text": "Ad: hello", "overlay": ["RETOUCHED PHOTO"]}]
)
def test_any_of_its_words_anywhere(judge: Judge, post: dict[str, object]) -> None:
    assert said(judge(str(post["text"]), RULE, altered_image="retouched", overlay=post.get("overlay"))) == []


@pytest.mark.parametrize("altered", ["generated", "none", "unknown", None])
def test_another_alteration_or_none_that_is_known(judge: Judge, altered: str | None) -> None:
    assert said(judge("Ad: hello", RULE, altered_image=altered)) == []
