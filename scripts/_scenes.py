"""What is photographed: a notebook cell, what is done to the widget, and in which forms."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser.host import Notebook
from tests.browser.look import until

ROOT = Path(__file__).resolve().parents[1]
AGNEWS = ROOT.parent / "shared" / "data" / "agnews.csv.gz"
WIDE, NARROW = 1200, 400

START = """
import warnings; warnings.filterwarnings("ignore")
import numpy as np
import jupyter_al as al

def oracle(session, truth, n, step=10):
    "Label n samples as the query strategy asks for them."
    for _ in range(0, n, step):
        query = session.query(min(step, n))
        session.annotate(query.indices, [truth[i] for i in query.indices])
"""
DIGITS = """
from sklearn.datasets import load_digits
digits = load_digits()
truth = digits.target.tolist()
session = al.Session(al.Pool(digits.data, items=digits.images), [str(d) for d in range(10)], {more})
oracle(session, truth, {n})
"""
TEXTS = f"""
import pathlib
path = pathlib.Path({str(AGNEWS)!r})
if path.exists():
    import pandas as pd
    news = pd.read_csv(path, keep_default_na=False)
    news = news[news.raw_text != ""].sample(1500, random_state=0)
    texts, truth = news.raw_text.tolist(), news.label_name.tolist()
else:
    words = {{
        "Sports": ["match", "goal", "season", "coach", "league", "final", "injury", "transfer"],
        "Business": ["shares", "profit", "merger", "oil", "bank", "quarter", "sales", "dollar"],
        "World": ["minister", "talks", "border", "vote", "treaty", "troops", "court", "summit"],
        "Sci/Tech": ["chip", "software", "orbit", "virus", "search", "phone", "lab", "patent"],
    }}
    rng = np.random.default_rng(0)
    truth = [list(words)[i % 4] for i in range(800)]
    texts = [" ".join(rng.choice(words[name], 12)) + "." for name in truth]
session = al.Session(al.Pool.from_texts(texts), sorted(set(truth)), projection="pca")
oracle(session, truth, 60)
"""
TABLE = """
from sklearn.datasets import load_wine
wine = load_wine(as_frame=True)
truth = [f"cultivar {k + 1}" for k in wine.target]
session = al.Session(al.Pool.from_frame(wine.data), sorted(set(truth)), projection="pca")
oracle(session, truth, {n})
"""
AUDIO = """
import io, wave
def tone(hertz, rate=8000, seconds=1.5):
    t = np.arange(int(rate * seconds)) / rate
    sound = np.sin(2 * np.pi * hertz * t) * np.exp(-2 * t)
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1); file.setsampwidth(2); file.setframerate(rate)
        file.writeframes((sound * 30000).astype("<i2").tobytes())
    return data.getvalue()
rng = np.random.default_rng(0)
pitch = rng.uniform(100, 1200, 120)
features = np.stack([np.log(pitch), rng.normal(size=120)], 1)
truth = ["low" if p < 400 else "high" for p in pitch]
pool = al.Pool(features, items=[tone(p) for p in pitch])
session = al.Session(pool, ["low", "high"], projection="pca")
oracle(session, truth, 10)
"""
MANY = """
from sklearn.datasets import make_blobs
X, y = make_blobs(3000, n_features=16, centers=200, random_state=0)
names = [f"intent {k:03d} · {w}" for k, w in zip(range(200),
    ["card arrival", "exchange rate", "lost phone", "top up", "refund", "pin blocked",
     "transfer fee", "age limit"] * 25)]
truth = [names[k] for k in y]
pool = al.Pool(X, items=[f"Question {i}: why is there no {names[k]}?" for i, k in enumerate(y)])
session = al.Session(pool, names, projection="pca", audit=0)
oracle(session, truth, 250, 50)
"""
GAIN = """
oracle(session, truth, 330)
session.evaluate(target=0.98)
"""
AUDITED = """
names.append("intent 200 · nobody has labelled")
truth = [names[(k + (i % 5 == 0)) % 200] for i, k in enumerate(y)]  # not all can be found
session = al.Session(pool, names, projection="pca", audit=0.5)
oracle(session, truth, 1500, 100)
"""
BROKEN = """
class Broken(type(al.learners.resolve("linear"))):
    def fit(self, inputs, labels, n_classes, **more):
        if len(labels) > 51:
            raise ValueError("Found array with 0 feature(s) while a minimum of 1 is required.")
        return super().fit(inputs, labels, n_classes, **more)
