"""Exit codes, errors that end a job with one clear line, and the masking of secrets in both."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from errno import errorcode
from typing import ClassVar

MASK = "***"
_SECRET_NAME = re.compile(r"passw|secret|token|credential|api_?key|private_?key", re.IGNORECASE)
# A path has lost one of the slashes; a password may hold / and @, but a port is no password.
_URL_USER = re.compile(r"(:/{1,2})([^/\s:]*:(?!\d+/)[^\s\"',]+|[^/\s]+)@")
_WRONG_PATH = "EACCES EEXIST EISDIR ELOOP ENAMETOOLONG ENOENT ENOTDIR EPERM EROFS"


class ExitCode(IntEnum):
    """What a command tells its caller; a scheduler acts on it."""

    DONE = 0
    """Done, or nothing to do because it was done before."""
    FAILED = 1
    """An unexpected failure: the log has the traceback."""
    CONFIGURATION = 2
    """A wrong command, or a wrong configuration."""
    DATA = 3
    """Data that break a rule of the schema."""
    REFUSED = 4
    """Refused: a worse candidate, a damaged version, or no version or champion yet."""
    TRY_AGAIN = 75
    """Try again later: a lock, the network or a server did not answer in time."""
    INTERRUPTED = 130
    """Stopped by SIGINT (Ctrl-C)."""
    TERMINATED = 143
    """Stopped by SIGTERM."""


class JobError(Exception):
    """Ends a job with an exit code and lines that its user can act on.

    Args:
        lines: One sentence for each problem: what is wrong, where, and what to do.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    def __init__(self, *lines: str) -> None:
        self.lines = [_printable(redact(line)) for line in lines]
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
    """The job refused to go on; nothing was changed."""

    exit_code = ExitCode.REFUSED


class TryAgainError(JobError):
    """Another process, the network or a server did not answer in time."""

    exit_code = ExitCode.TRY_AGAIN


@contextmanager
def explained() -> Iterator[None]:
    """Explain in one line what a person can fix when the operating system refuses something.

    Raises:
        ConfigurationError: A file or folder is missing, or may not be read or written.
        JobError: A disk is full.
    """
    try:
        yield
    except OSError as error:
        reason = f"{error.filename2 or error.filename or 'output'}: {str(error.strerror).lower()}"
        name = errorcode.get(error.errno or 0)
        if name in _WRONG_PATH.split():
            raise ConfigurationError(f"{reason}. Check the path and its permissions") from error
        if name in {"EDQUOT", "ENOSPC"}:
            raise JobError(f"{reason}. Free some space, then run the job again") from error
        raise


def is_secret(name: str) -> bool:
    """Return whether a key or a variable of that name holds a secret."""
    return _SECRET_NAME.search(name) is not None


def redact(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Mask user and password in URLs, and values of environment variables that hold a secret.

    Args:
        text: What is about to be printed.
        environ: The environment variables.
    """
    # A shorter "secret", such as "1", would mask half of every line.
    secrets = {v for k, v in environ.items() if is_secret(k) and len(v) >= 4}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _URL_USER.sub(rf"\g<1>{MASK}@", text)


def _printable(text: str) -> str:
    """Escape characters that would break a line or control the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
