"""Errors that end the command with one sentence; their exit codes are those of a project's jobs."""

import click


class UsageError(click.ClickException):
    """An option is wrong, or the folder."""

    exit_code = 2


class DataError(click.ClickException):
    """The data are missing, unreadable, or nothing to learn from."""

    exit_code = 3


class RefusedError(click.ClickException):
    """Work that is not in git would be lost; nothing was changed."""

    exit_code = 4
