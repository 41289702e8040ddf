"""The models to choose from: the parameters of each, and how it is built from them."""

from typing import Annotated

from pydantic import Field

from ml_project.core.interfaces import Parameters, Search


class Linear(Parameters):
    """Linear classification."""

    C: Annotated[float, Search(low=0.01, high=10.0, log=True)] = Field(
        1.0, gt=0, description="The inverse strength of the penalty."
    )


class Params(Parameters):
    """One section for each model; the first is the default model."""

    linear: Linear = Linear()
