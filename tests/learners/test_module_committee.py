"""The committee that a torch module makes of itself by its dropout layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from jupyter_al import strategies
from jupyter_al.learners import TorchLearner, TorchModel
from jupyter_al.learners._dropout import Variants, largest_share
from jupyter_al.snapshot import Snapshot

RNG = np.random.default_rng(0)
Y = np.arange(120) % 3
X = (RNG.normal(size=(3, 6))[Y] * 2 + RNG.normal(size=(120, 6))).astype(np.float32)


class Body(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.first = nn.Linear(6, 16)
        self.norm = nn.BatchNorm1d(16)
        self.drop = layer

    def features(self, x: Tensor) -> Tensor:
        return self.drop(torch.relu(self.norm(self.first(x))))  # type: ignore[no-any-return]


class Only(nn.Module):
    """The layers themselves, one after the other."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def features(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def fitted(layer: nn.Module) -> TorchModel:
    learner = TorchLearner(Body(layer), epochs=3, min_steps=30, device="cpu")
    return learner.fit(X[:40], Y[:40], 3)


@pytest.fixture(scope="module")
def model() -> TorchModel:
    return fitted(nn.Dropout(0.4))


def drawn(body: nn.Module, x: Tensor, members: int, seed: int = 0) -> Tensor:
    variants = Variants(body.eval(), seed)
    return torch.stack([variants.features(x, member) for member in range(members)])


def test_members_are_the_same_for_every_row_and_call(model: TorchModel) -> None:
    whole = model.committee(X, 6, 3)
    assert whole.shape == (6, 120, 3)
    assert whole.dtype == np.float32
    np.testing.assert_allclose(whole.sum(axis=2), 1, atol=1e-5)
    np.testing.assert_allclose(model.committee(X[40:61], 6, 3), whole[:, 40:61], atol=1e-6)
    np.testing.assert_array_equal(model.committee(X, 4, 3), whole[:4])
    assert np.abs(model.committee(X, 6, 4) - whole).max() > 0.01
    for other in range(1, 6):
        assert np.abs(whole[other] - whole[0]).max() > 0.01


