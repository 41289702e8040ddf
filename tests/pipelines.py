"""Reads what CI would run: the steps of the jobs, with their environment."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
GITLAB_WORDS = {"default", "include", "variables", "workflow"}


@dataclass(frozen=True)
class Step:
    """What a job gives to a shell at once."""

    job: str
    script: str
    env: tuple[tuple[str, str], ...]


def github_steps(project: Path, workflow: str, **context: str) -> list[Step]:
    """List the steps of a workflow and of those that it uses, with the first value of each matrix.

    `context` gives values to expressions: `github_token` to `github.token`.
    """
    known = {name.replace("_", ".", 1): value for name, value in context.items()}
    return list(_github_steps(project / ".github/workflows", workflow, known))


def _github_steps(folder: Path, name: str, known: dict[str, str]) -> Iterator[Step]:
    workflow = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    for job_name, job in workflow["jobs"].items():
        if "uses" in job:
            inputs = {f"inputs.{key}": value for key, value in job.get("with", {}).items()}
            yield from _github_steps(folder, Path(job["uses"]).name, known | inputs)
            continue
        values = dict(known)
        for key, choices in job.get("strategy", {}).get("matrix", {}).items():
            first = choices if isinstance(choices, str) else choices[0]
            value = _evaluate(first, values)
            values[f"matrix.{key}"] = json.loads(value)[0] if value.startswith("[") else value
        for step in job["steps"]:
            if "id" in step:
                values |= {f"steps.{step['id']}.outputs.{key}": key for key in ("image", "digest")}
            if "run" in step:
                env = {**job.get("env", {}), **step.get("env", {})}
                yield Step(
                    job_name,
                    _evaluate(step["run"], values),
                    tuple((key, _evaluate(value, values)) for key, value in env.items()),
                )


def _evaluate(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        expression = match[1]
        if " || " in expression:
            expression = next(
                word for word in expression.split(" || ") if not word.startswith("secrets.")
            )
        if listed := re.fullmatch(r"fromJSON\((.*)\)(?:\[0\])?", expression):
            items = values[listed[1]]
            return str(json.loads(items)[0]) if expression.endswith("[0]") else items
        return values[expression]

    return EXPRESSION.sub(value, text)


def gitlab_steps(project: Path, **variables: str) -> list[Step]:
    """List the jobs of a pipeline, each with what comes before it and with its first matrix entry.

    Left out is where the cache of uv would be, so that this machine's serves.
    """
    pipeline: dict[str, Any] = {}
    for path in [project / ".gitlab-ci.yml", *sorted(project.glob(".gitlab/ci/*.yml"))]:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            pipeline[name] = {**pipeline.get(name, {}), **job} if isinstance(job, dict) else job
    return [
        _gitlab_step(name, {**pipeline.get(job.get("extends", ""), {}), **job}, pipeline, variables)
        for name, job in pipeline.items()
        if name not in GITLAB_WORDS and not name.startswith(".")
    ]


def _gitlab_step(
    name: str, job: dict[str, Any], pipeline: dict[str, Any], given: dict[str, str]
) -> Step:
    env = given | pipeline["variables"] | job.get("variables", {})
    for entry in job.get("parallel", {}).get("matrix", [])[:1]:
        env |= {key: values[0] for key, values in entry.items()}
    env.pop("UV_CACHE_DIR")
    for _ in env:  # a variable may name another
        env = {key: Template(value).safe_substitute(env) for key, value in env.items()}
    before = job.get("before_script", pipeline["default"]["before_script"])
    return Step(name, "\n".join([*before, *job["script"]]), tuple(sorted(env.items())))


def run_step(step: Step, folder: Path) -> str:
    """Run a step as a runner would."""
    result = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.script],
        cwd=folder,
        env={**os.environ, **dict(step.env), "CI": "true"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, f"{step}\n{result.stdout}{result.stderr}"
    return result.stdout
