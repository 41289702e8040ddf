"""Runs the command, as `python -m ml_update`."""

from ml_update.cli import main

raise SystemExit(main())
