"""Names that a rule of an engine could take for something else."""

import pytest

from segmentcast import engines
from segmentcast.libraries import inference
from segmentcast.model import Spoken, Voice


@pytest.mark.parametrize(
    "text",
    ["Peter Lang said so.", "Phase Clinical is over.", "Charles Vance spoke.", "Henry I mean it."],
)
def test_no_numeral_is_heard_where_none_is_written(text: str) -> None:
    """A first name before a capital I, V, X, L or C is a name: as many words are said as are written."""
    engines.get("hibari").synth(Spoken(text), Voice("hibari", "heart"))
    (phonemes,) = inference.load("hibari").Hibari().phonemize(text)
    assert len(phonemes.split()) == len(text.split())
