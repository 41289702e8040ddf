"""The reference pages, made from the questionnaire, the manifest and the code of the template."""

import ast
import re
from collections.abc import Callable, Iterable

from extensions.features import PIECES, SEEDS
from tools.site import ROOT
from tools.site.questions import Question, allowed, pieces_of, questions

ERRORS = "template/src/{{package_name}}/errors.py"


def pages() -> dict[str, str]:
    """Make the pages, by path below the documentation."""
    return {f"reference/{name}.md": make() for name, make in PAGES.items()}


def questions_page() -> str:
    """List every question with its help, default, choices and what follows from each."""
    lines = top(
        "Questions",
        "copier.yml",
        "Answer one on the command line with `-d NAME=VALUE`. `--defaults` takes the default of "
        "all others. A default that names other answers follows them.",
    )
    family = ""
    for question in questions():
        if question.family != family:
            family = question.family
            lines += [f"## {family}", ""]
        lines += [f"### `{question.name}`", "", question.help, ""]
        lines += [f"Default: {_default(question)}.", ""]
        if question.choices:
            rows = [
                (f"`{_literal(value)}`", _inline(label), _pieces(question.name, value))
                for label, value in question.choices.items()
            ]
            columns = 3 if any(pieces for _, _, pieces in rows) else 2
            head = ["answer", "meaning", "switches on"][:columns]
            lines += [*table(head, [row[:columns] for row in rows]), ""]
    return "\n".join(lines)


def pieces_page() -> str:
    """List every piece with what switches it on, its files, jobs and requirements."""
    lines = top(
        "Pieces",
        "extensions/features.yml",
        "A piece is a set of files that one answer switches on. A path that two pieces own is "
        "there while both are on.",
    )
    for name, piece in PIECES.items():
        lines += [f"## `{name}`", "", f"{piece['summary'][0].upper()}{piece['summary'][1:]}.", ""]
        when = [
            f"`{question}` is {' or '.join(f'`{_literal(value)}`' for value in allowed(values))}"
            for question, values in piece["when"].items()
        ]
        facts = {
            "On": [" and ".join(when) or "always"],
            "Jobs": _code(piece.get("jobs", [])),
            "Files": _code(piece.get("owns", [])) or ["all that no other piece owns"],
            "Editor extensions": _code(piece.get("vscode", [])),
        }
        for group, requirements in piece.get("dependencies", {}).items():
            title = "Requirements" if group == "runtime" else f"Requirements of the group `{group}`"
            facts[title] = _code(requirements)
        rows = [(title, ", ".join(items)) for title, items in facts.items() if items]
        lines += [*table(["", ""], rows), ""]
    return "\n".join(lines)


def exit_codes_page() -> str:
    """List the exit codes of rendered commands, from the enumeration that defines them."""
    tree = ast.parse((ROOT / ERRORS).read_text(encoding="utf-8"))
    [codes] = [
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "ExitCode"
    ]
    rows = []
    for member, text in zip(codes.body[1::2], codes.body[2::2], strict=True):
        assert isinstance(member, ast.Assign)
        assert isinstance(text, ast.Expr)
        [name] = member.targets
        rows.append(
            (ast.unparse(member.value), f"`{ast.unparse(name)}`", ast.literal_eval(text.value))
        )
    lines = top("Exit codes", "errors.py", "What every job of a rendered project tells its caller:")
    return "\n".join([*lines, *table(["code", "name", "meaning"], rows), ""])


def ownership_page() -> str:
    """List which rendered files belong to whom."""
    text = "Each rendered path has one class, which never changes."
    rows = [
        ("seed", "the list below", "left alone, be they edited or deleted"),
        ("template", "everything else", "merged with your edits"),
    ]
    lines = [
        *top("Who owns a file", "extensions/features.yml", text),
        *table(["class", "files", "at an update"], rows),
        "",
        "Seeds are what every project has and every user rewrites. They are rendered once:",
        "",
        *(f"- `{path}`" for path in SEEDS),
        "",
    ]
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "exit-codes": exit_codes_page,
    "ownership": ownership_page,
    "pieces": pieces_page,
    "questions": questions_page,
}


def top(title: str, source: str, text: str) -> list[str]:
    """Write the title of a page, from what it is made, and what it is about."""
    note = f"*Made from `{source}` when the site is built.*"
    return [f"# {title}", "", note, "", text, ""]


def _default(question: Question) -> str:
    if question.name != "preset" and question.preset:
        return "by the preset; off where the project exists already"
    if not question.default:
        return "nothing"
    derived = re.fullmatch(r"\{\{ (\w+) [^}]*\}\}", question.default)
    if derived:
        return f"derived from `{derived[1]}`"
    return "`" + re.sub(r"\{\{ (\w+) .*?\}\}", r"<\1>", question.default) + "`"


def _pieces(name: str, value: object) -> str:
    links = [f"[{piece}](pieces.md#{piece})" for piece in pieces_of(name, value)]
    return ", ".join(links)


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _inline(text: str) -> str:
    return text.replace("|", r"\|")


def _code(items: Iterable[str]) -> list[str]:
    return [f"`{item}`" for item in items]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Write a table as lines of Markdown."""
    lines = [list(heads), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return [f"| {' | '.join(cells)} |" for cells in lines]