session = al.Session(session.pool, session.classes, learner=Broken(), projection="pca")
oracle(session, truth, 60)
"""


def _filled(code: str, **values: object) -> str:
    for name, value in values.items():
        code = code.replace("{" + name + "}", str(value))
    return code


@dataclass(frozen=True)
class Scene:
    """One notebook and the pictures taken of it."""

    name: str
    code: str
    show: str = "session"
    act: Callable[[Notebook], None] = lambda book: None
    forms: Sequence[tuple[str, int]] = (("light", WIDE),)  # theme and width


def _press(*keys: str) -> Callable[[Notebook], None]:
    def act(book: Notebook) -> None:
        book.page.locator('[data-al-pane="card"]').first.focus()
        for key in keys:
            book.page.keyboard.press(key)
            book.page.wait_for_timeout(400)

    return act


def _known(book: Notebook) -> None:
    """Wait until the models of random labels are drawn."""
    book.page.locator(".al-curve-random").first.wait_for(state="attached", timeout=120_000)


def _tool(name: str) -> Callable[[Notebook], None]:
    """Press a button of the curve pane."""

    def act(book: Notebook) -> None:
        book.page.get_by_role("button", name=name).click(timeout=120_000)

    return act


def _umap(book: Notebook) -> None:
    for _ in range(240):
        if book.python("session.loop.projector.name").lower().startswith("umap"):
            break
        time.sleep(1)
    book.page.wait_for_timeout(1500)


def _strategies(book: Notebook) -> None:
    """Open the menu of strategies, and compare two of them."""
    book.page.locator('[data-al-setting="strategy"]').first.click()
    book.page.locator('[data-al-compare="typiclust"]').click()
    book.page.locator(".al-compared").wait_for(timeout=60_000)
    book.page.locator('[data-al-strategy="margin"]').scroll_into_view_if_needed()


def _region(key: str, size: int) -> Callable[[Notebook], None]:
    """Select what lies around the middle of the largest class, and press a key on the map."""

    def act(book: Notebook) -> None:
        until(lambda: book.python("session.loop.projector.coordinates is not None"))
        book.execute(
            "p, xy = session.snapshot.predicted, session.loop.projector.coordinates\n"
            "middle = xy[p == np.bincount(p[p >= 0]).argmax()].mean(0)\n"
            f"session.selection = np.argsort(((xy - middle) ** 2).sum(1))[:{size}]"
        )
        book.page.locator(".al-map-clear:not([hidden])").first.wait_for(timeout=60_000)
        book.page.locator(".al-map-stage").first.focus()
        book.page.keyboard.press(key)
        book.page.locator("[data-al-cell]").first.wait_for(timeout=60_000)

    return act


def _locked(book: Notebook) -> None:
    """Answer while another program holds the store, and look before it lets go."""
    store = sqlite3.connect(book.server.root / "locked.db", timeout=30, check_same_thread=False)
    store.execute("begin exclusive")
    _press("1", "2", "3")(book)
    book.page.locator('.al-troubles [data-al-tone="bad"]').first.wait_for(timeout=60_000)
    book.page.wait_for_timeout(1000)


def _colour(book: Notebook, by: str) -> None:
    book.page.get_by_label("colour of the points").first.select_option(by)


def _history(book: Notebook) -> None:
    """Label on while the page looks, so that beliefs are kept, and go back to the second model."""
    for _ in range(6):
        book.execute("oracle(session, truth, 10); session.fit()")
        book.page.wait_for_timeout(1500)
    _colour(book, "prediction")
    book.page.locator('[data-al-action="history"]').click()
    slider = book.page.locator(".al-time-slider")
    book.page.wait_for_function("!document.querySelector('.al-time-slider').disabled")
    slider.press("Home")
    slider.press(".")
    book.page.locator('.al-map-stage:not([data-al-moment="now"])').wait_for(timeout=60_000)


def _layers(book: Notebook) -> None:
    """The belief as classes, contours, and the list of regions."""
    _colour(book, "prediction")
    tool = book.page.locator(".al-map-layers")
    tool.locator("button").first.click()
    tool.locator('[data-al-layer="contours"]').check()
    tool.locator(".al-map-regions button").first.wait_for(timeout=60_000)


def _projections(book: Notebook) -> None:
    book.page.locator('[data-al-setting="projection"]').click()


def _pointed(book: Notebook) -> None:
    """Predicted classes with the model's doubt, and the point that is most uncertain."""
    _colour(book, "prediction")
    book.page.locator(".al-map-stage").focus()
    book.page.keyboard.press("]")
    book.page.locator(".al-told-bar").first.wait_for(timeout=60_000)


