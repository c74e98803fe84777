"""`python -m app.cli` is the `effekt` command."""

from app.cli import main

main()
