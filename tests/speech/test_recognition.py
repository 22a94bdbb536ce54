"""A machine that listens understands what is spoken: Whisper "base" against the sample's own words.

The listener is real and so is the speech. What it hears is compared with what the transcript says,
by the word error rate that the default cast has to keep.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.recognition import Agreement, compare, listen, text_of, words

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "episodes" / "2026-03-14-harbour"
LIMIT = 0.035
LOST_OR_ADDED = 0.01
NOTICE = "This story was read by synthetic voices."
"""What is heard before the talk; no caption holds it."""


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed's folder of a show with the unlabelled sample alone, published by the command."""
    show = tmp_path_factory.mktemp("show") / "episodes"
    (show / SAMPLE.name).mkdir(parents=True)
    (show / "show.toml").write_bytes((ROOT / "episodes" / "show.toml").read_bytes())
    (show / SAMPLE.name / "transcript.txt").write_bytes((SAMPLE / "transcript.txt").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "publish", str(show), "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return show.parent / "feed"


@pytest.fixture(scope="session")
def heard(published: Path) -> str:
    """What the listener hears in the published MP3."""
    (sound,) = published.glob("audio/*.mp3")
    return listen(sound)


@pytest.fixture(scope="session")
def spoken() -> str:
    """The transcript's own words, taken from the page without our reader."""
    page = (SAMPLE / "transcript.txt").read_text(encoding="utf-8")
    return page.partition("Read the Full Transcript")[2].partition("Listen to this Segment")[0]


@pytest.fixture(scope="session")
def agreement(heard: str, spoken: str) -> Agreement:
    """What is heard against what was written."""
    return compare(f"{NOTICE} {spoken}", heard)


def test_speech_is_understood(agreement: Agreement) -> None:
    """The word error rate of the default cast is at most 3.5 %."""
    assert agreement.rate <= LIMIT, agreement.differences


def test_no_words_are_lost_or_added(agreement: Agreement) -> None:
    """No more than one word in a hundred is left out, and none more than that is put in."""
    assert agreement.deletions <= LOST_OR_ADDED * agreement.words, agreement.differences
    assert agreement.insertions <= LOST_OR_ADDED * agreement.words, agreement.differences


def test_captions_hold_the_words_that_are_spoken(published: Path, spoken: str) -> None:
    """The published captions hold exactly the transcript's words, in their order."""
    (captions,) = published.glob("captions/*.vtt")
    assert compare(spoken, text_of(captions)).rate == 0


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (
            "About 48,000 people, two-thirds of them.",
            "about forty-eight thousand people two thirds of them",
        ),
        ("In 2016 the U.S. paid $6,000.", "in twenty sixteen the US paid six thousand dollars"),
        ("The 21st, at 12%.", "the twenty-first at twelve percent"),
        ("Dr. Hart can’t.", "doctor hart can't"),
        (
            "In 1905 and 2000, 3.5 miles",
            "in nineteen o five and two thousand three point five miles",
        ),
        ("It is 10:00 in the harbour", "it is ten in the harbor"),
    ],
)
def test_both_sides_are_written_alike(written: str, heard: str) -> None:
    """Figures, abbreviations, marks and spellings that sound alike do not count as errors."""
    assert words(written) == words(heard)


@pytest.mark.parametrize(
    ("heard", "counts"),
    [
        ("one two three four", (0, 0, 0)),
        ("one too three four", (1, 0, 0)),
        ("one three four", (0, 1, 0)),
        ("one two two three four", (0, 0, 1)),
        ("", (0, 4, 0)),
        ("zero one two free four", (1, 0, 1)),
    ],
)
def test_errors_are_counted_by_kind(heard: str, counts: tuple[int, int, int]) -> None:
    """Substitutions, deletions and insertions are told apart on the cheapest alignment."""
    found = compare("one two three four", heard)
    assert (found.substitutions, found.deletions, found.insertions) == counts
    assert found.rate == sum(counts) / 4


def test_listener_tells_other_words(heard: str) -> None:
    """The measure can fail: against another text the same sound has a high error rate."""
    other = (ROOT / "episodes" / "2026-03-21-night-clinic" / "transcript.txt").read_text("utf-8")
    assert compare(other, heard).rate > 0.5


def test_captions_are_read_as_words(tmp_path: Path) -> None:
    """Of a WebVTT file only the words of its cues count, without times, voices and notes."""
    vtt = tmp_path / "x.vtt"
    text = "WEBVTT\n\nNOTE not spoken\n\n1\n00:00:00.000 --> 00:00:01.000\n<v Jo>Bread &amp;\nwater</v>\n"
    vtt.write_text(text, encoding="utf-8")
    assert text_of(vtt).split() == ["Bread", "&", "water"]
