"""Which Python a page gets, and when one ends."""

import asyncio

from kit.workshop.kernels import PATIENCE, Kernels


class Client:
    def __init__(self, manager):
        self.manager = manager

    def start_channels(self, **_):
        pass

    async def execute(self, code, **_):
        self.manager.run.append(code)

    def stop_channels(self):
        self.manager.closed += 1


class Manager:
    """Stands for jupyter_server's: each Python is a number, alive or not, with its pages."""

    def __init__(self):
        self.alive, self.connections = {}, {}
        self.run, self.closed = [], 0

    def __contains__(self, kernel):
        return kernel in self.alive

    async def start_kernel(self, **_):
        kernel = str(len(self.connections))
        self.alive[kernel], self.connections[kernel] = True, 0
        return kernel

    async def shutdown_kernel(self, kernel, *, now):
        assert now
        del self.alive[kernel]

    def kernel_model(self, kernel):
        return {"connections": self.connections[kernel]}

    def get_kernel(self, kernel):
        manager = self

        class One:
            def client(self):
                return Client(manager)

            async def is_alive(self):
                return manager.alive[kernel]

        return One()


def play(story):
    """Run a story about a manager and its Pythons."""
    manager = Manager()

    async def run():
        kernels = Kernels(manager, "opening")
        kernels.begin()
        await asyncio.sleep(0.01)
        await story(manager, kernels)

    asyncio.run(run())


def test_the_first_page_has_the_one_that_was_warmed():
    async def story(manager, kernels):
        assert manager.run == ["opening"]
        assert await kernels.take() == "0"
        assert list(manager.alive) == ["0"]
        # before the next is warm, a page has one that is started for it
        assert await kernels.take() == "1"
        await asyncio.sleep(0.01)
        assert manager.run == ["opening", "opening"]
        assert manager.closed == 2

    play(story)


def test_a_warmed_one_that_died_is_not_given_to_a_page():
    async def story(manager, kernels):
        manager.alive["0"] = False
        assert await kernels.take() == "1"

    play(story)


def test_one_whose_page_is_gone_ends_after_a_while_and_no_other():
    async def story(manager, kernels):
        left, used = await kernels.take(), await kernels.take()
        waiting = await manager.start_kernel()  # in nobody's hands: not to be ended here
        manager.connections.update({left: 1, used: 1})
        start = asyncio.get_running_loop().time()
        await kernels.sweep(start)
        manager.connections[left] = 0
        await kernels.sweep(start + PATIENCE - 1)
        assert left in manager
        await kernels.sweep(start + PATIENCE + 1)
        assert set(manager.alive) == {used, waiting}
        # what its page has ended is forgotten
        del manager.alive[used]
        await kernels.sweep(start + 3 * PATIENCE)

    play(story)
