"""Pictures as SVG, readable on white and on black; the same data give the same file."""

import math
import textwrap
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#767676"
"""The color of text and lines, which has a contrast of 4.5 on white as well as on black."""
MODEL, CHAMPION, BASELINE = "#3080d0", "#d07010", "#909090"
"""One color has one meaning in every picture. Training data have that of the baseline."""
FONTS = [
    "DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Zen Hei", "Noto Sans Devanagari",
    "Nirmala UI", "Arial Unicode MS", "Unifont",
]  # fmt: skip
"""The first that is installed and has a letter says how wide it is; the browser draws it."""
COLORS = [MODEL, CHAMPION, "#209070", "#c05080", "#8070d0", "#909020", "#20a0b0", BASELINE]
STYLE: dict[Any, Any] = {
    **dict.fromkeys(["axes.edgecolor", "axes.labelcolor", "text.color"], INK),
    **dict.fromkeys(["xtick.color", "ytick.color"], INK),
    **dict.fromkeys(["axes.spines.right", "axes.spines.top", "legend.frameon"], False),
    "axes.prop_cycle": f"cycler(color={COLORS})",
    "savefig.transparent": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "",
}


def save(path: Path, title: str, *panels: Callable[["Axes"], object], sharey: bool = False) -> None:
    """Draw a picture.

    Args:
        path: The file.
        title: The question that the picture answers.
        panels: At least one; each draws a part of the picture on the axes that it takes. They have
            one legend, below them.
        sharey: Give them the same vertical axis, so that they can be compared.
    """
    from matplotlib import font_manager, rc_context
    from matplotlib.figure import Figure

    installed = set(font_manager.get_font_names())
    fonts = {"font.family": [font for font in FONTS if font in installed]}
    width = min(len(panels), 2)
    height = math.ceil(len(panels) / width)
    with rc_context(STYLE | fonts), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        figure = Figure(figsize=(4.5 * width, 3.5 * height), layout="constrained")
        figure.suptitle(textwrap.fill(title, 50 * width), parse_math=False)
        legend: dict[str, Any] = {}
        for number, draw in enumerate(panels, start=1):
            shared = figure.axes[0] if sharey and number > 1 else None
            axes = figure.add_subplot(height, width, number, sharey=shared)
            draw(axes)
            handles, labels = axes.get_legend_handles_labels()
            legend |= dict(zip(labels, handles, strict=True))
            if own := axes.get_legend():
                own.remove()  # it would cover something
            for line in axes.lines:
                if line.get_color() in {"k", "black"}:  # as scikit-learn draws what is ideal
                    line.set_color(INK)
        if legend:
            handles, labels = [*legend.values()], [*legend]
            figure.legend(handles, labels, loc="outside lower center", ncols=2 * width)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
