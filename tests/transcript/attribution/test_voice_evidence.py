"""Voices as evidence for who says which turn of an unlabelled conversation."""

from collections.abc import Sequence

from segmentcast import transcript
from segmentcast.model import Paragraph
from segmentcast.transcript.attribution.sequence import Attribution
from segmentcast.transcript.attribution.voice_evidence import by_words_and_voice

PAGE = """The ferry is back

Rosa Lind, who captains the ferry, joins Peter Aune to discuss the first morning.


Joining me now is Rosa Lind, who captains the ferry. Rosa, how was the first morning?


It was crowded, and the weather was kind to us.


Did the cow have to pay for the crossing?


She did not, because we have no fare for cows.


And what happens in the winter?


We stay in the harbour, I am afraid.


Rosa Lind, thank you for speaking with us.
"""


def given(*people: int) -> list[Attribution]:
    return [Attribution(person, 0.9, ()) for person in people]


def test_a_voice_confirms_the_words() -> None:
    """Where both agree, a turn is surer than by its words; its evidence names turns of that voice."""
    turns, sure = by_words_and_voice(given(0, 1, 0, 1), [0.8] * 4, [-4.0, 4.0, -4.0, 4.0])
    assert [turn.person for turn in turns] == [0, 1, 0, 1]
    assert min(sure) > 0.9
    assert turns[0].evidence[0].words == "the voice of turn 3"


def test_a_voice_corrects_a_weak_attribution() -> None:
    """The voices are numbered either way; a turn that its words leave open goes with its voice."""
    turns, sure = by_words_and_voice(
        given(0, 1, 0, 1, 0, 1, 1), [0.95] * 6 + [0.6], [4.0, -4.0, 4.0, -4.0, 4.0, -4.0, 4.0]
    )
    assert [turn.person for turn in turns] == [0, 1, 0, 1, 0, 1, 0]
    assert sure[6] > 0.9


def test_voices_that_fit_neither_way_say_nothing() -> None:
    """If the voices agree with the words half of the time, every turn stays as it was."""
    turns, sure = by_words_and_voice(given(0, 1, 0, 1), [0.8] * 4, [4.0, 4.0, -4.0, -4.0])
    assert [turn.person for turn in turns] == [0, 1, 0, 1]
    assert all(abs(one - 0.8) < 0.01 for one in sure)


def test_silence_leaves_a_turn_to_its_words() -> None:
    """A turn without a voice keeps its person, its certainty, and its evidence."""
    turns, sure = by_words_and_voice(given(0, 1, 0), [0.7, 0.9, 0.9], [0.0, 4.0, -4.0])
    assert (turns[0].person, sure[0], turns[0].evidence) == (0, 0.7, ())


def test_the_reader_asks_for_the_voices_of_an_unlabelled_talk() -> None:
    """The turns are asked about with their paragraphs, and the answer is evidence of each."""
    asked: list[Sequence[Sequence[Paragraph]]] = []

    def voices(turns: Sequence[Sequence[Paragraph]], second: Sequence[float]) -> list[float]:
        asked.append(turns)
        return [4.0 if at % 2 else -4.0 for at in range(len(second))]

    source = transcript.read(PAGE.encode(), "page.txt", voices=voices)
    assert len(asked) == 1
    assert asked[0][1][0].text == "It was crowded, and the weather was kind to us."
    assert {turn.evidence[0].rule for turn in source.turns} == {"voice"}
    names = {speaker.key: speaker.name for speaker in source.speakers}
    assert [names[turn.speaker] for turn in source.turns][:2] == ["Peter Aune", "Rosa Lind"]
    labelled = transcript.read(b"ANNA: One.\n\nBEN: Two.\n", "page.txt", voices=voices)
    assert (len(asked), len(labelled.turns)) == (1, 2)
