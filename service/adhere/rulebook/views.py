"""Which jurisdictions are asked, and what their rules are on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from adhere.errors import DateOutOfRange, InputError
from adhere.phrases import phrase
from adhere.rulebook.pack import Rulebook, View

#: So many combinations of markets and days are kept.
_KEPT = 4096


class Views:
    """The views of a rulebook that were asked for: a service is asked for the same markets on the same days again and again."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._kept: dict[tuple[tuple[str, ...] | None, dt.date], tuple[View, ...]] = {}

    def on(self, day: dt.date, names: Sequence[str] | None) -> tuple[View, ...]:
        """The view of each jurisdiction named, by itself or in a group, in the order asked; of all where `names` is None.

        Raises InputError where none is named, UnknownWord for a name that nobody knows, DateOutOfRange where none has a rule on the day.
        """
        key = (None if names is None else tuple(names), day)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[key] = self._all(day) if names is None else self._named(day, names)
        return found

    def _named(self, day: dt.date, names: Sequence[str]) -> tuple[View, ...]:
        if isinstance(names, str):
            raise InputError(f'Jurisdictions are a list: ["{names}"], and not "{names}".', where="jurisdictions")
        if not names:
            raise InputError(
                phrase("No jurisdiction is asked for. Give at least one, such as GB."), where="jurisdictions"
            )
        alone = {name.upper() for name in names}
        packs = dict.fromkeys(pack for name in names for pack in self._rulebook.members(name))
        # of a group those are asked that have rules on the day; one that is named itself must have some
        views = tuple(pack.on(day) for pack in packs if pack.first_day <= day or pack.code in alone)
        return views or (min(packs, key=lambda pack: pack.first_day).on(day),)

    def _all(self, day: dt.date) -> tuple[View, ...]:
        packs = [self._rulebook.packs[code] for code in self._rulebook.jurisdictions]
        views = tuple(pack.on(day) for pack in packs if pack.first_day <= day)
        if not views:
            first = min(pack.first_day for pack in packs)
            raise DateOutOfRange(
                phrase(
                    "No jurisdiction has a rule in force on {day}; the first begins on {first}.", day=day, first=first
                ),
                where="published_on",
            )
        return views
