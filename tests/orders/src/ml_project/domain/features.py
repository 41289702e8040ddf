"""The features: what a model sees of a row, and how it is prepared."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder


class Logarithm(TransformerMixin, BaseEstimator):
    """A step of one's own: the logarithm of positive numbers."""

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Learn nothing."""
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the logarithms."""
        return X.apply(np.log)


def features(rows: pd.DataFrame) -> pd.DataFrame:
    """Derive the features from checked input columns, each row by itself."""
    left = rows["promised"] - rows["ordered"].dt.tz_localize("UTC")
    return pd.DataFrame(
        {
            "hour": rows["ordered"].dt.hour,
            "days": left.dt.days.astype("float64"),
            "weight": rows["weight"],
            "price": rows["price (¥)"],
            "items": rows["items"].astype("float64"),
            "express": rows["express"],
            "gift": rows["gift"].astype("float64"),
            "size": rows["size"].astype(str),
            "region": rows["region"].astype(object).where(rows["region"].notna(), "missing"),
            "message": rows["message"].astype(object).where(rows["message"].notna(), ""),
        }
    )


def preprocessor() -> ColumnTransformer:
    """Build the untrained step that prepares the features."""
    return ColumnTransformer(
        [
            ("categories", OneHotEncoder(handle_unknown="ignore"), ["size", "region"]),
            ("weight", Logarithm(), ["weight"]),
            ("words", HashingVectorizer(n_features=16), "message"),
        ],
        remainder=SimpleImputer(strategy="median"),
        sparse_threshold=0,
    )
