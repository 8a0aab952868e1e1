"""What the words of closed sets are called on a page. They stand here in English; the catalogues hold them in other languages."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from adhere.text.platforms import load_platforms
from adhere.web.languages import locale_of

if TYPE_CHECKING:
    from adhere.rulebook import Pack, Rulebook


def N_(word: str) -> str:
    """Marks a word for the catalogues, and leaves it as it is."""
    return word


WORDS: dict[str, dict[str, str]] = {
    "verdict": {
        "compliant": N_("Compliant"),
        "non_compliant": N_("Not compliant"),
        "review": N_("A person must decide"),
    },
    "severity": {"breach": N_("Breach"), "warning": N_("Warning"), "note": N_("Note")},
    "confidence": {"high": N_("high"), "medium": N_("medium"), "low": N_("low")},
    "duty": {
        "required": N_("Label required"),
        "not_required": N_("No label required"),
        "depends": N_("Depends on the relationship"),
    },
    "reason": {
        "missing_label": N_("Label missing"),
        "ambiguous_label": N_("Label unclear"),
        "abbreviated_label": N_("Label abbreviated"),
        "label_too_late": N_("Label too late"),
        "label_buried_in_hashtags": N_("Label among hashtags"),
        "label_hidden_behind_more": N_("Label behind the fold"),
        "label_not_conspicuous": N_("Label not conspicuous"),
        "wrong_language": N_("Label in another language"),
        "platform_tool_only": N_("Platform's tag alone"),
        "profile_only": N_("Label in the profile alone"),
        "label_not_in_video": N_("Label not in the video"),
        "brand_not_named": N_("Brand not named"),
        "wording_for_relationship": N_("Wording does not fit the relationship"),
        "sector_ban": N_("Advertising not allowed in this sector"),
        "sector_label_missing": N_("Wording for the sector missing"),
        "image_label_missing": N_("Note on the altered picture missing"),
        "contradicting_claim": N_("Contradicting claim"),
        "suspected_advertising": N_("Suspected advertising"),
        "not_checked": N_("Not checked"),
        "other": N_("Other"),
    },
    "relationship": {
        "unknown": N_("Not known"),
        "paid": N_("Paid"),
        "gifted": N_("Gifted"),
        "gifted_with_obligation": N_("Gifted, with an obligation to post"),
        "affiliate": N_("Affiliate"),
        "own_brand": N_("The author's own brand"),
        "employee": N_("Employee"),
        "family": N_("Family"),
        "ambassador": N_("Ambassador"),
        "trip": N_("Trip or event paid for"),
        "none": N_("None"),
    },
    "surface": {
        "feed": N_("Feed"),
        "story": N_("Story"),
        "reel": N_("Reel"),
        "video": N_("Video"),
        "short": N_("Short video"),
        "live": N_("Live stream"),
        "other": N_("Other"),
    },
    "field": {
        "text": N_("Caption"),
        "title": N_("Title"),
        "overlay": N_("Words on the picture or video"),
        "transcript": N_("Words spoken"),
        "first_comment": N_("First comment"),
        "profile": N_("Profile"),
        "tags": N_("Tagged accounts"),
    },
    "altered_image": {
        "none": N_("Not altered"),
        "retouched": N_("Retouched"),
        "generated": N_("Generated"),
        "unknown": N_("Not known"),
    },
    "audience": {"general": N_("Everybody"), "minors": N_("Minors")},
    "kind": {
        "third_party": N_("Advertising for somebody else"),
        "own": N_("Advertising for the author's own"),
        "organic": N_("No advertising"),
    },
    "evidence": {
        "affiliate_link": N_("Affiliate link"),
        "brand_thanks": N_("Thanks to a brand"),
        "call_to_action": N_("Call to action"),
        "discount_code": N_("Discount code"),
        "gift_wording": N_("Words about a gift"),
        "maker_link": N_("Link to the maker"),
        "offer": N_("Offer"),
        "shop_link": N_("Link to a shop"),
        "tracked_link": N_("Tracked link"),
        "wording": N_("Wording"),
    },
    "force": {
        "law": N_("Law"),
        "code": N_("Code"),
        "guidance": N_("Guidance"),
        "judgment": N_("Judgment"),
    },
    "verified": {"page": N_("read"), "memory": N_("from memory")},
    "status": {
        "accepted": N_("Accepted"),
        "ambiguous": N_("Ambiguous"),
        "rejected": N_("Rejected"),
        "ordinary": N_("Ordinary words, no label"),
    },
    "rule_status": {"active": N_("in use"), "draft": N_("draft"), "retired": N_("retired")},
    "check": {
        "duty": N_("Which connections make an advertisement"),
        "label_present": N_("Is there a label?"),
        "label_clear": N_("Is the label clear?"),
        "wording": N_("Does the wording fit?"),
        "placement": N_("Where does the label stand?"),
        "language": N_("In which language is it?"),
        "brand_named": N_("Is the brand named?"),
        "platform_tool": N_("The platform's own label"),
        "media": N_("Pictures, sound and video"),
        "sector_ban": N_("Sectors that may not advertise"),
        "sector_wording": N_("Wording that a sector needs"),
        "image_label": N_("Altered pictures"),
        "contradicting_claim": N_("Claims that contradict"),
        "suspected_advertising": N_("Suspected advertising"),
    },
    "audit_state": {
        "waiting": N_("waiting"),
        "running": N_("running"),
        "finished": N_("finished"),
        "failed": N_("failed"),
        "cancelled": N_("cancelled"),
    },
    "asked": {
        "column": N_("Column"),
        "decision": N_("Decision"),
        "field": N_("Field of the post"),
        "format": N_("Format"),
        "jurisdiction": N_("Market"),
        "order": N_("Order"),
        "part of the form": N_("Part of the form"),
        "platform": N_("Platform"),
        "query parameter": N_("Parameter of the address"),
        "relationship": N_("Relationship"),
        "rule": N_("Rule"),
        "setting": N_("Setting"),
        "surface": N_("Format"),
        "verdict": N_("Verdict"),
    },
    "separator": {"a comma": N_("a comma"), "a semicolon": N_("a semicolon"), "a tab": N_("a tab")},
    "decision": {"agree": N_("Agreed"), "override": N_("Overridden"), "ignore": N_("Ignored for a time")},
    "group": {
        "all-eu": N_("All of the European Union"),
        "anz": N_("Australia and New Zealand"),
        "baltics": N_("Baltic states"),
        "benelux": N_("Benelux"),
        "british-isles": N_("British Isles"),
        "dach": N_("Germany, Austria, Switzerland"),
        "east-asia": N_("East Asia"),
        "eea": N_("European Economic Area"),
        "gulf": N_("Gulf states"),
        "latin-america": N_("Latin America"),
        "nordics": N_("Nordic countries"),
        "north-america": N_("North America"),
        "south-east-asia": N_("South-East Asia"),
    },
}


def word(kind: str, value: str) -> str:
    """What a word of a closed set is called, in English; one that is not in the set, such as a group of a user's own, is its own name."""
    if kind == "platform":
        return platform_names().get(value, value)
    return WORDS[kind].get(value, value)


