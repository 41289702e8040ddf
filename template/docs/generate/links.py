"""Fails if a page of `site/` shows an image, or links to a file, that does not exist.

Zensical checks the links in Markdown; this also checks images, and links in HTML and SVG.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).parents[2] / "site"
TARGET = re.compile(r'<(?:a|img|image|source)\b[^>]*?\s(?:href|src)="([^"]*)"')


def main() -> int:
    """Name each target that is missing, with the page, and return the exit code."""
    missing = sorted(set(broken()))
    for page, target in missing:
        sys.stderr.write(f"{page}: {target} does not exist. Add the file, or change the link.\n")
    return 1 if missing else 0


def broken() -> Iterator[tuple[str, str]]:
    """Yield each page and what it shows or links to that is missing."""
    for page in SITE.rglob("*.html"):
        for found in TARGET.findall(page.read_text(encoding="utf-8")):
            target = urlsplit(unescape(found))
            above = SITE if target.path.startswith("/") else page.parent
            path = above / unquote(target.path).lstrip("/")
            if not target.scheme and not target.netloc and not path.exists():
                yield page.relative_to(SITE).as_posix(), found


if __name__ == "__main__":
    sys.exit(main())
