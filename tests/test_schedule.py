"""The files of the page about schedules work, as far as they can without the services."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support import attempt, edit, run, run_all

pytestmark = pytest.mark.slow

# Runs a task as Databricks does: the entry point of the package, with parameters that it reads.
WHEEL_TASK = """
import json, sys
from importlib.metadata import distribution

task = json.loads(sys.argv[1])
sys.argv = ["/databricks/python_shell/launcher.py", *task["parameters"]]
points = distribution(task["package_name"]).entry_points
[point] = [point for point in points if point.name == task["entry_point"]]
point.load()()
"""
AIRFLOW = ["uv", "run", "--no-project"]
AIRFLOW += ["--with", "apache-airflow-core>=3", "--with", "apache-airflow-providers-standard"]


def shown(project: Path, title: str) -> str:
    """Return the file that the page shows with a title."""
    page = (project / "docs/how-to/schedule.md").read_text(encoding="utf-8")
    found = re.search(rf'```\w+ title="{re.escape(title)}"\n(.*?)```', page, re.DOTALL)
    assert found
    return found[1]


def test_databricks_runs_the_wheel(installed: Callable[[str], Path], tmp_path: Path) -> None:
    project = installed("classification")
    text = shown(project, "databricks.yml").replace("/Volumes/main/default", str(tmp_path))
    [task] = yaml.safe_load(text)["resources"]["jobs"]["nightly"]["tasks"]
    variables = [f"{name}={value}" for name, value in task["new_cluster"]["spark_env_vars"].items()]
    python = str(project / ".venv/bin/python")

    def ends() -> int:
        wheel = json.dumps(task["python_wheel_task"])
        words = ["env", *variables, python, "-c", WHEEL_TASK, wheel]
        return attempt(*words, cwd=tmp_path).returncode

    assert ends() == 0
    assert (tmp_path / "ml_project/predictions.parquet").exists()
    assert ends() == 0
    task["python_wheel_task"]["parameters"] = ["predict", "-s", "inputs=none.parquet"]
    assert ends() == 3


@pytest.mark.nightly
def test_airflow_runs_the_jobs(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = installed("classification")
    for name in ("data", "registry"):
        shutil.rmtree(project / name, ignore_errors=True)
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW__CORE__DAGS_FOLDER", str(tmp_path))
    monkeypatch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    dag = shown(project, "nightly_dag.py").replace("/srv/ml-project", str(project))
    edit(tmp_path / "nightly_dag.py", dag)
    run(*AIRFLOW, "airflow", "db", "migrate", cwd=tmp_path)

    assert "successful" in run_all(*AIRFLOW, "airflow", "dags", "test", "ml_project", cwd=tmp_path)
    assert (project / "data/predictions.parquet").exists()

    monkeypatch.setenv("ML_PROJECT__MIN_IMPROVEMENT", "1000")
    monkeypatch.setenv("ML_PROJECT__SEED", "1")
    output = run_all(*AIRFLOW, "airflow", "dags", "test", "ml_project", cwd=tmp_path)
    assert "Skipping task" in output
    assert re.search("predicted .* rows", output.rpartition("promote")[2])
    assert "successful" in output
