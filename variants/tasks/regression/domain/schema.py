"""The columns of the data: type, range, unit and meaning of each."""

from typing import Any

import pandera.pandas as pa
from pandera.typing import Series


def column(description: str, *, unit: str | None = None, **rules: Any) -> Any:
    """Describe a column.

    Args:
        description: What it means.
        unit: Its unit of measurement, if it has one.
        rules: The rules for its values, as `pandera.Field` takes them.
    """
    return pa.Field(description=description, metadata={"unit": unit}, **rules)


class Patients(pa.DataFrameModel):
    """Each row is a patient with diabetes, measured at baseline and followed up after a year."""

    id: Series[str] = column("Identifies the patient.")
    age: Series[float] = column("Age.", unit="years", ge=0, le=120)
    sex: Series[str] = column("Sex, by the unexplained codes of the source.", isin=["1", "2"])
    bmi: Series[float] = column("Body mass index.", unit="kg/m²", ge=10, le=80)
    blood_pressure: Series[float] = column("Average blood pressure.", unit="mmHg", ge=30, le=250)
    cholesterol: Series[float] = column("Total serum cholesterol.", unit="mg/dL", ge=50, le=600)
    ldl: Series[float] = column("Low-density lipoproteins.", unit="mg/dL", ge=10, le=500)
    hdl: Series[float] = column("High-density lipoproteins.", unit="mg/dL", ge=10, le=200)
    cholesterol_ratio: Series[float] = column("Total cholesterol by HDL.", unit="1", ge=1, le=20)
    log_triglycerides: Series[float] = column("Log of triglycerides.", unit="ln(mg/dL)", ge=2, le=9)
    glucose: Series[float] = column(
        "Blood sugar; may be missing.", unit="mg/dL", nullable=True, ge=20, le=600
    )
    progression: Series[float] = column("Progression of the disease after a year.", unit="1", ge=0)
