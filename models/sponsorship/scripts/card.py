"""Writes the card from the figures: `python scripts/card.py RESULTS COMPARISON CORPUS CARD`."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from posts import CORPUS

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
#: What a second reader made of a sample of each language.
SECOND = Path(__file__).parent.parent / "second-reading.json"
TEMPLATE = Path(__file__).parent / "card.template"


def main() -> None:
    """Read the figures, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("results", "comparison", "corpus", "card"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    results, corpus = (json.loads(path.read_text("utf-8")) for path in (given.results, given.corpus))
    comparison = json.loads(given.comparison.read_text("utf-8")) if given.comparison.is_file() else {}
    # figures of another pipeline's comparison would be taken for this one's
    current = comparison.get("version") == results["calibration"]["version"]
    comparison = comparison["peers"] if current else {}
    given.card.write_text(card(results, comparison, corpus), "utf-8")


def card(results: dict[str, Any], comparison: dict[str, Any], corpus: dict[str, Any]) -> str:
    """The page, as Markdown."""
    chosen, shipped = results["calibration"], results["shipped"]
    parts = {
        "version": chosen["version"],
        "languages": ", ".join(results["languages"]),
        "sources": table(("source", "licence", "trains", "train", "validation", "test"), map_sources(results["data"])),
        "most": ", ".join(f"{most:,} of {name}" for name, most in results["most"].items()),
        "composition": composition(corpus),
        "second": second_reading(json.loads(SECOND.read_text("utf-8"))),
        "threshold": chosen["threshold"],
        "certainty": chosen["certainty"],
        "suspicion_wanted": percent(chosen["wanted"]["suspicion"]),
        "certainty_wanted": percent(chosen["wanted"]["certainty"]),
        "apart_wanted": percent(chosen["wanted"]["varieties_apart"]),
        "alarms_wanted": ", ".join(
            f"{percent(most)} of {name}" for name, most in chosen["wanted"]["false_alarms_ordinary"].items()
        ),
        "chosen": table(
            ("", "precision at a third", "recall", "false alarms", *chosen["ordinary_posts"]),
            (
                [
                    name,
                    percent(at["precision_at_base_rate"]),
                    percent(at["recall"]),
                    percent(at["false_alarm_rate"]),
                    *map(percent, at["false_alarms_ordinary"].values()),
                ]
                for name, at in (("suspicion", chosen["at_threshold"]), ("certainty", chosen["at_certainty"]))
            ),
        ),
        "posts": chosen["posts"],
        "corpus": figures({"all": shipped["corpus"]["overall"], **shipped["corpus"]["by_language"]}),
        "others": figures(shipped["sources"]),
        "captions": figures(
            {
                f"{name}, {part}": shipped[key][part]
                for key, name in (("promotional", "promotional of whatever"), ("third_party", "for a third party"))
                for part in shipped[key]
            }
        ),
        "ordinary": alarms(shipped["ordinary"], shipped["own_money"], results["languages"]),
        "peers": peers(comparison),
    }
    return TEMPLATE.read_text("utf-8").format(**parts)


def composition(corpus: dict[str, Any]) -> str:
    """A row a language: posts of each kind, and what tells advertising unread."""
    rows = []
    for path in sorted(CORPUS.glob("*.jsonl")):
        posts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        kinds = Counter(post["kind"] for post in posts)
        cues = corpus["languages"][path.stem]["cues"]
        strongest = max(cues, key=lambda name: abs(cues[name] - 0.5))
        rows.append(
            [
                path.stem,
                f"{len(posts):,}",
                *(f"{kinds[kind]:,}" for kind in ("third_party_promotion", "own_promotion", "organic")),
                f"{len({post['group'] for post in posts}):,}",
                f"{sum('parallel' in post['manner'] for post in posts):,}",
                f"{strongest} {cues[strongest]:.2f}",
            ]
        )
    heads = ("", "posts", "third party", "own", "organic", "groups", "told in several languages", "strongest cue")
    return table(heads, rows)


def second_reading(second: dict[str, Any]) -> str:
    """Who read, how much of it was judged otherwise, and which posts."""
    languages, otherwise = second["languages"], second["otherwise"]
    posts, doubted = (sum(each[key] for each in languages.values()) for key in ("posts", "doubted"))
    rows = (
        [lang, str(each["posts"]), str(sum(one["lang"] == lang for one in otherwise)), str(each["doubted"])]
        for lang, each in languages.items()
    )
    said = f"{second['reader']} Of {posts} posts in {len(languages)} languages it judged {len(otherwise)} otherwise and doubted {doubted}. "
    said += "The corpus keeps its first reading: "
    said += "; ".join(f"`{one['id']}`, written as {one['written']}, read as {one['read']}" for one in otherwise) + "."
    return said + "\n\n" + table(("", "posts", "judged otherwise", "doubted"), rows)


def peers(comparison: dict[str, Any]) -> str:
    """A row a peer: average precision a source, and posts a second."""
    if not comparison:
        return "Not compared in this run: `python -m spacy project run all .` does."
    sources = list(comparison["shipped"]["average_precision"])
    rows = (
        [name, *(number(each["average_precision"][source]) for source in sources), f"{each['posts_a_second']:,}"]
        for name, each in comparison.items()
    )
    return table(("", *sources, "posts a second"), rows) + "\n\n![The same, drawn](images/peers.svg)"


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


def alarms(ordinary: dict[str, Any], own_money: dict[str, Any], languages: list[str]) -> str:
    """The false-alarm rate in all, a source, a language, and on reviews of what was bought with one's own money."""
    parts = {"all": ordinary["overall"], **ordinary["by_source"]}
    parts |= {lang: part for lang, part in ordinary["by_language"].items() if lang in languages}
    parts |= {f"Korean reviews of one's own purchases, {split}": part for split, part in own_money.items()}
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
