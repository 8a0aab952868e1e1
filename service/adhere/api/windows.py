"""So many requests in any minute.

The library that is usual for this (`limits`) keeps its counts in order with a thread or a task of their own at nearly every request.
"""

from __future__ import annotations

from collections import defaultdict, deque

#: Seconds that a window is long.
LENGTH = 60.0


class Windows:
    """Counts the requests of each name. In every stretch of `LENGTH` seconds at most `most` are let in."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._let_in: defaultdict[str, deque[float]] = defaultdict(deque)

    def enter(self, name: str, now: float) -> float:
        """Let one in at `now`, in seconds of a clock that never goes back: 0; or the seconds until the next one may come."""
        found = self._let_in[name]
        # the same difference decides and is told: rounded another way, a wait could come out as none, or as over a minute
        while found and now - found[0] >= LENGTH:
            found.popleft()
        if len(found) >= self._most:
            return LENGTH - (now - found[0])
        found.append(now)
        return 0.0
