"""Labels a pool without end, as the page would; prints each answer once it is acknowledged.

Started once: for each line on standard input it forks a process that labels until it is killed,
so that only one start pays for the imports.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import numpy as np
from sklearn.naive_bayes import GaussianNB

import jupyter_al as al
from jupyter_al.widget import Dashboard
from jupyter_al.widget.protocol import PROTOCOL


def make_pool() -> tuple[al.Pool, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.arange(5000) % 3
    return al.Pool(rng.normal(size=(5000, 4)) + 3 * np.eye(4)[y]), y


def make_session(store: str) -> tuple[al.Session, np.ndarray]:
    pool, y = make_pool()
    session = al.Session(
        pool,
        ["a", "b", "c"],
        store=store,
        learner=GaussianNB(),
        strategy="margin",
        projection="pca",
    )
    return session, y


def label(store: str, prefix: str) -> None:
    session, y = make_session(store)
    dashboard = Dashboard(session)

    def acknowledge(content: Any, buffers: Any = None) -> None:
        for message in content["messages"]:
            if message["type"] == "ack":
                print(message["id"], flush=True)

    dashboard.send = acknowledge  # type: ignore[method-assign]
    number = 0
    while True:
        while not len(session.loop.trainer.queue):
            time.sleep(0.001)
        sample = session.loop.queue_now()[0][0]
        dashboard._handle_custom_msg(
            {
                "v": PROTOCOL,
                "type": "event",
                "id": f"{prefix}-{number:06d}",
                "kind": "label",
                "items": [sample.item],
                "value": "abc"[y[sample.item]],
                "answered_at": time.time(),
            },
            [],
        )
        number += 1


def main(store: str) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            label(store, line.strip())
        print(f"started {child}", flush=True)
        os.waitpid(child, 0)
        print("\nended", flush=True)  # on a line of its own, whatever the child left


if __name__ == "__main__":
    main(sys.argv[1])
