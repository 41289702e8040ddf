"""The first thing to run: one copy and one update, by the plugin that template authors know."""

from pathlib import Path

from pytest_copie.plugin import Copie

from tests.support import commit


def test_copy_and_update(copie: Copie, template: Path) -> None:
    result = copie.copy({"project_name": "House prices"}, template_dir=template)
    assert result.exception is None
    assert result.project_dir is not None
    assert (result.project_dir / "src/house_prices/__init__.py").is_file()

    commit(result.project_dir)
    (template / "template/NEW").write_text("new\n", encoding="utf-8")
    commit(template, tag="v2")

    result = copie.update(result)
    assert result.exception is None
    assert result.project_dir is not None
    assert (result.project_dir / "NEW").is_file()
