"""The wire between a browser and the server, which can be cut while something is on it, and mended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Wire:
    """Passes bytes on to a server on loopback. `url` is this side's address; without a wire connections are refused."""

    def __init__(self, server: str) -> None:
        address = urlsplit(server)
        self._there = (address.hostname, address.port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        """Connections are taken again, at the same address."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Ends what is being sent at this very byte, and takes no more connections."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._passing)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._there)
        self._writers |= {writer, far_writer}
        for source, target in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(_pass(source, target))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await source.read(4096):
            target.write(some)
            await target.drain()
    target.close()


@asynccontextmanager
async def wire_to(server: str) -> AsyncIterator[Wire]:
    """A whole wire, until the block ends."""
    wire = Wire(server)
    await wire.mend()
    try:
        yield wire
    finally:
        await wire.cut()
