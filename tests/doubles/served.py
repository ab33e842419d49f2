"""`saessak serve` as people run it, with a webhook that leads the double of the Bot API to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from settings import HERE, Settings, variable
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_runner import SECRET
from tests.serving import free_port


class Server:
    """A running `saessak serve`, and what it has said."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self.process = process
        self._said = said

    @property
    def said(self) -> str:
        """Its standard output and error so far."""
        return self._said.read_text("utf-8")

    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]

    def leader(self) -> str:
        """The name of the process that leads, as it was said last."""
        return next(line for line in reversed(self.said.splitlines()) if "leader.leads" in line)

    def stop(self) -> int:
        """Tells it to stop and waits for it; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def serve(api: BotApi, settings: Settings, folder: Path, *, workers: int = 2, database: str = "") -> Iterator[Server]:
    """`saessak serve` with a webhook, over the index that is there already. `database` is where it
    remembers, a new file in the folder by default."""
    port = free_port()
    ours = {variable(field) for field in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours} | {
        "SAESSAK_DATA_DIR": str(settings.data_dir),
        "SAESSAK_NOW": "2026-09-20",
        "DATABASE_URL": database or f"sqlite:///{folder / 'conversations.sqlite'}",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": api.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    said = folder / f"said-{port}.txt"
    with said.open("wb") as file:
        command = [sys.executable, str(HERE / "main.py"), "serve", "--port", str(port), "--workers", str(workers)]
        process = subprocess.Popen(command, cwd=HERE, env=environment, stdout=file, stderr=subprocess.STDOUT)
        server = Server(process, said)
        try:
            before = len(api.called("setWebhook"))
            wait(lambda: len(api.called("setWebhook")) > before, "the webhook", server)
            yield server
        finally:
            for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            process.kill()
            process.wait()


def wait(holds: Callable[[], bool], what: str, server: Server, *, seconds: float = 240, every: float = 0.05) -> None:
    """Waits until something is so. Fails with what the server said."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"waited in vain for {what}; said:\n{server.said}")
        time.sleep(every)
