"""What a model sees of a row, and how it is prepared."""

import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


def features(rows: pd.DataFrame) -> pd.DataFrame:
    """Derive the features from checked input columns, each row by itself.

    Args:
        rows: The columns of the schema, with or without the target, of shape (rows, columns).

    Returns:
        Numbers of shape (rows, features), on the index of `rows`.
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
            "elongation": rows["perimeter"] / rows["radius"],
        }
    )


def preprocessor() -> Pipeline:
    """Build the untrained step that fills gaps and scales numbers."""
    return make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
