"""What is new, still open, mended or gone since an earlier audit, and what people decided."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from adhere.audits.keys import finding_key
from adhere.audits.records import FINDINGS, POSTS, Answer
from adhere.audits.standing import standing
from adhere.post import Platform, Post
from adhere.storage import Decision

ON = dt.date(2026, 11, 3)
WORDS = (
    "Obsessed with this Lumea serum, three weeks in and my skin is so much calmer, you have to try it! #skincare #lumea"
)


@dataclass(frozen=True)
class Given:
    """A post of an audit, with the rules that found something."""

    text: str = WORDS
    author: str | None = "mia"
    id: str | None = None
    url: str | None = None
    platform: Platform = Platform.INSTAGRAM
    rules: tuple[str, ...] = ("gb.label",)
    asked: tuple[str, ...] = ("GB",)
    error: str | None = None

    def answer(self, seq: int) -> Answer:
        post = Post(text=self.text, author=self.author, id=self.id, platform=self.platform)
        return Answer(seq, "posts.csv", seq + 1, self.url, post, None, self.error)

    def known_by(self) -> list[str]:
        post = self.answer(0).post
        assert post is not None
        return [finding_key(post, self.url, market(rule), rule) for rule in self.rules]

    def row(self, seq: int) -> dict[str, Any]:
        verdicts = [{"jurisdiction": code, "verdict": "review"} for code in self.asked]
        known = {
            "id": self.id,
            "url": self.url,
            "author": self.author,
            "platform": self.platform.value,
            "text": self.text,
        }
        return {"seq": seq, **known, "error": self.error, "verdicts": None if self.error else verdicts}

    def findings(self, seq: int) -> list[dict[str, Any]]:
        return [
            {"seq": seq, "key": key, "id": self.id, "jurisdiction": market(rule), "rule": rule, "severity": "breach"}
            for rule, key in zip(self.rules, self.known_by(), strict=True)
        ]


def market(rule: str) -> str:
    return rule[:2].upper()


def write(folder: Path, posts: Sequence[Given], parts: int = 1) -> tuple[list[Path], list[Path]]:
    """The posts as an audit's Parquet files."""
    folder.mkdir()
    names: tuple[list[Path], list[Path]] = ([], [])
    for part in range(parts):
        rows = [(seq, each) for seq, each in enumerate(posts) if seq % parts == part]
        tables = (
            pa.Table.from_pylist([each.row(seq) for seq, each in rows], POSTS),
            pa.Table.from_pylist([row for seq, each in rows for row in each.findings(seq)], FINDINGS),
        )
        for kind, table, into in zip(("posts", "findings"), tables, names, strict=True):
            into.append(folder / (f"{kind}.parquet" if parts == 1 else f"{kind}-{part}.parquet"))
            pq.write_table(table, into[-1])
    return names


@pytest.fixture
def compare(tmp_path: Path) -> Any:
    """Compares two audits: the status of each key, and the mended ones."""

    def run(before: Sequence[Given], now: Sequence[Given], parts: int = 1) -> tuple[dict[str, str], list[str]]:
        write(tmp_path / "before", before)
        posts, findings = write(tmp_path / "now", now, parts)
        said, mended = standing(findings, posts, tmp_path / "before", [], ON, tmp_path)
        assert said is not None
        assert mended is not None
        assert pq.read_schema(mended).names == FINDINGS.names
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "before",
            "mended.parquet",
            "now",
            "standing.parquet",
        ]
        return (
            {row["key"]: row["status"] for row in pq.read_table(said).to_pylist()},
            pq.read_table(mended)["key"].to_pylist(),
        )

    return run


def statuses(given: Iterable[Given], status: str) -> dict[str, str]:
    return {key: status for each in given for key in each.known_by()}


def edited(text: str) -> str:
    return text.replace("so much", "a lot") + " 🙌"


def test_the_same_posts_in_other_files_and_another_order_are_open(compare: Any) -> None:
    before = [Given(id=f"p{n}") for n in range(30)] + [
        Given(text=f"{WORDS} {n} " * 2, author=f"a{n}") for n in range(30)
    ]
    now = random.Random(7).sample(before, len(before))
    assert compare(before, now, parts=4) == (statuses(before, "open"), [])


