"""The database that counts over the parts of an audit."""

from __future__ import annotations

import multiprocessing

from adhere.audits.outputs.parts import empty_database

_DRAWS = "select current_setting('enable_progress_bar')"


def _drawing() -> bool:
    ((found,),) = empty_database().execute(_DRAWS).fetchall()
    return bool(found)


def test_it_draws_nothing_into_the_log_of_a_service() -> None:
    """Audits are checked, and with several server processes read, in processes that another one has started."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert not pool.apply(_drawing)
