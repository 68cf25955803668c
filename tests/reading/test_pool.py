"""Several threads read at once through a pool of clients: the same documents, and nobody waits for another's bad file."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from builders import SENTENCES, lines, pdf

from s3align.errors import TimedOutError
from s3align.machine import available_cores
from s3align.reading.sandbox.client import Client, ClientPool, shared
from s3align.record.document import Document
from s3align.settings import Settings

STRICT = Settings(max_seconds=20.0)
FILES = {f"{number}.pdf": pdf(lines([f"Antrag {number}", *SENTENCES])) for number in range(12)}
GOOD = FILES["1.pdf"]


@pytest.fixture
def pool():
    with ClientPool(2) as found:
        yield found


def read(pool: ClientPool, name: str, settings: Settings = STRICT) -> Document:
    return pool.read(FILES[name], name=name, settings=settings)


def processes(pool: ClientPool) -> list:
    return [client._worker.process for client in pool._clients if client._worker]


def wait_until(holds) -> None:
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it never came to that")


def test_many_threads_get_the_documents_that_one_gets(pool):
    with Client() as reader:
        alone = [reader.read(data, name=name, settings=STRICT) for name, data in FILES.items()]
    with ThreadPoolExecutor(5) as threads:
        together = list(threads.map(lambda name: read(pool, name), [*FILES, *FILES]))
    assert together == alone * 2
    assert len(processes(pool)) == 2


def test_workers_start_when_they_are_needed_and_a_warm_one_is_preferred(pool):
    assert not processes(pool)
    pool.start(STRICT)
    (warm,) = processes(pool)
    for name in FILES:
        read(pool, name)
    assert processes(pool) == [warm]


def test_a_hanging_file_holds_up_its_own_caller_alone(pool):
    pool.start(STRICT)
    (hanging,) = processes(pool)
    os.kill(hanging.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(read, pool, "0.pdf", Settings(max_seconds=4.0))
        wait_until(lambda: len(pool._idle) == 1)
        assert [read(pool, name).name for name in FILES] == list(FILES)
        assert not late.done()
        with pytest.raises(TimedOutError, match=r"0\.pdf"):
            late.result()
    assert hanging.poll() is not None
    assert read(pool, "0.pdf").passages


def test_a_worker_that_is_killed_costs_no_file(pool):
    pool.start(STRICT)
    (victim,) = processes(pool)
    os.kill(victim.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(read, pool, "0.pdf")
        wait_until(lambda: len(pool._idle) == 1)
        others = [threads.submit(read, pool, name) for name in FILES]
        wait_until(lambda: all(other.done() for other in others))
        assert not first.done()
        os.kill(victim.pid, signal.SIGKILL)
        assert first.result().name == "0.pdf"
        assert [other.result().name for other in others] == list(FILES)


def test_callers_are_served_in_turn():
    pool, order = ClientPool(1), []

    def borrow(number: int) -> None:
        with pool._borrowed():
            order.append(number)

    with ThreadPoolExecutor(5) as threads, pool._borrowed():
        for number in range(5):
            threads.submit(borrow, number)
            wait_until(lambda waiting=number + 1: len(pool._waiting) == waiting)
    assert order == [0, 1, 2, 3, 4]


def test_a_caller_that_goes_away_while_it_waits_takes_no_client_along():
    pool = ClientPool(1)
    client = pool._borrow()
    gone, served = queue.SimpleQueue(), queue.SimpleQueue()
    pool._waiting.extend([gone, served])
    pool._leave(gone)
    pool._give_back(client)
    assert served.get_nowait() is client
    pool._leave(served)
    served.put(client)
    pool._leave(served)
    assert pool._idle == [client]


def test_a_closed_pool_leaves_no_process_and_reads_again(pool):
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda name: read(pool, name), FILES))
    ended = processes(pool)
    pool.close()
    assert ended
    assert all(process.poll() is not None for process in ended)
    assert not processes(pool)
    assert read(pool, "0.pdf").passages


def test_starting_ahead_does_not_wait_for_a_busy_pool(pool):
    with pool._borrowed(), pool._borrowed():
        pool.start(STRICT)
    assert not processes(pool)


def test_a_pool_without_clients_would_keep_everybody_waiting():
    with pytest.raises(ValueError, match="at least one"):
        ClientPool(0)


def test_the_pool_of_the_process_has_a_client_for_each_core_and_is_the_same_for_all_threads():
    found = set()
    threads = [threading.Thread(target=lambda: found.add(shared())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {shared()}
    assert len(shared()._clients) == available_cores()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_reads_with_workers_of_its_own(pool):
    pool.start(STRICT)
    ours = processes(pool)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if read(pool, "0.pdf").name == "0.pdf" else 1
            pool.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert read(pool, "0.pdf").passages
    assert processes(pool) == ours
