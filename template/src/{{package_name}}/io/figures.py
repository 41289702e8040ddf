"""Pictures as SVG, readable on white and on black; the same data give the same file."""

import math
import textwrap
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MODEL, BASELINE = "C0", "C7"
"""One color has one meaning in every picture."""


def save(path: Path, title: str, *panels: Callable[["Axes"], object], sharey: bool = False) -> None:
    """Draw a picture.

    Args:
        path: The file.
        title: The question that the picture answers.
        panels: At least one. Each draws a part of the picture on the axes that it takes. All share
            one legend, below them.
        sharey: Give all the same vertical axis, so that they can be compared.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    width = min(len(panels), 2)
    height = math.ceil(len(panels) / width)
    with rc_context(fname=Path(__file__).with_suffix(".mplstyle")), warnings.catch_warnings():
        # A browser has each glyph, and a test set of one class is visible in the plot.
        warnings.filterwarnings("ignore", r"Glyph .* missing|A single label|No \w+ samples")
        figure = Figure(figsize=(4.5 * width, 3.5 * height), layout="constrained")
        text = figure.suptitle(textwrap.fill(title, 50 * width), parse_math=False)
        for number, draw in enumerate(panels, start=1):
            shared = figure.axes[0] if sharey and number > 1 else None
            axes = figure.add_subplot(height, width, number, sharey=shared)
            draw(axes)
            if own := axes.get_legend():
                own.remove()  # it would cover the plot
            for line in axes.lines:
                if line.get_color() in {"k", "black"}:  # a reference line of scikit-learn
                    line.set_color(text.get_color())
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2 * width)
        figure.savefig(path, format="svg", metadata={"Date": None, "Title": title})
