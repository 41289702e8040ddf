"""Globals that tell `copier.yml` and the template which optional pieces are on.

Copier runs this file, at an update also the one of the version that rendered the project. So it
stands alone: the standard library, Jinja and PyYAML, which Copier brings, and no file but the
manifest next to it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

MANIFEST = yaml.safe_load(Path(__file__).with_name("features.yml").read_text(encoding="utf-8"))
SEEDS: list[str] = MANIFEST["seeds"]
PIECES: dict[str, dict[str, Any]] = MANIFEST["pieces"]


class Features(Extension):
    """Gives the globals of this file to `copier.yml` and to the template."""

    def __init__(self, environment: Environment) -> None:
        """Register the globals."""
        super().__init__(environment)
        environment.globals.update(
            {
                "extras": extras,
                "feature": feature,
                "listed": listed,
                "offer": offer,
                "order": MANIFEST["order"],
                "requirements": requirements,
                "summary": summary,
                "unrendered_paths": unrendered_paths,
            }
        )


@pass_context
def feature(context: Context, name: str) -> bool:
    """Tell whether a piece is on: each question that it names has an answer that it allows."""
    return all(
        context.resolve(question) in (allowed if isinstance(allowed, list) else [allowed])
        for question, allowed in PIECES[name]["when"].items()
    )


@pass_context
def unrendered_paths(context: Context) -> str:
    """List what is not rendered, as gitignore patterns.

    That is what belongs to pieces that are off, and at an update the seeds: rendered once, they are
    the user's since. The name of this function is fixed: an update renders the line of the
    new `copier.yml` that calls it with the old version of this file.
    """
    paths = [path for name in PIECES if not feature(context, name) for path in _owned(name)]
    if context.resolve("_copier_operation") == "update":
        paths += SEEDS
    return "\n".join(paths)


@pass_context
def requirements(context: Context, group: str) -> list[str]:
    """List the requirements of `runtime`, of a dependency group or of an extra."""
    needed = (piece.get("dependencies", {}).get(group, []) for piece in _pieces_on(context))
    return sorted({requirement for lines in needed for requirement in lines})


@pass_context
def extras(context: Context) -> list[str]:
    """List the extras: the groups of requirements that only some commands need."""
    groups = {group for piece in _pieces_on(context) for group in piece.get("dependencies", {})}
    return sorted(groups - {"dev", "docs", "runtime"})


@pass_context
def listed(context: Context, key: str) -> list[str]:
    """List what the pieces that are on have under a key of the manifest."""
    return sorted({item for piece in _pieces_on(context) for item in piece.get(key, [])})


def summary(name: str) -> str:
    """Say in one line what a piece adds."""
    text: str = PIECES[name]["summary"]
    return text


def offer(name: str) -> str:
    """Say what a piece adds, and what follows from switching it off later."""
    return (
        f"Include {summary(name)}. You can change it later. Switching it off deletes its files; "
        "`just update` keeps those that you have edited."
    )


def _pieces_on(context: Context) -> Iterator[dict[str, Any]]:
    return (piece for name, piece in PIECES.items() if feature(context, name))


def _owned(name: str) -> list[str]:
    paths: list[str] = PIECES[name].get("owns", [])
    return paths
