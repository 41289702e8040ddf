"""The parts of a problem, as `domain/problem.py` puts them together and the jobs use them."""

from __future__ import annotations  # the types below need pandas; a configuration must not

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa
    from matplotlib.axes import Axes


class Estimator(Protocol):
    """A model in the sense of scikit-learn."""

    def fit(self, X: pd.DataFrame, y: pd.Series) -> Any:
        """Learn from features of shape (rows, columns) and a target of shape (rows,)."""

    def predict(self, X: pd.DataFrame) -> Any:
        """Return one prediction a row, of shape (rows,)."""


class Parameters(BaseModel):
    """The parameters of one model, validated before any work begins."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


@dataclass(frozen=True, kw_only=True)
class Search:
    """The values of a parameter that a search tries: a range, or one of some choices."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    low: float | None = None
    high: float | None = None
    log: bool = False
    """Sample the range on a logarithmic scale; `low` must be positive."""
    choices: tuple[str | float | bool | None, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is neither a range nor a choice."""
        if self.choices and self.low is None and self.high is None:
            return
        if self.choices or self.low is None or self.high is None or self.low >= self.high:
            raise ValueError("low below high, or choices instead")
        if self.log and self.low <= 0:
            raise ValueError("low above 0 with log")


@dataclass(frozen=True)
class Metric:
    """A number that says how good predictions are."""

    function: Callable[[pd.Series, pd.DataFrame], float]
    """From the true target and the predictions of the same rows."""
    greater_is_better: bool

    def improvement(self, candidate: float, champion: float) -> float:
        """Return by how much the candidate is better; negative where it is worse."""
        return candidate - champion if self.greater_is_better else champion - candidate


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything that the jobs know about a problem. Fields added later have defaults."""

    schema: type[pa.DataFrameModel]
    """The columns of a labelled row: the id, the inputs, the target."""
    target: str
    """The column to predict."""
    features: Callable[[pd.DataFrame], pd.DataFrame]
    """From checked input columns to what a model sees, each row by itself."""
    models: Mapping[str, Callable[[Any, int], Estimator]]
    """By name: builds an untrained model from its parameters and a random seed."""
    baseline: Callable[[], Estimator]
    """Builds the trivial model that every other must beat."""
    predict: Callable[[Estimator, pd.DataFrame], pd.DataFrame]
    """From a trained model and features to the columns `prediction`, `probability_<class>`…"""
    metrics: Mapping[str, Metric]
    """By name, in the order in which they are shown."""
    primary_metric: str
    """The name of the metric that decides about a promotion."""
    segments: Mapping[str, Callable[[pd.DataFrame], pd.Series]]
    """By name: the group of each row, for metrics by group."""
    id: str = "id"
    """The column that identifies a row. Rows with the same id are never split."""
    test_share: float = 0.2
    """The share of ids in the test set, in (0, 1)."""
    trusted_types: tuple[str, ...] = ()
    """Types beyond scikit-learn's own that a stored model may hold."""
    plots: Mapping[str, Callable[[pd.Series, pd.DataFrame, Axes], object]] = field(
        default_factory=dict
    )
    """By name: draws the true target and the predictions of the same rows."""

    @property
    def rows(self) -> pa.DataFrameSchema:
        """The schema of a labelled row."""
        return self.schema.to_schema()

    @property
    def inputs(self) -> pa.DataFrameSchema:
        """The schema of a row to predict: without the target."""
        return self.rows.remove_columns([self.target])
