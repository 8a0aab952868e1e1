"""Where a workspace's evidence lies: in a database file of its own, or in a schema of its own, so that no query can reach another's."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

#: What the schemas of workspaces begin with on PostgreSQL.
_SCHEMA = "adhere_"


def workspace_folder(data: Path, workspace: str) -> Path:
    """The folder of a workspace's files, made where it is not there."""
    folder = data / "workspaces" / workspace
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def workspace_database(base: str, workspace: str | None) -> str:
    """The address of a workspace's evidence; `base` itself for None.

    `base` is `sqlite:///DATA/evidence.sqlite`, in whose folder the workspaces have theirs, or `postgresql://…`.
    """
    if workspace is None:
        return base
    if base.startswith("sqlite:///"):
        folder = workspace_folder(Path(base.removeprefix("sqlite:///")).parent, workspace)
        return f"sqlite:///{folder / 'evidence.sqlite'}"
    return (
        make_url(base).update_query_dict({"options": f"-csearch_path={schema_of(workspace)}"}).render_as_string(False)
    )


def schema_of(workspace: str) -> str:
    """The schema of a workspace. No two share one: a workspace's name has no underscore."""
    return _SCHEMA + workspace.replace("-", "_")
