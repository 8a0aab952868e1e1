"""`python -m adhere.cli`, where the `adhere` command is not on the path."""

from adhere.cli import main

main()
