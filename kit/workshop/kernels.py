"""The Pythons behind the pages: one that waits, warm, and those that pages have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from subprocess import DEVNULL
from typing import Any

REFILL = 5  # seconds until the next one is warmed: the page that took the last is served first
PATIENCE = 120  # seconds for which a Python whose page is gone may be come back to
LONGEST = 300  # seconds that opening a Python may take
LOOK = 10  # seconds between two looks for such


class Kernels:
    """Gives every page a Python of its own, and ends those whose page is gone.

    Parameters
    ----------
    manager : jupyter_server's AsyncMappingKernelManager
        Starts and ends them.
    opening : str
        What each of them runs before a page has it.
    """

    def __init__(self, manager: Any, opening: str) -> None:
        self._manager, self._opening = manager, opening
        self._waiting: asyncio.Task[str] | None = None
        self._met: dict[str, float] = {}  # when a page was last connected to it
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Warm the first one, and look from now on for those that nobody needs."""
        self._prepare()
        self._keep(self._watch())

    async def take(self) -> str:
        """The id of a Python for a page: the warm one, or one that is started now."""
        waiting, self._waiting = self._waiting, None
        kernel = await waiting if waiting is not None else ""
        if not kernel or not await self._manager.get_kernel(kernel).is_alive():
            kernel = await self._start()
        self._met[kernel] = time.monotonic()
        asyncio.get_running_loop().call_later(REFILL, self._prepare)
        return kernel

    async def sweep(self, now: float) -> None:
        """End those that no page has been connected to for a while.

        Parameters
        ----------
        now : float
            The time by `time.monotonic`.
        """
        for kernel in list(self._met):
            if kernel not in self._manager:
                del self._met[kernel]  # its page said that it was closed
            elif self._manager.kernel_model(kernel)["connections"]:
                self._met[kernel] = now
            elif now - self._met[kernel] > PATIENCE:
                del self._met[kernel]
                await self._manager.shutdown_kernel(kernel, now=True)

    def _prepare(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_task(self._start())

    async def _start(self) -> str:
        # what a Python says while it is being ended is not for the window that the lessons run in
        quiet = {"stdout": DEVNULL, "stderr": DEVNULL}
        kernel = str(await self._manager.start_kernel(kernel_name="python3", path="", **quiet))
        self._keep(self._open(self._manager.get_kernel(kernel).client()))
        return kernel

    async def _open(self, client: Any) -> None:
        """Have it run the opening; a page need not wait for that."""
        client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        try:
            await client.execute(self._opening, silent=True, reply=True, timeout=LONGEST)
        except (TimeoutError, RuntimeError):
            pass  # it has ended meanwhile, or hangs: its page says that Python does not answer
        finally:
            client.stop_channels()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            await self.sweep(time.monotonic())
