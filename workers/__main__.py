"""A worker in one process: `python -m workers`. Ends on SIGTERM or SIGINT after the mails in hand."""

import logging
import signal
from threading import Event

import dramatiq

from workers.broker import broker
from workers.bulk import leave
from workers.letters import write
from workers.reminders import deliver

THREADS = 4
ACTORS = (deliver, leave, write)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("dramatiq").setLevel(logging.WARNING)
    over = Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: over.set())
    worker = dramatiq.Worker(broker, worker_timeout=1_000, worker_threads=THREADS)
    worker.start()
    queues = ", ".join(sorted({actor.queue_name for actor in ACTORS}))
    print(f"worker: {queues}, {THREADS} threads", flush=True)
    over.wait()
    worker.stop()
    broker.close()


if __name__ == "__main__":
    main()
