"""Where tests start processes from that call a function: a fork server, so that starting one takes no seconds."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

# There is one server for all tests of a process: what it has not imported before its first fork, every fork imports.
_IMPORTED = ["tests.retrieval.other_processes", "tests.bot.test_database"]


def forked() -> ForkServerContext:
    """A context whose processes have imported the heavy parts already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context