def test_new_open_and_mended(compare: Any) -> None:
    before = [Given(id="a", rules=("gb.label", "gb.wording")), Given(id="b")]
    now = [Given(id="a", rules=("gb.label", "gb.ban"), text="all other words"), Given(id="b", rules=()), Given(id="c")]
    found, mended = compare(before, now)
    label, ban = now[0].known_by()
    assert found == {label: "open", ban: "new", now[2].known_by()[0]: "new"}
    assert mended == [before[0].known_by()[1], before[1].known_by()[0]]


def test_a_post_that_is_not_there_is_gone_and_not_mended(compare: Any) -> None:
    before = [Given(id="a"), Given(url="https://x.example/1"), Given(text=WORDS)]
    assert compare(before, [Given(id="z", rules=())]) == ({}, [])


def test_a_post_that_could_not_be_read_or_was_not_asked_for_the_market_is_not_mended(compare: Any) -> None:
    before = [Given(id="a"), Given(id="b", rules=("gb.label", "fr.label"), asked=("GB", "FR"))]
    now = [Given(id="a", rules=(), error="no date"), Given(id="b", rules=(), asked=("FR",))]
    assert compare(before, now) == ({}, [before[1].known_by()[1]])


def test_without_id_an_edited_post_is_the_same(compare: Any) -> None:
    before = [
        Given(rules=("gb.label", "gb.wording")),
        Given(text="Sunday walk, muddy dog, hot soup", rules=("gb.label",)),
    ]
    now = [Given(text=edited(WORDS), rules=("gb.label", "gb.ban"))]
    found, mended = compare(before, now)
    assert found == {now[0].known_by()[0]: "open", now[0].known_by()[1]: "new"}
    assert mended == [before[0].known_by()[1]]


def test_an_edited_post_without_findings_is_mended(compare: Any) -> None:
    before = [Given()]
    assert compare(before, [Given(text="Ad: " + WORDS, rules=())]) == ({}, before[0].known_by())


@pytest.mark.parametrize(
    "change",
    [
        {"author": "noa"},
        {"author": None},
        {"platform": Platform.TIKTOK},
        {"id": "p1"},
        {"url": "https://x.example/1"},
        {
            "text": "Obsessed with this Nordwall backpack, three weeks in and my back is so much calmer, try it! #hiking #nordwall"
        },
        {"text": ""},
    ],
    ids=str,
)
def test_what_is_not_the_same_post_is_new(compare: Any, change: dict[str, Any]) -> None:
    now = replace(Given(text=edited(WORDS)), **change)
    assert compare([Given()], [now]) == (statuses([now], "new"), [])


@pytest.mark.parametrize(
    "text",
    [
        "このルメアの美容液に夢中です。三週間使って肌がとても落ち着きました。ぜひ試してみてください。毎朝の習慣になりました。",
        "หลงรักเซรั่มลูเมียตัวนี้มาก ใช้มาสามสัปดาห์แล้วผิวดูสงบลงเยอะเลย ทุกคนต้องลองใช้ดูนะคะ แล้วจะติดใจ",
        "Влюблена в эту сыворотку Lumea, три недели, и моя кожа намного спокойнее, попробуйте обязательно сами",
        "أحب هذا السيروم من لوميا كثيرا بعد ثلاثة أسابيع أصبحت بشرتي أهدأ بكثير جربوه وأخبروني برأيكم هنا",
    ],
)
def test_small_edits_are_seen_through_in_every_script(compare: Any, text: str) -> None:
    now = Given(text=f"{text} 1\u200b")
    assert compare([Given(text=text)], [now]) == (statuses([now], "open"), [])


def test_other_words_in_a_script_without_spaces_are_another_post(compare: Any) -> None:
    now = Given(text="ยินดีต้อนรับสู่ร้านของฉัน วันนี้มีเทียนหอมกลิ่นใหม่มาให้ลอง แวะมาดมกันได้ทุกวันค่ะ ไม่ต้องเกรงใจเลย")
    text = "หลงรักเซรั่มลูเมียตัวนี้มาก ใช้มาสามสัปดาห์แล้วผิวดูสงบลงเยอะเลย ทุกคนต้องลองใช้ดูนะคะ แล้วจะติดใจ"
    assert compare([Given(text=text)], [now]) == (statuses([now], "new"), [])


