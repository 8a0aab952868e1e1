"""A label that is denied is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adhere.checker import Checker
from adhere.post import Post
from adhere.report import LabelMatch
from adhere.text.post_text import read
from tests.labels.conftest import DAY, Find

WORDS = 'language: en\nnegators: [not an, not, no, isn\'t an, kein, keine, pas de, "не"]\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is not an ad", []),
        ("This is NOT AN #ad", []),
        ("This isn’t an “ad”", []),
        ("not an (ad)", []),
        ("This is an ad and not an ad", []),
        ("Oh no #ad again", ["#ad"]),
        ("Ad: not an advent calendar", ["Ad"]),
        ("knot an\n#ad", ["#ad"]),
    ],
)
def test_a_denial_right_before(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "Ad", words=WORDS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ad❌ I love this umbrella", []),
        ("#ad❌ I love this umbrella", []),
        ("[ad❌] I love this umbrella", []),
        ("[ad]✖️ I love this umbrella", []),
        ("I love this umbrella\nAd ❌\nReally", []),
        ("Ad ❌ gifted ❌ I love this umbrella", []),
        ("Ad ❌ bought ✅ I love this umbrella", []),
        ("❌Ad❌ I love this umbrella", ["Ad"]),
        ("✖️ Ad ✖️ I love this umbrella", ["Ad"]),
        ("#ad\n❌ Do not tumble dry", ["#ad"]),
        ("#ad ❌ Do not tumble dry ✅ Hang it up", ["#ad"]),
        ("#ad ❌", []),
    ],
)
def test_a_cross_behind_a_label(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "Ad", words=WORDS) == found


@pytest.mark.parametrize(("language", "found"), [("en", []), ("ga", ["paid ad"])])
def test_a_negator_of_two_letters_denies_in_its_own_language_only(find: Find, language: str, found: list[str]) -> None:
    words = f"language: {language}\nnegators: [ni]\n"
    assert find("This ni paid ad", "Paid ad", words=words) == found


def test_the_report_shows_what_was_denied(labels_of: Callable[..., list[LabelMatch]]) -> None:
    (label,) = labels_of("This is not an ad", "Ad", words=WORDS)
    assert (label.label, label.negated) == ("ad", True)


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("US", "This is not an ad, I just love it"),
        ("US", "Not sponsored! Lovely serum"),
        ("DE", "Das ist keine Werbung, nur meine Meinung"),
        ("DE", "Keine bezahlte Werbung"),
        ("FR", "Ceci n'est pas une publicité, juste mon avis"),
        ("FR", "Pas de publicité ici"),
    ],
)
def test_languages_deny_in_their_own_words(checker_of_ours: Checker, market: str, text: str) -> None:
    report = checker_of_ours.check(Post(text=text, relationship="paid"), jurisdictions=[market], on=DAY, remedies=False)
    assert report.verdict == "non_compliant"
    assert report.sponsorship.admitted is None


SLOTTED = (
    "language: en\nnegators: [no, not]\nloose_negators: [never]\nno_denials: [not only, no]\n"
    "negations: [nobody paid me, does not sponsor me, unpaid partnership]\n"
    "statements: [{kind: paid, patterns: ['{Brand} paid me']}]\n"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I got this not from Glowkin", []),
        ("I got NEVER this from Glowkin", []),
        ("Glowkin never pays me", []),
        ("Glowkin NEVER pays me", []),
        ("Never pays me", []),
        ("Never Enough pays me", ["Never Enough pays me"]),
        ("NEVER ENOUGH pays me", ["NEVER ENOUGH pays me"]),
        ("I got not only this from Glowkin", ["I got not only this from Glowkin"]),
        ("I got a no-rinse foam from Glowkin", ["I got a no-rinse foam from Glowkin"]),
        ("I got this at no cost from Glowkin", ["I got this at no cost from Glowkin"]),
        ("I got this not from Glowkin #ad", ["#ad"]),
    ],
)
def test_a_denial_that_a_slot_takes_in(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "I got {words} from {Brand}", "{Brand} pays me", "from {Brand}", "#ad", words=SLOTTED) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("not gifted by Glowkin", []),
        ("Now or never #ad", ["#ad"]),
        ("never gifted by Glowkin", []),
        ("gifted, not by Glowkin", ["gifted"]),
        ("nobody paid me to say so", []),
        ("Nobody paid me. Gifted by Glowkin #ad", ["Gifted by Glowkin", "#ad"]),
        ("An unpaid partnership with Glowkin", []),
    ],
)
def test_a_denial_reaches_what_it_overlaps(find: Find, text: str, found: list[str]) -> None:
    wordings = ("gifted", "gifted by {Brand}", "by {Brand}", "paid me to", "partnership with {Brand}", "#ad")
    assert find(text, *wordings, words=SLOTTED) == found


def test_a_pack_says_what_to_make_of_a_whole_denial(find: Find) -> None:
    assert find("Nobody paid me", "{Brand} paid me", words=SLOTTED) == []
    assert find("#UnpaidPartnership", "unpaid partnership", words=SLOTTED) == ["#UnpaidPartnership"]
    assert find("An unpaid partnership", "partnership", "unpaid partnership", words=SLOTTED) == ["unpaid partnership"]


ASKED = (
    "language: en\nnegators: [no]\nloose_negators: [never]\nno_denials: [no, not only]\nanswers: [no, not, nope, never, i wish]\n"
    "statements: [{kind: paid, patterns: ['{Brand} pays me']}]\n"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#ad? Nope, just lovely", []),
        ("Is it an “ad”? 😂 nope", []),
        ("Sponsored?!\nNo", []),
        ("Sponsored ? not by anyone", []),
        ("Sponsored? NO", []),
        ("#ad @glowkin? No!", []),
        ("#ad for @glow.kin? I wish", []),
        ("#ad for Glow Kin? No", []),
        ("Glowkin pays me? Never!", []),
        ("#ad? Yes", ["#ad"]),
        ("#ad? Nopeline it is", ["#ad"]),
        ("Sponsored? Not only that", ["Sponsored"]),
        ("#ad. Dry skin? No more", ["#ad"]),
        ("#ad Dry skin? No more", ["#ad"]),
        ("#ad got dry skin? No more", ["#ad"]),
        ("#ad new\nDry? No more", ["#ad"]),
        ("#ad? #no", ["#ad"]),
        ("Glowkin pays me? Never been happier", ["Glowkin pays me"]),
    ],
)
def test_a_label_that_asks_and_is_answered_no(find: Find, text: str, found: list[str]) -> None:
    assert find(text, "#ad", "Sponsored", "{Brand} pays me", words=ASKED) == found


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("US", "#ad? Nope, I just love this serum by @glowkin"),
        ("GB", "#sponsored? no, just good @glowkin"),
        ("SE", "Reklam? Nej, bara kärlek till @glowkin"),
        ("DE", "Werbung? Nein! Das Serum von @glowkin ist selbst gekauft"),
        ("DE", "#ad für @glowkin? Von wegen"),
        ("FR", "Publicité ? Pas du tout, merci @glowkin"),
        ("PL", "Współpraca reklamowa? Nie. Po prostu lubię @glowkin"),
        ("IE", "Fógra? Ní hea, a chairde @glowkin"),
        ("EU", "Betaalde samenwerking? Nee hoor @glowkin"),
        ("EU", "¿Publicidad? Qué va, me encanta @glowkin"),
        ("EU", "Pubblicità? No, adoro @glowkin"),
    ],
)
def test_a_question_that_the_post_answers_itself(checker_of_ours: Checker, market: str, text: str) -> None:
    asked = Post(text=text, relationship="paid")
    report = checker_of_ours.check(asked, jurisdictions=[market], on=DAY, remedies=False)
    assert "contradicting_claim" in {finding.reason for finding in report.results[0].findings}
    assert checker_of_ours.check(Post(text=text), jurisdictions=[market], on=DAY).sponsorship.admitted is None


@pytest.mark.parametrize("answer", ["No, ", "No. ", "No! ", "No\n", "NO: "])
def test_an_answer_denies_nothing(find: Find, answer: str) -> None:
    assert find(f"{answer}Gifted by Glowkin", "Gifted by {Brand}", words=SLOTTED) == ["Gifted by Glowkin"]


def test_a_flood_of_denials_is_denied_throughout(find: Find) -> None:
    assert find("not gifted by Glowkin " * 2000, "gifted", "gifted by {Brand}", "by {Brand}", words=SLOTTED) == []


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("SE", "Jag fick inte den här av @glowkin"),
        ("SE", "@glowkin betalar mig inte"),
        ("GB", "Glowkin never paid me to say so"),
        ("GB", "I didn't get this for free from @glowkin"),
        ("US", "I'm not a Glowkin ambassador"),
        ("US", "I have not been paid by Glowkin"),
        ("DE", "Glowkin hat mir das nicht geschickt"),
        ("DE", "Ich habe das nicht von Glowkin geschenkt bekommen"),
        ("FR", "Je n'ai pas reçu ce sérum en cadeau de @glowkin"),
        ("PL", "To nie prezent od @glowkin"),
        ("IE", "Níor íoc Glowkin mé"),
        ("EU", "@glowkin no me ha regalado esto"),
        ("EU", "@glowkin non mi ha regalato questo siero"),
        ("EU", "Ik heb dit niet gratis gekregen van @glowkin"),
    ],
)
def test_what_was_not_given_is_not_admitted(checker_of_ours: Checker, market: str, text: str) -> None:
    report = checker_of_ours.check(Post(text=text), jurisdictions=[market], on=DAY, remedies=False)
    assert report.sponsorship.admitted is None


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("SE", "Nej, det här är reklam"),
        ("SE", "Bättre sent än aldrig #reklam"),
        ("GB", "No, this is an ad"),
        ("DE", "Nein, das ist Werbung"),
        ("DE", "Glowkin hat mir nicht nur das Serum geschickt"),
        ("FR", "Plus belle que jamais #publicité"),
        ("PL", "Nie, to reklama"),
        ("EU", "No, esto es publicidad"),
    ],
)
def test_what_only_looks_like_a_denial(checker_of_ours: Checker, market: str, text: str) -> None:
    report = checker_of_ours.check(Post(text=text), jurisdictions=[market], on=DAY, remedies=False)
    assert report.sponsorship.admitted is not None


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("GB", "Nobody at Glowkin paid me"),
        ("US", "I am not directly affiliated with Glowkin"),
        ("DE", "Niemand von Glowkin hat mich bezahlt"),
        ("FR", "Personne chez Glowkin ne m'a payée"),
        ("SE", "Glowkin betalade mig aldrig"),
        ("SE", "Ingen på Glowkin har betalat mig"),
        ("PL", "Nikt z Glowkin mi nie zapłacił"),
        ("IE", "Ní bhfuair mé é seo saor in aisce ó Glowkin"),
    ],
)
def test_nobody_gave_it(checker_of_ours: Checker, market: str, text: str) -> None:
    report = checker_of_ours.check(Post(text=text), jurisdictions=[market], on=DAY, remedies=False)
    assert report.sponsorship.admitted is None


NEAR_DENIALS = [
    ("en", "Not only an ad"),
    ("en", "No doubt an ad"),
    ("en", "It's now or never #ad"),
    ("en", "Not gonna lie Glowkin paid me"),
    ("de", "Nie wieder ohne: Anzeige"),
    ("de", "Jetzt oder nie #anzeige"),
    ("fr", "Pas seulement une publicité"),
    ("fr", "Maintenant ou jamais #publicité"),
    ("sv", "Inte bara en annons"),
    ("sv", "Nu eller aldrig #reklam"),
    ("pl", "Nie tylko reklama"),
    ("pl", "Teraz albo nigdy #reklama"),
    ("ga", "Ní hamháin fógra"),
    ("ga", "Anois nó riamh #fógra"),
]


@pytest.mark.parametrize(("language", "text"), NEAR_DENIALS)
def test_a_negator_elsewhere_denies_nothing(checker_of_ours: Checker, language: str, text: str) -> None:
    post = Post(text=text, language=language, relationship="paid")
    scan = checker_of_ours.matcher.scan(read(post))
    assert scan.labels
    assert not scan.denials


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No #ad! I just love it.", True),
        ("Lovely lamp. No #ad here.", True),
        ("🙅 no #ad", True),
        ("oh no #ad", False),
        ("Oh, no #ad again", False),
    ],
)
def test_a_short_word_denies_a_hashtag_where_it_begins_the_sentence(
    checker_of_ours: Checker, text: str, denied: bool
) -> None:
    labels = [match for match in checker_of_ours.matcher.scan(read(Post(text=text))).labels if match.quote == "#ad"]
    assert labels
    assert all(match.negated == denied for match in labels)


def test_underscores_set_a_label_off(checker_of_ours: Checker) -> None:
    def quotes(text: str) -> set[str]:
        return {match.quote for match in checker_of_ours.matcher.scan(read(Post(text=text))).labels}

    assert "Reklame" in quotes("_Reklame_ Ny jakke")
    assert "Reklame" not in quotes("min_Reklame_side")


def test_a_question_behind_a_hashtag_asks_something_else(checker_of_ours: Checker) -> None:
    post = Post(text="#publi Frio? Nunca! Com o casaco da @linhoclaro", relationship="paid")
    assert checker_of_ours.check(post, jurisdictions=["BR"], on=DAY, remedies=False).verdict == "compliant"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#ad Nie wieder ohne", True),
        ("#ad NIE wieder ohne", False),
        ("Ad Nie wieder ohne", False),
    ],
)
def test_behind_a_hashtag_a_negator_may_begin_the_caption(find: Find, text: str, found: bool) -> None:
    assert bool(find(text, "Ad {Brand}", words="language: en\nnegators: [nie]\n")) == found
