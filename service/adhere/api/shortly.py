"""Errors in one line of the log, without the words of posts."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from adhere.errors import InputError


def shortly(error: BaseException) -> str:
    """What went wrong: of a database and of the system in their words, of ours in ours, and of all else its type alone.

    SQLAlchemy quotes what was to be written, a driver does so below its first line, and what is not made for people may quote anything.
    """
    if isinstance(error, InputError):
        return error.message.partition("\n")[0]
    cause = error.orig if isinstance(error, DBAPIError) else error
    if cause is error and not isinstance(error, OSError):
        return type(error).__name__
    said = cause.strerror if isinstance(cause, OSError) else str(cause).strip().partition("\n")[0]
    return f"{type(cause).__name__}: {said}"
