"""Where a wording begins and ends, in every kind of script."""

from __future__ import annotations

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.text.post_text import read
from tests.labels.conftest import Find


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("#ad", "so lovely #ad", ["#ad"]),
        ("#ad", "#AD, #Ad! (#ad)", ["#AD", "#Ad", "#ad"]),
        ("#ad", "#adventure #adidas #ads #ad2 #ad_", []),
        ("#ad", "#brandad x#ad", []),
        ("#ad", "#ad🎁 🎁#ad", ["#ad", "#ad"]),
        ("#ad", "#ad#skin", ["#ad"]),
        ("#ad", "#AD-free #ad-venture #Ad‑dicted", []),
        ("#ad", "#ad - free of parabens, #ad-\nlovely, #ad-20% off, #ad–lovely", ["#ad", "#ad", "#ad", "#ad"]),
        ("#ad", "AD Free dessert", []),
        ("Ad", "AD Free dessert", ["AD"]),
        ("#{Brand}ad", "#GlowhausAd-free", []),
        ("Ad", "Ad: lovely", ["Ad"]),
        ("Ad", "#ad lovely", ["#ad"]),
        ("Ad", "@ad lovely", []),
        ("Ad", "Adventure, add, bad, ad-free, pre-ad, ad's", []),
        ("Paid partnership", "so PAID  partnership", ["PAID  partnership"]),
        ("Paid partnership", "so PAID\npartnership", []),
        (
            "Paid partnership",
            "a paid partnership it is #PaidPartnership #paid_partnership",
            ["paid partnership", "#PaidPartnership", "#paid_partnership"],
        ),
        ("Paid partnership", "#paid-partnership #paid-partnerships", ["#paid-partnership"]),
        ("Paid partnership", "#paid #partnership #partnership #paid, #Paid #Partnerships", ["#paid #partnership"]),
        ("Paid in kind by us", "#paid #in #kind #by #us #paid-in-kind-by-us", []),
        ("#ad_family", "#ad-family #ad_family #adfamily", ["#ad-family", "#ad_family"]),
        ("Paid partnership", "unpaid partnership, paid partnerships", []),
        ("Werbung", "Werbung | neu", ["Werbung"]),
        ("Werbung", "Bewerbung Werbungskosten #werbungen", []),
        ("Publicité", "PUBLICITE : neuf", ["PUBLICITE"]),
        ("реклама", "Реклама. Крем", ["Реклама"]),
        ("реклама", "рекламация, антиреклама", []),
        ("διαφήμιση", "#ΔΙΑΦΗΜΙΣΗ", ["#ΔΙΑΦΗΜΙΣΗ"]),
        ("إعلان", "#إعلان كريم", ["#إعلان"]),
        ("إعلان", "إعلانات كثيرة", []),
        ("פרסומת", "#פרסומת קרם", ["#פרסומת"]),
        ("#広告", "良い #広告 です", ["#広告"]),
        ("広告", "【広告】これは", ["広告"]),
        ("#ผู้สนับสนุน", "ดี #ผู้สนับสนุน", ["#ผู้สนับสนุน"]),
        ("ผู้สนับสนุน", "ดี #ผู้สนับสนุน", ["#ผู้สนับสนุน"]),
        ("#広告", "#広告デザイン #広告代理店 #求人広告", []),
        ("広告", "#広告デザイン #求人広告 #広告", ["#広告"]),
        ("#广告", "#广告人 #公益广告 #广告# #广告[话题]#", ["#广告", "#广告"]),
        ("#PR", "#PRTIMES #PR広告 ＃ＰＲ", ["＃ＰＲ"]),
        ("PR", "PR週末は これはPRです APR", []),
        ("광고", "[광고] 크림", ["광고"]),
        ("광고", "광고주 이야기", []),
        ("광고", "광고ㅣ크림", ["광고"]),
        ("广告", "广告丨面霜", ["广告"]),
        ("#광고", "#광고주 #광고회사 #공익광고 #광고", ["#광고"]),
        ("विज्ञापन", "#विज्ञापन क्रीम", ["#विज्ञापन"]),
        ("#विज्ञापन", "#विज्ञापनों की क्रीम", []),
        ("reklám", "#Reklam #REKLÁM", ["#Reklam", "#REKLÁM"]),
    ],
)
def test_a_wording_stands_as_a_word_of_its_own(find: Find, wording: str, text: str, found: list[str]) -> None:
    assert find(text, wording) == found


def test_a_hyphen_may_join_two_labels(find: Find) -> None:
    assert find("#ad-gifted from @glow", "#ad", "gifted") == ["#ad"]
    assert find("#ad-familybusiness @glow", "#ad", "#ad-familybusiness") == ["#ad-familybusiness"]


