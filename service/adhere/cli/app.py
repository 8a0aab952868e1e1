"""The root command and what every command shares."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from adhere import __version__
from adhere.cli import check, model, rules, serve
from adhere.errors import AdhereError

app = typer.Typer(
    name="adhere",
    help="Check whether a post that is an advertisement says so, as each market's law asks.",
    epilog="Adhere applies published rules to the text it is given. It is not legal advice.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check", help=check.HELP, epilog=check.EXAMPLES)(check.check)
app.add_typer(rules.app, name="rules")
app.add_typer(model.app, name="model")
app.command("serve", help=serve.HELP)(serve.serve)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"adhere {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Options of the root command."""


def main() -> None:
    """Run the command line; an error that is the caller's goes to standard error in one piece, with exit code 2."""
    try:
        app()
    except AdhereError as error:
        typer.echo(f"adhere: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # the reader went away (`| head`): nothing to report, nothing more to write
        sys.stderr.close()
        sys.exit(141)
