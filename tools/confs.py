"""Write the configuration files of the template from the configuration classes of the package.

Run it as `uv run python -m tools.confs` after a change of a class in `config/`. The files are
written with the default answers, `confs/train.yaml` once a task.
"""

import tempfile
from pathlib import Path

from tests.support import ROOT, copy_template, render, run

TASKS = ["regression", "classification"]

# Runs in a rendered project, where it needs Pydantic only, and prints the file of a job.
WRITE = """
import sys, textwrap
from ml_project.config import config_class, describe
import yaml

def comment(text, indent):
    print(textwrap.fill(text, 99, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# "))

def write(model, values, names, indent=""):
    for number, name in enumerate(names):
        if not indent:
            print()
        value, field = values[name], model.model_fields[name]
        inner = getattr(model(), name)
        section = hasattr(inner, "model_fields") and values[name]
        about = field.description or type(inner).__doc__
        if about:
            comment(about, indent)
        if section:
            print(f"{indent}{name}:")
            write(type(inner), value, value, indent + "  ")
        else:
            text = yaml.safe_dump(value, default_flow_style=True).removesuffix("...\\n").strip()
            print(f"{indent}{name}: {text}")

job = sys.argv[1]
model = config_class(job)
print(f"# yaml-language-server: $schema=schema/{job}.schema.json")
comment(describe(job), "")
print("schema_version: 1")
mixed_in = [base for base in model.__bases__ if base.__module__.startswith("ml_project.core")]
parts = [model, *mixed_in]
own = [name for part in parts for name in part.__annotations__ if name in model.model_fields]
if job != "train":  # no update may bring the models of the example back
    own = [name for name in own if name != "params"]
write(model, model().model_dump(mode="json"), own)
"""


def written(project: Path, job: str) -> str:
    """Return the configuration file of a job, as its class in a rendered project says."""
    return run("python", "-B", "-c", WRITE, job, cwd=project / "src")


def main() -> None:
    """Write all files."""
    with tempfile.TemporaryDirectory() as folder:
        source = copy_template(Path(folder, "source"))
        for task in TASKS:
            project = render(source, Path(folder) / task, preset="full", task=task)
            for path in sorted((project / "confs").glob("*.yaml")):
                target = ROOT / "template/confs" / path.name
                if not target.exists():
                    target = ROOT / "variants/tasks" / task / "confs" / path.name
                target.write_text(written(project, path.stem), encoding="utf-8")


if __name__ == "__main__":
    main()