def test_tags_side_by_side_spell_only_what_some_market_accepts(checker_of_ours: Checker) -> None:
    scan = checker_of_ours.matcher.scan(read(Post(text="#free #gift #bezahlte #werbung")))
    assert [match.quote for match in scan.labels if " " in match.quote] == ["#bezahlte #werbung"]


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("広告", "これは広告です"),
        ("广告", "本条广告内容"),
        ("โฆษณา", "นี่คือโฆษณาครับ"),
        ("プロモーション", "本日プロモーション中"),
    ],
)
def test_scripts_without_spaces_have_no_edges(find: Find, wording: str, text: str) -> None:
    """Whether a single word counts in running prose is then for its entry to say, with `alone`."""
    assert find(text, wording, more=", alone: false") == [wording]
    assert find(text, wording) == []


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("商品(の|を|)(提供|貸与)を受け", "今回は商品の提供を受けています", ["商品の提供を受け"]),
        ("商品(の|を|)(提供|貸与)を受け", "今回は商品の話です", []),
        ("(本|当)動画は{words}広告です", "なお本動画はアルカ電機の広告です。", ["本動画はアルカ電機の広告です"]),
        ("【{Brand}(業配|廣告)】", "今天【星海音響業配】這支耳機", ["【星海音響業配】"]),
        ("[{Brand} 광고]", "[솔빛 광고]크림", ["[솔빛 광고]"]),
        ("(이 글은|) 홍보성 글", "아무튼 이 글은x 홍보성 글", []),
        ("由{Brand}(赞助|提供)", "本文由星海手机赞助播出", ["由星海手机赞助"]),
        ("(PR|AD)案件", "今日はPR案件です", []),
        ("はPR(案件|です)", "これはPRですよ", ["はPRです"]),
        ("#{Brand}広告", "#アオバ広告代理店 #アオバ広告", ["#アオバ広告"]),
        ("협찬(을 |)받았(습니다|어요)", "협찬 받았습니다, 협찬받았어요", ["협찬받았어요"]),
        ("협찬(을 |)받았(습니다|어요)", "미협찬받았어요 협찬받았어요요", []),
        ("제공(을 |)받{word}", "제품을 제공받아서 썼어요", ["제공받아서"]),
    ],
)
def test_slots_in_scripts_without_spaces_have_no_edges_either(
    find: Find, wording: str, text: str, found: list[str]
) -> None:
    assert find(text, wording) == found


@pytest.mark.parametrize("field", ["title", "overlay", "transcript", "first_comment", "profile"])
def test_every_field_is_looked_at(find: Find, field: str) -> None:
    value = ["#ad here"] if field in ("overlay", "transcript") else "#ad here"
    assert find("lovely", "#ad", **{field: value}) == ["#ad"]


def test_the_longest_of_overlapping_wordings_stands(find: Find) -> None:
    wordings = ("#ad", "Paid", "Paid partnership", "Paid partnership with {Brand}")
    assert find("Paid partnership with @glow", *wordings) == ["Paid partnership with @glow"]
    assert find("Paid partnership it is", *wordings) == ["Paid partnership"]


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("Paid by {Brand}", "paid by @glow.haus today", ["paid by @glow.haus"]),
        ("Paid by {Brand}", "paid by Glowhaus, lovely", ["paid by Glowhaus"]),
        ("Paid by {Brand}", "paid by glow.example", ["paid by glow.example"]),
        ("Paid by {Brand}", "paid by the hour", []),
        ("Paid by {Brand}", "paid by", []),
        ("Paid by {Brand}", "paid by\nLovely day today", []),
        ("Paid by {Brand}", "paid by\n@glow.haus", ["paid by\n@glow.haus"]),
        ("{Brand} pays me", "so Glow & Co pays me", ["Glow & Co pays me"]),
        ("I was paid {amount}", "I was paid $1,500 for it", ["I was paid $1,500"]),
        ("I was paid {amount}", "I was paid 200 euros", ["I was paid 200 euros"]),
        ("I was paid {amount}", "I was paid well", []),
        ("my {word} shop", "my little shop", ["my little shop"]),
        ("my {word} shop", "my very little shop", []),
        ("my {words} shop", "my very little shop", ["my very little shop"]),
        ("my {words} shop", "my one two three four five shop", []),
        ("#{Brand}ad", "#GlowhausAd", ["#GlowhausAd"]),
        ("#{Brand}ad", "#ad", []),
    ],
)
def test_slots(find: Find, wording: str, text: str, found: list[str]) -> None:
    assert find(text, wording) == found


def test_a_tag_that_is_a_label_is_no_name(find: Find) -> None:
    wordings = ("Partner {Brand}", "#ad")
    assert find("Partner #Glow is lovely", *wordings) == ["Partner #Glow"]
    assert find("#partner #ad @glow is lovely", *wordings) == ["#ad"]


def test_the_posts_own_brand_needs_no_capital(find: Find) -> None:
    assert find("paid by glowhaus", "Paid by {Brand}") == []
    assert find("paid by glowhaus", "Paid by {Brand}", brand="Glowhaus") == ["paid by glowhaus"]


