"""Who speaks: names, parts, evidence, doubt; and the measure on interviews without their labels."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from segmentcast.model import SURE, Part
from segmentcast.transcript import read
from segmentcast.transcript.names import key_of, proper_case

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """benchmarks/speakers.py, as a module."""
    path = HERE.parents[1] / "benchmarks" / "speakers.py"
    spec = importlib.util.spec_from_file_location("speakers_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_labels_stripped_interviews_are_attributed(benchmark: ModuleType) -> None:
    """Two-person interviews of many houses: 99 % of turns right; sure turns 99.5 % right whoever speaks."""
    scores = benchmark.score_folder(HERE / "interviews")
    two = benchmark.total("two", [score for score in scores if score.people == 2])
    every = benchmark.total("all", scores)
    assert len(scores) >= 8
    assert two.turns >= 100
    assert two.accuracy >= 0.99
    assert two.unsure_share <= 0.05
    assert every.sure_precision >= 0.995


def test_crowded_report_is_flagged(benchmark: ModuleType) -> None:
    """A report with people whom nothing announces gets no sure turn once its labels are gone."""
    path = HERE / "interviews" / "street_interviews.txt"
    assert benchmark.score(path.read_bytes(), path.name).sure == 0


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ALEX ROWAN", "alex-rowan"),
        ("Alex Rowan", "alex-rowan"),
        ("Dr. José O’Brien", "jose-obrien"),
        ("JOSE O'BRIEN", "jose-obrien"),
        ("Sen. Åsa Müller-Lüdenscheidt", "asa-muller-ludenscheidt"),
        ("Speaker 1", "speaker-1"),
        ("李明", "李明"),
    ],
)
def test_key_is_the_same_in_every_spelling(written: str, key: str) -> None:
    """A speaker's key knows no case, accents, honorifics or punctuation."""
    assert key_of(written) == key


@pytest.mark.parametrize(
    ("capitals", "usual"),
    [
        ("JANE ROE", "Jane Roe"),
        ("PAT MCGREW", "Pat McGrew"),
        ("DONALD McALLEN", "Donald McAllen"),
        ("JEAN-LUC O'NEIL", "Jean-Luc O'Neil"),
        ("LUDWIG VAN DER BERG", "Ludwig van der Berg"),
        ("J.D. HALE III", "J.D. Hale III"),
        ("Ada de Vries", "Ada de Vries"),
    ],
)
def test_names_in_capitals_get_their_usual_spelling(capitals: str, usual: str) -> None:
    """A label in capitals is shown as a name."""
    assert proper_case(capitals) == usual


def test_unknown_people_get_no_made_up_name() -> None:
    """Where no words name anybody, the speakers are Host and Guest, and a finding says so."""
    text = "What is it?\n\n\nA kite.\n\nA red one.\n\n\nDoes it fly?\n\n\nYes, on Sundays.\n\n\nThank you for showing us.\n"
    transcript = read(text.encode(), "t.txt")
    assert [speaker.name for speaker in transcript.speakers] == ["Host", "Guest"]
    assert [turn.speaker for turn in transcript.turns] == ["host", "guest"] * 2 + ["host"]
    assert sum(finding.rule == "speaker-unnamed" for finding in transcript.findings) == 2


def test_every_turn_says_why() -> None:
    """Each turn and each speaker carries at least one piece of evidence with words."""
    for path in (HERE / "cases").glob("page_*.in.txt"):
        transcript = read(path.read_bytes(), path.name)
        for holder in (*transcript.turns, *transcript.speakers):
            assert holder.evidence
            assert all(item.words for item in holder.evidence)


def test_contradicted_alternation_is_said() -> None:
    """When the words contradict the alternation, the turns concerned are unsure and a finding names the line."""
    path = HERE / "cases" / "alternation_broken.in.txt"
    transcript = read(path.read_bytes(), path.name)
    assert [finding.where for finding in transcript.findings if finding.rule == "alternation"] == [
        f"{path.name}:10"
    ]
    assert [turn.confidence < SURE for turn in transcript.turns][:2] == [True, True]


def test_three_people_only_what_the_words_support() -> None:
    """With two guests an answer to nobody in particular is flagged, one to a name is not."""
    path = HERE / "cases" / "page_three_people.in.txt"
    transcript = read(path.read_bytes(), path.name)
    sure = {number for number, turn in enumerate(transcript.turns, 1) if turn.confidence >= SURE}
    assert {2, 4} <= sure
    assert not {6, 8} & sure
    assert {finding.rule for finding in transcript.findings} == {"speaker-unsure"}


def test_one_surname_two_people() -> None:
    """A surname that two people share is not silently given to one of them."""
    text = "ANN LEE: One.\n\nBO LEE: Two.\n\nLEE: Three.\n\nANN LEE: Four.\n"
    transcript = read(text.encode(), "t.txt")
    assert transcript.turns[2].confidence < SURE
    assert any(finding.rule == "ambiguous-label" for finding in transcript.findings)


def test_interviewer_and_guest_named_by_the_summary() -> None:
    """ "Q:" and "A:" are the two people whom the summary names."""
    text = "Bees\n\nMina Sharpe speaks with beekeeper Ulric Bay.\n\nQ: How many?\n\nA: Sixty.\n\nQ: Why?\n\nA: Honey.\n"
    transcript = read(text.encode(), "t.txt")
    assert [(one.name, one.part) for one in transcript.speakers] == [
        ("Mina Sharpe", Part.HOST),
        ("Ulric Bay", Part.GUEST),
    ]
    assert transcript.speakers[1].role == "beekeeper"
