"""The root command, and what becomes of an error."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adhere import __version__
from adhere.cli import audit, backup, check, decide, evidence, keys, model, rules, serve, settings, worker
from adhere.cli.plain import printable
from adhere.errors import AdhereError, ModelError
from adhere.report import NOT_LEGAL_ADVICE

WRONG_USE, NOT_CHECKED, PIPE_CLOSED = 2, 3, 141


class Commands(TyperGroup):
    """All commands. An exit code of 1 is a verdict, so no error may end with it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is asked for."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # the reader went away (`| head`)
            _write_no_more()
            raise typer.Exit(PIPE_CLOSED) from None
        except OSError as error:
            # a full disk, a folder that may not be written to
            _write_no_more()
            where = f"{error.filename}: " if error.filename else ""
            print(f"adhere: {printable(f'{where}{error.strerror or error}')}.", file=sys.stderr)
            raise typer.Exit(WRONG_USE if error.filename else NOT_CHECKED) from None
        except AdhereError as error:
            print(f"adhere: {printable(str(error))}", file=sys.stderr)
            raise typer.Exit(NOT_CHECKED if isinstance(error, ModelError) else WRONG_USE) from None


def _write_no_more() -> None:
    """What is still held must not be written when Python closes: that would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    name="adhere",
    cls=Commands,
    help="Check whether a post that is an advertisement says so, as each market's law asks.",
    epilog=NOT_LEGAL_ADVICE,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check", help=check.HELP, epilog=check.EXAMPLES)(check.check)
app.command("audit", help=audit.HELP, epilog=audit.EXAMPLES)(audit.audit)
app.command("worker", help=worker.HELP)(worker.worker)
app.command("decide", help=decide.HELP)(decide.decide)
app.add_typer(evidence.app, name="evidence")
app.add_typer(rules.app, name="rules")
app.add_typer(model.app, name="model")
app.add_typer(keys.app, name="keys")
app.command("serve", help=serve.HELP)(serve.serve)
app.command("settings", help=settings.HELP)(settings.settings)
app.command("backup", help=backup.HELP)(backup.backup)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"adhere {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of the root command."""


def main() -> None:
    """Run the command line."""
    if sys.stdout is None:
        # closed by whoever called (`>&-`); the exit code is still an answer
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        app(prog_name="adhere")
    except Exception:
        traceback.print_exc()
        print("adhere: an error inside Adhere; please report it with the lines above.", file=sys.stderr)
        sys.exit(NOT_CHECKED)
