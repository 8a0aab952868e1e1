"""What findings are known by."""

from __future__ import annotations

import hashlib

from adhere.post import Post


def finding_key(post: Post, url: str | None, jurisdiction: str, rule: str) -> str:
    """What a finding is known by from one audit to the next: the post, by its id, else its address, else its words; and the rule."""
    known = post.id or url or f"{post.author}|{' '.join(post.text.split())}"
    return hashlib.sha256(f"{post.platform.value}|{known}|{jurisdiction}|{rule}".encode()).hexdigest()[:24]
