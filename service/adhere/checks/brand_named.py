"""`brand_named`: the post says whose advertising it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adhere.checks.context import Context, finding
from adhere.phrases import phrase
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import BrandNamedParams
from adhere.text.folding import fold_wording

_KEY = ("brand_named",)
#: Behind another word of the same sentence.
_NAME = re.compile(r"(?<=[^.!?…\n ,:–—-])[ ,:–—-]+[^\W\d_]\w+")
#: An emoji ends a sentence as a full stop does, where the next word has a small letter behind it ("✨ This cream is").
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_GOES_ON = re.compile(r" [^\W\d_]")
#: Between a label and a name of small letters: nothing but a separator.
_LEAD = re.compile(r"[ *_~)\]]*(?:[|/•·–—-]+ *|(?P<weak>[:,(\[]) *)?")
#: A name of small letters: up to so many words, and what ends them.
_SMALL = re.compile(
    r"[^\W_][\w&.'’-]*(?: (?:& |\+ )?[^\W_][\w&.'’-]*){0,3}?"
    r"(?:$|(?= *\n)|(?= ?[|/•·()\[\]–—])|(?=[.!] )|(?= ?[\u2190-\u2bff\U0001f000-\U0001faff]))",
    re.MULTILINE,
)


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """`brand_not_named`, where no mention, tag, link or name can be seen."""
    if not context.in_post:
        return
    named = context.scan.known.get(_KEY)
    if named is None:
        named = context.scan.known[_KEY] = _named(context)
    if named:
        return
    whose = rule.params.whose if isinstance(rule.params, BrandNamedParams) else ()
    # here, since which words are labels differs from one jurisdiction to another; a brand that is told would have been found
    if not context.post.brand and any(
        _behind(each.match.field.folded.original, each.match.end, whose) for each in context.in_post
    ):
        return
    yield finding(
        rule,
        "brand_not_named",
        phrase("Whose advertising this is cannot be seen in the post."),
        phrase("Name the brand beside the label."),
        severity=context.severity(rule),
        confidence="low",
    )


def _named(context: Context) -> bool:
    post, layout = context.post, context.scan.post_text.layout
    if post.tags or layout.mentions or layout.links:
        return True
    fields = context.scan.post_text.fields
    brand = fold_wording(post.brand).strip() if post.brand else ""
    if brand and any(brand in field.folded.text for field in fields):
        return True
    words = "\n".join(field.folded.original for field in fields)
    # a capital inside a sentence, or a script without capitals, may be a name
    return "@" in words or any(
        name.group().lstrip(" ,:–—-")[0].isupper() and not _opens(words, name) for name in _NAME.finditer(words)
    )


def _behind(words: str, end: int, whose: Sequence[str]) -> bool:
    """Does a name of small letters follow the label ("mainos vauhti sport", in a line of its own or by who writes no capitals)?"""
    lead = _LEAD.match(words, end)
    assert lead is not None  # it may be empty
    word = next((each for each in whose if words.startswith(f"{each} ", lead.end())), None)
    name = _SMALL.match(words, lead.end() + (len(word) + 1 if word is not None else 0))
    # a script without capitals cannot tell a name so
    if lead.end() == end or name is None or not (name.group()[0].islower() or name.group()[0].isdigit()):
        return False
    rest, line_end, _ = words[name.end() :].partition("\n")
    if word is not None or (line_end and not rest.strip()):
        return True
    return lead["weak"] is None and not any(map(str.isupper, words))


def _opens(words: str, name: re.Match[str]) -> bool:
    """Does the word with a capital begin a sentence, right behind an emoji?"""
    behind = _GOES_ON.match(words, name.end())
    return bool(_EMOJI.match(words, name.start() - 1)) and behind is not None and behind.group()[1].islower()
