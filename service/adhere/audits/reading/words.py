"""What people and programs call a platform, a surface, a yes, a market and a language."""

from __future__ import annotations

import functools

from adhere.audits.reading.names import plain
from adhere.post import Platform, Relationship, Surface

_PLATFORMS: dict[Platform, str] = {
    Platform.INSTAGRAM: "ig|insta|instagram.com|instagram feed|instagram reels|instagram stories|instagram story|ins|"
    "socialmedia instagram|instagram business|インスタグラム|インスタ|인스타그램|인스타",
    Platform.THREADS: "threads.net|threads.com|instagram threads|socialmedia threads|スレッズ|스레드",
    Platform.FACEBOOK: "fb|facebook.com|meta|facebook page|facebook pages|facebook public|socialmedia facebook|フェイスブック|페이스북",
    Platform.TIKTOK: "tt|tik tok|tiktok.com|tik-tok|socialmedia tiktok|ティックトック|틱톡",
    Platform.YOUTUBE: "yt|youtube.com|youtu.be|you tube|youtube shorts|youtube video|socialmedia youtube|ユーチューブ|유튜브",
    Platform.X: "twitter|x.com|twitter.com|x twitter|twitter x|x formerly twitter|socialmedia twitter|socialmedia x|ツイッター|"
    "트위터|推特",
    Platform.LINKEDIN: "linked in|linkedin.com|li|socialmedia linkedin|링크드인",
    Platform.PINTEREST: "pinterest.com|pin|socialmedia pinterest",
    Platform.SNAPCHAT: "snap|sc|snapchat.com",
    Platform.TWITCH: "twitch.tv|twitch tv|트위치",
    Platform.BLUESKY: "bsky|bsky.app|blue sky|bsky social|socialmedia bluesky",
    Platform.REDDIT: "reddit.com|socialmedia reddit",
    Platform.NAVER_BLOG: "naver|naver blog|blog.naver.com|네이버|네이버 블로그|네이버블로그",
    Platform.XIAOHONGSHU: "xhs|red|rednote|red note|little red book|xiaohongshu.com|小红书|小紅書",
    Platform.WEIBO: "sina weibo|weibo.com|微博|新浪微博",
    Platform.DOUYIN: "douyin.com|抖音",
    Platform.BILIBILI: "b站|bili|bilibili.com|哔哩哔哩|嗶哩嗶哩",
    Platform.LINE: "line app|line voom|ライン|라인",
    Platform.TELEGRAM: "tg|t.me|telegram.org|телеграм",
    Platform.BLOG: "blogs|weblog|website|web|wordpress|substack|newsletter|tumblr|medium.com|ブログ|블로그|博客",
    Platform.PODCAST: "podcasts|audio podcast|ポッドキャスト|팟캐스트|播客",
    Platform.OTHER: "others|andere|sonstige|autre|otro|altro|その他|기타|其他",
}
_SURFACES: dict[Surface, str] = {
    Surface.FEED: "feed post|post|posts|grid|timeline|carousel|carousel album|album|static|static post|beitrag|publication|"
    "publicación|ig carousel|ig image|instagram post|fb post|facebook post|photo post|graph sidecar|フィード|피드|"
    "动态",
    Surface.STORY: "stories|ig story|ig stories|instagram story|instagram stories|facebook story|story post|historia|ストーリー|"
    "ストーリーズ|스토리|快拍",
    Surface.REEL: "reels|clips|clip|ig reel|ig reels|instagram reel|instagram reels|fb reel|facebook reel|facebook reels|リール|"
    "릴스",
    Surface.VIDEO: "videos|igtv|native video|youtube video|tiktok|tiktok video|long form|longform|graph video|vidéo|vídeo|动画|"
    "動画|영상|동영상|视频",
    Surface.SHORT: "shorts|youtube short|youtube shorts|yt short|yt shorts|ショート|쇼츠|短视频",
    Surface.LIVE: "livestream|live stream|live video|stream|ig live|instagram live|facebook live|ライブ|라이브|直播",
    Surface.OTHER: "",
}
_YES = (
    "true yes y on 1 ja wahr oui vrai sí si verdadero verdad sim verdadeiro vero tak prawda waar sant sand kyllä "
    "tosi ano pravda igen igaz evet doğru да はい 예 네 是 有 x ✓ ✔"
)
_NO = (
    "false no n off 0 nein falsch non faux falso não nao nie fałsz nee onwaar nej falskt falsk nei ei epätosi ne "
    "nepravda nem hamis hayır yanlış нет いいえ 아니오 아니요 否 无"
)
#: How tables say that they do not know.
UNKNOWN = frozenset(
    {"", "n/a", "na", "null", "none", "nan", "nil", "-", "–", "—", "?", "unknown", "#n/a", "k.a.", "<na>"}
)
_MARKETS = (
    "AE=united arab emirates,uae;AR=argentina;AT=austria,österreich;AU=australia;BE=belgium,belgique,belgië,belgien;BG=bulgaria;"
    "BR=brazil,brasil;CA=canada;CH=switzerland,schweiz,suisse;CL=chile;CN=china,中国;CO=colombia;CZ=czech republic,czechia,česko;"
    "DE=germany,deutschland,allemagne;DK=denmark,danmark;EE=estonia,eesti;EG=egypt;ES=spain,españa,spanien,espagne;EU=european union;"
    "FI=finland,suomi;FR=france,frankreich;GB=united kingdom,uk,great britain,britain,england,vereinigtes königreich,royaume-uni;"
    "GR=greece,el;HK=hong kong;HR=croatia,hrvatska;HU=hungary,magyarország;ID=indonesia;IE=ireland;IL=israel;IN=india;"
    "IT=italy,italia,italien,italie;JP=japan,日本;KE=kenya;KR=south korea,korea,republic of korea,한국,대한민국;LT=lithuania;LU=luxembourg;"
    "LV=latvia;MX=mexico,méxico;MY=malaysia;NG=nigeria;NL=netherlands,nederland,the netherlands,niederlande;NO=norway,norge;"
    "NZ=new zealand;PE=peru,perú;PH=philippines;PL=poland,polska,polen;PT=portugal;RO=romania,românia;SA=saudi arabia;SE=sweden,sverige;"
    "SG=singapore;SI=slovenia,slovenija;SK=slovakia,slovensko;TH=thailand;TR=turkey,türkiye,turkiye;TW=taiwan,臺灣,台灣;UA=ukraine;"
    "US=united states,usa,united states of america;VN=vietnam,viet nam;ZA=south africa"
)
_LANGUAGES = (
    "ar=arabic;bg=bulgarian;cs=czech;da=danish,dansk;de=german,deutsch;el=greek;en=english,englisch;es=spanish,español;et=estonian;"
    "fi=finnish,suomi;fr=french,français;he=hebrew;hi=hindi;hr=croatian;hu=hungarian,magyar;id=indonesian;it=italian,italiano;ja=japanese,日本語;"
    "ko=korean,한국어;lt=lithuanian;lv=latvian;ms=malay;nl=dutch,nederlands;no=norwegian,norsk;pl=polish,polski;pt=portuguese,português;"
    "ro=romanian;ru=russian;sk=slovak;sl=slovenian;sv=swedish,svenska;th=thai;tr=turkish,türkçe;uk=ukrainian;vi=vietnamese;zh=chinese,中文"
)


