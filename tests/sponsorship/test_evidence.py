"""What is quoted as speaking for advertising."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.sponsorship import find_evidence
from adhere.sponsorship.evidence import MAX_FOUND
from adhere.text.folding import fold
from adhere.text.layout import lay_out


def found(text: str, brand: str | None = None) -> list[tuple[str, str]]:
    """Kind and quote, after the offsets have been held against the text."""
    evidence = find_evidence(fold(text), lay_out(text), brand)
    for each in evidence:
        assert text[each.start : each.end] == each.quote
    return [(each.kind, each.quote) for each in evidence]


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("🕯️ Obsessed! Code MIA20 works till Sunday", "discount_code", "Code MIA20"),
        ("Mit dem Rabattcode LENA15 spart ihr", "discount_code", "Rabattcode LENA15"),
        ("avec le code CLARA15 jusqu'à lundi", "discount_code", "code CLARA15"),
        ("z kodem OLA15 macie taniej", "discount_code", "kodem OLA15"),
        ("med koden MOA15 får ni", "discount_code", "koden MOA15"),
        ("15% off with GLOW15", "discount_code", "GLOW15"),
        ("I love it https://amzn.to/3abc", "affiliate_link", "https://amzn.to/3abc"),
        ("see https://shop.example/x?ref=mia now", "affiliate_link", "https://shop.example/x?ref=mia"),
        ("see https://shop.example/x?utm_campaign=mia now", "tracked_link", "https://shop.example/x?utm_campaign=mia"),
        ("the brand kindly sent this over", "gift_wording", "kindly sent"),
        ("Thank you @lumenwise for sending this", "brand_thanks", "Thank you @lumenwise for sending"),
        ("it's great, link in bio", "call_to_action", "link in bio"),
        ("SWIPE UP to see", "call_to_action", "SWIPE UP"),
        ("there's free shipping today", "offer", "free shipping"),
        ("20% off today", "offer", "% off"),
        ("クーポンコードGLOW20で10%オフ", "discount_code", "クーポンコードGLOW20"),
        ("下单输入优惠码GLOW20，立减", "discount_code", "优惠码GLOW20"),
        ("結帳使用代碼GLOW", "discount_code", "代碼GLOW"),
        ("할인코드 GLOW20을 쓰세요", "discount_code", "할인코드 GLOW20"),
        ("ใส่โค้ดGLOW20ลดทันที", "discount_code", "ใส่โค้ดGLOW20"),
        ("ELIF20 KODUYLA ucuza", "discount_code", "ELIF20 KODUYLA"),
        ("по промокоду ЛЕТО20 дешевле", "discount_code", "промокоду ЛЕТО20"),
        ("rabattkod 12345 i kassan", "discount_code", "rabattkod 12345"),
        ("İNDİRİM KODUYLA alın", "offer", "İNDİRİM KODUYLA"),
        ("DÁREK OD ZNAČKY Pelora", "gift_wording", "DÁREK OD ZNAČKY"),
        ("@lumenwise bu hediye için teşekkürler", "brand_thanks", "@lumenwise bu hediye için teşekkürler"),
        ("thanks for having me @lumenwise", "brand_thanks", "thanks for having me @lumenwise"),
    ],
)
def test_kinds(text: str, kind: str, quote: str) -> None:
    assert (kind, quote) in found(text)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("All on https://lumenwise.com today", "Lumenwise"),
        ("Love it @lumenwise! https://www.lumenwise.com/serum", None),
    ],
)
def test_the_makers_site(text: str, brand: str | None) -> None:
    assert "maker_link" in {kind for kind, _ in found(text, brand)}


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Direkt bestellen bei lumen-werk.example/serum", True),
        ("Shop now 👇\nhttps://lumen-werk.example", True),
        ("Shop now! More about me on my blog: mia.example", False),
        ("mia.example: shop now", False),
        ("Shop now", False),
    ],
)
def test_a_link_that_a_call_leads_to(text: str, leads: bool) -> None:
    assert ("shop_link" in {kind for kind, _ in found(text)}) is leads


@pytest.mark.parametrize(
    "text",
    [
        "I unkindly sent him home",
        "kindly sentenced to life",
        "the swipe upper part",
        "COVID19 is back in our village",
        "we met in ROOM42",
        "thanks @joanne, see you on Sunday",
        "see https://shop.example/preference",
        "code review is code",
        "the code is 4512, the area code 0216",
        "HTML5 kodu yazdım",
        "QR kodu ve IBAN kodu",
        "КОД ДЛЯ ДРУЗЕЙ",
        "SEND THE CODE, PLEASE",
        "कोडा GLOW20",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("who", ["my sister", "Secret Santa", "my best friend"])
def test_friends_undo_gifts(who: str) -> None:
    assert found(f"kindly gifted to me by {who}") == []
    assert ("gift_wording", "kindly gifted") in [
        (kind, quote)
        for kind, quote in found("kindly gifted to me by the shop, and not by the people who love me: " + who)
    ]


def test_friends_undo_gifts_found_at_a_shop() -> None:
    assert found("Ablam doğum günüm için @ciniart dükkânından bu tabağı hediye etti") == []


@pytest.mark.parametrize(("brand", "gift"), [("Lumenwise", True), ("Pelora", False), ("Lum", False), (None, False)])
def test_a_gift_beside_the_brand(brand: str | None, gift: bool) -> None:
    kinds = {kind for kind, _ in found("Lumenwise bana gönderdi", brand)}
    assert ("gift_wording" in kinds) is gift


def test_by_place() -> None:
    text = "link in bio, free shipping, code MIA20"
    assert [kind for kind, _ in found(text)] == ["call_to_action", "offer", "discount_code"]


def test_characters_that_grow_in_lower_case_move_nothing() -> None:
    assert ("call_to_action", "link in bio") in found("İİİİ link in bio")


@pytest.mark.parametrize("text", ["\ud800 link in bio", "link in bio \udfff", "\x00 link in bio"])
def test_broken_text(text: str) -> None:
    assert ("call_to_action", "link in bio") in found(text)


@given(st.text(st.characters(), max_size=200))
def test_any_text(text: str) -> None:
    found(text)


def test_what_is_reported_has_an_end() -> None:
    assert len(found("link in bio. " * 2_000)) == MAX_FOUND


@pytest.mark.parametrize(
    "unit",
    [
        "link in bio ",
        "code MIA20 ",
        "@a ",
        "https://a.example/?ref=1 ",
        "thanks @a for sending ",
        "A1",
        "kindly sent my sister ",
        "gift from @a thanks ",
        "the brand ",
        "優惠碼GLOW20",
        "礼物谢谢品牌",
    ],
)
def test_hostile_text_is_no_trouble(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    begin = time.thread_time()
    found(text)
    assert time.thread_time() - begin < 3
