"""So many requests in any minute: held against counting anew each time."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from adhere.api.windows import LENGTH, Windows

STEPS = st.lists(st.floats(min_value=0, max_value=40), max_size=60)


@given(STEPS, st.integers(min_value=1, max_value=5))
@example([1.8460620607283005, 1.5186982936864197, 1.60728544523303, 24.001266672923087, 40.0, 0.0], 1)
def test_in_every_minute_as_many_as_may_come_and_no_fewer(steps: list[float], most: int) -> None:
    windows = Windows(most)
    let_in: list[float] = []
    for now in accumulate(steps):
        room = sum(now - each < LENGTH for each in let_in) < most
        wait = windows.enter("a", now)
        assert (wait == 0) is room
        assert 0 <= wait <= LENGTH
        if room:
            let_in.append(now)


@given(st.integers(min_value=1, max_value=5))
def test_who_waits_as_long_as_it_says_is_let_in(most: int) -> None:
    windows = Windows(most)
    for second in range(most):
        assert windows.enter("a", second) == 0
    wait = windows.enter("a", most)
    assert wait == LENGTH - most
    assert windows.enter("b", most) == 0
    assert windows.enter("a", most + wait) == 0
