"""Exit codes, and the errors that end a job with one clear line instead of a traceback."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a command tells its caller; a scheduler decides by it what follows."""

    DONE = 0
    """Done, or nothing to do because it was done before."""
    FAILED = 1
    """An unexpected failure: the log has the traceback."""
    CONFIGURATION = 2
    """A wrong command, or a wrong configuration."""
    DATA = 3
    """Data that break a rule of their schema."""
    REFUSED = 4
    """A gate refused: a worse candidate, no model or no champion yet."""
    INTERRUPTED = 130
    """Stopped by SIGINT (Ctrl-C)."""
    TERMINATED = 143
    """Stopped by SIGTERM."""


class JobError(Exception):
    """Ends a job with an exit code and lines that its user can act on.

    Args:
        lines: One sentence for each thing that is wrong: what, where, what is allowed.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    def __init__(self, *lines: str) -> None:
        self.lines = [_printable(line) for line in lines]
        super().__init__(*self.lines)

    def __str__(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)


class ConfigurationError(JobError):
    """A flag, a file or a value of the configuration is wrong."""

    exit_code = ExitCode.CONFIGURATION


class DataError(JobError):
    """A data file is missing, unreadable, or breaks a rule of the schema."""

    exit_code = ExitCode.DATA


class RefusedError(JobError):
    """A gate refused to go on; nothing was changed."""

    exit_code = ExitCode.REFUSED


def _printable(text: str) -> str:
    """Escape what would break a line, or change the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