def test_ordinary_words_that_end_like_a_glued_label(find: Find) -> None:
    words = "language: en\nglued_endings: [salad, road]\n"
    assert find("#FruitSalad #LongRoad #GlowAd", "#{Brand}ad", words=words) == ["#GlowAd"]
    assert find("#SponsoredByFruitSalad", "#SponsoredBy{Brand}", words=words) == ["#SponsoredByFruitSalad"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sponsored by sugar and no sleep", []),
        ("Sponsored by Sugar", []),
        ("SPONSORED BY SUGAR BUN", []),
        ("Sponsored by Sugar Bun", ["Sponsored by Sugar"]),
    ],
)
def test_an_ordinary_phrase_that_runs_into_a_name_is_none(find: Find, text: str, found: list[str]) -> None:
    words = "language: en\nordinary: [sponsored by sugar]\n"
    assert find(text, "Sponsored by {Brand}", words=words) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Paid by @lume. Alle", []),
        ("Paid by Lume. Alle", []),
        ("Paid by St. Lume", ["Paid by St. Lume"]),
        ("Paid by @lume.alle Glow", ["Paid by @lume.alle Glow"]),
    ],
)
def test_a_name_goes_over_no_end_of_a_sentence(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "Paid by {Brand} {word}") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reklame for Lume alle steder", []),
        ("Reklame for Lume. Alle vil have den", ["Reklame"]),
        ("Reklame for St. Lume alle steder", []),
        ("Reklame\nfor Lume alle steder", ["Reklame"]),
        ("REKLAME For Lume alle steder", ["REKLAME"]),
        ("✨ REKLAME For Lume alle steder", ["REKLAME"]),
        ("Nu med REKLAME For Lume alle steder", []),
        ("REKLAME for Lume alle steder", []),
        ("REKLAME FOR LUME ALLE STEDER", []),
    ],
)
def test_a_label_apart_from_the_ordinary_phrase_around_it_is_one(find: Find, text: str, found: list[str]) -> None:
    words = 'language: en\nordinary: ["reklame for {Brand} alle"]\n'
    assert find(text, "Reklame", words=words) == found


@pytest.mark.parametrize(
    "text", ["https://ad.gt/perfect", "see glow.example/ad/promo", "(https://glow.example/course/ad )"]
)
def test_no_label_is_a_part_of_a_link(find: Find, text: str) -> None:
    assert find(text, "Ad", "#ad") == []
    assert find(f"Ad: {text}", "Ad", "#ad") == ["Ad"]


def test_no_label_is_a_part_of_an_address_to_write_to(find: Find) -> None:
    assert find("Lovely soap 📩 ad@glow.com", "Ad", "#ad") == []
    assert find("Ad: questions to the-ad@glow.example", "Ad", "#ad") == ["Ad"]
    # a mention with a point in it
    assert find("#ad@glow.co lovely soap", "Ad", "#ad") == ["#ad"]
    assert find("Ad @glow.co lovely soap", "Ad", "#ad") == ["Ad"]


@pytest.mark.parametrize("text", ["I saw it on #Glow ad", "all about @glow ad!", "she works for #Glow #ad"])
def test_a_tag_in_running_text_sets_no_word_off(find: Find, text: str) -> None:
    assert find(text, "Ad") == (["#ad"] if text.endswith("#ad") else [])


@pytest.mark.parametrize("text", ["@glow ad", "#glow #skin ad: lovely", "🎁 ad"])
def test_tags_alone_set_a_word_off(find: Find, text: str) -> None:
    assert find(text, "Ad") == ["ad"]


def test_wordings_that_differ_in_capitals_are_one(checker_of_ours: Checker) -> None:
    matches = checker_of_ours.matcher.scan(read(Post(text="Thanks to @glow for the tea"))).labels
    assert [each.key for each in matches].count("thanks to {brand}") == 1
    written = {
        entry.name
        for pack in checker_of_ours.rulebook.packs.values()
        for entry in pack.labels
        if entry.key == "thanks to {brand}"
    }
    assert len(written) > 1


@pytest.mark.parametrize(
    "text",
    [
        "ad",
        "(ad)",
        "so\u2014ad\u2014here",
        "🎁ad🎁",
        "ad\u200b",
        "\ud800 ad",
        "caf\u00e9 \u2022 ad",
        "  ad  ",
        "ad\n\nx",
    ],
)
def test_a_plain_needle_stands_between_any_signs(find: Find, text: str) -> None:
    assert [each.strip("\u200b") for each in find(text, "#ad", "Ad", more=", alone: false")] == ["ad"]


@pytest.mark.parametrize("text", ["\u00e9ad", "ad\u00e9", "ad\u0436", "\u6f22ad", "ad7"])
def test_no_plain_needle_stands_beside_a_letter_of_any_script(find: Find, text: str) -> None:
    assert find(text, "Ad", more=", alone: false") == []
