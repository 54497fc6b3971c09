"""Looking around in the pool from Python, as the map does in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_al.session.loop import Loop

__all__ = ["regions_frame"]


def regions_frame(loop: Loop) -> pd.DataFrame:
    """Return the regions of the map as a table; the map is made when there is none yet."""
    import pandas as pd

    loop.refresh()
    if loop.projector.coordinates is None:
        loop.worker.request("project")
        loop.worker.finish("project")
    classes = loop.recorder.classes.names
    rows = [
        {
            "name": region.name,
            "size": region.size,
            "labelled": region.labelled,
            "agreement": region.agreeing / region.labelled if region.labelled else np.nan,
            "predicted": classes[region.predicted] if region.predicted >= 0 else None,
            "share": region.share,
            "uncertainty": region.uncertainty,
            "x": region.centre[0],
            "y": region.centre[1],
            "words": region.words,
            "indices": loop.landscape.members(region.index),
        }
        for region in loop.landscape.named()
    ]
    columns = [
        "name", "size", "labelled", "agreement", "predicted", "share", "uncertainty", "x", "y",
        "words", "indices",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
