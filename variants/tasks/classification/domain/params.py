"""The models to choose from, and what can be set of each. Imports nothing heavy.

`Search` says which values of a parameter a search tries; without it a parameter is left alone.
"""

from typing import Annotated, Literal

from pydantic import Field

from {{ package_name }}.domain.contract import Parameters, Search


class Classifier(Parameters):
    """What every classifier has."""

    threshold: float = Field(default=0.5, gt=0, lt=1)
    """The probability from which on a tumour is called malignant; lower misses fewer."""
    class_weight: Literal["balanced"] | dict[str, float] | None = None
    """How much an error in each class counts: `balanced`, a weight by class, or all alike."""


class GradientBoosting(Classifier):
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


class LogisticRegression(Classifier):
    """Linear classification with an L2 penalty: small, fast, easy to explain."""

    C: Annotated[float, Search(low=0.001, high=100.0, log=True)] = Field(default=1.0, gt=0)
    """The inverse strength of the penalty."""


class Params(Parameters):
    """One section for each model; the first is the default model."""

    logistic_regression: LogisticRegression = LogisticRegression()
    gradient_boosting: GradientBoosting = GradientBoosting()
