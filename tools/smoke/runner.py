"""Lets processes try variants side by side, and shows how far they are."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress

from rich.console import Console, Group
from rich.live import Live
from rich.progress import Progress, TimeElapsedColumn
from rich.table import Table

from tools.smoke.layers import Options
from tools.smoke.report import Run
from tools.smoke.variants import Answers
from tools.smoke.worker import attempt, begin, explain

EXPLAINED = 8  # failures that are looked into, each of another kind; each costs some variants more


class Stopped(Exception):  # noqa: N818 - it is no error
    """The run was asked to stop, by this signal."""


class Board:
    """What a terminal shows: which variant is at which step, and how far the whole is."""

    def __init__(self, console: Console, total: int, options: Options) -> None:
        """Begin with nothing done."""
        self.steps = options.folder
        columns = [*Progress.get_default_columns(), TimeElapsedColumn()]
        self.progress = Progress(*columns, console=console, speed_estimate_period=3600)
        self.task = self.progress.add_task("variants", total=total)

    def __rich__(self) -> Group:
        """Draw it, from what the workers have written."""
        table = Table("variant", "step", "seconds", box=None, min_width=72)
        for path in sorted(self.steps.glob("*.step")):
            variant, _, step = path.read_text(encoding="utf-8").partition("\n")
            table.add_row(variant, step, f"{time.time() - path.stat().st_mtime:.0f}")
        return Group(table, self.progress)


def try_all(run: Run, variants: dict[str, Answers], options: Options, console: Console) -> None:
    """Try all variants, then look into those that fail. Fills the run as it goes."""
    began = time.monotonic()
    board = Board(console, len(variants), options)
    with _crew(options) as crew, Live(board, console=console, transient=True):
        for done in as_completed([crew.submit(attempt, *each) for each in variants.items()]):
            result = done.result()
            run.results.append(result)
            run.seconds = time.monotonic() - began
            board.progress.advance(board.task)
            if result.found or not console.is_terminal:
                how = f"failed: {', '.join(result.found)}" if result.found else "passed"
                console.print(f"{result.name}: {how} ({result.seconds:.1f} s)", markup=False)
        kinds = {result.kind: result for result in reversed(run.failures)}
        for first in list(reversed(kinds.values()))[:EXPLAINED]:
            explained = crew.submit(explain, first).result()
            for alike in run.failures:
                if alike.kind == first.kind:
                    alike.pieces, alike.smallest = explained.pieces, explained.smallest
        run.seconds = time.monotonic() - began


@contextmanager
def _crew(options: Options) -> Iterator[ProcessPoolExecutor]:
    """Start workers, each the leader of a group; where the run stops, end all that they started."""
    spawn = multiprocessing.get_context("spawn")
    numbers = spawn.SimpleQueue()
    for number in range(1, options.jobs + 1):
        numbers.put(number)
    crew = ProcessPoolExecutor(options.jobs, spawn, begin, (options, numbers))
    try:
        yield crew
    except BaseException:
        for path in options.folder.glob("*.pid"):
            with suppress(ProcessLookupError):
                os.killpg(int(path.read_text(encoding="utf-8")), signal.SIGKILL)
        raise
    finally:
        crew.shutdown(cancel_futures=True)
