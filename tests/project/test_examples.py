"""The sample posts."""

from __future__ import annotations

import json

from adhere.post import Post
from tests.project.tree import text

POSTS = [Post.model_validate(json.loads(line)) for line in text("examples/posts.jsonl").splitlines()]
MARKETS = {"EU", "US", "GB", "DE", "FR", "SE", "IE", "PL"}


def test_posts_have_ids_of_their_own() -> None:
    assert len({post.id for post in POSTS}) == len(POSTS)
    assert all(post.id for post in POSTS)


def test_every_market_is_shown() -> None:
    assert {code for post in POSTS for code in post.jurisdictions or ()} == MARKETS


def test_posts_have_a_day_so_that_they_come_out_the_same_for_ever() -> None:
    assert all(post.published_on for post in POSTS)
