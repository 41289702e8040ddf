"""The columns of the data: type, range, unit and meaning of each."""

import pandera.pandas as pa
from pandera.typing import Series


class Patients(pa.DataFrameModel):
    """One patient with diabetes a row, measured at baseline and followed up after a year."""

    id: Series[str] = pa.Field(description="Names the patient.")
    age: Series[float] = pa.Field(ge=0, le=120, description="Age.", metadata={"unit": "years"})
    sex: Series[str] = pa.Field(
        isin=["1", "2"], description="Sex as coded by the source, which names neither code."
    )
    bmi: Series[float] = pa.Field(
        ge=10, le=80, description="Body mass index.", metadata={"unit": "kg/m²"}
    )
    blood_pressure: Series[float] = pa.Field(
        ge=30, le=250, description="Average blood pressure.", metadata={"unit": "mmHg"}
    )
    cholesterol: Series[float] = pa.Field(
        ge=50, le=600, description="Total serum cholesterol.", metadata={"unit": "mg/dL"}
    )
    ldl: Series[float] = pa.Field(
        ge=10, le=500, description="Low-density lipoproteins.", metadata={"unit": "mg/dL"}
    )
    hdl: Series[float] = pa.Field(
        ge=10, le=200, description="High-density lipoproteins.", metadata={"unit": "mg/dL"}
    )
    cholesterol_ratio: Series[float] = pa.Field(
        ge=1, le=20, description="Total cholesterol by HDL.", metadata={"unit": "1"}
    )
    log_triglycerides: Series[float] = pa.Field(
        ge=2, le=9, description="Logarithm of serum triglycerides.", metadata={"unit": "ln(mg/dL)"}
    )
    glucose: Series[float] = pa.Field(
        nullable=True,
        ge=20,
        le=600,
        description="Blood sugar; empty where it was not measured.",
        metadata={"unit": "mg/dL"},
    )
    progression: Series[float] = pa.Field(
        ge=0, description="Progression of the disease one year later.", metadata={"unit": "score"}
    )
