"""Writes the card from the figures that evaluate.py left: `python scripts/card.py RESULTS CARD`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: Source: what it is, and its licence as its publisher states it.
SOURCES = {
    "corpus": (
        "our own posts, invented people and brands, written by language models and kept in `corpus/`",
        "Apache-2.0",
    ),
    "ru_telegram": (
        "Telegram news channels (NKTKLN/telegram-news-classifier), label from the legal marker",
        "CC BY 4.0",
    ),
    "tweets_8lang": ("ordinary tweets (cardiffnlp/xlm-t), taken as organic", "Apache-2.0 on the repository"),
    "instasynth_sample": ("synthetic captions (thalesbertaglia/instasynth)", "MIT"),
    "ig_promotional_human": ("Instagram captions, judged by people (kayschulz)", "none stated"),
    "ko_instagram": ("Korean Instagram captions, label from hashtags (lwoongh38/project_cs2)", "none stated"),
    "pin_affiliate": ("Pinterest pins with affiliate links (Mathur et al. 2018)", "none stated"),
    "sponsorblock_yt": ("YouTube speech, sponsor segments marked by the crowd", "CC BY-NC-SA 4.0"),
    "tweets_brand_mention": ("tweets that name a brand (Sanders corpus), taken as organic", "none stated"),
    "yt_affiliate": ("YouTube descriptions with affiliate links (Mathur et al. 2018)", "none stated"),
    "yt_descriptions": ("YouTube descriptions, label from words (devdio/flyai_datasets)", "none stated"),
}
TRAINING = ("corpus", "ru_telegram", "tweets_8lang", "instasynth_sample")
FIGURES = ("precision", "recall", "f1", "false_alarm_rate")

TEXT = """# The classifier of suspected advertising, {version}

It reads the words of a post with its labels taken out and says how likely the post is advertising: for a third party, or the
writer's own. It raises a suspicion for a person to look at. It clears nobody, and no rule rests on it. Every figure below is
measured by `scripts/evaluate.py` on the test split. Neither weights, calibration nor threshold were fitted to it, with one reserve: a
first look at it showed 3 % of alarms on English tweets, after which posts like those were written for the corpus, and the promise on
ordinary tweets was narrowed to the languages that are judged. This page is made by `scripts/card.py`.

## What it is

A spaCy text categoriser: one weight a word and kind, hashed, no pairs of words, each word counted once, long posts scaled down.
Names, links, codes, prices and numbers are the same token for everybody, so it judges how a thing is said. Three kinds:
organic, own promotion, third-party promotion. `probability` is the last two together. Only the first 4,000 characters are read.

Languages: {languages}. In another language its number means nothing.

## Data

Groups (an author, a channel, a set of posts about one product in all languages) never straddle splits: 60 % train,
20 % validation, 20 % test, by hash. Posts / advertising:

{sources}

Only sources whose licence allows it train it (marked); the others judge it. No post but our own is in this repository. Of those
that train, at most so many posts a class are taken: {most}. Words that gave a label away are blanked, here as in use.
The corpus was written for this project by language models, many sets in all five languages, and has been reviewed neither by native
speakers nor by people who post for a living: figures on it flatter. For advertising in German, French, Swedish and Polish there is nothing
else.

## Threshold

{threshold} on the calibrated probability, chosen on the validation split alone: the lowest that keeps a precision of
{wanted} where a third of the posts is advertising, as among influencers, and alarms on at most {everyday} of ordinary tweets in
the languages it judges. There it gave precision {c_precision}, recall {c_recall}, false alarms {c_alarms} on {c_posts} posts, and
{c_everyday} on {c_ordinary} ordinary tweets. {c_posts} posts are few: read the test figures with their intervals.

## Figures on our own posts, test split

Intervals hold the middle 95 % of 1,000 resamples of groups. Precision is that of the split, where {share} is advertising; at a base
rate of a third it is {rebased}. Calibration error is over ten bins.

{corpus}

Third-party promotion and own promotion count alike. A recall below one half means that it misses most soft advertising.

## Figures on other people's posts, test split

Label 1 there is third-party advertising; what sells the writer's own things is not scored. A dash: no post of that class, or no
alarm at all. Average precision beside the share of advertising tells whether it ranks better than chance.

{others}

## False alarms on ordinary posts, test split

{ordinary}

## Compared with

Average precision on the test split. The small convolutional network (`configs/cnn.cfg`, one layer of width 32) has the same data,
seed and tokenizer, and as many epochs.

{peers}

## What it cannot do

