"""What the recogniser hears: words with times, the language, and how likely a wording is."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segmentcast import audio_io
from segmentcast.alignment import Window
from segmentcast.alignment.activity import LevelRecorder, listen
from segmentcast.errors import UsageError
from segmentcast.listening.recogniser import HeardWord, SpeechRecogniser
from tests.interview import TURNS, Spoken, Write


def as_window(samples: NDArray[np.float32], at_rate: object) -> NDArray[np.int16]:
    """24 kHz samples as the recogniser takes them."""
    low: NDArray[np.float32] = at_rate(samples, 16_000)  # type: ignore[operator]
    return np.rint(low * 32767).astype(np.int16)


def plain(text: str) -> list[str]:
    """The words without marks and capitals."""
    return re.findall(r"[a-z0-9']+", text.lower())


@pytest.fixture(scope="module")
def heard(
    recogniser: SpeechRecogniser,
    spoken: Spoken,
    write: Write,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[HeardWord, ...]:
    """The words of the interview, from a file."""
    path = write(tmp_path_factory.mktemp("sound") / "interview.mp3", spoken.samples)
    windows = listen(audio_io.open_source(path), LevelRecorder())
    return tuple(word for window in recogniser.listen(windows, "en-GB") for word in window.words)


def test_the_words_of_a_file_are_heard(heard: tuple[HeardWord, ...]) -> None:
    """Nearly all words of an interview come back, and none is added at its silent ends."""
    said = [word for _, sentences in TURNS for text in sentences for word in plain(text)]
    words = plain(" ".join(word.text for word in heard))
    assert len(set(said) - set(words)) <= 3
    assert abs(len(words) - len(said)) <= 3


def test_words_come_in_order_with_times(heard: tuple[HeardWord, ...], spoken: Spoken) -> None:
    """Each word has a span in the recording, after that before it, within half a second of the truth."""
    starts = [word.start_ms for word in heard]
    assert starts == sorted(starts)
    assert all(word.start_ms <= word.end_ms for word in heard)
    assert all(0 <= word.probability <= 1 for word in heard)
    cow = next(word for word in heard if word.text.startswith("cow"))
    first, end = spoken.times_ms[1][1]
    assert first - 500 < cow.start_ms < end + 500


def test_the_number_of_threads_changes_nothing(
    recogniser: SpeechRecogniser, spoken: Spoken, at_rate: object
) -> None:
    """One window at a time or two: the same words, times, and probabilities."""
    samples = as_window(spoken.turn(1), at_rate)
    windows = [Window(0, samples), Window(9_000, samples), Window(18_000, samples)]
    alone = SpeechRecogniser(workers=1)
    assert list(alone.listen(windows, "en")) == list(recogniser.listen(windows, "en"))


@pytest.mark.parametrize("level", [0.0, 1e-4, 0.01])
def test_nothing_is_heard_where_nobody_speaks(recogniser: SpeechRecogniser, level: float) -> None:
    """Silence and noise have no words: none is made up."""
    noise = np.random.default_rng(3).normal(0, level, 16_000 * 6)
    samples = np.rint(noise * 32767).astype(np.int16)
    assert recogniser.hear(samples, "en").words == ()


def test_the_language_is_told(
    recogniser: SpeechRecogniser, spoken: Spoken, at_rate: object
) -> None:
    """English speech is English; silence is told to be nothing sure."""
    window = Window(0, as_window(spoken.turn(1), at_rate))
    language = recogniser.language_of([window])
    assert (language.tag, language.probability > 0.8) == ("en", True)
    silent = recogniser.language_of([Window(0, np.zeros(32_000, np.int16))])
    assert silent.probability == 0.0


def test_an_unknown_language_is_refused(recogniser: SpeechRecogniser) -> None:
    """A language that the model doesn't know is named, whatever the sound is."""
    with pytest.raises(UsageError, match="doesn't know 'tlh'"):
        recogniser.hear(np.zeros(16_000, np.int16), "tlh")


def test_what_is_said_is_likelier_than_what_is_not(
    recogniser: SpeechRecogniser, spoken: Spoken, at_rate: object
) -> None:
    """The right wording of a sentence scores higher than one with another number or a negation."""
    first, end = spoken.times_ms[0][0]
    samples = as_window(spoken.samples[(first - 100) * 24 : (end + 100) * 24], at_rate)
    right = TURNS[0][1][0]
    wrong = right.replace("nine", "five"), right.replace("had no ferry", "had a ferry")
    scores = recogniser.log_probabilities(samples, "en", (right, *wrong))
    assert scores[0] > max(scores[1:]) + 3


def test_nothing_is_asked_of_the_network(tmp_path: Path, spoken: Spoken, write: Write) -> None:
    """Loading the model and hearing with it open no socket and resolve no name."""
    path = write(tmp_path / "turn.wav", spoken.turn(2))
    program = (
        "import sys\n"
        "def refuse(event, arguments):\n"
        "    if event.startswith('socket.') and event != 'socket.gethostname':\n"
        "        raise AssertionError(f'{event} {arguments}')\n"
        "sys.addaudithook(refuse)\n"
        "from pathlib import Path\n"
        "from segmentcast import audio_io\n"
        "from segmentcast.alignment.activity import LevelRecorder, listen\n"
        "from segmentcast.listening.recogniser import SpeechRecogniser\n"
        f"windows = list(listen(audio_io.open_source(Path({str(path)!r})), LevelRecorder()))\n"
        "recogniser = SpeechRecogniser()\n"
        "print(recogniser.language_of(windows).tag)\n"
        "print(' '.join(window.text for window in recogniser.listen(windows, 'en')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    language, words = done.stdout.splitlines()
    assert language == "en"
    assert plain(words)[-4:] == ["pay", "for", "the", "crossing"]
