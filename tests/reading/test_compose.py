"""Readings: what is said, in which voice, with which pauses; and the proof that it is what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.errors import VoiceError
from segmentcast.lexicon import Lexicon, default_lexicon, parse_lexicon
from segmentcast.model import (
    Direction,
    Edit,
    Paragraph,
    Part,
    Phonemes,
    Reading,
    Speaker,
    Spoken,
    Transcript,
    Turn,
    Utterance,
    Voice,
)
from segmentcast.reading import Pauses, compose, prove, speak

NEWS = st.lists(
    st.sampled_from(
        [
            "Mosul",
            "Dr.",
            "Lee",
            "said",
            "$5",
            "billion",
            "no.",
            "It",
            "U.S.",
            "2016",
            "go!",
            "“Why?”",
            "—",
            "&",
            "WHO",
            "a",
            "\n",
        ]
    ),
    max_size=40,
).map(" ".join)


def test_sentences_come_in_order_with_voice_edits_and_pauses(
    interview: Transcript, voices: dict[str, Voice], lexicon: Lexicon
) -> None:
    """One utterance a sentence: source text, spoken form, and the pause that belongs after it."""
    reading = compose(interview, voices, lexicon)
    assert [
        (said.speaker, said.spoken.text, said.pause_after_ms) for said in reading.utterances
    ] == [
        ("ada cole", "The harbor opened in nineteen ninety-five, with U.S. support.", 250),
        ("ada cole", "It cost three point two billion dollars.", 450),
        ("ada cole", "With me is Doctor Ben Roy.", 250),
        ("ada cole", "Why Mohsul?", 600),
        ("ben roy", "It was near.", 750),
        ("ben roy", "No one asked.", 600),
        ("ada cole", "Thank you.", 600),
    ]
    assert reading.utterances[2].text == "With me is Dr. Ben Roy."
    assert reading.utterances[2].edits == (Edit("abbreviation", 11, 14, "Dr.", "Doctor"),)
    assert {said.voice for said in reading.utterances} == set(voices.values())
    assert prove(interview, reading) == ()


def test_a_direction_lengthens_the_pause_and_is_not_said(voices: dict[str, Voice]) -> None:
    """Applause alone in a turn, or before the first word, is heard as a longer pause; a note is not."""
    turns = (
        Turn("ada cole", (Paragraph("", (Direction(0, "(MUSIC)"),)), Paragraph("One."))),
        Turn("ben roy", (Paragraph("", (Direction(0, "(APPLAUSE)"),)), Paragraph("Two.", (Direction(0, "[x]", "note"),)))),
        Turn("ada cole", (Paragraph("Three.", (Direction(0, "(BREAK)"), Direction(0, "(LAUGHTER)"))),)),
    )  # fmt: skip
    speakers = (Speaker("ada cole", "A", Part.HOST), Speaker("ben roy", "B", Part.GUEST))
    source = Transcript(turns, speakers)
    pauses = Pauses(10, 20, 30, 1, 1000)
    reading = compose(source, voices, Lexicon(), pauses=pauses)
    assert [(said.text, said.pause_after_ms) for said in reading.utterances] == [
        ("One.", 1030), ("Two.", 1030), ("Three.", 30),
    ]  # fmt: skip
    assert prove(source, reading) == ()


def test_a_speaker_without_a_voice_is_named(interview: Transcript) -> None:
    """All speakers that have words and no voice are told at once, by name."""
    with pytest.raises(VoiceError) as caught:
        compose(interview, {}, Lexicon())
    assert [problem.what for problem in caught.value.problems] == [
        "Ada Cole has no voice.",
        "Ben Roy has no voice.",
    ]


@given(
    st.lists(st.lists(st.text(max_size=120) | NEWS, max_size=3), max_size=4),
    st.sampled_from(["en", "fr", "ja", "th"]),
)
def test_any_transcript_is_read_word_for_word(turns: list[list[str]], language: str) -> None:
    """Whatever the words, the proof finds nothing added, dropped, changed or moved."""
    speaker = Speaker("a", "A", Part.HOST)
    source = Transcript(
        tuple(Turn("a", tuple(map(Paragraph, texts))) for texts in turns), (speaker,)
    )
    reading = compose(
        source, {"a": Voice("tone", "a")}, Lexicon(default_lexicon()), language=language
    )
    assert prove(source, reading) == ()
    assert all(said.spoken.text.strip() for said in reading.utterances)


@given(NEWS.filter(lambda text: len(text.split()) > 3), st.data())
def test_a_meddled_reading_is_found_out(text: str, data: st.DataObject) -> None:
    """A spoken word taken out, put in or put elsewhere, with the edits as they were, is an error."""
    source = Transcript((Turn("a", (Paragraph(text),)),), (Speaker("a", "A", Part.HOST),))
    reading = compose(source, {"a": Voice("tone", "a")}, Lexicon(default_lexicon()))
    number = data.draw(st.integers(0, max(0, len(reading.utterances) - 1)))
    if not reading.utterances:
        return
    said = reading.utterances[number]
    words = said.spoken.text.split()
    at = data.draw(st.integers(0, len(words) - 1))
    meddled = data.draw(
        st.sampled_from([[*words[:at], *words[at + 1 :]], [*words[:at], "never", *words[at:]]])
    )
    changed = replace(said, spoken=Spoken(" ".join(meddled)))
    utterances = (*reading.utterances[:number], changed, *reading.utterances[number + 1 :])
    assert any(finding.severity == "error" for finding in prove(source, Reading(utterances)))


def _rules(source: Transcript, *utterances: Utterance) -> list[str]:
    findings = prove(source, Reading(utterances))
    assert all(finding.severity == "error" and finding.mend for finding in findings)
    return [finding.rule for finding in findings]


def _plain(text: str, *, turn: int = 0, paragraph: int = 0, speaker: str = "a") -> Utterance:
    return Utterance(turn, paragraph, speaker, Voice("tone", "a"), text, Spoken(text), 0)


@pytest.fixture
def short() -> Transcript:
    return Transcript(
        (
            Turn("a", (Paragraph("We did not go. It rained.", line=7), Paragraph("Then we did."))),
            Turn("b", (Paragraph("Yes."),)),
        ),
        (Speaker("a", "A", Part.HOST), Speaker("b", "B", Part.GUEST)),
    )


THEN, YES = _plain("Then we did.", paragraph=1), _plain("Yes.", turn=1, speaker="b")


@pytest.mark.parametrize(
    ("utterances", "rules"),
    [
        ([_plain("We did not go. It rained."), THEN, YES], []),
        ([_plain("We did not go."), _plain("It rained."), THEN, YES], []),
        ([_plain("We did not go."), THEN, YES], ["words-dropped"]),
        ([_plain("We did go."), _plain("It rained."), THEN, YES], ["words-dropped"]),
        ([_plain("We did not go."), _plain("It rained hard."), THEN, YES], ["words-changed"]),
        ([_plain("We did not go."), _plain("It rained."), _plain("It was so."), THEN, YES], ["words-added"]),
        ([_plain("It rained."), _plain("We did not go."), THEN, YES], ["words-moved"]),
        ([_plain("We did not go."), _plain("It ra"), _plain("ined."), THEN, YES], ["word-cut"]),
        ([_plain("We did not go. It rained."), YES, THEN], ["words-moved"]),
        ([_plain("We did not go. It rained."), THEN, replace(YES, speaker="a")], ["wrong-speaker"]),
        ([_plain("We did not go. It rained."), THEN, YES, _plain("Bye.", turn=2)], ["words-added"]),
        ([_plain("We did not go. It rained."), THEN, YES, _plain("Bye.", turn=-1)], ["words-added"]),
        ([], ["words-dropped"] * 3),
    ],
)  # fmt: skip
def test_words_are_the_transcripts(
    short: Transcript, utterances: list[Utterance], rules: list[str]
) -> None:
    """Each way of saying other words than the transcript's has its rule."""
    assert _rules(short, *utterances) == rules


