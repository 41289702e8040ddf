"""What one process does: renders a variant, takes the steps of its layer, says how it went."""

import os
import re
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from tests.checks import stored
from tests.support import render
from tools.smoke.layers import LAYERS, Options
from tools.smoke.shrink import Answers, changed_pieces, smallest_change, suspects
from tools.smoke.variants import presets


@dataclass
class Result:
    """How a variant went. `found` is what was wrong, by step."""

    name: str
    given: Answers
    answers: Answers = field(default_factory=dict)  # with those to all other questions
    seconds: float = 0
    steps: dict[str, float] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    suspects: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    smallest: str = ""

    @property
    def kind(self) -> tuple[str, ...]:
        """What failures have in common that most likely come from one fault."""
        return (next(iter(self.found), ""), *self.suspects)


workshops: "list[Workshop]" = []
"""The one of this process, if it is a worker."""


class Workshop:
    """A folder to render projects in, and a copy of the template that does not change meanwhile."""

    def __init__(self, options: Options, number: int = 0) -> None:
        """Take what the run says; the number tells apart what processes must not share."""
        self.options, self.number = options, number
        self.folder = options.folder / str(number)
        self.known: dict[tuple[str, str], bool] = {}

    def attempt(self, result: Result, only: str = "") -> Iterator[str]:
        """Try a variant, and yield the name of each step before it is taken."""
        # The same path each time, so that caches stay valid, unless each project is to be kept.
        keep = self.options.keep if result.name else None
        folder = keep / slug(result.name) if keep else self.folder
        project = folder / "project"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        start = time.monotonic()
        yield "render"
        try:
            render(self.options.source, project, **result.given)
            result.answers = stored(project)
            for step, take in LAYERS[self.options.layer](project, self.options, self.number):
                if only not in {"", step} and step != "uv sync":
                    continue
                yield step
                begin = time.monotonic()
                found = take()
                result.steps[step] = round(time.monotonic() - begin, 2)
                if found:
                    result.found[step] = found.replace(f"{project}/", "")
                    if step == "uv sync":
                        break
        except ValueError as refusal:
            result.found["render"] = str(refusal)
        except Exception:
            result.found["render"] = traceback.format_exc()
        result.seconds = round(time.monotonic() - start, 2)
        text = "\n".join(result.found.values())
        result.suspects = suspects(text, result.answers) if result.answers else []
        result.pieces = result.suspects

    def fails(self, answers: Answers, step: str) -> bool:
        """Tell whether a step finds anything with these answers."""
        key = (repr(sorted(answers.items())), step)
        if key not in self.known:
            result = Result("", answers)
            list(self.attempt(result, only=step))
            self.known[key] = bool({step, "render"} & result.found.keys())
        return self.known[key]

    def explain(self, result: Result) -> Result:
        """Find the smallest change from the nearest preset that still fails, and its pieces."""
        step = next(iter(result.found))
        full: list[Answers] = []
        for preset in presets():
            target = Path(tempfile.mkdtemp(dir=self.folder.parent)) / "project"
            full.append(stored(render(self.options.source, target, **preset)))
            shutil.rmtree(target.parent)
        base, change = smallest_change(
            full[0] | result.given | result.answers, full, lambda answers: self.fails(answers, step)
        )
        described = ", ".join(f"{name}={value}" for name, value in change.items())
        if change or self.fails(base, step):
            result.smallest = f"preset {base['preset']}" + (f" with {described}" if change else "")
        else:
            result.smallest = "unknown"
        changed = changed_pieces(base, change)
        named = [piece for piece in changed if piece in result.suspects]
        result.pieces = named or changed or result.suspects
        return result


def slug(name: str) -> str:
    """Turn the name of a variant into that of a folder."""
    return re.sub(r"\W+", "-", name)


def begin(options: Options, numbers: "SimpleQueue[int]") -> None:
    """Begin a worker: it leads a group, which the run can end with all that it has started."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    workshops.append(Workshop(options, numbers.get()))
    workshops[0].folder.with_suffix(".pid").write_text(str(os.getpid()), encoding="utf-8")


def attempt(name: str, answers: Answers) -> Result:
    """Try a variant, and write down at which step this worker is."""
    [workshop] = workshops
    result = Result(name, answers)
    for step in workshop.attempt(result):
        workshop.folder.with_suffix(".step").write_text(f"{name}\n{step}", encoding="utf-8")
    return result


def explain(result: Result) -> Result:
    """Explain a variant that has failed."""
    return workshops[0].explain(result)
