"""An audit of invented posts in several markets, judged by the real rules, as the parts that outputs are made of."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere import Checker, Post
from adhere.audits.facts import AuditFacts, FileFacts
from adhere.audits.outputs import Parts, Summary, write_outputs
from adhere.audits.records import Answer, findings_table, posts_table

TODAY = dt.date(2026, 11, 20)
STARTED = dt.datetime(2026, 11, 20, 9, 0, 12, tzinfo=dt.UTC)
STANDING = pa.schema(
    [(name, pa.string()) for name in ("key", "status", "decision", "decided_by", "decision_reason")]
    + [("decided_on", pa.date32()), ("expires_on", pa.date32())]
)
CAUTION = "These are extracts: a label that is missing may only be cut off."
Caption = tuple[str, list[str], str, str | None]
#: Caption, markets, declared relationship, brand.
CAPTIONS: list[Caption] = [
    (
        "Obsessed with this serum ✨ my skin has never looked so calm. Code MIA20 gets you 20% off at @lumenor.skin\n"
        "#skincare #glow #selfcare #ad #routine",
        ["GB"],
        "paid",
        "Lumenor",
    ),
    (
        "Ad: three weeks in the new @fennrunning trainers, and my knees have stopped complaining. They cost £95.",
        ["GB", "IE"],
        "paid",
        "Fenn Running",
    ),
    (
        "My new favourite breakfast thing. @vortapress makes green smoothies in 20 seconds and cleans itself! "
        "Link in bio 💚 #sp #smoothie",
        ["US", "GB"],
        "gifted",
        "Vortapress",
    ),
    (
        "Love my new Lumenor cream! 15% off with IVY15: https://lumenor.example/?ref=ivy #ad",
        ["FR", "GB"],
        "paid",
        "Lumenor",
    ),
    (
        "Unser neuer Kaffeevollautomat ist da ☕ So leise, dass keiner mehr aufwacht. Mit MORGEN10 spart ihr 10 % bei "
        "@brunnwerk.\n#kaffee #küche #sponsoredby",
        ["DE", "AT"],
        "affiliate",
        "Brunnwerk",
    ),
    ("Anzeige | Der neue Kaffee von @brunnwerk schmeckt nach Nuss und Schokolade.", ["DE"], "paid", "Brunnwerk"),
    (
        "Mon rituel du matin avec la crème Lumenor 🤍 -20 % avec le code LEA20, lien en bio",
        ["FR", "BE"],
        "unknown",
        "Lumenor",
    ),
    ("Collaboration commerciale – Une semaine avec les baskets @fennrunning.", ["FR"], "paid", "Fenn Running"),
    ("오늘은 루메노르 세럼 후기! 촉촉하고 좋아요 💧 할인 코드 SORA10", ["KR"], "paid", "Lumenor"),
    ("[광고] 루메노르 세럼을 제공받아 솔직하게 썼어요.", ["KR"], "gifted", "Lumenor"),
    (
        "Mis zapatillas nuevas de @fennrunning 😍 usa el código NOA15 y ahorra un 15 %",
        ["ES", "MX"],
        "unknown",
        "Fenn Running",
    ),
    ("سيروم لومينور غيّر بشرتي ✨ استخدموا كود NUR10 للخصم", ["AE", "SA"], "paid", "Lumenor"),
    ("A quiet Sunday by the lake with the dog and a long book. Nothing else to report.", ["GB", "US"], "unknown", None),
    ("Rain again. Soup again. Happy again.", ["GB", "IE"], "none", None),
    (
        "<script>alert('x')</script><img src=x onerror=alert(1)> my @vortapress blender, code BAD10",
        ["GB"],
        "paid",
        "<b>Vorta</b>",
    ),
    ('=HYPERLINK("https://evil.example","win") use code WIN10 at Kelpi', ["GB"], "paid", "+Kelpi"),
    (
        "\u202eright to left override\u202c and a thin\u200b space, gifted by Kelpi \U0001f469\u200d\U0001f52c",
        ["AU"],
        "gifted",
        "Kelpi",
    ),
]
AUTHORS: list[tuple[str | None, int | None]] = [
    ("@mia.glows", 184_000),
    ("léa_du_jour", 52_300),
    ("runs.with.noa", 1_250_000),
    ("소라의하루", 88_000),
    ("kaffee.karl", None),
    ("=cmd()", 10),
    (None, 4_000),
]
PLATFORMS = ["instagram", "tiktok", "youtube", "x", "naver_blog"]


def invented(count: int) -> list[Post]:
    """So many posts, no two of them with all the same."""
    posts = []
    for at in range(count):
        text, markets, relationship, brand = CAPTIONS[at % len(CAPTIONS)]
        author, followers = AUTHORS[at % len(AUTHORS)]
        posts.append(
            Post(
                id=None if at % 11 == 5 else f"p{at % 55}",
                text=text,
                jurisdictions=markets,
                relationship=relationship,
                brand=brand,
                author=author,
                followers=followers,
                platform=PLATFORMS[at % len(PLATFORMS)],
                published_on=None if at % 13 == 7 else dt.date(2026, 1 + at % 10, 1 + at % 28),
            )
        )
    return posts


def answered(checker: Checker, posts: Sequence[Post], *, broken: int = 3) -> list[Answer]:
    """The answers to the posts, and after them rows that could not be read or checked."""
    reports = checker.check_many(posts, today=TODAY)
    answers = [
        Answer(at, "posts.csv", at + 2, f"https://social.example/p/{at}" if at % 3 else None, post, report, None)
        for at, (post, report) in enumerate(zip(posts, reports, strict=True))
    ]
    for at in range(len(posts), len(posts) + broken):
        answers.append(Answer(at, "more.jsonl", at, None, None, None, f"platform: Unknown platform 'myspac{at}' <b>&."))
    if broken:
        answers.append(Answer(len(answers), "more.jsonl", 99, None, posts[0], None, "The text is too long."))
    return answers


def parts_of(answers: Sequence[Answer], folder: Path, *, size: int = 25) -> Parts:
    """The answers as parts of `size` rows."""
    folder.mkdir(parents=True, exist_ok=True)
    posts, findings = [], []
    for at in range(0, len(answers), size):
        chunk = answers[at : at + size]
        posts.append(folder / f"posts-{at:06}.parquet")
        findings.append(folder / f"findings-{at:06}.parquet")
        pq.write_table(posts_table(chunk), posts[-1])
        pq.write_table(findings_table(chunk), findings[-1])
    return Parts(tuple(posts), tuple(findings))


def facts_of(**changed: Any) -> AuditFacts:
    """The facts of the invented audit."""
    told: dict[str, Any] = {
        "id": "a-2026-11-20-01",
        "started": STARTED,
        "finished": STARTED + dt.timedelta(minutes=4, seconds=31),
        "files": (
            FileFacts(
                "posts.csv", "csv", 60, 0, 18_212, "ab" * 32, {"text": "Caption", "author": "Handle"}, ("Likes",)
            ),
            FileFacts("more.jsonl", "jsonl", 4, 4, 911, "cd" * 32, {"text": "text"}, caution=CAUTION),
        ),
        "jurisdictions": None,
        "on": None,
        "today": TODAY,
        "rules_revision": "ee3219e0eb6d18f2",
        "model_version": "0.1.0+9316dbd2",
        "threshold": 0.62,
        "adhere_version": "0.1.0",
        "defaults": {"surface": "feed"},
    }
    return AuditFacts(**told | changed)


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture(scope="session")
def answers(checker: Checker) -> list[Answer]:
    return answered(checker, invented(60))


@dataclass(frozen=True)
class Written:
    """The outputs of an audit, and what they were made of."""

    folder: Path
    summary: Summary
    answers: Sequence[Answer]
    parts: Parts

    @property
    def page(self) -> str:
        return (self.folder / "report.html").read_text("utf-8")

    def csv(self) -> list[dict[str, str]]:
        with (self.folder / "posts.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def write(answers: Sequence[Answer], folder: Path, **changed: Any) -> Written:
    """The outputs of the answers, without a baseline."""
    parts = parts_of(answers, folder / "parts")
    summary = write_outputs(parts, folder / "audit", facts_of(**changed))
    return Written(folder / "audit", summary, answers, parts)


@pytest.fixture(scope="session")
def written(answers: list[Answer], tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The invented audit, written once for all tests that only read it."""
    return write(answers, tmp_path_factory.mktemp("outputs"))
