"""The form of the check page: what was filled in, and the post it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData

from adhere.api.problems import InvalidPost
from adhere.api.reading import explained
from adhere.errors import InputError
from adhere.phrases import phrase
from adhere.post import Post
from adhere.rulebook import Rulebook
from adhere.web.languages import accepted

#: What is kept in the browser for the next visit; nothing of the post itself.
_KEPT = ("jurisdictions", "platform", "surface", "relationship")
#: Fields of one line or several whose words go into the post as they are.
_WORDS = ("title", "first_comment", "profile", "author", "brand", "sector", "language")
_LISTS = ("overlay", "transcript")
_CHOICES = ("platform", "surface", "relationship", "altered_image", "audience")
_ANSWERS = {"yes": True, "no": False}
#: Everything the form may hold, besides the markets.
FIELDS = ("text", *_CHOICES, *_WORDS, *_LISTS, "platform_label", "published_on", "followers")


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in: the words of each field, empty where none were given, and the markets and groups chosen."""

    values: dict[str, str]
    markets: tuple[str, ...]

    @property
    def more(self) -> bool:
        """Is anything filled in that is folded away?"""
        return any(self.values[name] for name in FIELDS if name not in ("text", "platform", "surface", "relationship"))

    def post(self) -> Post:
        """The post. Raises InvalidPost with everything that is wrong."""
        given = {name: value for name, value in self.values.items() if value}
        data: dict[str, Any] = {name: given[name] for name in (*_CHOICES, *_WORDS, "published_on") if name in given}
        data["text"] = self.values["text"]
        data["jurisdictions"] = list(self.markets)
        for name in _LISTS:
            if name in given:
                data[name] = [line for line in given[name].split("\n") if line.strip()]
        if "platform_label" in given:
            data["platform_label"] = _ANSWERS.get(given["platform_label"], given["platform_label"])
        if "followers" in given:
            data["followers"] = _whole_number(given["followers"])
        try:
            return Post.model_validate(data)
        except ValidationError as error:
            raise explained(error, data) from None

    def kept(self) -> str:
        """What the browser keeps for the next visit."""
        pairs = [("jurisdictions", ",".join(self.markets))]
        pairs += [(name, self.values[name]) for name in _KEPT[1:] if self.values[name]]
        return urlencode(pairs)


def filled_in(form: FormData) -> Filled:
    """What was sent. Lines end with one character, as they do in the browser's own text: forms are sent with two."""
    values = {name: _line_ends(str(form.get(name, ""))) for name in FIELDS}
    markets = dict.fromkeys(str(each) for each in form.getlist("jurisdictions"))
    return Filled(values, tuple(markets))


def first_visit(request: Request, rulebook: Rulebook) -> Filled:
    """An empty form, with what was chosen last; on a first visit, with the market of the browser's language, if it names one."""
    values = dict.fromkeys(FIELDS, "")
    kept = dict(parse_qsl(unquote(request.cookies.get("adhere_check", ""))[:2_000]))
    if kept:
        values |= {name: kept[name] for name in _KEPT[1:] if name in kept}
        markets: list[str] = kept.get("jurisdictions", "").split(",")
    else:
        markets = [tag.rpartition("-")[2].upper() for tag in accepted(request)[:1] if "-" in tag]
    return Filled(values, tuple(each for each in markets if each in rulebook.packs or rulebook.is_group(each)))


def _whole_number(value: str) -> int:
    plain = value.replace(" ", "").replace("_", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
        wrong = phrase("followers: {given} is no whole number. Write digits alone.", given=repr(value[:40]))
        raise InvalidPost([InputError(wrong, where="followers")])
    return int(plain)


def _line_ends(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")
