"""What the questionnaire asks, as pages show it: read from `copier.yml`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment

from extensions.features import PIECES, Features
from extensions.naming import Naming
from tools.site import ROOT

FAMILY = re.compile(r"^# (\w[\w ]*\w) -+$|^(\w+):$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A question that users are asked.

    Attributes:
        name: The key of the answer.
        family: The heading in `copier.yml` under which it stands.
        help: The question as it is asked, in a project with default names.
        kind: `text`, `choice` or `switch`.
        choices: What may be answered, with the labels that are shown. Empty for a text.
        default: The default as `copier.yml` has it, which may be Jinja.
        validator: The name of the filter that refuses answers, and its arguments.
        preset: Whether the preset gives its default.
    """

    name: str
    family: str
    help: str
    kind: str
    choices: dict[str, Any]
    default: str
    validator: list[Any]
    preset: bool

    def default_with(self, preset: str) -> str:
        """Return the default of an answer that follows from a preset, as text."""
        return Environment(autoescape=True).from_string(self.default).render(preset=preset)


@cache
def questions() -> list[Question]:
    """Read the questions that users are asked, in order."""
    text = (ROOT / "copier.yml").read_text(encoding="utf-8")
    entries = yaml.safe_load(text)
    environment = Environment(extensions=[Features, Naming], autoescape=False)
    names = {"project_name": entries["project_name"]["default"]}

    family, found = "", []
    for heading, name in FAMILY.findall(text):
        family = heading or family
        entry = entries.get(name, {})
        if (
            name.startswith("_")
            or "type" not in entry
            or False in (entry.get("when"), entry.get("ask"))
        ):
            continue
        kind = "switch" if entry["type"] == "bool" else "choice" if "choices" in entry else "text"
        found.append(
            Question(
                name=name,
                family=family,
                help=environment.from_string(entry["help"]).render(names),
                kind=kind,
                choices={
                    environment.from_string(label).render(names): value
                    for label, value in _choices(kind, entry.get("choices", []))
                },
                default=str(entry["default"]),
                validator=_validator(entry.get("validator", "")),
                preset="ask" in entry,
            )
        )
    return found


def pieces_of(question: str, value: object) -> list[str]:
    """List the pieces for which a question has to have this answer."""
    return [
        name
        for name, piece in PIECES.items()
        if question in piece["when"] and value in allowed(piece["when"][question])
    ]


def allowed(values: Any) -> list[Any]:
    """List the answers that a piece allows: the manifest may name one without a list."""
    return values if isinstance(values, list) else [values]


def _choices(kind: str, choices: Any) -> list[tuple[str, Any]]:
    if kind == "switch":
        return [("Yes", True), ("No", False)]
    return (
        list(choices.items()) if isinstance(choices, dict) else [(each, each) for each in choices]
    )


def _validator(expression: str) -> list[Any]:
    """Read the filter and its number; `change_problem` and other arguments are for updates."""
    found = re.search(r"\| (?!change_)(\w+_problem)(?:\((\d*))?", expression)
    if not found:
        return []
    name, arguments = found.groups()
    return [name, int(arguments)] if arguments else [name]
