"""The command line. Commands import what they need when they run, so that `--help` and `check` start at once."""

from adhere.cli.app import main

__all__ = ["main"]
