"""Runs the batches or the trials of a job: here in this process, one after another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from {{ package_name }}.config._engine import Engine


def run(_: Engine, function: Callable[[Any], Iterable[Any]], items: Sequence[Any]) -> Iterator[Any]:
    """Call a function with each item, and pass on what it yields, in order.

    Args:
        function: Depends on the item alone, and changes nothing.
        items: At least one.
    """
    return chain.from_iterable(map(function, items))
