"""What the code and the machines of users rely on in a project, read from its sources.

These are the names of `core/` and of what jobs are written with, the keys of configurations, the
command line, the exit codes, and the addresses and answers of the service. What may go into a
problem and what a version stores are classes of `core/`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

Api = dict[str, list[str]]
"""By name: the parameters of a function, the fields of a class, the options of the command line."""

PACKAGE = "template/src/{{package_name}}"
SOURCES = [
    *(f"{PACKAGE}/{path}" for path in ("core/*.py*", "config/*.py*", "service/answers.py*")),
    *(f"{PACKAGE}/{path}" for path in ("application/job.py*", "cli.py*", "errors.py*")),
    f"{PACKAGE}/service/app.py*",
    "variants/engines/*/config/*.py*",
]
CHANGES = ("Removed", "Changed")


def api(root: Path) -> Api:
    """Read what the template in a folder gives to users."""
    found: Api = {}
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            place = path.relative_to(root).as_posix().removeprefix(f"{PACKAGE}/")
            module = place.partition(".py")[0].removeprefix("variants/").replace("/", ".")
            text = re.sub(r"\{\{ (\w+) \}\}", r"\1", path.read_text(encoding="utf-8"))
            tree = ast.parse(re.sub(r"\{%.*?%\}\n?|\{\{.*?\}\}", "", text))
            found |= dict(_names(module, tree.body))
            if options := _options(tree):
                found[f"{module}: command line"] = options
            if routes := _routes(tree):
                found[f"{module}: addresses"] = routes
    return found


def changed(old: Api, new: Api) -> Iterator[str]:
    """Name what is gone, or asks for something else: a new part has to have a default."""
    for name, parts in old.items():
        if name not in new:
            yield f"{name} is gone"
        elif missing := [part for part in parts if part not in new[name]]:
            yield f"{name} has changed: {', '.join(missing)}"
        elif "(" in parts or name.startswith("core.interfaces."):  # what users call or make
            needed = [part for part in new[name] if part not in parts and "=" not in part]
            if needed:
                yield f"{name} needs {', '.join(needed)}"


def unannounced(changes: Iterator[str], changelog: str) -> Iterator[str]:
    """Pick the changes whose name is in no entry of the changelog that asks for something."""
    unreleased = changelog.partition("## [Unreleased]")[2].partition("\n## ")[0]
    sections = re.split(r"^### ", unreleased, flags=re.MULTILINE)
    announced = "".join(section for section in sections if section.startswith(CHANGES))
    for change in changes:
        name, _, rest = change.partition(" ")
        words = {name.rpartition(".")[2].strip(":"), *re.findall(r"[\w/-]{3,}", rest)}
        if not any(f"`{word}" in announced or f".{word}" in announced for word in words):
            yield change


def _names(module: str, statements: list[ast.stmt]) -> Iterator[tuple[str, list[str]]]:
    for node in statements:
        if isinstance(node, ast.ClassDef) and _public(node.name):
            yield f"{module}.{node.name}", _fields(node)
            yield from _names(f"{module}.{node.name}", node.body)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _public(node.name):
            yield f"{module}.{node.name}", ["(", *_parameters(node.args)]
        elif isinstance(node, ast.Assign):
            targets = (target.id for target in node.targets if isinstance(target, ast.Name))
            yield from ((f"{module}.{name}", []) for name in targets if _public(name))


def _fields(node: ast.ClassDef) -> list[str]:
    fields = []
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            default = " =" if part.value else ""
            fields.append(f"{part.target.id}: {ast.unparse(part.annotation)}{default}")
        elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant):
            fields.append(ast.unparse(part))
    return fields


def _parameters(arguments: ast.arguments) -> list[str]:
    named = [*arguments.posonlyargs, *arguments.args]
    required = len(named) - len(arguments.defaults)
    parts = [f"{ast.unparse(each)}{' =' * (i >= required)}" for i, each in enumerate(named)]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    parts += [f"{ast.unparse(each)}{' =' * (default is not None)}" for each, default in keywords]
    return [part for part in parts if part != "self"]


def _options(tree: ast.Module) -> list[str]:
    texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return sorted(text for text in texts if re.fullmatch(r"--?[a-z][a-z-]*", text))


def _routes(tree: ast.Module) -> list[str]:
    return sorted(
        f"{call.func.attr.upper()} {call.args[0].value!s}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("get", "post")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and str(call.args[0].value).startswith("/")
    )


def _public(name: str) -> bool:
    return not name.startswith("_")
