"""A worker with methods that only a test needs; run in a process of its own."""

import os
import sys
import time

import numpy as np

from jupyter_al.projection._worker import main


def slow(rows, labels, seed, report):
    report("waiting", 0.25)
    time.sleep(120)
    raise AssertionError("nobody stopped the worker")


def patient(rows, labels, seed, report):
    while True:
        report("epoch", 0.5)  # raises when it is cancelled
        time.sleep(0.01)


def noisy(rows, labels, seed, report):
    print("a library speaks on the standard output")
    report("half", 0.5)
    return np.arange(2.0 * len(rows)).reshape(-1, 2).astype(np.float32)


def failing(rows, labels, seed, report):
    raise ValueError("the rows are too sad")


def lacking(rows, labels, seed, report):
    raise ModuleNotFoundError("No module named 'umap'", name="umap")


def crashing(rows, labels, seed, report):
    print("out of luck", file=sys.stderr, flush=True)
    os._exit(7)


def nowhere(rows, labels, seed, report):
    return np.full((len(rows), 2), np.nan)


if __name__ == "__main__":
    methods = (slow, patient, noisy, failing, lacking, crashing, nowhere)
    main(sys.argv[1], {method.__name__: method for method in methods})
