"""A bare FastAPI route that calls the model of a rendered project: see `benchmarks.serve`."""

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import uvicorn
from fastapi import FastAPI
from ml_project.domain.problem import PROBLEM
from ml_project.io import models
from ml_project.io.registry import Registry

model, _ = models.load(Registry(Path("registry")).get("champion"), PROBLEM, "refuse")
app = FastAPI()


@app.post("/predict")
def predict(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Predict each row."""
    table = PROBLEM.predict(model, PROBLEM.features(pd.DataFrame(rows)))
    return table.to_dict("records")


uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
