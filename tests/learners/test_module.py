from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from jupyter_al.errors import LearnerError
from jupyter_al.learners import TorchLearner, TorchModel

RNG = np.random.default_rng(0)
Y = np.arange(40) % 2


def pictures() -> np.ndarray:
    """A bright square in the left or the right half."""
    images = RNG.integers(0, 60, size=(40, 1, 28, 28)).astype(np.uint8)
    for image, label in zip(images, Y, strict=True):
        left = 3 + 14 * label
        image[0, 10:18, left : left + 8] = 220
    return images


IMAGES = pictures()


class Convolution(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(1, 4, 5, stride=4)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.2)
        self.seen: list[tuple[torch.dtype, float]] = []

    def features(self, x: Tensor) -> Tensor:
        self.seen.append((x.dtype, float(x.max())))
        return self.drop(torch.relu(self.norm(self.convolution(x)))).flatten(1)


def make(seed: int = 0) -> Convolution:
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    module = Convolution()
    torch.set_rng_state(state)
    return module


def learner(**more: object) -> TorchLearner:
    return TorchLearner(make(), **{"epochs": 3, "min_steps": 20, "device": "cpu", **more})  # type: ignore[arg-type]  # mypy mixes the values


def test_learns_pictures_of_bytes() -> None:
    model = learner().fit(IMAGES, Y, 3)
    P = model.predict_proba(IMAGES)
    assert (P.argmax(axis=1) == Y).mean() > 0.9
    assert P.shape == (40, 3)
    assert model.embed(IMAGES).shape == (40, 144)
    assert model.head[0].shape == (3, 144)


def test_bytes_become_shares_and_floats_stay() -> None:
    model = learner(epochs=1, min_steps=1).fit(IMAGES, Y, 2)
    model.body.seen.clear()
    model.predict_proba(IMAGES)
    assert model.body.seen == [(torch.float32, pytest.approx(IMAGES.max() / 255))]
    np.testing.assert_allclose(
        model.predict_proba(IMAGES / 255.0), model.predict_proba(IMAGES), atol=1e-5
    )


def test_the_users_module_is_never_changed() -> None:
    module = make()
    module.train()
    before = {k: v.clone() for k, v in module.state_dict().items()}
    TorchLearner(module, epochs=1, min_steps=5, device="cpu").fit(IMAGES, Y, 2)
    assert module.training
    assert all(p.requires_grad and p.grad is None for p in module.parameters())
    for key, value in module.state_dict().items():
        assert torch.equal(value, before[key]), key


def test_every_fit_starts_from_the_original_weights() -> None:
    module = make()
    tuner = TorchLearner(module, epochs=1, min_steps=5, device="cpu")
    first = tuner.fit(IMAGES, Y, 2)
    with torch.no_grad():
        module.convolution.weight.zero_()
    second = tuner.fit(IMAGES, Y, 2, warm=first)
    np.testing.assert_array_equal(first.predict_proba(IMAGES), second.predict_proba(IMAGES))


def test_warm_start_goes_on_from_the_last_model() -> None:
    tuner = learner(warm_start=True, min_steps=5)
    first = tuner.fit(IMAGES, Y, 2)
    moved = first.body.convolution.weight.clone()
    second = tuner.fit(IMAGES, Y, 2, warm=first)
    assert torch.equal(first.body.convolution.weight, moved)
    assert not torch.equal(second.body.convolution.weight, moved)
    cold = tuner.fit(IMAGES, Y, 2)
    assert not torch.equal(second.body.convolution.weight, cold.body.convolution.weight)


def test_frozen_parameters_stay() -> None:
    module = make()
    module.convolution.requires_grad_(False)
    model = TorchLearner(module, epochs=1, min_steps=5, device="cpu").fit(IMAGES, Y, 2)
    assert torch.equal(model.body.convolution.weight, module.convolution.weight)
    assert not torch.equal(model.body.norm.weight, module.norm.weight)


