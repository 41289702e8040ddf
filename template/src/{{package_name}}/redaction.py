"""Keeps secrets out of whatever is printed or logged."""

import os
import re
from collections.abc import Mapping

MASK = "***"
_SECRET_NAME = re.compile(r"passw|secret|token|credential|api_?key|private_?key", re.IGNORECASE)
_URL_USER = re.compile(r"(:/{1,2})[^/\s@]+@")  # a path has lost one of the slashes
_SHORTEST = 4  # a shorter "secret", such as "1", would mask half of every line


def is_secret(name: str) -> bool:
    """Whether a key or a variable of that name holds a secret."""
    return _SECRET_NAME.search(name) is not None


def redact(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Mask the user part of URLs, and the values of environment variables that hold a secret.

    Args:
        text: What is about to be printed.
        environ: Where the secrets are looked up.
    """
    secrets = {v for k, v in environ.items() if is_secret(k) and len(v) >= _SHORTEST}
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _URL_USER.sub(rf"\g<1>{MASK}@", text)
