"""Runs the batches or the trials of a job: on Ray, which repeats what a lost node has not done."""

import logging
import os
import platform
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from itertools import chain
from logging.handlers import QueueHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from {{ package_name }}.config._engine import Engine
from {{ package_name }}.errors import ConfigurationError, JobError

Function = Callable[[Any], Iterable[Any]]

PACKAGE = __package__.split(".")[0]
LEVELS = {
    "ray": logging.WARNING,
    "ray._private.authentication": logging.ERROR,  # says each time that there is a token
    "ray.data": logging.WARNING,
    "ray.data._internal.progress": logging.ERROR,  # says each time that it shows no bar
}
"""From which level on the log shows Ray's own lines."""


@dataclass(frozen=True)
class Done:
    """What became of a task."""

    results: Sequence[Any]
    logged: Sequence[logging.LogRecord]
    error: JobError | None


def run(engine: Engine, function: Function, items: Sequence[Any]) -> Iterator[Any]:
    """Call a function with each item, and pass on what it yields, in order.

    What it logs is logged here, with the name of the node. The nodes have to see the working
    directory of this process under the same path.

    Args:
        engine: Which cluster, and what a task takes of it.
        function: Depends on the item alone, and changes nothing.
        items: At least one.

    Raises:
        ConfigurationError: There is no such cluster.
        JobError: The function raised it.
    """
    if engine.name == "local":
        yield from chain.from_iterable(map(function, items))
        return
    ray = _connected(engine)
    folder, level = Path.cwd(), logging.getLogger(PACKAGE).level
    tasks = ray.data.range(len(items), override_num_blocks=len(items)).map(
        lambda row: {"done": _call(function, items[row["id"]], folder, level)},
        num_cpus=engine.cpus,
        num_gpus=engine.gpus if "GPU" in ray.cluster_resources() else 0,
        memory=engine.memory,
    )
    for row in tasks.iter_rows():
        for record in row["done"].logged:
            logging.getLogger(record.name).handle(record)
        if row["done"].error:
            raise row["done"].error
        yield from row["done"].results


def _connected(engine: Engine) -> Any:
    """Connect to the cluster, unless this process is connected to one."""
    # The nodes have the package: where the job was started by `uv run`, Ray would send this folder.
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    import ray
    import ray.data

    logging.setLogRecordFactory(logging.LogRecord)  # Ray's adds a field to every line
    for name, level in LEVELS.items():
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(level)
    if not ray.is_initialized():
        address = engine.address or os.environ.get("RAY_ADDRESS", "local")
        _check(address)
        ray.init(address, configure_logging=False, include_dashboard=False, log_to_driver=False)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    return ray


def _check(address: str) -> None:
    """Refuse at once what Ray would try to reach for minutes."""
    if address != "local":
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=10).close()
        except (OSError, ValueError) as error:
            allowed = f"local, or HOST:PORT that answers: {error}"
            message = f"engine.address: found {address}, allowed: {allowed}"
            raise ConfigurationError(message) from error


def _call(function: Function, item: Any, folder: Path, level: int) -> Done:
    """Call a function on a node, where nobody sees the log."""
    logging.setLogRecordFactory(logging.LogRecord)
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    handler = QueueHandler(records)
    logging.getLogger(PACKAGE).setLevel(level)
    logging.getLogger().addHandler(handler)
    logging.captureWarnings(True)
    results: Sequence[Any] = ()
    problem = None
    try:
        with chdir(folder):
            results = list(function(item))
    except JobError as error:
        problem = error
    finally:
        logging.getLogger().removeHandler(handler)
    logged = [records.get() for _ in range(records.qsize())]
    for record in logged:
        record.node = platform.node()
    return Done(results, logged, problem)
