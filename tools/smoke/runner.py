"""Lets processes try variants side by side, and shows how far they are."""

import multiprocessing
import os
import queue
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from tools.smoke.layers import Options
from tools.smoke.report import Run
from tools.smoke.variants import Answers
from tools.smoke.worker import Result, work

EXPLAINED = 8  # failures that are looked into, each of another kind; each costs some variants more


class Stopped(Exception):  # noqa: N818 - it is no error
    """The run was asked to stop, by this signal."""


class Board:
    """What a terminal shows: who is at which step, how far the whole is. In a pipe, a line each."""

    def __init__(self, console: Console, total: int) -> None:
        """Begin with nothing done."""
        self.console, self.began = console, time.monotonic()
        self.busy: dict[int, tuple[str, str, float]] = {}
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(elapsed_when_finished=False),
            console=console,
            speed_estimate_period=3600,
        )
        self.task = self.progress.add_task("variants", total=total)

    def __rich__(self) -> Group:
        """Draw it."""
        table = Table("worker", "variant", "step", "seconds", box=None, min_width=72)
        for number, (name, step, since) in sorted(self.busy.items()):
            table.add_row(str(number), name, step, f"{time.monotonic() - since:.0f}")
        return Group(table, self.progress)

    def done(self, result: Result, count: int) -> None:
        """Count a variant, and say how it went."""
        self.progress.update(self.task, completed=count)
        if result.found or not self.console.is_terminal:
            how = f"failed: {', '.join(result.found)}" if result.found else "passed"
            self.console.print(f"{result.name}: {how} ({result.seconds:.1f} s)", markup=False)


def try_all(run: Run, variants: dict[str, Answers], options: Options, console: Console) -> None:
    """Try all variants, then look into those that fail. Fills the run as it goes."""
    board = Board(console, len(variants))
    crew = multiprocessing.get_context("spawn")
    tasks: Any = crew.Queue()
    news: Any = crew.Queue()
    for name, answers in variants.items():
        tasks.put(("try", Result(name, answers)))
    workers = [
        crew.Process(target=work, args=(options, number, tasks, news))
        for number in range(1, min(options.jobs, len(variants)) + 1)
    ]
    with _ended(workers), Live(board, console=console, transient=True, refresh_per_second=4):
        while len(run.results) < len(variants):
            for result in _next(workers, news, board, "done"):
                run.results.append(result)
                board.done(result, len(run.results))
            run.seconds = time.monotonic() - board.began
        for _ in range(EXPLAINED):
            unexplained = [result for result in run.failures if not result.smallest]
            if not unexplained:
                break
            result = unexplained[0]
            tasks.put(("explain", result))
            answer: list[Result] = []
            while not answer:
                answer = list(_next(workers, news, board, "explained"))
            for alike in run.failures:
                if alike.kind == result.kind:
                    alike.pieces, alike.smallest = answer[0].pieces, answer[0].smallest
        run.seconds = time.monotonic() - board.began


def _next(
    workers: Sequence[BaseProcess], news: Any, board: Board, awaited: str
) -> Iterator[Result]:
    """Wait a moment for news of the workers; yield a result if that is what has come."""
    try:
        number, step, result = news.get(timeout=0.5)
    except queue.Empty:
        if any(worker.exitcode for worker in workers):
            raise RuntimeError("a worker has died: see above, or the memory is too small") from None
        return
    board.busy[number] = (result.name, step, time.monotonic())
    if step == awaited:
        board.busy.pop(number)
        yield result


@contextmanager
def _ended(workers: Sequence[BaseProcess]) -> Iterator[None]:
    """Start workers, and end them with all that they have started."""
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()  # it may be too young to lead a group
            with suppress(ProcessLookupError):
                os.killpg(worker.pid or 0, signal.SIGTERM)
        for worker in workers:
            worker.join(5)
            with suppress(ProcessLookupError):
                os.killpg(worker.pid or 0, signal.SIGKILL)
