"""The smoke run: what it tries, what it says, how it stops."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT
from tools.smoke.__main__ import shard
from tools.smoke.shrink import smallest_change
from tools.smoke.variants import SETS, named

PRESETS = [
    {"preset": "minimal", "docs": False, "tune": False, "task": "regression"},
    {"preset": "full", "docs": True, "tune": True, "task": "regression"},
]


@pytest.fixture
def smoke(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Return a function that starts a run, with its own folder for whatever it writes."""
    (tmp_path / "temporary").mkdir()
    places = {"TMPDIR": tmp_path / "temporary", "GITHUB_STEP_SUMMARY": tmp_path / "summary.md"}

    def start(*words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tools.smoke", *words, "--report", str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, **{name: str(path) for name, path in places.items()}},
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def report(folder: Path, layer: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{layer}.json").read_text(encoding="utf-8"))
    return content


def test_run_reports_to_programs_people_and_ci(
    smoke: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    run = smoke("render", "--set", "presets", "--shard", "1/2", "--keep", str(tmp_path / "kept"))

    _, output = run.communicate()

    assert run.returncode == 0, output
    content = report(tmp_path, "render-1-of-2")
    assert [variant["name"] for variant in content["variants"]] == list(named("presets"))[::2]
    assert "render: 2 variants" in output
    page = (tmp_path / "render-1-of-2.md").read_text(encoding="utf-8")
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == page
    assert (tmp_path / "kept/preset-minimal/project/justfile").exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_refused_answer_is_shown_with_its_sentence(
    smoke: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    run = smoke("render", "-d", "preset=minimal", "-d", "package_name=class")

    _, output = run.communicate()

    assert run.returncode == 1
    assert "class means something else" in output
    assert "again: uv run smoke render -d preset=minimal -d package_name=class" in output
    assert report(tmp_path, "render")["failed"] == 1


def test_unknown_question_is_refused(smoke: Callable[..., "subprocess.Popen[str]"]) -> None:
    run = smoke("render", "-d", "colour=red")

    _, output = run.communicate()

    assert run.returncode == 2
    assert output.startswith("smoke: no question is called colour; there are project_name")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_stops_at_once_and_leaves_nothing(
    number: int, smoke: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    with smoke("render", "--set", "triples") as run:
        assert run.stderr
        assert "passed" in run.stderr.readline()

        run.send_signal(number)
        output = run.stderr.read()  # ends when the last of its processes does

    assert run.returncode == 128 + number
    assert "stopped" in output
    assert report(tmp_path, "render")["stopped"]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_shards_are_the_whole() -> None:
    whole = named("triples")

    parts = [shard(whole, f"{part}/3") for part in (1, 2, 3)]

    assert sum(map(len, parts)) == len(whole)
    assert parts[0] | parts[1] | parts[2] == whole


def test_variants_have_names_of_their_own() -> None:
    for name, rows in SETS.items():
        assert len(named(name)) == len(rows())


@pytest.mark.parametrize(
    ("culprits", "expected"),
    [
        ({"tune": True}, (PRESETS[0], {"tune": True})),
        ({"task": "classification"}, (PRESETS[1], {"task": "classification"})),
        ({"docs": False, "tune": True}, (PRESETS[1], {"docs": False})),
        ({"tune": True, "task": "classification"}, (PRESETS[1], {"task": "classification"})),
        ({}, (PRESETS[1], {})),
    ],
)
def test_smallest_change_is_found(culprits: dict[str, Any], expected: object) -> None:
    failing = {"preset": "custom", "docs": False, "tune": True, "task": "classification"}

    def fails(answers: dict[str, Any]) -> bool:
        return culprits.items() <= answers.items()

    assert smallest_change(failing, PRESETS[::-1], fails) == expected


def test_smallest_change_may_be_of_two_answers() -> None:
    failing = {"preset": "custom", "docs": True, "tune": True, "task": "classification"}

    def fails(answers: dict[str, Any]) -> bool:
        return bool(answers["docs"] and answers["tune"])

    assert smallest_change(failing, PRESETS[:1], fails) == (
        PRESETS[0],
        {"docs": True, "tune": True},
    )