def _inverted(table: dict[Platform, str] | dict[Surface, str]) -> dict[str, str]:
    return {
        plain(word): each.value for each, words in table.items() for word in (each.value, *words.split("|")) if word
    }


def _coded(table: str) -> dict[str, str]:
    pairs = (entry.split("=") for entry in table.split(";"))
    return {plain(name): code for code, names in pairs for name in names.split(",")}


@functools.cache
def platforms() -> dict[str, Platform]:
    """Plain word to platform."""
    return {word: Platform(value) for word, value in _inverted(_PLATFORMS).items()}


@functools.cache
def surfaces() -> dict[str, Surface]:
    """Plain word to surface."""
    return {word: Surface(value) for word, value in _inverted(_SURFACES).items()}


@functools.cache
def relationships() -> dict[str, Relationship]:
    """Plain word to relationship."""
    return {plain(each.value): each for each in Relationship}


@functools.cache
def answers() -> dict[str, bool]:
    """A word for yes or no to what it says."""
    return dict.fromkeys(_NO.split(), False) | dict.fromkeys(_YES.split(), True)


@functools.cache
def markets() -> dict[str, str]:
    """Plain name of a country to its code."""
    return _coded(_MARKETS)


@functools.cache
def languages() -> dict[str, str]:
    """Plain name of a language to its code."""
    return _coded(_LANGUAGES)
