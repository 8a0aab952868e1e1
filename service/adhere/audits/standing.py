"""How findings stand against an earlier audit, and what people decided about them.

A finding is known again by its key, whatever file or row it is in. Posts without an id and an address are known by their words,
so that an edit gives them another key; such a post is known again where the same author has nearly the same words on the same
platform, and is taken for one post at most.
"""

from __future__ import annotations

import datetime as dt
import glob
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from adhere.audits.outputs.parts import Database, literal, open_database
from adhere.audits.plan import replacing
from adhere.audits.records import FINDINGS
from adhere.storage import Decision

#: Two sets of words that share so much of what they have together are of one post.
_ALIKE = 0.8
#: What is read of a text for comparing it.
_LENGTH = 2_000
#: Words that so many posts of an author have do not bring them together for comparison.
_COMMON = 200
#: How often what is left is paired again, once the best pairs are taken.
_ROUNDS = 10
_DECISIONS = pa.schema(
    [
        ("key", pa.string()),
        ("decision", pa.string()),
        ("decided_by", pa.string()),
        ("decision_reason", pa.string()),
        ("decided_on", pa.date32()),
        ("expires_on", pa.date32()),
    ]
)
#: The letters of scripts that put no space between words.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


def standing(
    findings: Sequence[Path],
    posts: Sequence[Path],
    baseline: Path | None,
    decisions: Sequence[Decision],
    on: dt.date,
    folder: Path,
) -> tuple[Path | None, Path | None]:
    """Writes standing.parquet and mended.parquet into `folder`; None for one that there is nothing to say in.

    The first says of a finding's key whether it is new or still open since the `baseline`, the folder of an earlier audit, and
    what was decided about it and counts on the day `on`. The second holds the baseline's findings whose post was seen and checked
    again, in the same market, without them. A post that is not in the new files is gone and not mended: it stands in neither.
    """
    counting = [each for each in decisions if each.stands(on)]
    if not findings or (baseline is None and not counting):
        return None, None
    with tempfile.TemporaryDirectory(dir=folder, prefix=".standing-") as work, open_database(Path(work)) as db:
        db.execute(f"CREATE TABLE now AS SELECT DISTINCT key FROM {_files(findings)} WHERE key <> ''")
        mended = None
        if baseline is None:
            db.execute("CREATE TABLE known AS SELECT key, key AS old_key, NULL AS status FROM now")
        else:
            _compare(db, findings, posts, baseline)
            mended = _copy(db, _mended(baseline), folder / "mended.parquet")
        _keep_decisions(db, counting)
        return _copy(db, _standing(everything=baseline is not None), folder / "standing.parquet"), mended


def _files(paths: Sequence[Path], *, number_rows: bool = False) -> str:
    """The SQL that reads Parquet files, whatever letters their paths have."""
    named = ", ".join(literal(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{named}], hive_partitioning = false, file_row_number = {str(number_rows).lower()})"


def _copy(db: Database, sql: str, path: Path) -> Path:
    with replacing(path) as unfinished:
        db.execute(f"COPY ({sql}) TO {literal(str(unfinished))} (FORMAT parquet, COMPRESSION zstd)")
    return path


