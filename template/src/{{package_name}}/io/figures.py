"""Pictures, drawn without a screen; the same data give the same file."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONTS = [
    "DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Zen Hei", "Noto Sans Devanagari",
    "Nirmala UI", "Arial Unicode MS", "Unifont",
]  # fmt: skip
"""The first that is installed and has a letter draws it; if none has it, it is a box."""


def save(path: Path, *panels: Callable[["Axes"], object]) -> None:
    """Draw a picture into a PNG file.

    Args:
        path: The file.
        panels: At least one; each draws a part of the picture on the axes that it takes.
    """
    from matplotlib import font_manager, rc_context
    from matplotlib.figure import Figure

    installed = set(font_manager.get_font_names())
    width = min(len(panels), 3)
    height = math.ceil(len(panels) / width)
    figure = Figure(figsize=(5 * width, 4 * height), dpi=120, layout="constrained")
    fonts: dict[Any, Any] = {"font.family": [font for font in FONTS if font in installed]}
    with rc_context(fonts), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        for number, draw in enumerate(panels, start=1):
            draw(figure.add_subplot(height, width, number))
        figure.savefig(path, format="png", metadata={"Software": None})
