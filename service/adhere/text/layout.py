"""How a text is laid out: lines, hashtags and runs of them, mentions, links, discount codes. Offsets are of the original text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import regex

_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: Not `re`, whose \w stops at the vowel signs of Devanagari and Thai.
_HASHTAG = regex.compile(r"(?<![\w&/])[#＃][\w\u200c\u200d·]*\w")
#: Looks behind after the sign, so that the engine can jump from sign to sign.
_MENTION = re.compile(r"[@＠](?<![\w.@].)\w(?:[\w.]*\w)?")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'）」]+|(?<![\w@.\-/])(?:[a-zA-Z0-9](?:[a-zA-Z0-9\-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,24}(?::\d+)?(?:/[^\s<>\"'）」]*)?(?![\w@])"
)
#: An address to write to. A tag glued to a mention (`#ad@glow.co`) is none.
_EMAIL = re.compile(r"(?<![\w.+\-#＃@])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,3}\.[a-zA-Z]{2,24}(?![\w@])")
#: What every link holds; sought first, since it costs little.
_DOTTED = re.compile(r"\.[a-zA-Z0-9]")
_AFFILIATE = re.compile(
    r"[?&/](?:ref|aff|affiliate|aff_id|affid|tag|partner|irclickid|awc|awinaffid|campaignid|coupon)[=/]|amzn\.to|amazon\.[a-z.]+/.*tag=|"
    r"\bltk\.|liketoknow|liketk|shopltk|rstyle|shopmy|awin1?|shareasale|skimresources|prf\.hn|magiclinks|howl\.|click\.linksynergy|"
    r"utm_(?:source|medium)=(?:affiliate|influencer|creator)",
    re.IGNORECASE,
)
#: Words for a discount code, as the last word or two before one.
_CODE_WORDS = frozenset(
    (
        "code codes coupon promocode voucher rabattcode gutscheincode gutschein rabattkod rabattkoden kod kode koden kody kodu "
        "rabatowy código codigo cupón cupon cupom codice kortingscode kuponkód kuponkod alekoodi koodi koodilla kupón kód kódem "
        "промокод код kodo kuponas kupon コード クーポン 코드 쿠폰 优惠码 優惠碼 折扣码 折扣碼 رمز كود קוד mã รหัส โค้ด"
    ).split()
)
_TWO_CODE_WORDS = frozenset({"code promo", "kod rabatowy", "code réduction", "code reduc"})
#: Scripts that put no space before the code word: it may be the end of a longer run.
_GLUED_CODE_WORDS = ("コード", "クーポン", "코드", "쿠폰", "优惠码", "優惠碼", "折扣码", "折扣碼", "รหัส", "โค้ด")
#: What stands before a code that looks like one by itself: "with MIA20".
_WITH_WORDS = frozenset("use mit with avec con com met z med käytä käyttämällä cu с s".split())
#: Capitals of the Latin, Greek and Cyrillic alphabets.
_CAPITALS = "A-ZÀ-ÖØ-Þ" + "".join(map(chr, filter(lambda code: chr(code).isupper(), range(0x100, 0x180)))) + "Α-ΩЀ-Я"
#: A letter or digit of a script with spaces; beside the others a code stands without any.
_SPACED = r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
#: The look behind comes after the first letter, so that the engine can jump from capital to capital.
_CODE = re.compile(rf"[{_CAPITALS}0-9](?<!{_SPACED}.)[{_CAPITALS}0-9_\-]{{2,24}}(?!{_SPACED})")
_NEAR_CODE = re.compile(r"[A-Z]{2,16}\d{1,3}")
_BARE_CODE = re.compile(rf"(?<!{_SPACED})(?<![#@])[A-Z]{{3,16}}\d{{2}}(?!{_SPACED})")
#: Read from the end, where the words are.
_LAST_WORDS = regex.compile(r"(?r)((?:\w+ )?(\w+))$")
#: How far before a code its word may begin.
_WORD_REACH = 48
_BETWEEN = " \t\n\r:：\"'“”„«»=-"
_GAP = re.compile(r"[^\w#＃@＠]*")
#: Ends of sentences and abbreviations that look like domains.
_NOT_LINKS = frozenset(
    {
        "e.g",
        "i.e",
        "z.b",
        "d.h",
        "u.a",
        "p.s",
        "a.m",
        "p.m",
        "u.s",
        "u.k",
        "o.ä",
        "n.b",
        "t.ex",
        "m.m",
        "f.eks",
        "m.in",
        "np",
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HashtagRun:
    """Hashtags and mentions with nothing but spaces, emoji or punctuation between them."""

    start: int
    end: int
    tags: tuple[Piece, ...]


class Layout:
    """What stands where in a text. Each part is worked out when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[Piece]:
        """Lines without their breaks; empty ones count."""
        found, begin = [], 0
        for mark in _LINE.finditer(self.text):
            found.append(Piece(begin, mark.start()))
            begin = mark.end()
        return [*found, Piece(begin, len(self.text))]

    @cached_property
    def hashtags(self) -> list[Piece]:
        """Hashtags, with their `#`."""
        if "#" not in self.text and "＃" not in self.text:
            return []
        return [Piece(*found.span()) for found in _HASHTAG.finditer(self.text)]

    @cached_property
    def mentions(self) -> list[Piece]:
        """Mentions, with their `@`."""
        if "@" not in self.text and "＠" not in self.text:
            return []
        return [Piece(*found.span()) for found in _MENTION.finditer(self.text)]

    @cached_property
    def links(self) -> list[Piece]:
        """Links, also bare domains."""
        if not _DOTTED.search(self.text):
            return []
        return [
            Piece(found.start(), found.start() + len(found.group().rstrip(".,;:!?)")))
            for found in _LINK.finditer(self.text)
            if _is_link(found.group())
        ]

    @cached_property
    def emails(self) -> list[Piece]:
        """Addresses to write to."""
        if "@" not in self.text or not _DOTTED.search(self.text):
            return []
        return [Piece(*found.span()) for found in _EMAIL.finditer(self.text)]

    @cached_property
    def capitals(self) -> list[Piece]:
        """Tokens of capitals and digits: what a discount code may look like, and much else."""
        return [Piece(*found.span()) for found in _CODE.finditer(self.text)]

    @cached_property
    def codes(self) -> list[Piece]:
        """Discount codes: a token of capitals and digits beside a word for code, or one that ends in two digits."""
        found = []
        for token in self.capitals:
            before = self.text[max(0, token.start - _WORD_REACH) : token.start]
            if _names_code(before) or (
                _NEAR_CODE.fullmatch(self.text, token.start, token.end) and _with_before(before)
            ):
                found.append(token)
            else:
                found += self.bare_codes(token)
        return found

    def bare_codes(self, token: Piece) -> list[Piece]:
        """Codes that look like one by themselves, in a token of capitals."""
        return [Piece(*found.span()) for found in _BARE_CODE.finditer(self.text, token.start, token.end)]

    @cached_property
    def hashtag_runs(self) -> list[HashtagRun]:
        """Maximal runs of two or more hashtags and mentions."""
        tags = sorted([*self.hashtags, *self.mentions], key=lambda tag: tag.start)
        runs: list[list[Piece]] = []
        for tag in tags:
            if runs and _GAP.fullmatch(self.text, runs[-1][-1].end, tag.start):
                runs[-1].append(tag)
            else:
                runs.append([tag])
        return [HashtagRun(run[0].start, run[-1].end, tuple(run)) for run in runs if len(run) > 1]


def _names_code(before: str) -> bool:
    words = _LAST_WORDS.search(before.rstrip(_BETWEEN).lower())
    if words is None:
        return False
    return words[2] in _CODE_WORDS or words[1] in _TWO_CODE_WORDS or words[2].endswith(_GLUED_CODE_WORDS)


def _with_before(before: str) -> bool:
    words = _LAST_WORDS.search(before[:-1].lower()) if before.endswith(" ") else None
    return words is not None and words[2] in _WITH_WORDS


def _is_link(text: str) -> bool:
    if text.startswith(("http", "www.")) or "/" in text:
        return True
    host = text.rstrip(".").lower()
    if host in _NOT_LINKS:
        return False
    name, _, tail = host.rpartition(".")
    # "end.Next sentence": a capital after the dot and none before is a sentence's end
    dot = text.rfind(".")
    return (
        not (text[dot + 1 : dot + 2].isupper() and not text[dot + 1 :].isupper()) and len(name) > 1 and tail.isascii()
    )


def lay_out(text: str) -> Layout:
    """The layout of a text."""
    return Layout(text)


def is_affiliate_link(link: str) -> bool:
    """Does the link itself say that it earns a commission?"""
    return _AFFILIATE.search(link) is not None
