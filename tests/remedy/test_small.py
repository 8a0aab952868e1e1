"""Which edit is proposed, and why there is none, in markets of a few rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import Remedy, Report
from adhere.rulebook import load_folder
from tests.conftest import LABELS, WriteRules, rule

DAY = dt.date(2025, 6, 1)
START = rule("gb", "start", "placement", "{position: start}")


def check(path: Path, text: str = "", **post: Any) -> Report:
    given = Post.model_validate({"text": text, "relationship": "paid", **post})
    return Checker(load_folder(path)).check(given, today=DAY)


def remedy(path: Path, text: str = "", **post: Any) -> Remedy:
    found = check(path, text, **post).results[0].remedy
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "op", "after"),
    [
        ("Lovely serum", "insert", "Ad: Lovely serum"),
        ("", "insert", "Ad: "),
        ("Lovely #ad", "move", "#ad Lovely"),
        ("Lovely. #ad Serum", "move", "#ad Lovely. Serum"),
        ("Lovely serum (Ad)", "move", "Ad: Lovely serum"),
        ("Lovely serum\n\n#ad\n\nSo soft", "move", "#ad Lovely serum\n\nSo soft"),
        ("Lovely serum\n#glow, #ad, #soft", "move", "#ad Lovely serum\n#glow, #soft"),
        ("Lovely serum | Ad", "move", "Ad: Lovely serum"),
        # a sentence stays whole, and a look-alike is nobody's label
        ("And this is an #ad for the serum", "insert", "Ad: And this is an #ad for the serum"),
        ("Lovely serum. #\u0430d", "insert", "Ad: Lovely serum. #\u0430d"),
        ("#collab lovely", "replace", "#Ad lovely"),
        ("Lovely #collab", "insert", "Ad: Lovely #collab"),
        ("#collab#glow lovely", "replace", "#Ad#glow lovely"),
        # blank lines before a caption stay before it
        ("\n\nLovely serum", "insert", "\n\nAd: Lovely serum"),
        ("\n\nLovely serum (ad)", "move", "\n\nad: Lovely serum"),
    ],
)
def test_the_smallest_edit_that_passes(write_rules: WriteRules, before: str, op: str, after: str) -> None:
    found = remedy(write_rules(rules=START), before)
    assert found.edits[0].op == op
    assert found.verdict_after == "compliant"
    assert found.text == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Collab Lovely serum", "Ad (gifted): Lovely serum"),
        ("#collab lovely serum", "Ad (gifted): lovely serum"),
        ("#collab#glow lovely", "Ad (gifted) #glow lovely"),
        ("#collab\nLovely", "Ad (gifted)\nLovely"),
        ("#collab: lovely", "Ad (gifted): lovely"),
        ("(collab) lovely", "Ad (gifted): lovely"),
        # a word that a sentence begins with is the caller's
        ("collab serum from @glow", "Ad (gifted): collab serum from @glow"),
    ],
)
def test_words_in_the_place_of_a_label_are_parted_from_the_caption(
    write_rules: WriteRules, before: str, after: str
) -> None:
    collab = LABELS.splitlines()[3]
    labels = LABELS.replace("text: Ad,", "text: Ad (gifted),") + collab.replace('"#collab"', "Collab") + "\n"
    assert remedy(write_rules(labels, START), before).text == after


def test_a_passing_post_has_none(write_rules: WriteRules) -> None:
    report = check(write_rules(), "Ad: lovely")
    assert report.results[0].remedy is None
    assert report.remedy is None


def test_a_sentence_of_the_callers_does_not_give_way(write_rules: WriteRules) -> None:
    found = remedy(write_rules(rules=START), "Thanks to Glowhaus for this")
    assert found.text == "Ad: Thanks to Glowhaus for this"


def test_the_label_suits_the_relationship(write_rules: WriteRules) -> None:
    only = LABELS.replace("remedy: true", "remedy: true, relationships: [gifted]")
    found = remedy(write_rules(only), "Lovely serum")
    assert (found.edits, found.text) == ((), None)
    assert found.why == "no edit of the words given was found to pass."
    assert remedy(write_rules(only), "Lovely serum", relationship="gifted").text == "Ad: Lovely serum"


def test_a_slot_takes_the_brand_or_the_mention(write_rules: WriteRules) -> None:
    labels = LABELS.replace("text: Ad,", 'text: "Paid by {{Brand}}",')
    path = write_rules(labels)
    assert remedy(path, "Lovely serum", brand="Glowhaus").text == "Paid by Glowhaus: Lovely serum"
    assert remedy(path, "Lovely serum by @glow").text == "Paid by @glow: Lovely serum by @glow"
    assert remedy(path, "Lovely serum").text is None
    # of two accounts, either may be a friend's
    assert remedy(path, "Photo by @mum, serum by @glow").text is None
    assert remedy(path, "Serum by @Glow, more of it: @glow").text == "Paid by @Glow: Serum by @Glow, more of it: @glow"
    assert remedy(path, "I am @mia, serum by @glow", author="@mia").text == "Paid by @glow: I am @mia, serum by @glow"


@pytest.mark.parametrize(
    ("rules", "post", "why"),
    [
        (rule("gb", "ban", "sector_ban", "{sectors: [tobacco]}"), {"sector": "tobacco"}, "no label cures it"),
        (rule("gb", "deny", "contradicting_claim"), {"text": "Lovely #notsponsored"}, "not ours to delete"),
        (rule("gb", "brand", "brand_named"), {"text": "ad: lovely serum. so soft"}, "brand is not given"),
        (
            rule(
                "gb",
                "facts",
                "sector_wording",
                '{sectors: [finance], needs: [["licensed by {word}"]], remedy_text: "licensed by {word}"}',
            ),
            {"sector": "finance"},
            "facts that are not given",
        ),
        (
            rule("gb", "video", "media", "{demand: in_video}"),
            {"text": "Ad: lovely", "surface": "video", "overlay": [], "transcript": ["hello"]},
            None,
        ),
    ],
)
def test_what_cannot_be_cured_says_why(
    write_rules: WriteRules, rules: str, post: dict[str, Any], why: str | None
) -> None:
    words = 'language: en\nnegations: ["#notsponsored"]\n'
    found = remedy(write_rules(rules=rules, words=words), **{"text": "Lovely serum", **post})
    if why is None:
        # the label is shown on the picture, from the first second
        assert [(edit.op, edit.field) for edit in found.edits] == [("insert", "overlay")]
        return
    assert (found.edits, found.text, found.verdict_after) == ((), None, None)
    assert found.why is not None
    assert why in found.why


@pytest.mark.parametrize(
    ("wanted", "brand", "text"),
    [
        ('["paid {amount}", own brand]', None, "Ad own brand: Lovely serum"),
        ('["statement:own_brand", own brand]', None, "Ad own brand: Lovely serum"),
        ('["work for {Brand}"]', "Glowhaus", "Ad work for Glowhaus: Lovely serum"),
        ('["work for {Brand}"]', None, "Ad: Lovely serum"),
    ],
)
def test_a_second_wording_is_proposed_only_whole(
    write_rules: WriteRules, wanted: str, brand: str | None, text: str
) -> None:
    words = "language: en\nstatements: [{kind: own_brand, patterns: [my own shop]}]\n"
    rules = rule("gb", "second", "wording", f"{{also: {{paid: {wanted}}}}}", severity="warning")
    assert remedy(write_rules(rules=rules, words=words), "Lovely serum", brand=brand).text == text


def test_words_of_a_sector_stand_behind_the_caption(write_rules: WriteRules) -> None:
    rules = rule("gb", "drink", "sector_wording", "{sectors: [alcohol], needs: [[Drink responsibly]]}")
    found = remedy(write_rules(rules=rules), "Lovely wine", sector="alcohol")
    assert found.text == "Ad: Lovely wine\n\nDrink responsibly"
    assert [edit.at for edit in found.edits] == [0, len("Lovely wine")]


def test_every_frame_of_a_story(write_rules: WriteRules) -> None:
    rules = rule("gb", "frames", "media", "{demand: each_frame}")
    frames = [{"text": "one", "frame": 1}, {"text": "two", "frame": 2}, {"text": "again", "frame": 2}]
    found = remedy(write_rules(rules=rules), surface="story", overlay=frames)
    assert found.fields == {"overlay[0]": "Ad: one", "overlay[1]": "Ad: two"}


def test_one_edit_for_two_markets(write_rules: WriteRules) -> None:
    write_rules(rules=START)
    labels = LABELS.replace("text: Ad, language: en", "text: Werbung, language: de")
    path = write_rules(labels, code="DE", language="de")
    report = check(path, "Lovely serum")
    assert report.remedy is not None
    assert report.remedy.verdict_after == {"DE": "compliant", "GB": "compliant"}
    assert report.remedy.text is not None
    assert report.remedy.text.endswith("Lovely serum")
    assert {"Ad", "Werbung"} <= set(report.remedy.text.replace(":", " ").split())


def test_no_joint_edit_where_one_market_cannot_be_cured(write_rules: WriteRules) -> None:
    write_rules(rules=START)
    ban = rule("de", "ban", "sector_ban", "{sectors: [tobacco]}")
    report = check(write_rules(rules=ban, code="DE"), "Lovely serum", sector="tobacco")
    assert report.remedy is not None
    assert (report.remedy.edits, report.remedy.text) == ((), None)
    assert report.remedy.why is not None
    assert "DE" in report.remedy.why
