"""The process that makes runs: ``python -m jupyter_al.simulate._process FOLDER``.

FOLDER holds the data and ``plan.pickle``. Each line on the standard input is a run as JSON,
``{"strategy", "seed"}``; each line on the standard output its outcome, or ``{"error"}``. The
end of the standard input means that no more runs come, or that the parent is gone.
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import sys
import threading
from pathlib import Path

from jupyter_al.simulate.run import Arm, run
from jupyter_al.simulate.world import World


def main(folder: Path) -> None:
    """Make runs until there are no more."""
    # what libraries print must not come between the lines of the protocol
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(asked,), daemon=True).start()
    with (folder / "plan.pickle").open("rb") as file:
        classes, settings = pickle.load(file)
    world = World.load(folder, classes)
    while True:
        arm = Arm(**json.loads(asked.get()))
        try:
            outcome = run(world, settings, arm)
        except Exception as error:
            outcome = {"error": f"{type(error).__name__}: {error}"}
        lines.write(json.dumps(outcome) + "\n")
        lines.flush()


def _read(asked: queue.Queue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
