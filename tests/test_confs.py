"""The configuration files say what the configuration classes say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.confs import written


@pytest.mark.parametrize("name", ["full", "classification"])
def test_file_is_that_of_its_class(name: str, rendered: Callable[[str], Path]) -> None:
    project = rendered(name)
    files = {path.stem: path.read_text(encoding="utf-8") for path in project.glob("confs/*.yaml")}

    assert {job: written(project, job) for job in files} == files, "run python -m tools.confs"
