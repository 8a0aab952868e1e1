"""The report that people look at: one HTML file that needs nothing else, and no script."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from adhere.audits.facts import AuditFacts
from adhere.audits.outputs import details, words
from adhere.audits.outputs.parts import Database, Parts, Row

#: So many bars a chart has, and so many months.
_BARS, _MONTHS, _SCORED = 10, 36, 20
#: So many characters of a name, an address or a message of somebody else are shown.
_NAME = 80


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table and of the chart beside it."""

    name: str
    posts: int
    non_compliant: int
    review: int
    compliant: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with their table. `kind` is `shares`, each bar as long as the others, or `counts`. `more` rows are left out."""

    id: str
    title: str
    column: str
    kind: str
    note: str
    bars: list[Bar]
    more: int = 0

    @property
    def longest(self) -> int:
        """The posts of the longest bar."""
        return max((bar.posts for bar in self.bars), default=0)

    @property
    def description(self) -> str:
        """The figures in words, for those who do not see them."""
        told = (
            f"{bar.name}: {bar.non_compliant:,} not compliant, {bar.review:,} need a person, {bar.compliant:,} compliant"
            for bar in self.bars
        )
        return "; ".join(told) + "."


def write_page(db: Database, parts: Parts, data: dict[str, Any], path: Path, facts: AuditFacts) -> None:
    """Writes the report. It is long only as far as people read: the tables beside it have the rest."""
    posts = details.worst_posts(db)
    page = _environment().get_template("report.html")
    page.stream(
        data=data,
        facts=facts,
        sentences=words.found(data),
        charts=_charts(data),
        authors=data["authors"][:_SCORED],
        posts=posts,
        sources=details.sources(posts),
        new=details.new_findings(db),
        decided=details.decided(db),
        mended=details.mended(db, parts),
    ).dump(str(path), encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("adhere.audits.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "clip": clip,
        "day": words.day,
        "market": words.market,
        "number": words.number,
        "platform": words.platform,
        "reason": words.reason,
        "share": words.share,
        "short": words.short_number,
        "some": words.some,
    }
    environment.globals |= {"words": words, "linked": linked, "period": words.period}
    return environment


def clip(text: str | None, size: int = _NAME) -> str:
    """The beginning of a text in one line."""
    line = " ".join((text or "").split())
    return line if len(line) <= size else line[: size - 1] + "…"


def linked(address: str | None) -> bool:
    """May the address be a link? Only pages of the web may: an address of a post is whatever somebody wrote."""
    return bool(address) and str(address).lower().startswith(("https://", "http://"))


def _charts(data: dict[str, Any]) -> list[Chart]:
    brands = [each for each in data["brands"] if each["brand"] is not None]
    return [
        _chart(
            "markets",
            "By market",
            "Market",
            [_bar(words.market(each["jurisdiction"]), each) for each in data["jurisdictions"]],
            note="A post counts in every market whose rules it was asked about.",
        ),
        _chart(
            "platforms",
            "By platform",
            "Platform",
            [_bar(words.platform(each["platform"]), each) for each in data["platforms"]],
        ),
        _months(data),
        _reasons(data),
        _chart(
            "brands",
            "By brand",
            "Brand",
            [_bar(clip(each["brand"], 40), each) for each in brands],
            note="Posts that name no brand are left out.",
            more=data["brands_in_all"] - len(brands),
        ),
    ]


def _chart(id: str, title: str, column: str, bars: list[Bar], *, note: str = "", more: int = 0) -> Chart:
    """The first bars as they come: those with most posts that are not compliant."""
    return Chart(id, title, column, "shares", note, bars[:_BARS], max(len(bars) - _BARS, 0) + more)


def _months(data: dict[str, Any]) -> Chart:
    dated = [each for each in data["months"] if each["month"] is not None]
    bars = [_bar(words.month(each["month"]), each) for each in dated[-_MONTHS:]]
    undated = data["period"]["undated"]
    note = (
        f"{words.some(undated, 'post')} without a date {'is' if undated == 1 else 'are'} left out." if undated else ""
    )
    return Chart("months", "By month", "Month", "columns", note, bars, len(dated) - len(bars))


def _reasons(data: dict[str, Any]) -> Chart:
    told = [each for each in data["reasons"] if each["non_compliant"] or each["review"]]
    bars = [
        Bar(
            words.reason(row["reason"]),
            row["non_compliant"] + row["review"],
            row["non_compliant"],
            row["review"],
            0,
            None,
        )
        for row in told
    ]
    return Chart(
        "reasons",
        "By reason",
        "Reason",
        "counts",
        "A post counts once a reason, as a breach if it is one in any market, else as a doubt; it may have several reasons.",
        bars[:_BARS],
        max(len(bars) - _BARS, 0),
    )


def _bar(name: str, row: Row) -> Bar:
    return Bar(name, row["posts"], row["non_compliant"], row["review"], row["compliant"], row["non_compliant_rate"])
