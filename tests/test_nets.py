"""The layers are nets: a fault planted in any piece is seen, by the step that is there for it.

Here all pieces have the fault at once, in two projects. `test_run_names_the_piece` plants them one
by one and reads what the smoke run reports.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from extensions.features import MANIFEST, PIECES
from tests.support import ROOT, attempt, copy_template, edit, files, matching
from tools.site.questions import allowed
from tools.smoke.layers import Options, prepare
from tools.smoke.shrink import suspects
from tools.smoke.worker import Result, Workshop

EVERYTHING: list[dict[str, Any]] = [
    {"preset": "full", "engine": "ray", "tracking": "mlflow"},
    {"preset": "full", "ci": "gitlab"},
]


@dataclass(frozen=True)
class Fault:
    """What is planted into a file of a piece, or among its requirements, and who has to see it."""

    layer: str
    step: str
    text: str
    where: tuple[str, ...] = ()  # gitignore patterns; without any it is a requirement


CODE = ("/src/**/*.py", "/examples/**/*.py")
FAULTS = {
    "leftover if": Fault("render", "leftovers", '\n# {% if feature("x") %}\n', ("*", "!*.json")),
    "missing import": Fault("render", "findings", "\n\nNONE = Decimal(1)\n", CODE),
    "wrong path": Fault(
        "render",
        "missing_paths",
        "\nx: {run: cat src/none.py}\n",
        ("/.github/**", "/.gitlab-ci.yml"),
    ),
    "type error": Fault("static", "mypy", '\n\nNUMBER: int = "one"\n', CODE),
    "unused requirement": Fault("static", "deptry src", "packaging>=24"),
}


def owned(piece: str, fault: Fault) -> str:
    """Return the file of a piece that a fault is planted in, of few other pieces, or nothing."""
    paths = [path.removesuffix(".jinja") for path in files(ROOT / "template")]
    found = matching(PIECES[piece].get("owns", []), paths) & matching(fault.where, paths)
    return min(found, key=lambda path: (len(owners(path)), path), default="")


def owners(path: str) -> list[str]:
    """List the pieces that have to be on, all of them, for a file to be rendered."""
    return [piece for piece, entry in PIECES.items() if matching(entry.get("owns", []), [path])]


def bearers(fault: Fault) -> list[str]:
    """List the pieces that a fault can be planted in: they have such a file, or requirements."""
    return [
        piece
        for piece, entry in PIECES.items()
        if (owned(piece, fault) if fault.where else "runtime" in entry.get("dependencies", {}))
    ]


def plant(fault: Fault, pieces: list[str], template: Path) -> None:
    """Plant a fault in pieces of a copy of the template."""
    for piece in pieces:
        if path := owned(piece, fault):
            plain = template / "template" / path
            target = plain if plain.exists() else plain.with_name(f"{plain.name}.jinja")
            text = target.read_text(encoding="utf-8")
            raw = ("{% raw %}", "{% endraw %}") if target.suffix == ".jinja" else ("", "")
            edit(target, text + fault.text.join(raw))
    if not fault.where:
        entries = {
            name: entry | {"dependencies": _with(fault.text, entry)} if name in pieces else entry
            for name, entry in PIECES.items()
        }
        edit(template / "extensions/features.yml", yaml.safe_dump(MANIFEST | {"pieces": entries}))


def _with(requirement: str, entry: dict[str, Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = entry["dependencies"]
    return groups | {"runtime": [*groups["runtime"], requirement]}


@pytest.fixture
def workshop(tmp_path: Path) -> Callable[[Fault], Workshop]:
    """Return a place where projects are tried that all have a fault in every piece."""

    def make(fault: Fault) -> Workshop:
        options = Options(fault.layer, ROOT / ".smoke", tmp_path / "work", tmp_path / "template")
        plant(fault, bearers(fault), copy_template(options.source))
        assert prepare(options) == ""
        return Workshop(options)

    return make


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if fault.layer == "static" else [])
        for name, fault in FAULTS.items()
    ],
)
def test_fault_in_each_piece_is_seen(
    name: str, workshop: Callable[[Fault], Workshop], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = FAULTS[name]
    shop, named = workshop(fault), set()
    for piece in bearers(fault) if not fault.where else []:
        monkeypatch.setitem(
            PIECES, piece, PIECES[piece] | {"dependencies": _with(fault.text, PIECES[piece])}
        )

    for answers in EVERYTHING:
        result = Result("", answers)
        for _ in shop.attempt(result, only=fault.step):
            pass
        for line in result.found[fault.step].splitlines():
            named |= {*suspects(line, result.answers)}

    assert named >= {*bearers(fault)} - {"core"}


def cases() -> list[Any]:
    """List each fault in each piece that can bear it; one that is quick is always tried."""
    return [
        pytest.param(
            name,
            piece,
            marks=[] if (name, piece) == ("missing import", "tune") else [pytest.mark.nightly],
        )
        for name, fault in FAULTS.items()
        for piece in bearers(fault)
    ]


@pytest.mark.parametrize(("name", "piece"), cases())
def test_run_names_the_piece(name: str, piece: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    for folder in ("tests", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    plant(fault, [piece], copy_template(tmp_path))
    needed = owners(owned(piece, fault)) if fault.where else [piece]
    answers = {"preset": "minimal"} | {
        question: allowed(values)[0]
        for name in needed
        for question, values in PIECES[name]["when"].items()
    }
    given = [word for item in answers.items() for word in ("-d", "{}={}".format(*item))]
    command = ["python", "-m", "tools.smoke", fault.layer, "--cache", str(ROOT / ".smoke")]

    result = attempt(*command, *given, cwd=tmp_path)

    assert result.returncode == 1, result.stderr
    report = json.loads((tmp_path / f".smoke/report/{fault.layer}.json").read_text())
    assert report["variants"][0]["pieces"] == needed
    assert fault.step in report["variants"][0]["found"]
