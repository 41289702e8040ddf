"""The columns of the data: type, range, unit and meaning of each."""

import pandera.pandas as pa
from pandera.typing import Series


class Biopsies(pa.DataFrameModel):
    """One biopsy of a breast tumour a row: means over the cell nuclei in its image."""

    id: Series[str] = pa.Field(description="Names the biopsy.")
    radius: Series[float] = pa.Field(
        gt=0, le=100, description="Radius of the nuclei.", metadata={"unit": "px"}
    )
    texture: Series[float] = pa.Field(
        ge=0, le=100, description="Deviation of the grey values.", metadata={"unit": "1"}
    )
    perimeter: Series[float] = pa.Field(
        gt=0, le=500, description="Perimeter of the nuclei.", metadata={"unit": "px"}
    )
    area: Series[float] = pa.Field(
        gt=0, le=10_000, description="Area of the nuclei.", metadata={"unit": "px²"}
    )
    smoothness: Series[float] = pa.Field(
        ge=0, le=1, description="Local variation of the radius.", metadata={"unit": "1"}
    )
    compactness: Series[float] = pa.Field(
        ge=0, le=5, description="perimeter² / area - 1, by nucleus.", metadata={"unit": "1"}
    )
    concavity: Series[float] = pa.Field(
        ge=0, le=5, description="Depth of the concave parts of the contour.", metadata={"unit": "1"}
    )
    concave_points: Series[float] = pa.Field(
        ge=0, le=1, description="Share of concave points of the contour.", metadata={"unit": "1"}
    )
    symmetry: Series[float] = pa.Field(
        ge=0, le=1, description="Asymmetry of the contour.", metadata={"unit": "1"}
    )
    fractal_dimension: Series[float] = pa.Field(
        nullable=True,
        ge=0,
        le=1,
        description="Coastline approximation less 1; empty where the image is too coarse.",
        metadata={"unit": "1"},
    )
    diagnosis: Series[str] = pa.Field(
        isin=["benign", "malignant"], description="What the tumour turned out to be."
    )
