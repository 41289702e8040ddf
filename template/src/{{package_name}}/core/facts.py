"""The stored results of an evaluation: all that a promotion and a model card need."""

import hashlib

from pydantic import BaseModel, ConfigDict

PREFIX = "evaluation-"
LEVELS = [level / 200 for level in range(1, 200)]
"""The probabilities for which a comparison stores quantiles."""

Scores = dict[str, float | None]
"""A value for each metric; None if it is not defined, as with one class only."""

Interval = tuple[float, float] | None
"""The lower and upper limit of a score; None if there are too few rows."""


class Facts(BaseModel):
    """The base class of all that is stored."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class EvaluationKey(Facts):
    """What an evaluation depends on. Evaluations with the same key are the same."""

    data: str
    """The SHA-256 of the table that has the test set."""
    split: str
    """Which rows are the test set."""
    code: str
    """The SHA-256 of the sources and of the versions of the libraries."""
    resamples: int
    """How many bootstrap samples the intervals use."""
    confidence: float
    """The confidence level of the intervals."""
    champion: int | None = None
    """The number of the champion that the version was compared with."""

    @property
    def name(self) -> str:
        """The name under which the evaluation is attached to its version."""
        return PREFIX + hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


class Scored(Facts):
    """The scores of some rows."""

    rows: int
    """The number of rows."""
    classes: dict[str, int] = {}
    """The number of rows of each class; empty if the target is a number."""
    scores: Scores
    """The scores of the model, by metric."""
    intervals: dict[str, Interval]
    """The confidence intervals of these scores, by metric."""


class Segment(Scored):
    """The scores of a group of rows."""

    name: str
    """Such as `sex=1`."""
    worse: bool = False
    """Whether it is significantly worse than the test set, corrected for the number of segments."""


class Cut(Facts):
    """The result of a probability threshold. Shares take the weights into account."""

    threshold: float
    """From this probability of the positive class on, a row is predicted to be positive."""
    rows: int
    """The number of these rows."""
    correct: float | None
    """The share of these rows that are positive (the precision)."""
    found: float | None
    """The share of the positive rows that are among them (the recall)."""


class Comparison(Facts):
    """A version compared with another model, on rows that neither of them was trained on."""

    rows: int
    """The number of these rows."""
    others: Scores
    """The scores of the other model, by metric."""
    improvement: float | None
    """By how much the version is better, by the primary metric."""
    quantiles: list[float]
    """Bootstrap quantiles of the improvement, by level; empty if there are too few rows."""

    def quantile(self, level: float) -> float | None:
        """Return a quantile of the improvement, or None if there are too few rows."""
        place = round(level * (len(LEVELS) + 1)) - 1
        return self.quantiles[min(max(place, 0), len(LEVELS) - 1)] if self.quantiles else None


class Description(Facts):
    """What a model card says about the model, besides numbers."""

    target: str = ""
    """The column that it predicts."""
    meaning: str = ""
    """The description of this column."""
    positive: str | int | bool | None = None
    """The positive class, if there are two."""
    architecture: str = ""
    """What kind of model it is."""
    source: str = ""
    """Where the data come from."""
    metrics: dict[str, str] = {}
    """What each metric means."""
    plots: dict[str, str] = {}
    """The question that each plot answers, by the name of its file."""


class Evaluation(Scored):
    """How good one version is on one test set: all that a promotion and a card need to know."""

    key: EvaluationKey
    """What the scores depend on."""
    primary_metric: str
    """The metric that decides a promotion."""
    greater_is_better: dict[str, bool]
    """The direction of each metric."""
    baseline: Comparison
    """The comparison with the trivial model that was trained on the same rows."""
    champion: Comparison | None = None
    """The comparison with the champion, if there is one that can predict."""
    segments: list[Segment]
    """The scores by group of rows."""
    cuts: list[Cut] = []
    """The trade-off between probability thresholds; empty without a positive class."""
    description: Description = Description()
    """What the card says about the model."""