def test_a_finding_has_its_place_and_the_words(short: Transcript) -> None:
    """The finding gives the line of the source and the words in question."""
    (finding,) = prove(short, Reading((_plain("We did go."), _plain("It rained."), THEN, YES)))
    assert finding.where == "line 7, turn 1"
    assert '"not" is not said' in finding.what


@pytest.mark.parametrize(
    ("edit", "spoken", "rules"),
    [
        (Edit("lexicon", 7, 10, "not", "nott"), "We did nott go.", []),
        (Edit("lexicon", 7, 10, "not", ""), "We did go.", ["edit-false"]),
        (Edit("direction", 7, 10, "not", ""), "We did go.", ["edit-false"]),
        (Edit("symbol", 6, 10, " not", ""), "We did go.", ["edit-false"]),
        (Edit("number", 7, 10, "not", "often"), "We did often go.", ["edit-false"]),
        (
            Edit("abbreviation", 7, 10, "not", "nevertheless"),
            "We did nevertheless go.",
            ["edit-false"],
        ),
        (Edit("abbreviation", 11, 14, "go.", "stay."), "We did not stay.", ["edit-false"]),
        (Edit("lexicon", 8, 11, "not", "nott"), "We did nott go.", ["edit-false"]),
        (Edit("lexicon", 7, 99, "not", "nott"), "We did nott go.", ["edit-false"]),
        (Edit("lexicon", 7, 10, "not", "nott"), "We did go.", ["edit-missing"]),
    ],
)
def test_edits_do_only_what_their_kind_may(edit: Edit, spoken: str, rules: list[str]) -> None:
    """An edit may not drop or change a plain word under another name, nor lie about its place."""
    source = Transcript(
        (Turn("a", (Paragraph("We did not go."),)),), (Speaker("a", "A", Part.HOST),)
    )
    assert (
        _rules(source, replace(_plain("We did not go."), spoken=Spoken(spoken), edits=(edit,)))
        == rules
    )


def test_phonemes_need_a_lexicon_entry() -> None:
    """Phonemes for words that no lexicon edit covers could say anything: they are refused."""
    source = Transcript(
        (Turn("a", (Paragraph("We did not go."),)),), (Speaker("a", "A", Part.HOST),)
    )
    said = replace(
        _plain("We did not go."), spoken=Spoken("We did not go.", (Phonemes(7, 10, "jɛs"),))
    )
    assert _rules(source, said) == ["edit-false"]


def test_a_name_is_found_with_and_without_its_accents() -> None:
    """A line of the lexicon counts as it is written, and for the letters that voices read in its place."""
    accented = Lexicon(parse_lexicon({"Nguyễn": "Win"}, "show.toml"))
    plain = Lexicon(parse_lexicon({"Nguyen": "Win"}, "show.toml"))
    for lexicon in (accented, plain):
        assert speak("Dr. Nguyễn spoke.", lexicon, "en")[0].text == "Doctor Win spoke."
