"""A worker with methods that only a test needs; run in a process of its own."""

import json
import os
import sys
import time

import numpy as np

from jupyter_al.projection._umap_worker import main


def slow(features, job, report):
    report("waiting", 0.25)
    time.sleep(120)
    raise AssertionError("nobody stopped the worker")


def noisy(features, job, report):
    print("a library speaks on the standard output")
    report("half", 0.5)
    return np.arange(2.0 * len(features)).reshape(-1, 2).astype(np.float32)


def failing(features, job, report):
    raise ValueError("the rows are too sad")


def lacking(features, job, report):
    raise ModuleNotFoundError("No module named 'umap'", name="umap")


def crashing(features, job, report):
    print("out of luck", file=sys.stderr, flush=True)
    os._exit(7)


if __name__ == "__main__":
    main(
        json.loads(sys.argv[1]),
        {
            "slow": slow,
            "noisy": noisy,
            "failing": failing,
            "lacking": lacking,
            "crashing": crashing,
        },
    )
