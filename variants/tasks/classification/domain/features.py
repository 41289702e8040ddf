"""The features: what a model sees of a row, and how it is prepared."""

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

CATEGORIES = ["size"]
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
            "radius": rows["radius"],
            "texture": rows["texture"],
            "perimeter": rows["perimeter"],
            "area": rows["area"],
            "smoothness": rows["smoothness"],
            "compactness": rows["compactness"],
            "concavity": rows["concavity"],
            "concave_points": rows["concave_points"],
            "symmetry": rows["symmetry"],
            "fractal_dimension": rows["fractal_dimension"],
            "size": rows["size"],
            "elongation": rows["perimeter"] / rows["radius"],
        }
    )


def preprocessor() -> ColumnTransformer:
    """Build the untrained step that encodes categories, and imputes and scales numbers."""
    categories = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return ColumnTransformer([("categories", categories, CATEGORIES)], remainder=numbers)
