"""From words to the draft's sentences, turns, and file."""

import pytest

from segmentcast import transcript
from segmentcast.alignment import Alignment
from segmentcast.listening.drafting import (
    DraftSentence,
    at_aligned_times,
    key_of_draft,
    mark_by_pauses,
    render_draft,
    sentences_of_words,
)
from segmentcast.listening.recogniser import HeardWord
from segmentcast.model import Cue
from segmentcast.transcript.review.machine_draft import is_machine_draft


def words_at(*rows: tuple[str, int], lasting_ms: int = 300) -> list[HeardWord]:
    """Words with the times at which they start."""
    return [HeardWord(text, at, at + lasting_ms, 0.9) for text, at in rows]


def sentence(text: str, start_ms: int, end_ms: int) -> DraftSentence:
    return DraftSentence(text, start_ms, end_ms, 0.9)


def test_sentences_end_at_their_marks() -> None:
    """Words become sentences with the times of their first and last word, and their mean probability."""
    words = words_at(("Dr.", 0), ("Lind", 300), ("left.", 600), ("Why?", 1000), ("Nobody", 1400))
    sentences = sentences_of_words(words, "en")
    assert [one.text for one in sentences] == ["Dr. Lind left.", "Why?", "Nobody"]
    assert [(one.start_ms, one.end_ms) for one in sentences] == [
        (0, 900),
        (1000, 1300),
        (1400, 1700),
    ]


def test_a_long_pause_ends_a_sentence() -> None:
    """Words without marks, seconds apart, are two sentences."""
    sentences = sentences_of_words(words_at(("and", 0), ("so", 300), ("then", 9_000)), "en")
    assert [one.text for one in sentences] == ["and so", "then"]


def test_a_long_sentence_is_cut_at_its_pauses() -> None:
    """A model that writes no marks gives no sentence of minutes."""
    words = words_at(*((f"word{n}", n * 400 + (n // 20) * 500) for n in range(100)))
    sentences = sentences_of_words(words, "en")
    assert max(one.end_ms - one.start_ms for one in sentences) <= 12_000
    assert " ".join(one.text for one in sentences).split() == [word.text for word in words]


def test_a_sentence_knows_where_another_may_take_over() -> None:
    """At a pause, and beside a word that lasts too long: the recogniser hides a pause in it."""
    words = words_at(("Then", 0), ("he", 300), ("asked", 1_500), ("her", 1_800))
    words += [HeardWord("gently,", 2_100, 4_200, 0.9), *words_at(("no", 4_200), ("more.", 4_500))]
    (one,) = sentences_of_words(words, "en")
    assert one.text == "Then he asked her gently, no more."
    pieces = one.pieces()
    assert [piece.text for piece in pieces] == ["Then he", "asked her gently,", "no more."]
    assert [piece.start_ms for piece in pieces] == [0, 1_500, 4_200]
    assert pieces[1].end_ms < 3_000


def test_languages_without_spaces_get_none() -> None:
    """Japanese words are joined as they are written."""
    (one,) = sentences_of_words(words_at(("港", 0), ("が", 300), ("開い", 600), ("た", 900)), "ja")
    assert one.text == "港が開いた"


def test_turns_are_proposed_after_pauses_and_questions() -> None:
    """A question and a pause, or a pause longer than usual: there another person may begin."""
    sentences = mark_by_pauses(
        [
            sentence("How was it?", 0, 900),
            sentence("Cold.", 1_200, 1_500),
            sentence("Very cold.", 1_700, 2_400),
            sentence("I see.", 3_200, 3_600),
        ]
    )
    assert [one.new_turn for one in sentences] == [True, True, False, True]


def test_the_draft_is_read_with_its_times() -> None:
    """Our own reader has every sentence, its times, the proposed turns in doubt, and the mark."""
    sentences = mark_by_pauses(
        [sentence("Is 3 < 4 & more?", 500, 1_900), sentence("It is.", 2_600, 3_100)]
    )
    data = render_draft(sentences, source="talk.mp3", made_by="whisper-base, en", key="abc")
    source = transcript.read(data, "transcript.draft.vtt")
    assert is_machine_draft(source.notes)
    assert [turn.text for turn in source.turns] == ["Is 3 < 4 & more?", "It is."]
    assert all(turn.confidence <= 0.5 for turn in source.turns)
    first = source.turns[0].paragraphs[0]
    assert (first.start_ms, first.end_ms) == (500, 1_900)


def test_voices_are_written_where_they_are_known() -> None:
    """A marker that tells voices apart gets labels, which the reader takes as speakers."""
    told = (
        DraftSentence("How was it?", 0, 900, 0.9, True, "Voice 1"),
        DraftSentence("Cold.", 1_200, 1_500, 0.9, True, "Voice 2"),
        DraftSentence("I see.", 1_700, 2_000, 0.9, True, "Voice 1"),
    )
    data = render_draft(told, source="talk.mp3", made_by="whisper-base, en", key="abc")
    source = transcript.read(data, "transcript.draft.vtt")
    names = {speaker.key: speaker.name for speaker in source.speakers}
    assert [names[turn.speaker] for turn in source.turns] == ["Voice 1", "Voice 2", "Voice 1"]


@pytest.mark.parametrize("edit", ["Cold,|Warm,", "00:00:00.000|00:00:00.100"])
def test_an_edit_is_told(edit: str) -> None:
    """The file has its key until a person changes a word or a time; line ends are no edit."""
    data = render_draft([sentence("Cold, was it?", 0, 900)], source="a.mp3", made_by="b", key="k1")
    assert key_of_draft(data) == key_of_draft(data.replace(b"\n", b"\r\n")) == "k1"
    before, after = edit.encode().split(b"|")
    assert key_of_draft(data.replace(before, after)) == ""
    assert key_of_draft(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n") == ""


def test_the_aligners_times_count_where_they_are_near() -> None:
    """Placed sentences move; one that isn't placed, or far away, keeps its time, and none overlap."""
    sentences = [
        sentence("One.", 0, 900),
        sentence("Two.", 900, 2_000),
        sentence("Three.", 2_000, 3_000),
    ]
    cues = (Cue(150, 950, "", "One."), Cue(9_000, 9_900, "", "Three."))
    placed = at_aligned_times(sentences, Alignment(cues, (0, 2), (1,), (), (1.0, 0.0, 1.0)))
    assert [(one.start_ms, one.end_ms) for one in placed] == [
        (150, 900),
        (900, 2_000),
        (2_000, 3_000),
    ]