def _compare(db: Database, findings: Sequence[Path], posts: Sequence[Path], baseline: Path) -> None:
    """Makes `known`, the findings with their keys in the baseline, and `mended`, the keys of the baseline's that are mended."""
    _define_words(db)
    before = _files([baseline / "findings.parquet"])
    db.execute(f"CREATE TABLE before AS SELECT DISTINCT key FROM {before} WHERE key <> ''")
    db.execute(
        f"""CREATE TABLE lost AS
        SELECT * RENAME (post AS old_post) FROM (
            SELECT key, jurisdiction::VARCHAR AS jurisdiction, rule::VARCHAR AS rule, {_POST}
        FROM (SELECT seq, key, jurisdiction, rule FROM {before} WHERE key <> '')
        JOIN (SELECT seq, id, url, author, platform, text FROM {_files([baseline / "posts.parquet"])}) USING (seq)
        WHERE key NOT IN (SELECT key FROM now))"""
    )
    db.execute(
        f"""CREATE TABLE seen AS
        SELECT post AS old_post, seq FROM (SELECT seq, {_POST} FROM {_files(posts)} WHERE error IS NULL)
        WHERE post IN (SELECT old_post FROM lost)"""
    )
    _pair(db, posts, baseline)
    db.execute(
        f"""CREATE TABLE followed AS
        SELECT found.key AS key, any_value(lost.key) AS old_key
        FROM {_files(findings)} AS found JOIN edited USING (seq) JOIN lost USING (old_post, jurisdiction, rule)
        GROUP BY found.key"""
    )
    db.execute(
        """CREATE TABLE known AS
        SELECT key, coalesce(before.key, followed.old_key, now.key) AS old_key,
            CASE WHEN before.key IS NULL AND followed.key IS NULL THEN 'new' ELSE 'open' END AS status
        FROM now LEFT JOIN before USING (key) LEFT JOIN followed USING (key)"""
    )
    db.execute(
        f"""CREATE TABLE mended AS
        WITH again AS (FROM seen UNION ALL FROM edited),
        asked AS (
            SELECT old_post, unnest(list_transform(verdicts, lambda v: v.jurisdiction)) AS jurisdiction
            FROM {_files(posts)} JOIN again USING (seq)
        )
        SELECT DISTINCT key FROM lost
        WHERE (old_post, jurisdiction) IN (FROM asked) AND key NOT IN (SELECT old_key FROM followed)"""
    )


#: What a post is known by, as in `keys.finding_key`; without id and address it is `loose`, and `words` are what is compared.
_LOOSE = "coalesce(id, '') = '' AND coalesce(url, '') = ''"
_POST = f"""
    md5(platform || '|' || coalesce(nullif(id, ''), nullif(url, ''), coalesce(author, 'None') || '|' || one_line(text))) AS post,
    {_LOOSE} AS loose, coalesce(author, '') || '|' || platform AS writer,
    CASE WHEN {_LOOSE} THEN word_set(left(text, {_LENGTH})) END AS words"""


def _define_words(db: Database) -> None:
    """The SQL functions `one_line`, as Python splits and joins, and `word_set`: words, or pairs of letters where no space parts them."""
    spaces = r"[\s\p{Z}\x0b\x1c-\x1f\x{85}]+"
    db.execute(f"CREATE MACRO one_line(t) AS trim(regexp_replace(t, {literal(spaces)}, ' ', 'g'))")
    db.execute(r"CREATE MACRO plain(t) AS lower(nfc_normalize(regexp_replace(t, '\p{Cf}', '', 'g')))")
    db.execute(
        "CREATE MACRO in_pairs(r) AS list_transform(range(1, greatest(length(r), 2)), lambda i: substring(r, i, 2))"
    )
    words = literal(rf"(?:[^\P{{L}}{_UNSPACED}]|[^\P{{M}}{_UNSPACED}]|\p{{N}})+")
    db.execute(
        f"""CREATE MACRO word_set(t) AS list_distinct(list_concat(
            regexp_extract_all(plain(t), {words}),
            flatten(list_transform(regexp_extract_all(plain(t), '[{_UNSPACED}]+'), lambda r: in_pairs(r)))))"""
    )


def _pair(db: Database, posts: Sequence[Path], baseline: Path) -> None:
    """Makes `edited`: posts of the baseline and the rows here that are the same posts with other words, each in one pair at most."""
    db.execute(
        """CREATE TABLE old_posts AS SELECT DISTINCT ON (old_post) old_post AS post, writer, words
        FROM lost WHERE loose AND len(words) > 0 AND old_post NOT IN (SELECT old_post FROM seen)"""
    )
    # a post that stood in the baseline with these very words is that one, and no edit of another
    db.execute(
        f"""CREATE TABLE new_rows AS
        SELECT seq, post, writer, words FROM (SELECT seq, {_POST} FROM {_files(posts)} WHERE error IS NULL AND {_LOOSE})
        WHERE len(words) > 0 AND writer IN (SELECT writer FROM old_posts) AND post NOT IN (
            SELECT post FROM (SELECT {_POST} FROM {_files([baseline / "posts.parquet"])} WHERE {_LOOSE}) WHERE post IS NOT NULL)"""
    )
    db.execute("CREATE TABLE new_posts AS SELECT DISTINCT ON (post) post, writer, words FROM new_rows")
    _find_alike(db)
    db.execute("CREATE TABLE pairs (old_post VARCHAR, post VARCHAR)")
    for _ in range(_ROUNDS):
        db.execute(
            """INSERT INTO pairs SELECT old_post, post FROM (
                SELECT old_post, post,
                    row_number() OVER (PARTITION BY old_post ORDER BY share DESC, post) AS best_here,
                    row_number() OVER (PARTITION BY post ORDER BY share DESC, old_post) AS best_there
                FROM alike WHERE old_post NOT IN (SELECT old_post FROM pairs) AND post NOT IN (SELECT post FROM pairs)
            ) WHERE best_here = 1 AND best_there = 1"""
        )
    db.execute("CREATE TABLE edited AS SELECT old_post, seq FROM pairs JOIN new_rows USING (post)")


