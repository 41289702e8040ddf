"""Pictures, drawn without a screen; the same data give the same file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def save(path: Path, draw: Callable[..., object], *values: Any) -> None:
    """Draw a picture into a PNG file.

    Args:
        path: The file.
        draw: Draws `values`, which it takes first, on the axes that it takes last.
        values: What to draw.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), dpi=120, layout="constrained")
    draw(*values, figure.add_subplot())
    figure.savefig(path, metadata={"Software": None})
