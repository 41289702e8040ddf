"""The models to choose from: the parameters of each, and how it is built from them.

`Search` says which values of a parameter the job tune tries; other parameters keep their values.
Import a library in the method that needs it: every command reads this file.
"""

from abc import abstractmethod
from typing import Annotated, Any

from pydantic import Field

from {{ package_name }}.core.interfaces import Parameters, Search


class Model(Parameters):
    """The base class of all models."""

    @abstractmethod
    def build(self, seed: int) -> Any:
        """Build the untrained estimator, which gets the preprocessed features."""


class GradientBoosting(Model):
    """Histogram-based gradient boosting: strong on tables, takes missing values as they are."""

    learning_rate: Annotated[float, Search(low=0.01, high=0.3, log=True)] = Field(
        0.05, gt=0, le=1, description="Shrinks the contribution of each tree."
    )
    max_iter: Annotated[int, Search(low=20, high=300, log=True)] = Field(
        100, ge=1, le=10_000, description="The number of trees."
    )
    max_leaf_nodes: Annotated[int, Search(low=2, high=31, log=True)] = Field(
        7, ge=2, le=1_000, description="The maximum number of leaves of a tree."
    )
    min_samples_leaf: Annotated[int, Search(low=5, high=50)] = Field(
        20, ge=1, description="The minimum number of rows in a leaf."
    )
    l2_regularization: Annotated[float, Search(low=0.001, high=100.0, log=True)] = Field(
        1.0, ge=0, description="Pulls the values of the leaves towards zero."
    )

    def build(self, seed: int) -> Any:
        """Build the ensemble of trees."""
        from sklearn.ensemble import HistGradientBoostingRegressor

        return HistGradientBoostingRegressor(**self.model_dump(), random_state=seed)


class Ridge(Model):
    """Linear regression with an L2 penalty: small, fast, easy to explain."""

    alpha: Annotated[float, Search(low=0.01, high=100.0, log=True)] = Field(
        1.0, gt=0, description="The strength of the penalty."
    )

    def build(self, seed: int) -> Any:
        """Build the linear model."""
        from sklearn import linear_model

        return linear_model.Ridge(**self.model_dump(), random_state=seed)


class Params(Parameters):
    """One section for each model; the first is the default model."""

    ridge: Ridge = Ridge()
    gradient_boosting: GradientBoosting = GradientBoosting()
