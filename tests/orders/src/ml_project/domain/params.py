"""The models to choose from: the parameters of each, and how it is built from them."""

from typing import Annotated

from pydantic import Field

from ml_project.core.interfaces import Parameters, Search


class Trees(Parameters):
    """A forest of few trees."""

    depth: Annotated[int, Search(low=2, high=6)] = Field(
        6, ge=1, description="The depth of a tree."
    )


class Params(Parameters):
    """One section for each model; the first is the default model."""

    trees: Trees = Trees()
