"""The audits that checked posts are recorded in: one for each workspace and day, rules and classifier, in each process.

Which of them a process has begun stands in a file beside a lock that goes with the process, so that whoever starts later can seal
what a killed one left. On a database that machines share, each seals what lies in its own data folder: of another machine nobody
here knows whether its process is dead.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from adhere.api.recorded import Recorded, Versions
from adhere.errors import InputError
from adhere.storage import Storage

log = logging.getLogger("adhere.api")
#: A workspace, and what its posts were checked by.
Key = tuple[str, Versions]
#: What a file in which a process says what it has begun is called.
_BEGUN = ".begun"


@dataclass(slots=True)
class Stream:
    """An audit that grows. `finished` is set once its seal is tried, so that a second try seals the same."""

    audit_id: str
    facts: dict[str, Any]
    begun: bool = False
    chunks: int = 0
    records: int = 0
    finished: str | None = None


class Streams:
    """The streams of a process; for one thread alone.

    `folder` holds the locks, `evidence` opens a workspace's storage, `settings` are the facts that a replay needs, `now` has a time
    zone.
    """

    def __init__(
        self,
        folder: Path,
        evidence: Callable[[str], Storage],
        settings: Callable[[Versions], dict[str, Any]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._folder = folder
        self._evidence = evidence
        self._settings = settings
        self._now = now
        self._begun = folder / f"{uuid.uuid4().hex}{_BEGUN}"
        self._lock: FileLock | None = None
        self._open: dict[Key, Stream] = {}

    def unsealed(self) -> list[Key]:
        """The streams that are not sealed."""
        return list(self._open)

    def append(self, key: Key, found: Sequence[Recorded]) -> None:
        """Record posts as the next chunk, in a new stream where there is none. Nothing is recorded where it raises.

        Raises InputError where the stream is not as it was left, and the next call begins another; and whatever the database raises.
        """
        storage = self._evidence(key[0])
        stream = self._open.get(key) or self._new(key)
        if not stream.begun:
            storage.begin_audit(stream.facts, stream.audit_id)
            stream.begun = True
        numbered = [each.numbered(seq) for seq, each in enumerate(found, stream.records)]
        checks = [check for check, _ in numbered]
        findings = [finding for _, of_check in numbered for finding in of_check]
        try:
            storage.record_chunk(stream.audit_id, stream.chunks, checks, findings)
        except InputError:
            del self._open[key]
            raise
        stream.chunks += 1
        stream.records += len(checks)

    def end(self, key: Key) -> None:
        """Seal a stream. Raises InputError where it is not as it was left, and whatever the database raises."""
        stream = self._open[key]
        storage = self._evidence(key[0])
        stream.finished = stream.finished or self._moment()
        try:
            storage.seal_audit(stream.audit_id, stream.chunks, stream.facts | {"finished": stream.finished})
        except InputError:
            del self._open[key]
            raise
        del self._open[key]

    def seal_left_behind(self) -> None:
        """Seal what processes that are certainly dead have begun. Raises whatever the database raises."""
        for begun in self._folder.glob(f"*{_BEGUN}"):
            if begun == self._begun:
                continue
            lock = _lock_of(begun)
            try:
                with lock.acquire(blocking=False):
                    self._seal_all_of(begun)
                    begun.unlink(missing_ok=True)
                    Path(lock.lock_file).unlink(missing_ok=True)
            except Timeout:
                # its process lives, or another one is sealing what it left
                continue

    def close(self) -> None:
        """Let go of the lock; what is not sealed by now is sealed by the next start."""
        if self._lock is None:
            return
        if not self._open:
            self._begun.unlink(missing_ok=True)
            Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()

    def _new(self, key: Key) -> Stream:
        workspace, versions = key
        audit_id = f"checks-{versions.today:%Y%m%d}-{uuid.uuid4().hex[:12]}"
        facts = self._settings(versions) | {"kind": "checks", "started": self._moment()}
        self._note(workspace, audit_id)
        stream = self._open[key] = Stream(audit_id, facts)
        return stream

    def _note(self, workspace: str, audit_id: str) -> None:
        """On the disk, before anything stands in the database."""
        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = _lock_of(self._begun)
            lock.acquire(blocking=False)
            self._lock = lock
        with self._begun.open("a", encoding="utf-8") as file:
            # a line that was cut short by a full disk ends here, and takes nothing of this one with it
            file.write(f"\n{workspace} {audit_id}\n")
            file.flush()
            os.fsync(file.fileno())

    def _seal_all_of(self, begun: Path) -> None:
        for workspace, audit_id in _noted(begun):
            storage = self._evidence(workspace)
            facts = {each["id"]: each for each in storage.audits()}.get(audit_id)
            if facts is None or facts["seal"] is not None:
                continue
            settings = {name: value for name, value in facts.items() if name not in ("id", "chunks", "records", "seal")}
            try:
                storage.seal_audit(audit_id, storage.recorded_chunks(audit_id), settings | {"finished": self._moment()})
            except InputError as error:
                log.error("evidence that a killed process left cannot be sealed: %s", error)
            else:
                log.warning("sealed the evidence %s, which a killed process left", audit_id)

    def _moment(self) -> str:
        return self._now().replace(microsecond=0).isoformat()


def _lock_of(begun: Path) -> FileLock:
    return FileLock(begun.with_suffix(".lock"))


def _noted(begun: Path) -> Iterator[tuple[str, str]]:
    """Workspaces and audits. A line may be cut short, and then stands for nothing."""
    try:
        text = begun.read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines(keepends=True):
        workspace, _, audit_id = line.partition(" ")
        if line.endswith("\n") and audit_id:
            yield workspace, audit_id.strip()