def test_rate_zero_trains_the_head_only() -> None:
    model = learner(lr=0.0, min_steps=60).fit(IMAGES, Y, 2)
    reference = make().state_dict()
    for key, value in model.body.state_dict().items():
        assert torch.equal(value, reference[key]), key
    assert (model.predict_proba(IMAGES).argmax(axis=1) == Y).mean() > 0.9


def test_prediction_does_not_depend_on_the_chunk() -> None:
    model = learner(epochs=1, min_steps=2).fit(IMAGES, Y, 2)
    one_by_one = np.concatenate([model.predict_proba(IMAGES[i : i + 1]) for i in range(40)])
    np.testing.assert_allclose(model.predict_proba(IMAGES), one_by_one, atol=1e-5)
    assert not model.body.training


def test_a_single_label_does_not_break_batch_normalisation() -> None:
    P = learner(min_steps=3).fit(IMAGES[:1], Y[:1], 2).predict_proba(IMAGES)
    assert np.isfinite(P).all()
    P = learner(batch_size=1, epochs=1).fit(IMAGES[:5], Y[:5], 2).predict_proba(IMAGES)
    assert np.isfinite(P).all()


def test_few_labels_get_more_passes() -> None:
    assert learner(epochs=2, min_steps=30).fit(IMAGES[:10], Y[:10], 2).epochs == 30
    assert learner(epochs=2, min_steps=0, batch_size=8).fit(IMAGES, Y, 2).epochs == 2


def test_progress_names_the_epoch_and_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_al.learners import _progress

    clock = iter(range(1000))
    monkeypatch.setattr(_progress.time, "monotonic", lambda: float(next(clock)))
    texts: list[str] = []
    learner(epochs=2, min_steps=0).fit(IMAGES, Y, 2, progress=lambda _, text: texts.append(text))
    assert texts[0] == "epoch 1 of 2"
    assert texts[-1].startswith("epoch 2 of 2, loss ")


@pytest.mark.parametrize(
    ("shape", "words"),
    [((-1, 7), "returned shape"), ((-1, 4, 36), "must return"), ((5, 5, 5), "failed on a batch")],
)
def test_features_of_a_wrong_shape_are_a_sentence(shape: tuple[int, ...], words: str) -> None:
    class Odd(Convolution):
        def features(self, x: Tensor) -> Tensor:
            return super().features(x).reshape(shape) if shape[1] != 7 else x.mean(0)

    with pytest.raises(LearnerError, match=words):
        TorchLearner(Odd(), device="cpu").fit(IMAGES, Y, 2)


def test_inputs_of_a_wrong_shape_are_a_sentence() -> None:
    with pytest.raises(LearnerError, match=r"features failed on a batch of shape \(2, 784\)"):
        learner().fit(IMAGES.reshape(40, -1), Y, 2)


def test_a_diverging_training_is_a_sentence() -> None:
    with pytest.raises(LearnerError, match="lower lr"):
        learner(lr=1e30, head_lr=1e30).fit(IMAGES, Y, 2)


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"batch_size": 0}, {"lr": -1.0}, {"head_lr": 0.0}, {"min_steps": -1}]
)
def test_impossible_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LearnerError, match=next(iter(wrong))):
        learner(**wrong)


def test_what_is_no_module_is_refused() -> None:
    for thing, words in ((Convolution, "pass an instance"), (3, "not a torch.nn.Module")):
        with pytest.raises(LearnerError, match=words):
            TorchLearner(thing)


@pytest.mark.gpu
def test_cuda_is_as_accurate_as_the_cpu() -> None:
    scores = {}
    for device in ("cpu", None):
        model: TorchModel = learner(device=device).fit(IMAGES, Y, 2)
        scores[model.device] = (model.predict_proba(IMAGES).argmax(axis=1) == Y).mean()
    assert set(scores) == {"cpu", "cuda"}
    assert abs(scores["cuda"] - scores["cpu"]) <= 0.1
