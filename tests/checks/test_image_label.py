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


def test_the_words_to_add_are_ones_that_a_person_can_write(judge: Judge) -> None:
    rule = x(
        "image_label", '{when: [retouched], wordings: ["statement:own_brand", "(photo|picture) (was|is) retouched"]}'
    )
    words = "language: en\nstatements: [{kind: own_brand, patterns: [my own shop]}]\n"
    (found,) = judge("Ad: hello", rule, altered_image="retouched", words=words).findings
    assert found.remedy == "Add “photo was retouched” on the image and in the post."