def _find_alike(db: Database) -> None:
    """Makes `alike`: pairs of a writer's posts, old and new, that share enough of their words.

    Two such sets share one of their rarest words, as many as may differ and one more; so only those are looked up.
    """
    db.execute(
        """CREATE TABLE words AS SELECT side, post, writer, len(words) AS size, unnest(words) AS word FROM (
            SELECT 'old' AS side, * FROM old_posts UNION ALL SELECT 'new' AS side, * FROM new_posts)"""
    )
    db.execute(
        f"""CREATE TABLE rare AS SELECT side, post, writer, word FROM (
            SELECT side, post, writer, word, size, count, row_number() OVER (PARTITION BY side, post ORDER BY count, word) AS rank
            FROM words JOIN (SELECT writer, word, count(*) AS count FROM words GROUP BY writer, word) USING (writer, word)
        ) WHERE rank <= size - ceil({_ALIKE} * size) + 1 AND count <= {_COMMON}"""
    )
    db.execute(
        f"""CREATE TABLE alike AS
        SELECT old_post, post, share FROM (
            SELECT old.post AS old_post, new.post AS post,
                len(list_intersect(old.words, new.words)) AS common, common / (len(old.words) + len(new.words) - common) AS share
            FROM (
                SELECT DISTINCT one.post AS old_post, other.post AS post FROM rare AS one JOIN rare AS other USING (writer, word)
                WHERE one.side = 'old' AND other.side = 'new'
            ) AS maybe JOIN old_posts AS old ON old.post = maybe.old_post JOIN new_posts AS new ON new.post = maybe.post
        ) WHERE share >= {_ALIKE}"""
    )


def _mended(baseline: Path) -> str:
    columns = ", ".join(FINDINGS.names)
    rows = _files([baseline / "findings.parquet"], number_rows=True)
    return f"SELECT {columns} FROM {rows} WHERE key IN (SELECT key FROM mended) ORDER BY file_row_number"


def _keep_decisions(db: Database, decisions: Sequence[Decision]) -> None:
    """Makes `decided`; of several decisions on one finding the last counts."""
    last = {each.key: each for each in sorted(decisions, key=lambda each: (each.on, each.number))}
    rows = [
        {
            "key": each.key,
            "decision": each.decision,
            "decided_by": each.by,
            "decision_reason": each.reason,
            "decided_on": each.on,
            "expires_on": each.until,
        }
        for each in last.values()
    ]
    db.register("given", pa.Table.from_pylist(rows, _DECISIONS))
    db.execute("CREATE TABLE decided AS FROM given")


def _standing(*, everything: bool) -> str:
    """Every finding, or those with a decision; one on its key goes before one on the key that it had in the baseline."""
    chosen = ", ".join(
        f"coalesce(own.{name}, old.{name}) AS {name}" for name in ("decision", "decided_by", "decision_reason")
    )
    days = ", ".join(
        f"CASE WHEN own.key IS NOT NULL THEN own.{name} ELSE old.{name} END AS {name}"
        for name in ("decided_on", "expires_on")
    )
    return (
        f"SELECT known.key AS key, status::VARCHAR AS status, {chosen}, {days} FROM known "
        "LEFT JOIN decided AS own ON own.key = known.key LEFT JOIN decided AS old ON old.key = known.old_key"
        + ("" if everything else " WHERE own.key IS NOT NULL")
        + " ORDER BY known.key"
    )