def platform_names() -> dict[str, str]:
    """What each platform calls itself."""
    return {platform.value: facts.name for platform, facts in load_platforms().items()}


def country(language: str, pack: Pack) -> str:
    """What readers call a market."""
    return pack.file.name if language == "en" else territory(language, pack.code, pack.file.name)


def territory(language: str, code: str, name: str) -> str:
    """What the readers of a language call the country of a code; `name` where it has none, as codes that begin with X do."""
    return name if code.startswith("X") else str(locale_of(language).territories.get(code, name))


def by_name(language: str, rulebook: Rulebook) -> list[Pack]:
    """All markets in the order in which readers look them up."""
    return sorted(rulebook.packs.values(), key=lambda pack: _plain(country(language, pack)))


def _plain(name: str) -> str:
    """Without marks, as alphabetical lists take names: Ägypten stands among the names with A."""
    return "".join(each for each in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(each))


def tongue(language: str, code: str) -> str:
    """What readers call a language."""
    return str(locale_of(language).languages.get(code, code))


def said(value: Any) -> str:
    """A parameter of a rule, or a field of an example, in one line."""
    if isinstance(value, dict):
        return ", ".join(
            said(each) if key == "value" else f"{_spaced(key)}: {said(each)}" for key, each in value.items()
        )
    if isinstance(value, list):
        return ", ".join(map(said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _spaced(key: str) -> str:
    return key.replace("_", " ")
