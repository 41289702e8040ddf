"""All paradigms print the same numbers, and the page that compares them is true."""

import re
import runpy
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples/paradigms"
PARADIGMS = ["procedural", "functional", "object_oriented", "declarative", "hybrid"]
BLOCK = re.compile(r"<!-- ([\w ]+): (\S+) -->\n+```\w+\n(.*?)```", re.DOTALL)
BLOCKS = BLOCK.findall((EXAMPLES / "README.md").read_text(encoding="utf-8"))
EXCERPTS = [(path, text) for kind, path, text in BLOCKS if kind == "excerpt"]


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the examples, to be changed; they are run without arguments."""
    monkeypatch.setattr("sys.argv", [""])
    return shutil.copytree(EXAMPLES, tmp_path / "examples")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} does not have this once:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def change(examples: Path, kind: str) -> None:
    """Change all examples as the page says."""
    for found, path, diff in BLOCKS:
        for part in diff.split("@@\n") if found == kind else []:
            lines = part.splitlines(keepends=True)
            before, after = (
                "".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+"
            )
            replace(examples / Path(path).name, before, after)


def choose(examples: Path, model: str) -> None:
    """Name another model than the ridge regression in all examples."""
    for name in PARADIGMS:
        if name != "declarative":
            replace(examples / f"{name}.py", 'MODEL = "ridge"', f'MODEL = "{model}"')
    yaml = examples / "declarative.yaml"
    yaml.write_text(yaml.read_text().replace("ridge: {alpha: 10}", model + ": {}"))


def printed(examples: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """Run all examples; they print the same scores to the last bit, which are returned."""
    outputs = {}
    for name in PARADIGMS:
        runpy.run_path(str(examples / f"{name}.py"), run_name="__main__")
        outputs[name] = capsys.readouterr().out
    assert outputs == dict.fromkeys(PARADIGMS, outputs["procedural"])
    pairs = map(str.split, outputs["procedural"].splitlines())
    return {metric: float(value) for metric, value in pairs}


def test_paradigms_agree_to_the_last_bit(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = {"ridge": printed(examples, capsys)}
    for model in ("baseline", "forest"):
        copy = shutil.copytree(EXAMPLES, examples / model)
        choose(copy, model)
        scores[model] = printed(copy, capsys)

    assert {model: round(score["rmse"]) for model, score in scores.items()} == {
        "ridge": 56,
        "baseline": 70,
        "forest": 61,
    }


def test_model_is_added_as_the_page_says(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(examples, "add a model")
    choose(examples, "neighbors")
    after = "from sklearn.model_selection import train_test_split\n"
    for name in PARADIGMS:
        imported = "from sklearn.neighbors import KNeighborsRegressor\n"
        replace(examples / f"{name}.py", after, after + imported)

    assert round(printed(examples, capsys)["rmse"]) == 63


def test_steps_are_swapped_as_the_page_says(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = printed(examples, capsys)

    change(examples, "swap two steps")

    assert printed(examples, capsys) == before


def test_word_that_the_schema_does_not_know_is_refused(examples: Path) -> None:
    choose(examples, "crystal_ball")

    with pytest.raises(SystemExit, match=r"declarative\.yaml: (?s:.*)crystal_ball"):
        runpy.run_path(str(examples / "declarative.py"), run_name="__main__")


@pytest.mark.parametrize("name", PARADIGMS)
def test_example_stands_alone_and_is_on_the_page(name: str) -> None:
    imported = re.findall(
        r"^(?:from|import) (\w+)", (EXAMPLES / f"{name}.py").read_text(), re.MULTILINE
    )
    kinds = {kind for kind, path, _ in BLOCKS if Path(path).stem == name}

    assert not {*imported} & {path.name for path in (ROOT / "src").iterdir()}
    assert kinds == {"excerpt", "add a model", "swap two steps"}


@pytest.mark.parametrize(("path", "excerpt"), EXCERPTS)
def test_excerpt_is_in_the_code(path: str, excerpt: str) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
    count = len(excerpt.splitlines())

    assert excerpt in (dedent("".join(lines[i : i + count])) for i in range(len(lines)))
