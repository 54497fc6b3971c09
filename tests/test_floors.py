"""Imports point down only."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "jupyter_al"
FLOORS = [
    {"errors"},
    {"numerics"},
    {"pool", "journal"},
    {"learners"},
    {"_belief", "_snapshot_checks", "past"},
    {"_committee", "_problem", "_rows"},
    {"snapshot"},
    {"strategies", "evaluation", "quality", "projection", "landscape"},
    {"session"},
    {"widget", "report"},
    {"playground", "simulate", "figures"},
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
MODULES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "jupyter_al":
                names = [f"jupyter_al.{alias.name}" for alias in node.names]
        found |= {n.split(".")[1] for n in names if n.startswith("jupyter_al.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    for other in imported(path) - {own}:
        assert LEVEL[other] < LEVEL[own], (
            f"{path.name} imports {other} from a floor above or beside"
        )


def test_numerics_knows_nothing_of_the_project() -> None:
    for path in (ROOT / "numerics").glob("*.py"):
        assert imported(path) <= {"numerics"}, path.name


def test_files_are_short() -> None:
    js = ROOT.parent / "js" / "src"
    files = [*MODULES, *js.rglob("*.ts"), *js.rglob("*.css")]
    long = {str(p.name): n for p in files if (n := len(p.read_text().splitlines())) > 400}
    assert not long


def test_kernel_side_needs_no_widget_packages() -> None:
    """A compute machine has numpy, pandas, scikit-learn and torch only."""
    code = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"anywidget", "ipywidgets", "traitlets", "plotly", "umap", "PIL",
                                  "sqlalchemy", "IPython", "tqdm"}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Missing())
import numpy as np, jupyter_al as al
X = np.random.default_rng(0).normal(size=(60, 4)); y = (X[:, 0] > 0).astype(int)
s = al.Session(al.Pool(X), ["no", "yes"], projection="pca")
q = s.query(12); s.annotate(q.indices, y[q.indices]); s.fit(); s.query(3)
print(len(s.labels))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "12", done.stderr


def test_import_loads_nothing_heavy() -> None:
    heavy = {"torch", "umap", "plotly", "sklearn", "pandas", "sqlalchemy", "anywidget"}
    code = f"import sys, jupyter_al; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
