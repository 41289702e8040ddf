"""The site of the template: `uv run --group site python -m tools.site` builds it into `site/`."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = "gh:copier-ml-package/copier-ml-package"
"""Where users render from."""
