"""A label's word that opens a sentence about advertising, or about how one paid, labels nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from adhere.checker import Checker
from adhere.post import Platform, Post, Relationship

TALK = {
    "BG": ["Реклама не лъжеше, серумът @lumenor е топ", "Реклама — двигател на търговията, а @lumenor се хвали сам"],
    "BR": ["Propaganda não mentiu, @lumenor funciona"],
    "CZ": ["Reklama nelhala, sérum @lumenor je bomba", "Reklama mi přišla otravná, ale sérum @lumenor je bomba"],
    "DE": ["Werbung hat nicht gelogen, das Serum von @lumenor ist toll", "Anzeige gelesen und sofort @lumenor gekauft"],
    "DK": ["Reklame løj ikke, @lumenor virker", "Annonce set og @lumenor købt"],
    "EE": ["Reklaam ei valetanud, @lumenor on parim", "Reklaam tuli jälle vahele, @lumenor on parim"],
    "ES": ["Publicidad vista en la tele y compré @lumenor"],
    "FI": ["Mainos ei valehdellut, @lumenor seerumi on paras"],
    "GB": [
        "Ad didn't lie, this serum from @lumenor is everything",
        "Advertising is hard, and @lumenor makes it look easy",
        "Advertising my love for @lumenor all day",
        "Ad people have no shame, and this serum from @lumenor is still lovely",
        "Advert music lives in my head, and so does @lumenor",
    ],
    "GR": ["Διαφήμιση δεν έλεγε ψέματα, ο ορός @lumenor είναι τέλειος"],
    "HR": ["Plaćeno karticom u @lumenor, serum je super", "Oglas sam vidjela u tramvaju i kupila @lumenor"],
    "HU": ["Hirdetés láttam és @lumenor vettem", "Hirdetés helyett megmutatom: @lumenor"],
    "IT": ["Pubblicità vista in tv e comprato @lumenor"],
    "LT": ["Reklama nemelavo, @lumenor serumas puikus", "Reklamą mačiau troleibuse, @lumenor serumas puikus"],
    "LV": [
        "Apmaksāts ar karti veikalā @lumenor, serums ir lielisks",
        "Šī reklāma mani pārliecināja, @lumenor serums ir lielisks",
    ],
    "NL": ["Reclame loog niet, het serum van @lumenor is top"],
    "NO": ["Reklame lyver ikke, serumet fra @lumenor er best"],
    "PT": ["Publicidade não mentiu, o sérum da @lumenor é top"],
    "RO": ["Reclama nu a mințit, serul @lumenor e super", "Publicitate gratuită din suflet pentru @lumenor"],
    "SI": ["Oglas sem videla na avtobusu in kupila @lumenor"],
    "SE": ["Reklam ljuger inte, serumet från @lumenor är bäst"],
    "SK": ["Reklama neklamala, sérum @lumenor je top", "Reklama mi liezla na nervy, ale sérum @lumenor je top"],
    "TR": ["Sponsor aramıyorum, @lumenor serumu çok iyi", "Ortaklık kültürü güzel şey, @lumenor serumu çok iyi"],
    "UA": ["Реклама не збрехала, сироватка @lumenor супер", "Реклама — двигун торгівлі, а @lumenor хвалить себе сам"],
}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(classify=False)


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TALK.items() for text in texts])
def test_it_labels_nothing(checker: Checker, code: str, text: str) -> None:
    def verdict(words: str) -> str:
        post = Post(text=words, platform=Platform.INSTAGRAM, relationship=Relationship.PAID, jurisdictions=[code])
        return checker.check(post, on=dt.date(2026, 11, 1)).results[0].verdict

    assert verdict(text) == "non_compliant"
    # the same word as a label
    word = text.split()[0]
    if code not in ("HR", "LV", "TR"):
        assert verdict(f"{word}: {text}") != "non_compliant"


SPOKEN_OF = {
    "BR": "CONAR decidiu: tem que colocar #publicidade logo no começo da legenda. Já era hora.",
    "DE": "Immer wenn ich #werbung in einer Story sehe, klicke ich weiter. Ihr auch?",
    "ES": "El nuevo código es claro: ahora hay que decir «publicidad» y no otra cosa.",
    "FR": "La DGCCRF rappelle qu'il faut écrire « collaboration commerciale » ou « publicité » dès le début.",
    "GB": "They tell us to put #ad first, and nobody does.",
    "PL": "Zawsze gdy widzę #reklama w stories, klikam dalej",
    "PT": "Falta o #PUB no início, diz a lei. E ninguém o põe.",
}


@pytest.mark.parametrize(("code", "text"), SPOKEN_OF.items())
@pytest.mark.parametrize("relationship", [Relationship.NONE, Relationship.UNKNOWN])
def test_a_label_that_a_sentence_speaks_of_admits_nothing(
    checker: Checker, code: str, text: str, relationship: Relationship
) -> None:
    post = Post(text=text, platform=Platform.X, relationship=relationship, jurisdictions=[code])
    assert checker.check(post, on=dt.date(2026, 11, 1)).results[0].verdict == "compliant"


@pytest.mark.parametrize(
    "text",
    [
        "#ad: what I wear today",
        "What I wear today #ad",
        "What I wear today #ad #ootd",
        "What I wear today 🧥 #ad in the new colour",
        "Wearing my #ad coat from @glow today, loving it",
        "Wearing my #ad coat today, code MIA20 saves you a fifth",
        '"Ad" what I wear today',
    ],
)
def test_a_label_stays_one_at_an_end_amid_tags_or_where_something_is_sold(checker: Checker, text: str) -> None:
    post = Post(text=text, platform=Platform.INSTAGRAM, relationship=Relationship.NONE, jurisdictions=["GB"])
    assert checker.check(post, on=dt.date(2026, 11, 1)).results[0].verdict == "review"


@pytest.mark.parametrize("code", ["BR", "FR", "GB"])
def test_where_a_connection_is_declared_it_is_read_as_a_label(checker: Checker, code: str) -> None:
    text = SPOKEN_OF[code]
    post = Post(text=text, platform=Platform.X, relationship=Relationship.PAID, jurisdictions=[code])
    assert checker.check(post, on=dt.date(2026, 11, 1)).labels


def test_what_a_post_is_about_is_told_in_an_ordinary_phrase_too(checker: Checker) -> None:
    text = "#publi Paguei o jantar 18+ jogue com responsabilidade @golnorte"
    post = Post(text=text, relationship=Relationship.PAID, sector="gambling", jurisdictions=["BR"])
    assert checker.check(post, on=dt.date(2026, 11, 1)).results[0].verdict == "compliant"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Reklama mały konik\n\nSkarpety @lumenor są ciepłe", "review"),
        ("Reklama mały konik.\n\nSkarpety @lumenor są ciepłe", "non_compliant"),
        ("Reklama mały konik i @lumenor", "compliant"),
        ("Reklama mały konik", "non_compliant"),
    ],
)
def test_two_small_words_in_a_line_of_their_own_may_be_a_name(checker: Checker, text: str, verdict: str) -> None:
    post = Post(text=text, platform=Platform.INSTAGRAM, relationship=Relationship.PAID, jurisdictions=["PL"])
    assert checker.check(post, on=dt.date(2026, 11, 1)).results[0].verdict == verdict
