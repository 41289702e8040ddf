"""The smoke run: which variants it tries, that they pass, what it says, how it stops."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from tests.checks import refused
from tests.support import ROOT
from tools.smoke.__main__ import shard
from tools.smoke.shrink import smallest_change
from tools.smoke.variants import SETS, Answers, choices, named, pairs, triples

Smoke = Callable[..., "subprocess.Popen[str]"]

PRESETS = [
    {"preset": "minimal", "docs": False, "tune": False, "task": "regression"},
    {"preset": "full", "docs": True, "tune": True, "task": "regression"},
]
TUNE, DOCS, CLASSES = {"tune": True}, {"docs": False}, {"task": "classification"}


@pytest.fixture
def smoke(tmp_path: Path) -> Smoke:
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


def report(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("part", [1, 2])
def test_variants_pass(part: int, smoke: Smoke, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    run = smoke("render", "--shard", f"{part}/2", "--jobs", "1", "--keep", str(kept))

    _, output = run.communicate()

    assert run.returncode == 0, output
    assert refused(folder / "project" for folder in kept.iterdir()) == []
    whole = [name for each in ("presets", "changes", "triples") for name in named(each)]
    names = [variant["name"] for variant in report(tmp_path, f"render-{part}-of-2")["variants"]]
    assert sorted(names) == sorted(whole[part - 1 :: 2])
    assert f"render: {len(names)} variants" in output
    page = (tmp_path / f"render-{part}-of-2.md").read_text(encoding="utf-8")
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == page
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(("strength", "rows"), [(2, pairs()), (3, triples())])
def test_every_combination_of_answers_occurs(strength: int, rows: list[Answers]) -> None:
    for names in combinations(choices(), strength):
        expected = set(product(*(choices()[name] for name in names)))
        assert {tuple(row[name] for name in names) for row in rows} == expected


def test_refused_answer_is_shown_with_its_sentence(smoke: Smoke, tmp_path: Path) -> None:
    run = smoke("render", "-d", "preset=minimal", "-d", "package_name=class")

    _, output = run.communicate()

    assert run.returncode == 1
    assert "class means something else" in output
    assert "again: uv run smoke render -d preset=minimal -d package_name=class" in output
    assert report(tmp_path, "render")["failed"] == 1


def test_unknown_question_is_refused(smoke: Smoke) -> None:
    run = smoke("render", "-d", "colour=red")

    _, output = run.communicate()

    assert run.returncode == 2
    assert output.startswith("smoke: no question is called colour; there are project_name")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_stops_at_once_and_leaves_nothing(number: int, smoke: Smoke, tmp_path: Path) -> None:
    with smoke("render", "--set", "triples") as run:
        assert run.stderr
        assert "passed" in run.stderr.readline()

        run.send_signal(number)
        output = run.stderr.read()  # ends when the last of its processes does

    assert run.returncode == 128 + number
    assert "stopped" in output
    assert report(tmp_path, "render")["stopped"]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_shards_are_the_whole_and_variants_have_names_of_their_own() -> None:
    for name, rows in SETS.items():
        whole = named(name)
        first, second, third = (shard(whole, f"{part}/3") for part in (1, 2, 3))

        assert len(whole) == len(rows()) == len(first) + len(second) + len(third)
        assert first | second | third == whole


@pytest.mark.parametrize(
    ("culprits", "expected"),
    [
        (TUNE, (PRESETS[0], TUNE)),
        (CLASSES, (PRESETS[1], CLASSES)),
        (DOCS | TUNE, (PRESETS[1], DOCS)),
        (TUNE | CLASSES, (PRESETS[1], CLASSES)),
        ({}, (PRESETS[1], {})),
    ],
)
def test_smallest_change_is_found(culprits: Answers, expected: tuple[Answers, Answers]) -> None:
    failing = {"preset": "custom"} | DOCS | TUNE | CLASSES

    def fails(answers: Answers) -> bool:
        return culprits.items() <= answers.items()

    assert smallest_change(failing, PRESETS[::-1], fails) == expected


def test_smallest_change_may_be_of_two_answers() -> None:
    failing = {"preset": "custom", "docs": True} | TUNE | CLASSES
    change = {"docs": True, "tune": True}

    def fails(answers: Answers) -> bool:
        return change.items() <= answers.items()

    assert smallest_change(failing, PRESETS[:1], fails) == (PRESETS[0], change)
