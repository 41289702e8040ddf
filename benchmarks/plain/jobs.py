"""Runs jobs and plain scripts in turn, in one process of a rendered project: see `benchmarks.jobs`.

The plain side is what a data scientist types into a script: the same calls of scikit-learn on the
same rows, no schema, no registry, no log. It prints one line of JSON a round.
"""

import json
import pickle
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ml_project.application import predict, train
from ml_project.config.predict import PredictConfig
from ml_project.config.train import TrainConfig
from ml_project.domain import params
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DATA = Path("data/rows.parquet")
MODEL = Path("model.pickle")
BATCH = 100_000
SHARE = int(0.2 * 2**64)
INPUTS = ["age", "sex", "bmi", "blood_pressure", "cholesterol", "ldl", "hdl", "cholesterol_ratio"]
INPUTS += ["log_triglycerides", "glucose"]


def features(rows: pd.DataFrame) -> pd.DataFrame:
    """Derive what the model sees."""
    return rows[INPUTS].assign(non_hdl=rows["cholesterol"] - rows["hdl"])


def plain_train(model: str) -> None:
    """Read, split, fit, store."""
    rows = pd.read_parquet(DATA)
    hashes = pd.util.hash_array(rows["id"].astype(str).to_numpy(dtype=object), categorize=False)
    rows = rows[hashes >= SHARE]
    encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    scale = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    prepare = ColumnTransformer([("categories", encode, ["sex"])], remainder=scale)
    learner = Ridge(**params.Ridge().model_dump())
    if model == "gradient_boosting":
        parameters = params.GradientBoosting().model_dump()
        learner = HistGradientBoostingRegressor(**parameters, random_state=0)
    pipeline = make_pipeline(prepare, learner)
    pipeline.fit(features(rows), rows["progression"])
    MODEL.write_bytes(pickle.dumps(pipeline))


def plain_predict() -> None:
    """Predict batch by batch, from parquet to parquet."""
    model: Pipeline = pickle.loads(MODEL.read_bytes())  # noqa: S301
    schema = pa.schema([("id", pa.string()), ("prediction", pa.float64())])
    with pq.ParquetWriter("plain.parquet", schema) as writer:
        for batch in pq.ParquetFile(DATA).iter_batches(BATCH):
            rows = batch.to_pandas()
            table = {"id": rows["id"], "prediction": model.predict(features(rows))}
            writer.write_table(pa.table(table, schema))


def job_train(model: str) -> None:
    """Run the job."""
    train.run(TrainConfig(model=model, force=True, keep=1))


def job_predict() -> None:
    """Run the job."""
    predict.run(PredictConfig(version="latest", batch_rows=BATCH, force=True))


def main(job: str, model: str = "gradient_boosting") -> None:
    """Measure both sides of a job in turn."""
    sides = [partial(job_train, model), partial(plain_train, model)]
    if job == "predict":
        for train_once in sides:
            train_once()
        sides = [job_predict, plain_predict]
    for round_ in range(5):
        seconds = {side: _seconds(side) for side in sides[:: 1 if round_ % 2 else -1]}
        sys.stdout.write(json.dumps([seconds[side] for side in sides]) + "\n")


def _seconds(side: Callable[[], None]) -> float:
    start = time.perf_counter()
    side()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
