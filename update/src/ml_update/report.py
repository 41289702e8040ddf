"""The report: what an update will do, and what it did, for a terminal or a merge request."""

from collections.abc import Iterable, Iterator
from typing import Any

from ml_update.merging import Outcome
from ml_update.template import PAGES

CONSEQUENCES = {
    "ci": (
        "The files of the other service are deleted, unless you have edited them. Both services "
        f"read theirs at the top of a repository only: {PAGES}/monorepo/"
    ),
    "distribution_name": (
        "The command is renamed with it. README.md, your schedulers and other projects still use "
        f"the old name: {PAGES}/rename-package/#rename-the-command"
    ),
    "preset": (
        "No piece changes, since the preset is used only once. Switch each on or off, as in "
        "-d tune=true."
    ),
    "tracking": (
        "Registered versions stay in the old registry, the champion included. promote refuses the "
        "first version of the new one until you have compared it. To take the champion along: "
        f"{PAGES}/update/#take-the-champion-along"
    ),
}
"""What changing an answer leaves behind or breaks."""


def beginning(old: str, new: str, link: str, changes: dict[str, str]) -> str:
    """Say which version is updated to which, and what that requires of the project."""
    first = f"Update from {old} to {new}" if old != new else f"Version {new}, with other answers"
    asks = [
        f"{kind}:\n\n{changes[kind].strip()}" for kind in ("Removed", "Changed") if kind in changes
    ]
    return "\n\n".join([f"{first} ({link})", *asks]) + "\n"


def answers(old: dict[str, Any], new: dict[str, Any]) -> str:
    """List the answers that change, with their consequences."""
    lines = [
        f"- {name}: {old.get(name)} -> {new.get(name)}. {CONSEQUENCES.get(name, '')}".strip()
        for name in sorted(old.keys() | new.keys())
        if not name.startswith("_") and name in new and old.get(name) != new.get(name)
    ]
    return "\n".join(["Answers:", *lines, ""]) if lines else ""


def ending(outcome: Outcome, trees: tuple[str, str], lock: str, title: str, *, file: str) -> str:
    """Say what happened, and what to do next."""
    old, new = trees
    see = f"git diff {old} {new} -- {file}"
    marked = (f"{path}:{', '.join(map(str, lines))}" for path, lines in outcome.conflicts.items())
    parts = [
        _listed("Conflicts. Resolve them in the file", [*marked, *outcome.rejected]),
        _listed(
            "Conflicts that git cannot mark. Your files are as they were. To take one of the "
            f"template instead, run git checkout {new} -- {file}",
            outcome.unmarked,
        ),
        _listed("Both sides added lines, and both stay. Check these", outcome.combined),
        _listed(
            "You moved these; the changes of the template are in their new place",
            (f"{path} -> {place}" for path, place in outcome.moved.items()),
        ),
        _listed(
            "Both sides moved these, to different places, and both files are there. Delete the one "
            "that you do not need",
            _explained(outcome.doubled),
        ),
        _listed(
            "The template changed these, but you have deleted or replaced them. To see the "
            f"changes, run {see}",
            _explained(outcome.gone),
        ),
        _listed(
            "No longer part of the template, and kept, because you edited them. To delete one, "
            f"run git rm --force {file}",
            outcome.kept,
        ),
        _listed(f"Yours, untouched. Their examples changed: see {see}", outcome.seeds),
    ]
    unlocked = [f"uv.lock is not refreshed: {lock}", ""] if lock else []
    count = f"{outcome.changed} file{'s' * (outcome.changed != 1)} changed."
    return "\n".join(
        [
            count,
            "",
            *(line for part in parts for line in part),
            *unlocked,
            *_next(outcome, lock, title),
        ]
    )


def _listed(heading: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {item}" for item in items]
    return [f"{heading}:", *lines, ""] if lines else []


def _explained(places: dict[str, str]) -> Iterator[str]:
    return (f"{path} ({place})" if place else path for path, place in places.items())


def _next(outcome: Outcome, lock: str, title: str) -> Iterator[str]:
    has_conflicts = outcome.conflicts or outcome.rejected or outcome.unmarked
    yield "Next, after you have resolved the conflicts:" if has_conflicts else "Next:"
    yield ""
    yield "    git diff HEAD"
    if lock:
        yield "    uv lock"
    yield "    uv run just install && uv run just check && uv run just test"
    yield f"    git add --all && git commit --message '{title}'"
    yield ""
    yield "To undo the update: git reset --hard"
