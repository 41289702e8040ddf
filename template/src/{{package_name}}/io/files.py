"""Files that are either the old ones or the new ones, never something between."""

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, which takes its place if the block succeeds.

    Args:
        path: The file to write; its folder is made. A folder can only be written anew.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        remove(temporary)


def remove(path: Path) -> None:
    """Remove a file or a folder, which is gone at once; one that is not there is no error."""
    if path.is_dir():
        shutil.rmtree(path.rename(_beside(path)), ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a whole text file, or leave the old one."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def digest(*paths: Path) -> str:
    """Return the SHA-256 of the contents of files, in that order, as hexadecimal digits."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _beside(path: Path) -> Path:
    """Return a new hidden path in the same folder, so that renaming is one step."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
