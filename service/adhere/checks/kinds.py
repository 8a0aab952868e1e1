"""Each kind of check, by the word that packs use."""

from __future__ import annotations

from adhere.checks import (
    brand_named,
    contradicting_claim,
    image_label,
    label_clear,
    label_present,
    language,
    media,
    placement,
    platform_tool,
    sector_ban,
    sector_wording,
    suspected_advertising,
    wording,
)
from adhere.checks.plan import Check

#: `duty` is not among them: it decides what is asked, and finds nothing.
CHECKS: dict[str, Check] = {
    "label_present": label_present.check,
    "label_clear": label_clear.check,
    "wording": wording.check,
    "placement": placement.check,
    "language": language.check,
    "brand_named": brand_named.check,
    "platform_tool": platform_tool.check,
    "media": media.check,
    "sector_ban": sector_ban.check,
    "sector_wording": sector_wording.check,
    "image_label": image_label.check,
    "contradicting_claim": contradicting_claim.check,
    "suspected_advertising": suspected_advertising.check,
}
