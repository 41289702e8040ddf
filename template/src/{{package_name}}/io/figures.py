"""Pictures, drawn without a screen; the same data give the same file."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def save(path: Path, *panels: Callable[["Axes"], object]) -> None:
    """Draw a picture into a PNG file.

    Args:
        path: The file.
        panels: At least one; each draws a part of the picture on the axes that it takes.
    """
    from matplotlib.figure import Figure

    width = min(len(panels), 3)
    height = math.ceil(len(panels) / width)
    figure = Figure(figsize=(5 * width, 4 * height), dpi=120, layout="constrained")
    for number, draw in enumerate(panels, start=1):
        draw(figure.add_subplot(height, width, number))
    figure.savefig(path, format="png", metadata={"Software": None})
