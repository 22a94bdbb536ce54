"""The vocoder of piper's models in two dimensions: the same sound, sooner; anything else stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.engines import onnx_model, piper
from segmentcast.engines.onnx_vocoder import in_two_dimensions

LEAST_DB = 90.0


@pytest.fixture(scope="module")
def joe() -> bytes:
    """The model's bytes as its package has them."""
    path = piper.build({})._sources["joe"].model
    assert path is not None
    return path.read_bytes()


def _said(session: Any, length: int) -> np.ndarray:
    ids = np.random.default_rng(length).integers(3, 60, length).astype(np.int64)[None]
    given = {
        "input": ids,
        "input_lengths": np.array([length], np.int64),
        "scales": np.array([0, 1.12, 0], np.float32),
    }
    sound: np.ndarray = session.run(None, given)[0].ravel()
    return sound


def test_it_sounds_the_same_and_is_as_long(joe: bytes) -> None:
    """The difference is rounding, at least 90 dB below the sound, in short and long sentences."""
    flat, high = (onnx_model.session(model) for model in (joe, in_two_dimensions(joe)))
    for length in (20, 90):
        before, after = _said(flat, length), _said(high, length)
        assert before.shape == after.shape
        error = float(np.sum((before - after) ** 2)) or 1e-30
        assert 10 * np.log10(float(np.sum(before**2)) / error) >= LEAST_DB


def test_a_model_is_rewritten_once_and_its_weights_are_copied(joe: bytes) -> None:
    """The weights' numbers are the same bytes; a vocoder that has two dimensions already is left alone."""
    high = in_two_dimensions(joe)
    assert high != joe
    assert abs(len(high) - len(joe)) < 2_000
    assert in_two_dimensions(high) is high


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Tanh", b"Sinh"),  # another end
        (b"LeakyRelu", b"ThresRelu"),  # another operator within
        (b"/dec/", b"/dex/"),  # no vocoder
        (b"dilations", b"dilutions"),  # an unknown attribute
    ],
)
def test_a_graph_that_is_not_as_expected_stays_as_it_is(joe: bytes, old: bytes, new: bytes) -> None:
    """Byte for byte: such a model speaks as its author made it."""
    other = joe.replace(old, new)
    assert other != joe
    assert in_two_dimensions(other) is other


@given(st.binary(max_size=300))
def test_what_is_no_model_stays_as_it_is(data: bytes) -> None:
    """Whatever the bytes, they come back; the runtime says what is wrong with them."""
    assert in_two_dimensions(data) is data


def test_a_model_cut_off_anywhere_stays_as_it_is(joe: bytes) -> None:
    """A file of half its length is no model, and no reason to fail here."""
    for length in (0, 1, 1_000, len(joe) // 2, len(joe) - 1):
        cut = joe[:length]
        assert in_two_dimensions(cut) is cut
