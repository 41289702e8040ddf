"""The features: what a model sees of a row, and how it is prepared."""

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

CATEGORIES = ["sex"]
"""The categorical features."""


def features(rows: pd.DataFrame) -> pd.DataFrame:
    """Derive the features from checked input columns, each row by itself.

    Args:
        rows: The columns of the schema, with or without the target, of shape (rows, columns).

    Returns:
        Numbers and categories of shape (rows, features), on the index of `rows`.
    """
    return pd.DataFrame(
        {
            "age": rows["age"],
            "sex": rows["sex"],
            "bmi": rows["bmi"],
            "blood_pressure": rows["blood_pressure"],
            "cholesterol": rows["cholesterol"],
            "ldl": rows["ldl"],
            "hdl": rows["hdl"],
            "cholesterol_ratio": rows["cholesterol_ratio"],
            "log_triglycerides": rows["log_triglycerides"],
            "glucose": rows["glucose"],
            "non_hdl": rows["cholesterol"] - rows["hdl"],
        }
    )


def preprocessor() -> ColumnTransformer:
    """Build the untrained step that encodes categories, and imputes and scales numbers."""
    categories = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return ColumnTransformer([("categories", categories, CATEGORIES)], remainder=numbers)
