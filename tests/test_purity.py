"""What has a side effect in the domain is refused with a sentence that names the way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import attempt

FAULTS = {
    "a file": ('import pandas as pd\n\nROWS = pd.read_csv("rows.csv")\n', "io/source.py"),
    "the clock": ("import pandas as pd\n\nNOW = pd.Timestamp.now()\n", "a column or a parameter"),
    "another clock": ("from datetime import datetime\n\nNOW = datetime.now()\n", "a column"),
    "the environment": ('import os\n\nHOME = os.environ["HOME"]\n', "in io/ and pass the result"),
    "chance": ("import numpy as np\n\nRANDOM = np.random.default_rng()\n", "Take a seed"),
    "a database": ("import sqlite3\n\nPLACE = sqlite3.connect\n", "in io/ and pass the result"),
}


@pytest.mark.parametrize("layer", ["core", "domain"])
@pytest.mark.parametrize("fault", FAULTS)
def test_side_effect_is_refused(fault: str, layer: str, rendered: Callable[[str], Path]) -> None:
    text, way = FAULTS[fault]

    assert way in ruff(text, rendered("minimal"), f"src/ml_project/{layer}/ours.py")


@pytest.mark.parametrize("fault", FAULTS)
def test_side_effect_is_fine_elsewhere(fault: str, rendered: Callable[[str], Path]) -> None:
    text, _ = FAULTS[fault]

    assert "TID251" not in ruff(text, rendered("minimal"), "src/ml_project/io/ours.py")


def ruff(text: str, project: Path, path: str) -> str:
    """Return what the linter of a project says of a text in a place."""
    return attempt(
        "ruff", "check", "--no-cache", "--stdin-filename", path, "-", cwd=project, given=text
    ).stdout