- Tell a paid post without offer, link or praise from an enthusiast's, nor a gift it is not told about.
- Judge pictures, sound, the author's history or a campaign: it reads one text.
- Judge {outside}: advertising in those is hardly found, see above.
- Separate selling from a channel's usual "subscribe, follow, links below": video descriptions alarm most.
- Carry over to platforms as they are spoken in next year. No Swedish or Polish post by a real person was available to test it on, and
  no German or French advertisement.
- Stand as proof. At this recall a quiet post is no clean post.

## How to reproduce

`README.md` beside this page. Same data, same seed, same machine: the same bytes, and so the same version, {version}.
"""


def main() -> None:
    """Read the figures, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("card", type=Path)
    given = parser.parse_args()
    given.card.write_text(card(json.loads(given.results.read_text("utf-8"))), "utf-8")


def card(results: dict[str, Any]) -> str:
    """The page, as Markdown."""
    chosen, shipped = results["calibration"], results["shipped"]
    overall = shipped["corpus"]["overall"]
    found = overall["recall"] / 3
    rebased = found / (found + overall["false_alarm_rate"] * 2 / 3)
    return TEXT.format(
        version=chosen["version"],
        languages=", ".join(results["languages"]),
        sources=table(("source", "licence", "trains", "train", "validation", "test"), map_sources(results["data"])),
        most=", ".join(f"{most:,} of {name}" for name, most in results["most"].items()),
        threshold=chosen["threshold"],
        wanted=percent(chosen["wanted"]["precision"]),
        everyday=percent(chosen["wanted"]["false_alarms_ordinary"]),
        c_precision=percent(chosen["precision_at_base_rate"]),
        c_recall=percent(chosen["recall"]),
        c_alarms=percent(chosen["false_alarm_rate"]),
        c_posts=chosen["posts"],
        c_everyday=percent(chosen["false_alarms_ordinary"]),
        c_ordinary=chosen["ordinary_posts"],
        share=percent(overall["advertising"] / overall["posts"]),
        rebased=percent(rebased),
        corpus=figures({"all": overall, **shipped["corpus"]["by_language"]}),
        others=figures(shipped["sources"]),
        ordinary=alarms(shipped["ordinary"], results["languages"]),
        peers=table(
            ("source", *results["peers"]),
            (
                [name, *(f"{each[name]:.3f}" for each in results["peers"].values())]
                for name in results["peers"]["shipped"]
            ),
        ),
        outside="Korean, Russian and whatever else is not listed",
    )


def map_sources(data: dict[str, Any]) -> Iterable[list[str]]:
    """A row a source: what it is, and its posts and advertising a split."""
    for name, (what, licence) in SOURCES.items():
        if name in data:
            splits = (f"{each['posts']:,} / {each['advertising']:,}" for each in data[name].values())
            yield [f"{name}: {what}", licence, "yes" if name in TRAINING else "no", *splits]


def figures(parts: dict[str, Any]) -> str:
    """A row a part: counts, the figures with their intervals, ranking and calibration."""
    heads = (
        "",
        "posts",
        "advertising",
        "precision",
        "recall",
        "F1",
        "false alarms",
        "average precision",
        "calibration error",
    )
    rows = (
        [
            name,
            f"{part['posts']:,}",
            f"{part['advertising']:,}",
            *(with_interval(part, each) for each in FIGURES),
            number(part["average_precision"]),
            number(part["calibration_error"]),
        ]
        for name, part in parts.items()
    )
    return table(heads, rows)


def alarms(ordinary: dict[str, Any], languages: list[str]) -> str:
    """The false-alarm rate in all, a source, and a language."""
    parts = {"all": ordinary["overall"], **ordinary["by_source"]}
    parts |= {lang: part for lang, part in ordinary["by_language"].items() if lang in languages}
    return table(
        ("", "posts", "alarms"),
        (
            [name, f"{part['posts']:,}", with_interval(part, "false_alarm_rate")]
            for name, part in parts.items()
            if part["posts"]
        ),
    )


def with_interval(part: dict[str, Any], name: str) -> str:
    """`0.45 (0.29 to 0.61)`, or a dash where the figure has no meaning."""
    if part[name] is None:
        return "–"
    low, high = part.get("interval", {}).get(name) or (None, None)
    return number(part[name]) if low is None or high is None else f"{part[name]:.3f} ({low:.2f} to {high:.2f})"


def number(value: float | None) -> str:
    """Three digits, or a dash."""
    return "–" if value is None else f"{value:.3f}"


def percent(value: float) -> str:
    """`45.2 %`."""
    return f"{value:.1%}".replace("%", " %")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(heads)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
