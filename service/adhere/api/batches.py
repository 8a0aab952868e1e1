"""Batches: cut into chunks, checked by the workers, put together again in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice

from pydantic_core import from_json, to_json

from adhere.api.answering import Ask, Failed
from adhere.api.problems import InvalidPost, Overturned, Problem, problem_of
from adhere.api.reading import read_json
from adhere.api.recording import Take
from adhere.api.workers import Workers
from adhere.errors import InputError, TooLarge, UnknownWord

#: Posts that go to a worker together.
CHUNK = 64
Numbered = tuple[int, bytes]


def posts_in(body: bytes, most: int) -> list[Numbered] | Problem:
    """The raw posts of a JSON batch, numbered from 0. A problem is returned, since it may cross from a worker."""
    try:
        return list(enumerate(_posts(body, most)))
    except InputError as error:
        return problem_of(error)


def _posts(body: bytes, most: int) -> list[bytes]:
    try:
        data = from_json(body)
    except ValueError:
        data = read_json(body)
    if not isinstance(data, dict):
        raise InvalidPost([InputError('The body is one JSON object: {"posts": [...]}.', where="body")])
    for name in data:
        if name != "posts":
            raise InvalidPost([UnknownWord("field", name, ["posts"], where=name)])
    posts = data.get("posts")
    if not isinstance(posts, list):
        raise InvalidPost([InputError("posts: a list of posts is needed.", where="posts")])
    _count(len(posts), most)
    return [to_json(post) for post in posts]


def lines_in(body: bytes, most: int) -> list[Numbered]:
    """The raw posts of an NDJSON body, numbered by their lines from 1; blank lines are passed over."""
    lines = body.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    posts = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    _count(len(posts), most)
    return posts


def _count(posts: int, most: int) -> None:
    if not posts:
        raise InputError("The batch holds no post: nothing would be checked.", where="posts")
    if posts > most:
        raise TooLarge(f"The batch holds {posts:,} posts; at most {most:,} are taken.", where="posts")


async def answers(
    workers: Workers, posts: Sequence[Numbered], ask: Ask, take: Take | None
) -> AsyncIterator[tuple[int, bytes | Failed]]:
    """An answer for each post, in order, as soon as it and those before it are there; `take` gets the evidence."""
    chunks = _chunks(posts)
    waiting: deque[asyncio.Task[list[tuple[int, bytes | Failed]]]] = deque()
    try:
        # enough to keep every worker busy, and no more: others wait for them too
        for chunk in islice(chunks, 2 * workers.count):
            waiting.append(asyncio.create_task(_answer(workers, chunk, ask, take)))
        while waiting:
            done = await waiting.popleft()
            for chunk in islice(chunks, 1):
                waiting.append(asyncio.create_task(_answer(workers, chunk, ask, take)))
            for each in done:
                yield each
    finally:
        for task in waiting:
            task.cancel()


def _chunks(posts: Sequence[Numbered]) -> Iterator[Sequence[Numbered]]:
    return (posts[start : start + CHUNK] for start in range(0, len(posts), CHUNK))


async def _answer(
    workers: Workers, chunk: Sequence[Numbered], ask: Ask, take: Take | None
) -> list[tuple[int, bytes | Failed]]:
    raws = [raw for _, raw in chunk]
    try:
        found = await workers.check(raws, ask, take)
    except Overturned as error:
        found = [Failed(None, problem_of(error)) for _ in chunk]
    return [(number, each) for (number, _), each in zip(chunk, found, strict=True)]
