"""What a run says at its end: a JSON file for programs, a Markdown file for people."""

import json
import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools.smoke.worker import Result

LINES = 30  # of what a step has printed, as a summary shows them


@dataclass
class Run:
    """A run, and what is known of it so far."""

    layer: str
    sets: list[str]
    shard: str
    options: list[str]  # those of the command line that a reproduction needs too
    total: int
    results: list[Result] = field(default_factory=list)
    seconds: float = 0
    stopped: bool = False

    @property
    def failures(self) -> list[Result]:
        """The variants in which something was found."""
        return [result for result in self.results if result.found]

    @property
    def headline(self) -> str:
        """The run in one line."""
        done = len(self.results)
        of = "" if done == self.total else f" of {self.total}"
        stopped = ", stopped" if self.stopped else ""
        minutes, seconds = divmod(round(self.seconds), 60)
        return (
            f"{self.layer}: {done}{of} variants in {minutes}:{seconds:02}{stopped}, "
            f"{len(self.failures)} failed"
        )

    def command(self, result: Result) -> str:
        """Return the command that tries one variant again."""
        given = [f"-d {shlex.quote(f'{name}={value}')}" for name, value in result.given.items()]
        return " ".join(["uv run smoke", self.layer, *self.options, *given])


def to_json(run: Run) -> str:
    """Return the whole of a run."""
    content = asdict(run) | {"seconds": round(run.seconds, 1), "failed": len(run.failures)}
    results = content.pop("results")
    content["variants"] = [
        entry | {"command": run.command(result)}
        for entry, result in zip(results, run.results, strict=True)
    ]
    return json.dumps(content, indent=1, default=str) + "\n"


def explanation(run: Run, result: Result) -> list[str]:
    """Say of a variant that fails where, since which change, and how to see it again."""
    return [
        f"{result.name}: {', '.join(result.found)}",
        f"  piece: {', '.join(result.pieces) or 'core'}",
        *([f"  smallest: {result.smallest}"] if result.smallest else []),
        f"  again: {run.command(result)}",
    ]


def to_markdown(run: Run) -> str:
    """Return what a reader wants to know."""
    lines = [f"## {run.headline}", ""]
    steps = {step: 0.0 for result in run.results for step in result.steps}
    if steps:
        lines += ["| step | seconds in all | slowest | found |", "|---|--:|--:|--:|"]
    for step in steps:
        seconds = [result.steps[step] for result in run.results if step in result.steps]
        found = sum(step in result.found for result in run.results)
        lines.append(f"| {step} | {sum(seconds):.0f} | {max(seconds):.1f} | {found} |")
    for result in run.failures:
        lines += ["", f"### {result.name}", ""]
        lines += [f"- {line.strip()}" for line in explanation(run, result)[1:]]
        for step, text in result.found.items():
            tail = "\n".join(text.splitlines()[-LINES:])
            lines += ["", f"{step}:", "", "```text", tail.replace("```", "'''"), "```"]
    return "\n".join(lines) + "\n"


def write(run: Run, folder: Path) -> list[Path]:
    """Write both reports; return where."""
    folder.mkdir(parents=True, exist_ok=True)
    name = run.layer + ("" if run.shard == "1/1" else f"-{run.shard.replace('/', '-of-')}")
    pages = {folder / f"{name}.json": to_json(run), folder / f"{name}.md": to_markdown(run)}
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return list(pages)
