"""The recogniser with the model of the packages, loaded once."""

import pytest

from segmentcast.listening.recogniser import SpeechRecogniser


@pytest.fixture(scope="session")
def recogniser() -> SpeechRecogniser:
    """Whisper base, with two windows at once."""
    return SpeechRecogniser(workers=2)
