"""The models to choose from, and what can be set of each. Imports nothing heavy.

`Search` says which values of a parameter a search tries; without it a parameter is left alone.
"""

from typing import Annotated

from pydantic import Field

from {{ package_name }}.domain.contract import Parameters, Search


class GradientBoosting(Parameters):
    """Histogram-based gradient boosting: strong on tables, handles gaps by itself."""

    learning_rate: Annotated[float, Search(low=0.01, high=0.3, log=True)] = Field(
        default=0.05, gt=0, le=1
    )
    """Shrinks the contribution of each tree."""
    max_iter: Annotated[int, Search(low=20, high=300, log=True)] = Field(
        default=100, ge=1, le=10_000
    )
    """The number of trees."""
    max_leaf_nodes: Annotated[int, Search(low=2, high=31, log=True)] = Field(
        default=7, ge=2, le=1_000
    )
    """The most leaves that a tree may have."""
    min_samples_leaf: Annotated[int, Search(low=5, high=50)] = Field(default=20, ge=1)
    """The fewest rows that a leaf may hold."""
    l2_regularization: Annotated[float, Search(low=0.001, high=100.0, log=True)] = Field(
        default=1.0, ge=0
    )
    """Pulls the values of the leaves towards zero."""


class Ridge(Parameters):
    """Linear regression with an L2 penalty: small, fast, easy to explain."""

    alpha: Annotated[float, Search(low=0.01, high=100.0, log=True)] = Field(default=1.0, gt=0)
    """The strength of the penalty."""


class Params(Parameters):
    """One section for each model; the first is the default model."""

    ridge: Ridge = Ridge()
    gradient_boosting: GradientBoosting = GradientBoosting()