def _asked(book: Notebook) -> None:
    """The sample on the card, closer: its ring, the queue, labels and the audit by their marks."""
    _colour(book, "prediction")
    stage = book.page.locator(".al-map-stage")
    stage.focus()
    for key in ("g", "+", "+", "Escape"):
        stage.press(key)


def _legend(book: Notebook) -> None:
    """Two hundred classes, the legend open, and a few of them found."""
    _colour(book, "prediction")
    book.page.locator(".al-map-more").click()
    book.page.keyboard.type("refund")


ALL_FORMS = [(theme, width) for width in (WIDE, NARROW) for theme in ("light", "dark")]
BOTH = [(theme, WIDE) for theme in ("light", "dark")]
TSNE = "session.project('tsne', wait=True)\n"
SCENES = [
    Scene(
        "digits",
        _filled(DIGITS, n=160, more="projection='umap', seed=1"),
        act=_umap,
        forms=ALL_FORMS,
    ),
    Scene("text", TEXTS, forms=ALL_FORMS),
    Scene("table", _filled(TABLE, n=20), forms=ALL_FORMS),
    Scene(
        "card", _filled(TABLE, n=20), "session.card()", forms=(("light", WIDE), ("dark", NARROW))
    ),
    Scene("map", TEXTS, "session.map()", forms=(("light", WIDE), ("dark", NARROW))),
    Scene(
        "curve",
        _filled(DIGITS, n=300, more="projection='pca'"),
        "session.curve()",
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene(
        "trust",
        _filled(DIGITS, n=0, more="projection='pca', audit=0.4, strategy='margin'") + GAIN,
        "session.curve()",
        act=_known,
        forms=(("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)),
    ),
    Scene(
        "trust-table",
        _filled(DIGITS, n=0, more="projection='pca', audit=0.4, strategy='margin'") + GAIN,
        "session.curve()",
        act=_tool("table"),
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene(
        "trust-classes",
        MANY + AUDITED,
        "session.curve()",
        act=_tool("classes"),
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene("start", _filled(DIGITS, n=0, more="projection='pca'"), forms=ALL_FORMS),
    Scene("audio", AUDIO, forms=(("light", WIDE), ("light", NARROW))),
    Scene("classes200", MANY, forms=(("light", WIDE), ("dark", NARROW))),
    Scene(
        "grid",
        _filled(DIGITS, n=60, more="projection='pca'"),
        act=_press("g"),
        forms=(("light", WIDE), ("dark", WIDE), ("light", NARROW)),
    ),
    Scene(
        "past",
        _filled(DIGITS, n=60, more="projection='pca'"),
        act=_press("l"),
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene(
        "help",
        _filled(DIGITS, n=60, more="projection='pca'"),
        act=_press("?"),
        forms=(("light", WIDE), ("light", NARROW)),
    ),
    Scene(
        "region",
        _filled(DIGITS, n=60, more="projection='pca'"),
        act=_region("t", 220),
        forms=ALL_FORMS,
    ),
    Scene("similar", TEXTS, act=_region("m", 5), forms=(("light", WIDE), ("dark", NARROW))),
    Scene(
        "history",
        _filled(DIGITS, n=20, more="projection='pca', seed=1") + TSNE,
        "session.map()",
        act=_history,
        forms=BOTH,
    ),
    Scene("layers", TEXTS + TSNE, "session.map()", act=_layers, forms=ALL_FORMS),
    Scene("projection", TEXTS, "session.map()", act=_projections, forms=BOTH),
    Scene("points", TEXTS + TSNE, "session.map()", act=_pointed, forms=BOTH),
    Scene(
        "asked",
        _filled(DIGITS, n=60, more="projection='pca', audit=0.3") + TSNE,
        "session.map()",
        act=_asked,
        forms=ALL_FORMS,
    ),
    Scene("legend200", MANY, "session.map()", act=_legend, forms=BOTH),
    Scene(
        "strategies",
        _filled(DIGITS, n=60, more="projection='pca', strategy='margin'"),
        act=_strategies,
        forms=ALL_FORMS,
    ),
    Scene(
        "error",
        _filled(DIGITS, n=0, more="projection='pca'") + BROKEN,
        act=_press("1", "2"),
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene(
        "finished",
        _filled(TABLE, n=20) + "session.annotate(range(178), truth)",
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
    Scene(
        "pending",
        _filled(DIGITS, n=60, more="projection='pca', store='locked.db'"),
        act=_locked,
        forms=(("light", WIDE), ("dark", NARROW)),
    ),
]
