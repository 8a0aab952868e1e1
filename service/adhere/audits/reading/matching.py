"""Which column goes into which field of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from adhere.audits.reading import values
from adhere.audits.reading.days import order_of
from adhere.audits.reading.exports import Export
from adhere.audits.reading.names import FIELDS, URL, doubtful, plain, ranks
from adhere.audits.reading.paths import Getter, filled, first_of, getter_of, places
from adhere.audits.reading.rows import Record
from adhere.errors import InputError, UnknownWord
from adhere.phrases import phrase

#: A post has words in at least one of these.
WORDS = ("text", "title", "overlay", "transcript")
_SHOWN_FIRST = ("id", "text", "title", "author", "published_on", "platform", "surface", "url")
#: Words that a field's reading lets through, and only the post itself would refuse.
_ALLOWED = {"audience": frozenset({"general", "minors"})}


@dataclass(frozen=True, slots=True)
class Use:
    """A field, what it is read from as people are told, the columns it needs, and how its value is fetched and read."""

    field: str
    source: str
    columns: tuple[str, ...]
    get: Getter
    read: values.Reading


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file and a sample of its records."""

    name: str
    columns: tuple[str, ...]
    nested: bool
    sample: Sequence[Record]

    def getter(self, column: str) -> Getter:
        """What fetches a column's value from a record."""
        return getter_of(column) if self.nested else itemgetter(self.columns.index(column))

    def has(self, column: str) -> bool:
        """Is there such a column, or such a path in any record of the sample?"""
        if column in self.columns:
            return True
        return self.nested and any(getter_of(column)(record) is not None for record in self.sample)

    def values(self, get: Getter) -> list[Any]:
        """What a sample of the rows holds there."""
        return [value for value in map(get, self.sample) if value is not None and value != ""]


def uses_of(table: Table, export: Export | None, overrides: Mapping[str, str]) -> list[Use]:
    """What is read from where. An override wins over the export, and the export over what columns are called."""
    _check(table, overrides)
    found = _from_export(table, export) if export is not None else _from_names(table, overrides)
    for field, column in overrides.items():
        found.pop(field, None)
        if column:
            found[field] = _use(table, field, column)
    if export is None and "platform" not in found and "platform" not in overrides and URL in found:
        _take_platform_of_links(table, found)
    order = [*_SHOWN_FIRST, *found]
    return [found[field] for field in dict.fromkeys(order) if field in found]


def _check(table: Table, overrides: Mapping[str, str]) -> None:
    for field, column in overrides.items():
        if field not in FIELDS:
            raise UnknownWord("field", field, FIELDS, where="--map")
        if column and not table.has(column):
            raise UnknownWord("column", column, table.columns, where=f"--map {field}", file=table.name)


def _use(table: Table, field: str, column: str) -> Use:
    get = table.getter(column)
    return Use(field, column, (column,), get, _reading(table, field, get))


def _reading(table: Table, field: str, get: Getter) -> values.Reading:
    order = order_of(table.values(get)) if field == "published_on" else order_of(())
    return values.reading_of(field, order)


def _from_names(table: Table, overrides: Mapping[str, str]) -> dict[str, Use]:
    candidates = _candidates(table, taken=frozenset(overrides.values()))
    found: dict[str, Use] = {}
    used: set[str] = set()
    for rank, _, field, column in sorted(candidates, key=_surest):
        if field in found or column in used or field in overrides:
            continue
        if field == "text":
            _refuse_two(table, rank, column, candidates)
        use = _use(table, field, column)
        if (field, plain(column)) in doubtful() and not _fits(use, table):
            continue
        found[field] = use
        used.add(column)
    return found


def _surest(candidate: tuple[int, int, str, str]) -> tuple[int, bool, int]:
    """The best lists first, and in them what the values must confirm: "channel" is the author where it is not the platform."""
    rank, place, field, column = candidate
    return rank, (field, plain(column)) not in doubtful(), place


def _candidates(table: Table, taken: frozenset[str]) -> list[tuple[int, int, str, str]]:
    return [
        (rank, place, field, column)
        for column in table.columns
        if column not in taken
        for field, rank, place in ranks().get(plain(column), ())
    ]


def _refuse_two(table: Table, rank: int, column: str, candidates: list[tuple[int, int, str, str]]) -> None:
    """Two columns as likely to be the text: a wrong guess would judge the wrong words."""
    others = [name for other, _, field, name in candidates if field == "text" and other == rank and name != column]
    if rank and others:
        example = f"--map text={column!r}"
        raise InputError(
            phrase(
                "{file}: {given} and {near} may both be the text of the post. Say which, as in {example}.",
                file=table.name,
                given=repr(column),
                near=repr(others[0]),
                example=example,
            ),
            where="--map text",
        )


def _fits(use: Use, table: Table) -> bool:
    """Can any value of the sample be read as the field?"""
    allowed = _ALLOWED.get(use.field)
    for value in table.values(use.get)[:200]:
        try:
            read = use.read(value)
        except ValueError:
            continue
        if read is not None and (allowed is None or read in allowed):
            return True
    return False


def _take_platform_of_links(table: Table, found: dict[str, Use]) -> None:
    url = found[URL]
    use = Use("platform", url.source, url.columns, url.get, values.platform_of_url)
    if _fits(use, table):
        found["platform"] = use


def _from_export(table: Table, export: Export) -> dict[str, Use]:
    found: dict[str, Use] = {}
    for field, paths in export.paths.items():
        ways = [way for path in paths if (way := _way(table, path))]
        if not ways:
            continue
        get = first_of([way[1] for way in ways])
        columns = tuple(column for way in ways for column in way[2])
        read = export.readings.get(field) or _reading(table, field, get)
        found[field] = Use(field, ", else ".join(way[0] for way in ways), columns, get, read)
    for field, (source, get) in export.computed.items():
        needed = tuple(source.split(", ")) if "://" not in source else ()
        found[field] = Use(field, source, needed, _on_object(table, get), _as_it_is)
    return found


def _way(table: Table, path: str) -> tuple[str, Getter, tuple[str, ...]] | None:
    """A path or template that this file can have, what fetches its value, and the columns it uses."""
    names = places(path) or [path]
    if not table.nested and not all(name in table.columns for name in names):
        return None
    if table.nested and not all(_root(name) in {_root(column) for column in table.columns} for name in names):
        return None
    getters = {name: table.getter(name) for name in names}
    return path, (filled(path, getters) if places(path) else getters[path]), tuple(names)


def _root(path: str) -> str:
    return path.split(".")[0].split("[")[0]


def _on_object(table: Table, get: Getter) -> Getter:
    """An export's own way of looking expects an object: a table's row is made one."""
    if table.nested:
        return get
    columns = table.columns
    return lambda cells: get(dict(zip(columns, cells, strict=False)))


def _as_it_is(value: Any) -> Any:
    return value


def unused_of(columns: Sequence[str], uses: Sequence[Use]) -> tuple[str, ...]:
    """The columns from which nothing is read."""
    read = [column for use in uses for column in use.columns]
    return tuple(column for column in columns if not any(_reads(path, column) for path in read))


def _reads(path: str, column: str) -> bool:
    return path == column or path.startswith((f"{column}.", f"{column}["))
