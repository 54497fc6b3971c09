"""The one test that starts the real UMAP: its compilation takes up to a minute."""

import re

import numpy as np

from jupyter_al.projection import computed
from jupyter_al.projection.process import WarmProcess
from jupyter_al.projection.trustworthiness import trustworthiness


def test_umap_says_what_it_does_repeats_itself_and_takes_labels():
    rng = np.random.default_rng(0)
    classes = np.arange(90) % 3
    rows = rng.standard_normal((90, 6)) + 2 * np.eye(6)[classes]
    labels = np.where(np.arange(90) < 45, classes, -1)
    process = WarmProcess()
    told = []

    def made(name, seed=0):
        return computed(
            rows,
            name,
            seed,
            labels=labels,
            process=process,
            progress=lambda fraction, text: told.append((text, fraction)),
        )

    try:
        first = made("umap")
        words = list(dict.fromkeys(text.partition(" epoch")[0] for text, _ in told))
        assert words == ["UMAP: compiling", "UMAP: neighbours", "UMAP: embedding"]
        text, fraction = told[-1]
        assert re.fullmatch(r"UMAP: embedding epoch \d+ of 200", text)
        assert 0 < fraction <= 1
        told.clear()
        np.testing.assert_array_equal(made("umap").coordinates, first.coordinates)
        assert "UMAP: compiling" not in [text for text, _ in told]
        assert not np.array_equal(made("umap", seed=1).coordinates, first.coordinates)
        drawn = made("umap-labels")
    finally:
        process.close()
    assert first.trustworthiness == trustworthiness(rows, first.coordinates) > 0.7
    assert drawn.labels == 45

    def apart(places):
        """Distance of the class means over the spread within, of the labelled rows."""
        groups = [places[:45][classes[:45] == k] for k in range(3)]
        middles = np.array([group.mean(axis=0) for group in groups])
        within = np.mean([group.std(axis=0).mean() for group in groups])
        return np.linalg.norm(middles - middles.mean(axis=0), axis=1).mean() / within

    assert apart(drawn.coordinates) > 1.15 * apart(first.coordinates)
