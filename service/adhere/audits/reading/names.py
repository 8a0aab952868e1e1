"""How people name the columns of their tables, in many languages.

A field's lists stand in order: a column of a name in an earlier list is taken before one of a later list. The later ones are words
that mean something else in other tables.
"""

from __future__ import annotations

import functools
import unicodedata

from adhere.post import Post

#: What a row may say besides the fields of a post.
URL = "url"
FIELDS = frozenset({*Post.model_fields, URL})

_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "full text|post text|caption|post caption|caption text|text content|message|post message|tweet text|tweet|"
        "full_text|post content|post body|Bildunterschrift|Beitragstext|Posttext|légende|texte|texto|testo|"
        "didascalia|leyenda|pie de foto|legenda|tekst|treść|onderschrift|bijschrift|bildtext|billedtekst|"
        "kuvateksti|popisek|felirat|szöveg|metin|açıklama metni|текст|テキスト|本文|キャプション|投稿内容|投稿本文|"
        "投稿文|캡션|본문|게시물 내용|게시글|문구|文案|正文|内文|贴文|貼文|帖子内容|貼文內容|النص",
        "content|body|description|copy|video description|selftext|Beschreibung|Inhalt|Nachricht|Beitrag|contenu|"
        "description du post|descripción|contenido|mensaje|descrição|conteúdo|descrizione|contenuto|messaggio|opis|"
        "zawartość|omschrijving|inhoud|bericht|beskrivning|innehåll|beskrivelse|indhold|innhold|kuvaus|sisältö|"
        "popis|obsah|leírás|tartalom|açıklama|içerik|описание|内容|説明|説明文|내용|설명|描述|说明|nội dung",
    ),
    "id": (
        "post id|postid|media id|video id|tweet id|status id|content id|message id|reel id|item id|ad id|shortcode|"
        "Beitrags-ID|id du post|identifiant|id de la publicación|identificador|id del post|id posta|投稿ID|"
        "게시물 ID|帖子ID|uuid|key",
    ),
    "published_on": (
        "publish time|publish date|published|published at|published date|publication date|posted|posted at|"
        "posted on|post date|date posted|post created|post created date|creation time|created at|created|"
        "created time|created on|created utc|create time|timestamp|taken at|taken at timestamp|upload date|"
        "Veröffentlicht|Veröffentlichungsdatum|veröffentlicht am|Erstellt am|date de publication|publié le|"
        "fecha de publicación|publicado|data de publicação|data pubblicazione|data di pubblicazione|pubblicato|"
        "data publikacji|opublikowano|publicatiedatum|geplaatst op|publiceringsdatum|publicerad|udgivelsesdato|"
        "publiceret|julkaistu|投稿日|投稿日時|公開日|게시일|작성일|发布时间|发布日期|發佈時間|發布日期",
        "date|day|date time|datetime|time|Datum|Tag|Zeitpunkt|jour|fecha|día|data|dato|päivä|päivämäärä|dátum|"
        "tarih|дата|日付|日時|날짜|日期|时间|時間",
    ),
    "author": (
        "username|user name|user|handle|account handle|account username|account name|account|creator|creator name|"
        "creator handle|influencer|influencer name|influencer handle|owner|owner username|author name|"
        "author username|author handle|user username|user screen name|screen name|page name|channel name|"
        "channel title|nickname|Autor|Autorin|Benutzername|Nutzername|Konto|Kontoname|auteur|autrice|compte|"
        "nom d'utilisateur|pseudo|créateur|créatrice|influenceur|influenceuse|usuario|cuenta|creador|creadora|"
        "nombre de usuario|usuário|conta|criador|autore|utente|nome utente|profilo|użytkownik|nazwa użytkownika|"
        "twórca|gebruiker|gebruikersnaam|maker|användare|användarnamn|konto|bruger|brugernavn|bruker|brukernavn|"
        "käyttäjä|käyttäjätunnus|kullanıcı|kullanıcı adı|автор|投稿者|ユーザー名|アカウント|作成者|작성자|계정|"
        "사용자|인플루언서|作者|博主|达人|达人昵称|账号|用户名|帳號",
        "channel|page|profile name|name|from",
    ),
    "followers": (
        "follower|follower count|followers count|number of followers|followers at posting|subscribers|"
        "subscriber count|subs|fans|fan count|Abonnenten|Followerzahl|Anzahl Follower|abonnés|nombre d'abonnés|"
        "seguidores|número de seguidores|seguaci|numero di follower|obserwujący|liczba obserwujących|volgers|"
        "aantal volgers|följare|følgere|seuraajat|sledující|követők|takipçi|takipçi sayısı|подписчики|フォロワー|"
        "フォロワー数|팔로워|팔로워 수|粉丝|粉丝数|粉絲數|author followers|user followers|owner followers",
    ),
    "platform": (
        "network|social network|social media|social platform|source type|page type|channel type|platform name|"
        "Plattform|Netzwerk|plateforme|réseau|réseau social|plataforma|red|red social|rede|rede social|piattaforma|"
        "social|platforma|sieć|plattform|alusta|platformu|プラットフォーム|媒体|플랫폼|채널|平台|平臺",
        "source|channel|medium|site|Quelle|Kanal|canal|fuente|fonte|canale|kanał|źródło|kanaal|bron|kilde|källa",
    ),
    "surface": (
        "media product type|placement|post type|content type|media type|format|post format|Format|Beitragstyp|"
        "type de publication|tipo de publicación|tipo di post|formato|typ posta|投稿タイプ|게시물 유형|内容类型",
        "type|Typ|Art|tipo|タイプ|유형|类型",
    ),
    "url": (
        "permalink|link|post url|post link|permalink url|web url|share url|tweet url|video url|post permalink|"
        "Beitragslink|lien|lien du post|enlace|url de la publicación|ligação|collegamento|odnośnik|odkaz|länk|"
        "lenke|bağlantı|ссылка|リンク|投稿URL|링크|链接|連結|href|uri",
    ),
    "language": (
        "lang|language code|Sprache|langue|idioma|língua|lingua|język|taal|språk|sprog|kieli|jazyk|nyelv|dil|язык|"
        "言語|언어|语言|語言",
    ),
    "jurisdictions": (
        "jurisdiction|market|markets|target market|target country|Markt|Märkte|Zielmarkt|marché|marchés|mercado|"
        "mercados|mercato|mercati|rynek|rynki|markt|marknad|marked|markkina|市場|시장|市场",
        "country|countries|country code|Land|Länder|pays|país|países|paese|paesi|kraj|kraje|maa|země|ország|ülke|"
        "страна|国|国家|국가|國家",
    ),
    "brand": (
        "brand name|advertiser|client|sponsor|sponsor name|partner brand|business partner|Marke|Auftraggeber|"
        "Werbekunde|marque|annonceur|marca|anunciante|cliente|marka|reklamodawca|merk|adverteerder|varumärke|mærke|"
        "merke|annoncør|annonsør|brändi|značka|márka|бренд|ブランド|広告主|브랜드|광고주|品牌|广告主|廣告主",
    ),
    "relationship": (
        "relationship type|relation|partnership type|commercial relationship|compensation type|Beziehung|"
        "Kooperationsart|relation commerciale|relación|relación comercial|relação|relazione|relacja|relatie|関係|"
        "관계|合作关系",
    ),
    "platform_label": (
        "paid partnership|is paid partnership|paid partnership label|paid partnership tag|branded content|"
        "is branded content|branded content tag|has paid product placement|paid promotion label|"
        "brand content toggle|disclosure tag|disclosure label|platform tag|bezahlte Partnerschaft|"
        "partenariat rémunéré|colaboración pagada|parceria paga|collaborazione a pagamento|płatne partnerstwo|"
        "betaald partnerschap|betalt partnerskab|タイアップ投稿|유료 파트너십",
    ),
    "title": (
        "headline|video title|post title|subject|Titel|Überschrift|titre|título|titolo|tytuł|otsikko|titulek|název|"
        "cím|başlık|заголовок|タイトル|題名|件名|제목|标题|標題",
    ),
    "sector": (
        "industry|brand sector|product category|Branche|secteur|sector de actividad|setor|settore|branża|sector|"
        "bransch|branche|業種|업종|行业",
    ),
    "overlay": (
        "overlay text|on screen text|onscreen text|text on screen|text overlay|text on image|image text|ocr|"
        "ocr text|sticker text|Bildtext im Bild",
    ),
    "transcript": (
        "transcription|spoken text|speech|subtitles|captions track|voice to text|voiceover|Transkript|Untertitel|"
        "transcript text|transcripción|transcrição|trascrizione|transkrypcja|文字起こし|자막|字幕",
    ),
    "first_comment": (
        "1st comment|comment 1|pinned comment|erster Kommentar|premier commentaire|primer comentario|primo commento",
    ),
    "profile": (
        "bio|biography|profile bio|author bio|user bio|profile text|profile description|biografie|biographie|"
        "biografía|biografia",
    ),
    "tags": ("tagged|tagged users|tagged accounts|user tags|photo tags",),
    "duration": (
        "duration sec|duration seconds|duration in seconds|duration s|video duration|video length|length seconds|"
        "Dauer|durée|duración",
    ),
}
#: Columns of these names hold something else in many tables: they are taken where their values fit.
DOUBTFUL = frozenset(
    {("platform", name) for name in _NAMES["platform"][1].split("|")}
    | {
        ("platform", "媒体"),
        ("platform", "social"),
        ("audience", "audience"),
        ("platform_label", "branded content"),
        ("duration", "length"),
    }
)


@functools.lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name without case, accents, spaces, dots, hyphens and underscores."""
    bare = (char for char in unicodedata.normalize("NFKD", name.casefold()) if char.isalnum())
    return "".join(bare)


@functools.cache
def ranks() -> dict[str, list[tuple[str, int, int]]]:
    """For each plain name the fields it may stand for, with its list and its place there. 0 is the field's own name."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for field in sorted(FIELDS):
        found.setdefault(plain(field), []).append((field, 0, 0))
        for rank, names in enumerate(_NAMES.get(field, ()), start=1):
            for place, name in enumerate(names.split("|")):
                found.setdefault(plain(name), []).append((field, rank, place))
    return found


@functools.cache
def doubtful() -> frozenset[tuple[str, str]]:
    """The doubtful pairs of field and plain name."""
    return frozenset((field, plain(name)) for field, name in DOUBTFUL)
