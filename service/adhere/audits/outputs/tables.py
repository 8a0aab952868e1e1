"""The posts and findings as whole tables: Parquet and JSON Lines for programs, CSV for Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from adhere.audits.outputs.parts import Database, Parts, literal, parquet
from adhere.audits.records import FINDINGS, POSTS

_STANDING = pa.schema(
    [(name, pa.dictionary(pa.int32(), pa.string())) for name in ("status", "decision", "decided_by", "decision_reason")]
)
#: FINDINGS, and how each stands.
STANDING_FINDINGS = pa.schema([*FINDINGS, *_STANDING])
#: A row group has at least so many rows or so many bytes; parts are small, and a caption may be long.
_ROWS, _BYTES = 10_000, 64_000_000
_READ_ROWS = 2_000
#: What makes Excel take a cell for a formula, also behind spaces and letters that do not show.
_FORMULA = r"^(?:[\t\r\n]|[\s\p{Z}\p{C}]*[=+\-@＝＋－＠])"
#: Ids that Excel would take for numbers and change: it keeps 15 digits, no zeros before them, and reads 1E5 as 100000.
_REWRITTEN = r"^\s*(?:\d{16,}|0\d+|\d+(?:\.\d+)?[eE]\d+)\s*$"
#: The UTF-16 units that a cell of Excel holds.
CELL = 32_767


def gather_posts(parts: Parts, path: Path) -> None:
    """All posts in one Parquet file."""
    _write(path, POSTS, (table for part in parts.posts for table in _tables(part, POSTS)))


def gather_findings(db: Database, parts: Parts, on: dt.date, path: Path) -> None:
    """All findings in one Parquet file, each with its status and the decision that is in force on the day `on`."""
    if parts.standing is None:
        tables = (_unmatched(table) for part in parts.findings for table in _tables(part, FINDINGS))
    else:
        _keep_standing(db, parts.standing, on)
        tables = (table for part in parts.findings for table in _matched(db, part))
    _write(path, STANDING_FINDINGS, tables)


def _keep_standing(db: Database, path: Path, on: dt.date) -> None:
    in_force = f"(expires_on IS NULL OR expires_on >= DATE {literal(on.isoformat())})"
    db.execute(
        f"CREATE TABLE standing AS SELECT DISTINCT ON (key) key, status, "
        f"CASE WHEN {in_force} THEN decision END AS decision, "
        f"CASE WHEN {in_force} THEN decided_by END AS decided_by, "
        f"CASE WHEN {in_force} THEN decision_reason END AS decision_reason "
        f"FROM {parquet(path)} ORDER BY key, decided_on DESC NULLS LAST, status, decision, decided_by, decision_reason"
    )


def _matched(db: Database, part: Path) -> Iterator[pa.Table]:
    """The findings of a part beside what is said of their keys; only the latter goes through the join, the rest is long."""
    said = db.sql(
        f"SELECT status, decision, decided_by, decision_reason FROM {parquet(part, number_rows=True)} "
        "LEFT JOIN standing USING (key) ORDER BY file_row_number"
    ).to_arrow_table()
    at = 0
    for table in _tables(part, FINDINGS):
        beside = said.slice(at, table.num_rows).cast(_STANDING)
        at += table.num_rows
        for name in _STANDING.names:
            table = table.append_column(name, beside[name])
        yield table


def _unmatched(table: pa.Table) -> pa.Table:
    for column in _STANDING:
        table = table.append_column(column, pa.nulls(table.num_rows, column.type))
    return table


def _tables(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_READ_ROWS):
            table = pa.Table.from_batches([batch]).select(schema.names)
            yield table if table.schema.equals(schema) else table.cast(schema)


def _write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        held: list[pa.Table] = []
        for table in tables:
            held.append(table)
            if sum(each.num_rows for each in held) >= _ROWS or sum(each.nbytes for each in held) >= _BYTES:
                writer.write_table(pa.concat_tables(held).unify_dictionaries())
                held = []
        if held:
            writer.write_table(pa.concat_tables(held).unify_dictionaries())


def write_json_lines(db: Database, findings: Path, path: Path) -> None:
    """One finding a line, as JSON."""
    db.execute(f"COPY (SELECT * FROM {parquet(findings)}) TO {literal(str(path))} (FORMAT json)")


def write_csv(db: Database, posts: Path, findings: Path, path: Path) -> None:
    """One row a post, as Excel opens it right: UTF-8 with a mark, no formulas, no digits lost, no cell too long."""
    _define_cell(db)
    head = db.sql(_csv_rows(posts, findings, -1, -1)).to_arrow_table().schema
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        with pa.csv.CSVWriter(file, head) as writer:
            for first, last in windows(posts):
                writer.write_table(db.sql(_csv_rows(posts, findings, first, last)).to_arrow_table())


def windows(posts: Path) -> Iterator[tuple[int, int]]:
    """The first and last seq of each row group: joined window by window, no join ever grows."""
    metadata = pq.read_metadata(posts)
    for number in range(metadata.num_row_groups):
        found = metadata.row_group(number).column(0).statistics
        yield found.min, found.max


def _define_cell(db: Database) -> None:
    """The SQL function `cell`, which disarms formulas, keeps digits as they are and cuts to what a cell of Excel holds."""
    db.execute(r"CREATE MACRO wide(t) AS length(regexp_replace(t, '[^\x{10000}-\x{10FFFF}]', '', 'g'))")
    db.execute(
        f"CREATE MACRO fitting(t) AS CASE WHEN 2 * length(t) <= {CELL} OR length(t) + wide(t) <= {CELL} "
        f"THEN t ELSE left(t, greatest({CELL - 1} - wide(t), {CELL // 2})) || '…' END"
    )
    db.execute(
        f"CREATE MACRO cell(t) AS fitting(CASE WHEN regexp_matches(t, {literal(_FORMULA)}) OR regexp_matches(t, {literal(_REWRITTEN)}) "
        "THEN '''' || t ELSE t END)"
    )


#: The text that complies: the one for all markets, else the one of each market that has one.
PROPOSED = """coalesce(edited, CASE
    WHEN len(list_distinct(list_filter(list_transform(verdicts, lambda v: v.edited), lambda t: t IS NOT NULL))) = 1
        THEN list_filter(list_transform(verdicts, lambda v: v.edited), lambda t: t IS NOT NULL)[1]
    ELSE nullif(array_to_string(list_transform(list_filter(verdicts, lambda v: v.edited IS NOT NULL),
        lambda v: v.jurisdiction || ': ' || v.edited), chr(10) || chr(10)), '') END)"""


def _csv_rows(posts: Path, findings: Path, first: int, last: int) -> str:
    return f"""
    WITH said AS (
        SELECT seq,
            string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons,
            string_agg(jurisdiction || ' ' || severity || ': ' || message, chr(10) ORDER BY file_row_number) AS findings,
            min(status) AS status,
            string_agg(rule || ': ' || decision || coalesce(' by ' || decided_by, '') || coalesce(', ' || decision_reason, ''),
                chr(10) ORDER BY file_row_number) AS decision
        FROM {parquet(findings, number_rows=True)} WHERE seq BETWEEN {first} AND {last} GROUP BY seq
    )
    SELECT cell(file) AS file, line, cell(id) AS id, cell(url) AS url, cell(author) AS author, followers,
        cell(brand) AS brand, cell(platform) AS platform, strftime(published_on, '%Y-%m-%d') AS published_on, verdict,
        cell(array_to_string(list_transform(verdicts, lambda v: v.jurisdiction || ' ' || v.verdict), '; ')) AS verdicts,
        cell(reasons) AS reasons, cell(findings) AS findings, cell(array_to_string(labels, '; ')) AS labels,
        CASE WHEN suspected THEN 'yes' WHEN NOT suspected THEN 'no' END AS suspected, round(probability, 4) AS probability,
        cell(text) AS text, cell({PROPOSED}) AS proposed_text, status, cell(decision) AS decision, cell(error) AS error
    FROM {parquet(posts)} LEFT JOIN said USING (seq) WHERE seq BETWEEN {first} AND {last} ORDER BY seq"""
