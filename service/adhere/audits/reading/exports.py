"""The exports and answers of well-known services: by which fields each is known, and where it keeps what."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from adhere.audits.reading import values
from adhere.audits.reading.paths import Getter, getter_of
from adhere.phrases import phrase
from adhere.post import Platform, Surface

_LONGEST_SHORT = 180.0


@dataclass(frozen=True, slots=True)
class Export:
    """A format by its fields.

    `paths` leads from a post's field to the first of the paths that holds something, or to a template of paths in braces; `computed`
    to what no single path holds. `readings` replace the usual reading of a field's values.
    """

    id: str
    name: str
    known_by: Callable[[Collection[str]], bool]
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, tuple[str, Getter]] = field(default_factory=dict)
    readings: dict[str, values.Reading] = field(default_factory=dict)
    #: What a reader of the results should know.
    caution: str | None = None
    #: Why there is nothing in it to check.
    refused: str | None = None


def _all(*names: str) -> Callable[[Collection[str]], bool]:
    wanted = frozenset(names)
    return lambda fields: wanted <= set(fields)


def _instaloader_label(record: Any) -> bool | None:
    flag = getter_of("node.is_paid_partnership")(record)
    return True if flag is True or getter_of("node.edge_media_to_sponsor_user.edges[0]")(record) else None


def _sponsored(*columns: str) -> Getter:
    getters = [getter_of(column) for column in columns]
    return lambda record: True if any(str(get(record) or "").strip() for get in getters) else None


def _youtube_surface(record: Any) -> Surface | None:
    """A Short is at most three minutes long, and upright; only the first can be seen here."""
    if getter_of("snippet.liveBroadcastContent")(record) == "live":
        return Surface.LIVE
    try:
        length = values.seconds(getter_of("contentDetails.duration")(record))
    except ValueError:
        return None
    return Surface.VIDEO if length is not None and length > _LONGEST_SHORT else None


def _graph_surface(value: Any) -> Surface | None:
    return None if value == "AD" else values.surface(value)


META_CONTENT_LIBRARY = Export(
    "meta_content_library",
    "Meta Content Library",
    lambda fields: "creation_time" in fields and any(name.startswith("post_owner.") for name in fields),
    {
        "id": ("id",),
        "text": ("text",),
        "published_on": ("creation_time",),
        "author": ("post_owner.username", "post_owner.name"),
        "surface": ("media_type",),
        "url": ("mcl_url",),
        "language": ("lang",),
        "platform_label": ("is_branded_content",),
    },
    caution=phrase(
        "The file does not say whether its posts stand on Instagram, Facebook or Threads. Give the platform."
    ),
)
INSTAGRAM_GRAPH_MEDIA = Export(
    "instagram_graph_media",
    "Instagram Graph API media",
    lambda fields: (
        {"caption", "permalink", "timestamp"} <= set(fields)
        and not {"media_product_type", "media_type"}.isdisjoint(fields)
    ),
    {
        "id": ("id",),
        "text": ("caption",),
        "published_on": ("timestamp",),
        "author": ("username", "owner.username"),
        "surface": ("media_product_type",),
        "url": ("permalink",),
    },
    {"platform": Platform.INSTAGRAM},
    readings={"surface": _graph_surface},
)
INSTALOADER = Export(
    "instaloader",
    "instaloader",
    lambda fields: (
        any(name.startswith("node.edge_media_to_caption") for name in fields)
        or ("instaloader.node_type" in fields and any(name.startswith("node.") for name in fields))
    ),
    {
        "id": ("node.shortcode", "node.code", "node.id"),
        "text": ("node.edge_media_to_caption.edges[0].node.text", "node.caption.text", "node.caption"),
        "title": ("node.title",),
        "published_on": ("node.taken_at_timestamp", "node.date"),
        "author": ("node.owner.username",),
        "followers": ("node.owner.edge_followed_by.count",),
        "surface": ("node.product_type",),
        "url": ("https://www.instagram.com/p/{node.shortcode}/",),
        "tags": ("node.edge_media_to_tagged_user.edges[].node.user.username",),
    },
    {"platform": Platform.INSTAGRAM},
    {"platform_label": ("node.is_paid_partnership, node.edge_media_to_sponsor_user", _instaloader_label)},
)
TIKTOK_RESEARCH_VIDEO = Export(
    "tiktok_research_video",
    "TikTok Research API video",
    _all("video_description"),
    {
        "id": ("id",),
        "text": ("video_description",),
        "published_on": ("create_time",),
        "author": ("username",),
        "url": ("https://www.tiktok.com/@{username}/video/{id}",),
        "transcript": ("voice_to_text",),
        "duration": ("video_duration",),
    },
    {"platform": Platform.TIKTOK, "surface": Surface.VIDEO},
)
TIKTOK_COMMERCIAL_CONTENT = Export(
    "tiktok_commercial_content",
    "TikTok Commercial Content API",
    _all("brand_names", "label"),
    refused=phrase(
        "it lists labelled videos without their words. Ask the TikTok Research API for the videos, and name its answer."
    ),
)
YOUTUBE_VIDEO_V3 = Export(
    "youtube_video_v3",
    "YouTube Data API v3 video",
    lambda fields: {"snippet.title", "snippet.channelTitle"} <= set(fields) or {"kind", "snippet.title"} <= set(fields),
    {
        "id": ("id.videoId", "snippet.resourceId.videoId", "id"),
        "text": ("snippet.description",),
        "title": ("snippet.title",),
        "published_on": ("snippet.publishedAt",),
        "author": ("snippet.videoOwnerChannelTitle", "snippet.channelTitle"),
        "duration": ("contentDetails.duration",),
        "url": ("https://www.youtube.com/watch?v={id.videoId}", "https://www.youtube.com/watch?v={id}"),
        "language": ("snippet.defaultAudioLanguage", "snippet.defaultLanguage"),
        "platform_label": ("paidProductPlacementDetails.hasPaidProductPlacement",),
    },
    {"platform": Platform.YOUTUBE},
    {"surface": ("snippet.liveBroadcastContent, contentDetails.duration", _youtube_surface)},
)
X_TWEET_V2 = Export(
    "x_tweet_v2",
    "X API v2 post",
    lambda fields: (
        "text" in fields
        and (
            "edit_history_tweet_ids" in fields
            or ("author_id" in fields and not {"lang", "author.username", "created_at"}.isdisjoint(fields))
        )
    ),
    {
        "id": ("id",),
        "text": ("note_tweet.text", "text"),
        "published_on": ("created_at",),
        "author": ("author.username",),
        "followers": ("author.public_metrics.followers_count",),
        "url": ("https://x.com/{author.username}/status/{id}", "https://x.com/i/status/{id}"),
        "language": ("lang",),
        "platform_label": ("paid_partnership",),
    },
    {"platform": Platform.X, "surface": Surface.FEED},
)
BLUESKY_POST = Export(
    "bluesky_post",
    "Bluesky post",
    lambda fields: "record.$type" in fields or {"$type", "text", "createdAt"} <= set(fields),
    {
        "id": ("uri",),
        "text": ("record.text", "text"),
        "published_on": ("record.createdAt", "createdAt"),
        "author": ("author.handle",),
        "language": ("record.langs[0]", "langs[0]"),
    },
    {"platform": Platform.BLUESKY, "surface": Surface.FEED},
    {"url": ("https://bsky.app/profile/{author.handle}/post/…", lambda record: _bluesky_url(record))},
)


def _bluesky_url(record: Any) -> str | None:
    handle, uri = getter_of("author.handle")(record), getter_of("uri")(record)
    if not (isinstance(handle, str) and isinstance(uri, str) and handle and uri):
        return None
    return f"https://bsky.app/profile/{handle}/post/{uri.rsplit('/', 1)[-1]}"


REDDIT_SUBMISSION = Export(
    "reddit_submission",
    "Reddit submission",
    _all("selftext", "subreddit", "created_utc"),
    {
        "id": ("id",),
        "text": ("selftext",),
        "title": ("title",),
        "published_on": ("created_utc",),
        "author": ("author.name", "author"),
        "url": ("https://www.reddit.com{permalink}",),
    },
    {"platform": Platform.REDDIT},
)
CROWDTANGLE_FACEBOOK_CSV = Export(
    "crowdtangle_facebook_csv",
    "CrowdTangle, Facebook",
    _all("Page Name", "Followers at Posting", "Post Created", "Message"),
    {
        "id": ("URL",),
        "text": ("Message",),
        "title": ("Link Text",),
        "published_on": ("Post Created",),
        "author": ("User Name", "Page Name"),
        "followers": ("Followers at Posting",),
        "surface": ("Type",),
        "url": ("URL",),
        "overlay": ("Image Text",),
    },
    {"platform": Platform.FACEBOOK},
    {"platform_label": ("Sponsor Id, Sponsor Name", _sponsored("Sponsor Id", "Sponsor Name"))},
)
CROWDTANGLE_INSTAGRAM_CSV = Export(
    "crowdtangle_instagram_csv",
    "CrowdTangle, Instagram",
    lambda fields: (
        {"Account", "Followers at Posting", "Post Created", "Description"} <= set(fields) and "Page Name" not in fields
    ),
    {
        "id": ("URL",),
        "text": ("Description",),
        "title": ("Title",),
        "published_on": ("Post Created",),
        "author": ("User Name", "Account"),
        "followers": ("Followers at Posting",),
        "surface": ("Type",),
        "url": ("URL",),
        "overlay": ("Image Text",),
    },
    {"platform": Platform.INSTAGRAM},
    {"platform_label": ("Sponsor Id, Sponsor Name", _sponsored("Sponsor Id", "Sponsor Name"))},
)
BRANDWATCH_CSV = Export(
    "brandwatch_csv",
    "Brandwatch mentions",
    _all("Query Id", "Query Name", "Page Type"),
    {
        "id": ("Resource Id", "Mention Id"),
        "text": ("Full Text", "Snippet"),
        "title": ("Title",),
        "published_on": ("Date",),
        "author": ("Author",),
        "followers": ("Twitter Followers", "X Followers", "Instagram Follower Count"),
        "platform": ("Page Type",),
        "surface": ("Subtype",),
        "url": ("Url",),
        "language": ("Language",),
    },
    readings={"platform": values.any_platform},
    caution=phrase(
        "Where Full Text is empty, Snippet is read, which is cut: a label that is missing may only be cut off."
    ),
)
TALKWALKER_EXPORT = Export(
    "talkwalker_export",
    "Talkwalker",
    lambda fields: any(name.startswith(("extra_author_attributes.", "extra_source_attributes.")) for name in fields),
    {
        "id": ("url",),
        "text": ("content", "content_snippet"),
        "title": ("title",),
        "published_on": ("published",),
        "author": ("extra_author_attributes.short_name", "extra_author_attributes.name"),
        "platform": ("source_type",),
        "surface": ("post_type",),
        "url": ("url",),
        "language": ("lang",),
    },
    readings={"platform": values.any_platform},
    caution=phrase(
        "Where content is empty, content_snippet is read, which is cut: a label that is missing may only be cut off."
    ),
)
MELTWATER_EXPORT = Export(
    "meltwater_export",
    "Meltwater",
    _all("Hit Sentence", "Opening Text", "Influencer"),
    {
        "id": ("URL",),
        "text": ("Hit Sentence", "Opening Text"),
        "title": ("Headline",),
        "published_on": ("Date",),
        "author": ("Influencer",),
        "platform": ("Source",),
        "url": ("URL",),
        "language": ("Language",),
    },
    readings={"platform": values.any_platform},
    caution=phrase("Hit Sentence and Opening Text are extracts: a label that is missing may only be cut off."),
)

#: In the order in which they are tried.
EXPORTS = (
    META_CONTENT_LIBRARY,
    INSTALOADER,
    YOUTUBE_VIDEO_V3,
    TALKWALKER_EXPORT,
    BRANDWATCH_CSV,
    MELTWATER_EXPORT,
    CROWDTANGLE_FACEBOOK_CSV,
    CROWDTANGLE_INSTAGRAM_CSV,
    TIKTOK_COMMERCIAL_CONTENT,
    TIKTOK_RESEARCH_VIDEO,
    BLUESKY_POST,
    REDDIT_SUBMISSION,
    INSTAGRAM_GRAPH_MEDIA,
    X_TWEET_V2,
)


def export_of(fields: Collection[str]) -> Export | None:
    """The export that has these fields."""
    return next((export for export in EXPORTS if export.known_by(fields)), None)