def test_it_is_computed_in_chunks(model: TorchModel, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model.committee(X, 3, 1)
    sizes = []
    features = Variants.features

    def seen(self: Variants, batch: Tensor, member: int) -> Tensor:
        sizes.append(len(batch))
        return features(self, batch, member)

    monkeypatch.setattr(Variants, "features", seen)
    monkeypatch.setattr("jupyter_al.learners.module.PREDICT_CHUNK", 50 * 6 * 4)
    np.testing.assert_allclose(model.committee(X, 3, 1), whole, atol=1e-6)
    assert sizes == [50] * 6 + [20] * 3


def test_the_model_stays_as_it_was_and_nothing_global_is_drawn(model: TorchModel) -> None:
    before, state = model.predict_proba(X), torch.get_rng_state()
    model.committee(X, 3, 0)
    np.testing.assert_array_equal(model.predict_proba(X), before)
    assert torch.equal(torch.get_rng_state(), state)
    assert not any(layer._forward_hooks for layer in model.body.modules())
    assert not any(layer.training for layer in model.body.modules())


def test_rows_that_are_not_finite_have_no_answer(model: TorchModel) -> None:
    broken = X.copy()
    broken[[3, 70], [0, 5]] = np.nan, np.inf
    found = model.committee(broken, 2, 0)
    assert np.isnan(found[:, [3, 70]]).all()
    rest = np.delete(np.arange(120), [3, 70])
    np.testing.assert_allclose(found[:, rest], model.committee(X, 2, 0)[:, rest], atol=1e-6)
    assert np.isnan(model.committee(broken[[3]], 2, 0)).all()


def test_strategies_use_it_and_say_so(model: TorchModel) -> None:
    snapshot = Snapshot(X, model=model, labelled=np.arange(40), labels=Y[:40])
    for name in ("bald", "batch-bald", "epig", "thresholded"):
        query = strategies.get(name).select(snapshot, 5)
        assert "10 variants of the model itself, each without some of its units" in query.notes[0]
        assert len(set(query.indices.tolist())) == 5
    assert strategies.get("bald").select(snapshot, 5).scores[0] > 0


@pytest.mark.parametrize("layer", [nn.Identity(), nn.Dropout(0.0)])
def test_without_dropout_all_members_are_the_model(layer: nn.Module) -> None:
    plain = fitted(layer)
    assert plain.dropout == 0
    members = plain.committee(X, 2, 0)
    np.testing.assert_allclose(members[0], plain.predict_proba(X), atol=1e-6)
    assert (members[0] == members[1]).all()
    snapshot = Snapshot(X, model=plain, labelled=np.arange(40), labels=Y[:40])
    assert "linear heads" in strategies.get("bald").select(snapshot, 5).notes[0]


def test_units_left_out_and_the_mean_of_the_others() -> None:
    x = torch.ones(4, 500)
    found = drawn(Only(nn.Dropout(0.3)), x, 40)
    assert set(np.round(np.unique(found.numpy()), 5)) == {0.0, np.float32(round(1 / 0.7, 5))}
    assert float((found == 0).float().mean()) == pytest.approx(0.3, abs=0.01)
    assert float(found.mean()) == pytest.approx(1, abs=0.02)
    assert (found[:, 0] == found[:, 3]).all()  # for every row the same


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Dropout1d(0.5), (2, 30, 4)),
        (nn.Dropout2d(0.5), (2, 30, 3, 4)),
        (nn.Dropout3d(0.5), (2, 30, 2, 3, 4)),
        (nn.FeatureAlphaDropout(0.5), (2, 30, 3, 4)),
    ],
)
def test_whole_channels_are_left_out(layer: nn.Module, shape: tuple[int, ...]) -> None:
    found = drawn(Only(layer), torch.ones(shape), 5).flatten(3)
    assert (found == found[..., :1]).all()
    assert len(torch.unique(found)) == 2


def test_alpha_dropout_keeps_mean_and_variance() -> None:
    x = torch.as_tensor(np.random.default_rng(0).normal(size=(50, 400)), dtype=torch.float32)
    found = drawn(Only(nn.AlphaDropout(0.3)), x, 60)
    assert float(found.mean()) == pytest.approx(0, abs=0.02)
    assert float(found.std()) == pytest.approx(1, abs=0.02)
    state = torch.get_rng_state()
    values = torch.unique(nn.AlphaDropout(0.3)(torch.ones(1000)))
    torch.set_rng_state(state)
    ours = torch.unique(drawn(Only(nn.AlphaDropout(0.3)), torch.ones(1, 1000), 1))
    np.testing.assert_allclose(ours, values, rtol=1e-5)


def test_everything_left_out_is_zero() -> None:
    for layer in (nn.Dropout(1.0), nn.AlphaDropout(1.0)):
        assert (drawn(Only(layer), torch.ones(2, 8), 2) == 0).all()


def test_a_layer_used_twice_draws_twice() -> None:
    drop = nn.Dropout(0.5)
    twice = drawn(Only(drop, drop), torch.ones(1, 2000), 3)
    assert float((twice > 0).float().mean()) == pytest.approx(0.25, abs=0.03)
    assert largest_share(Only(nn.Dropout(0.1), nn.Dropout2d(0.4))) == 0.4
    assert largest_share(Only(nn.ReLU())) == 0


def test_a_transformer_does_not_run_past_its_dropout() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.3, batch_first=True)
    body = Only(nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)).eval()
    x = torch.as_tensor(np.random.default_rng(0).normal(size=(5, 3, 8)), dtype=torch.float32)
    with torch.inference_mode():
        plain = body.features(x)
        found = drawn(body, x, 3)
        again = drawn(body, x[1:3], 3)
    assert float((found[0] - found[1]).abs().max()) > 0.01
    assert float((found[0] - plain).abs().max()) > 0.01
    np.testing.assert_allclose(again, found[:, 1:3], atol=1e-5)
    assert not any(part.training for part in body.modules())
