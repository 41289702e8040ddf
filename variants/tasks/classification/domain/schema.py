"""The columns of the data: type, range, unit and meaning of each."""

from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

POSITIVE = "malignant"
"""The positive class, which probabilities, recall and the threshold are about."""


def column(description: str, *, unit: str | None = None, **rules: Any) -> Any:
    """Describe a column.

    Args:
        description: What it means.
        unit: Its unit of measurement, if it has one.
        rules: The rules for its values, as `pandera.Field` takes them.
    """
    return pa.Field(description=description, metadata={"unit": unit}, **rules)


class Biopsies(pa.DataFrameModel):
    """Each row is a biopsy of a breast tumour: means over the cell nuclei in its image."""

    id: Series[str] = column("Identifies the biopsy.")
    radius: Series[float] = column("Radius of the nuclei.", unit="px", gt=0, le=100)
    texture: Series[float] = column("Deviation of the grey values.", unit="1", ge=0, le=100)
    perimeter: Series[float] = column("Perimeter of the nuclei.", unit="px", gt=0, le=500)
    area: Series[float] = column("Area of the nuclei.", unit="px²", gt=0, le=10_000)
    smoothness: Series[float] = column("Local variation of the radius.", unit="1", ge=0, le=1)
    compactness: Series[float] = column("perimeter² / area - 1, by nucleus.", unit="1", ge=0, le=5)
    concavity: Series[float] = column("Depth of the concave parts.", unit="1", ge=0, le=5)
    concave_points: Series[float] = column("Share of concave points.", unit="1", ge=0, le=1)
    symmetry: Series[float] = column("Asymmetry of the contour.", unit="1", ge=0, le=1)
    fractal_dimension: Series[float] = column(
        "Coastline approximation less 1; may be missing.", unit="1", nullable=True, ge=0, le=1
    )
    size: Series[str] = column(
        "Size of the nuclei: medium from a radius of 12 px on, large from 15 px on.",
        isin=["small", "medium", "large"],
    )
    diagnosis: Series[str] = column("What the tumour proved to be.", isin=["benign", "malignant"])
