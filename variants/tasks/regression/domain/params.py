"""The models to choose from, and what can be set of each. Imports nothing heavy."""

from pydantic import Field

from {{ package_name }}.domain.contract import Parameters


class GradientBoosting(Parameters):
    """Histogram-based gradient boosting: strong on tables, handles gaps by itself."""

    learning_rate: float = Field(default=0.05, gt=0, le=1)
    """Shrinks the contribution of each tree."""
    max_iter: int = Field(default=100, ge=1, le=10_000)
    """The number of trees."""
    max_leaf_nodes: int = Field(default=7, ge=2, le=1_000)
    """The most leaves that a tree may have."""
    min_samples_leaf: int = Field(default=20, ge=1)
    """The fewest rows that a leaf may hold."""
    l2_regularization: float = Field(default=1.0, ge=0)
    """Pulls the values of the leaves towards zero."""


class Ridge(Parameters):
    """Linear regression with an L2 penalty: small, fast, easy to explain."""

    alpha: float = Field(default=1.0, gt=0)
    """The strength of the penalty."""


class Params(Parameters):
    """One section for each model; the first is the default model."""

    ridge: Ridge = Ridge()
    gradient_boosting: GradientBoosting = GradientBoosting()
