"""Simple features of texts, for users who have no embeddings yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["text_features"]

_DIMENSIONS = 128
_MAX_WORDS = 50_000


def text_features(texts: Sequence[str], seed: int = 0) -> npt.NDArray[np.float32]:
    """Return latent semantic features of texts.

    TF-IDF of words with sublinear counts, reduced by a truncated SVD, rows scaled to length
    one (Deerwester et al., 1990). Texts without any word are split into runs of characters.

    Returns
    -------
    (N, D) ndarray of float32, D <= 128
        A text without any usable word has a row of zeros.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    counts = _tf_idf(texts)
    if counts is None:
        return np.zeros((len(texts), 1), dtype=np.float32)
    if counts.shape[1] <= _DIMENSIONS or counts.shape[0] <= 2:
        dense = counts[:, :_DIMENSIONS].toarray()
    else:
        k = min(_DIMENSIONS, counts.shape[0] - 1)
        dense = TruncatedSVD(k, random_state=seed).fit_transform(counts)
    features: npt.NDArray[np.float32] = normalize(dense).astype(np.float32)
    return features


def _tf_idf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    for analyzer, ngrams in (("word", (1, 1)), ("char_wb", (1, 3))):
        vectorizer = TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=ngrams,
            max_features=_MAX_WORDS,
            sublinear_tf=True,
            dtype=np.float32,
        )
        try:
            return vectorizer.fit_transform(texts)
        except ValueError:  # scikit-learn's word for an empty vocabulary
            continue
    return None
