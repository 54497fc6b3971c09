"""The quickstart in marimo: run with `marimo edit notebooks/03_marimo.py`."""

import marimo

app = marimo.App(width="full")


@app.cell
def _():
    from sklearn.datasets import load_digits

    import jupyter_al as al

    digits = load_digits()
    pool = al.Pool(digits.data, items=digits.images)
    session = al.Session(pool, classes=[str(d) for d in range(10)], projection="pca")
    return (session,)


@app.cell
def _(session):
    session
    return


if __name__ == "__main__":
    app.run()