def test_a_post_is_taken_for_one_post_at_most(compare: Any) -> None:
    """Two edits of one post: the nearer one is it, the other one is new."""
    near, far = Given(text=WORDS + " yes"), Given(text=edited(WORDS) + " yes oh well")
    found, _ = compare([Given()], [far, near])
    assert found == {near.known_by()[0]: "open", far.known_by()[0]: "new"}


def test_a_post_with_these_very_words_is_no_edit_of_another(compare: Any) -> None:
    """Both versions stood in the baseline; one is gone, the other one is not taken for it."""
    before = [Given(), Given(text=edited(WORDS), rules=())]
    now = [Given(text=edited(WORDS))]
    assert compare(before, now) == (statuses(now, "new"), [])


def test_white_space_does_not_make_another_post(compare: Any) -> None:
    before, now = [Given(text="a  b\u00a0c\n\u2003d ")], [Given(text=" a b c\x85d", rules=())]
    assert Given(text="a b c d").known_by() == before[0].known_by()
    assert compare(before, now) == ({}, before[0].known_by())


def test_many_posts_of_one_author_do_not_explode(compare: Any) -> None:
    before = [Given(text=f"{WORDS} number {n} of my long series about {n % 97} serums") for n in range(3_000)]
    now = [replace(each, text=each.text + " ok") for each in before]
    assert compare(before, now) == (statuses(now, "open"), [])


def test_hostile_paths_and_words(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] key=value *?"
    folder.mkdir()
    hostile = "=cmd()|'/C calc'!A0 \u202e <script> " + "x" * 100_000
    write(folder / "before", [Given(text=hostile)])
    posts, findings = write(folder / "now", [Given(text=hostile)])
    said, _ = standing(findings, posts, folder / "before", [], ON, folder)
    assert said is not None
    assert pq.read_table(said)["status"].to_pylist() == ["open"]


def decision(key: str, kind: Any, *, number: int = 1, until: dt.date | None = None, on: dt.date = ON) -> Decision:
    return Decision(number, "A", "c", key, "GB", "gb.label", kind, "the <b>contract</b>", "R. Okafor", on, until)


def decided(path: Path | None) -> dict[str, Any]:
    assert path is not None
    return {row["key"]: row["decision"] for row in pq.read_table(path).to_pylist() if row["decision"]}


def test_decisions_that_count_stand_beside_their_findings(tmp_path: Path) -> None:
    given = [Given(id="a"), Given(id="b"), Given(id="c")]
    posts, findings = write(tmp_path / "now", given)
    (a,), (b,), (c,) = (each.known_by() for each in given)
    decisions = [
        decision(a, "override"),
        decision(b, "ignore", until=ON),
        decision(c, "ignore", until=ON - dt.timedelta(1)),
        decision("elsewhere", "agree"),
    ]
    said, mended = standing(findings, posts, None, decisions, ON, tmp_path)
    assert mended is None
    assert decided(said) == {a: "override", b: "ignore"}
    assert pq.read_table(said).to_pylist()[0].keys() == {
        "key", "status", "decision", "decided_by", "decision_reason", "decided_on", "expires_on",
    }  # fmt: skip
    (row,) = [each for each in pq.read_table(said).to_pylist() if each["key"] == b]
    assert list(row.values()) == [b, None, "ignore", "R. Okafor", "the <b>contract</b>", ON, ON]


def test_a_decision_goes_with_an_edited_post(tmp_path: Path) -> None:
    write(tmp_path / "before", [Given()])
    now = Given(text=edited(WORDS))
    posts, findings = write(tmp_path / "now", [now])
    (old,), (new,) = Given().known_by(), now.known_by()
    said, _ = standing(findings, posts, tmp_path / "before", [decision(old, "override")], ON, tmp_path)
    assert decided(said) == {new: "override"}
    both = [decision(new, "agree"), decision(old, "override", number=2)]
    said, _ = standing(findings, posts, tmp_path / "before", both, ON, tmp_path)
    assert decided(said) == {new: "agree"}


def test_nothing_to_say_writes_nothing(tmp_path: Path) -> None:
    posts, findings = write(tmp_path / "now", [Given()])
    past = [decision(Given().known_by()[0], "ignore", until=ON - dt.timedelta(1))]
    assert standing(findings, posts, None, past, ON, tmp_path) == (None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["now"]
