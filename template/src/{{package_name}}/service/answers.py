"""What the service answers: predictions, its state, and one form for everything that fails."""

import reprlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

SHOWN = 20
"""How many of the broken rules of a request are listed."""


class Answer(BaseModel):
    """The body of an answer."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Predictions(Answer):
    """A prediction for each row, in their order."""

    model_version: int
    predictions: list[dict[str, Any]]


class State(Answer):
    """Whether there is a model to predict with, and how current it is."""

    ready: bool
    detail: str
    """The same, in a sentence."""
    version: int | None
    """The version that is served."""
    refreshed: datetime | None
    """When the registry last answered, in UTC; null if it has not since the start."""
    failures: int
    """How many times the registry did not answer since the start; the log says why."""


class Problem(Answer):
    """A rule that is broken; without a row or a column where it is about all of them."""

    row: int | None
    column: str | None
    rule: str
    found: str


class Failure(Answer):
    """Why there is no other answer."""

    detail: str
    """What is wrong and what to do, in a sentence."""
    problems: list[Problem] = []
    """The first of the broken rules of a wrong request."""


def failure(
    status: int, detail: str, problems: Sequence[Problem] = (), **headers: str
) -> JSONResponse:
    """Return the answer to a request that failed."""
    content = Failure(detail=detail, problems=list(problems[:SHOWN])).model_dump()
    return JSONResponse(content, status, headers)


async def explain_error(_: Request, error: Any) -> Response:
    """Answer an `HTTPException`."""
    return failure(error.status_code, str(error.detail), **(error.headers or {}))


async def explain_request(_: Request, error: Any) -> Response:
    """Answer a `RequestValidationError`."""
    return _refused([_problem(found) for found in error.errors()])


async def explain_table(_: Request, error: Any) -> Response:
    """Answer the `SchemaErrors` of pandera."""
    return _refused([_broken(case) for case in error.failure_cases.to_dict("records")])


def _problem(found: Mapping[str, Any]) -> Problem:
    _, row, column = (*found["loc"], None, None)[:3]
    if found["type"] == "json_invalid":  # its place is one in the text
        row = None
    value = "nothing" if found["type"] == "missing" else reprlib.repr(found["input"])
    # JSON can hold half of a character (a lone surrogate), which no answer can.
    name = None if column is None else str(column).encode(errors="backslashreplace").decode()
    return Problem(row=row, column=name, rule=found["msg"], found=value)


def _broken(case: Mapping[str, Any]) -> Problem:
    row = None if pd.isna(case["index"]) else int(case["index"])
    found = reprlib.repr(case["failure_case"])
    return Problem(row=row, column=case["column"], rule=str(case["check"]), found=found)


def _refused(problems: Sequence[Problem]) -> Response:
    count = len(problems)
    return failure(422, f"{count} broken {'rule' if count == 1 else 'rules'}", problems)
