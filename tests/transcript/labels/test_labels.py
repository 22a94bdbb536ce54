"""Labels as the world writes them: each is a turn of its own, or a finding with a remedy that works."""

from __future__ import annotations

import json
import re

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read

WORDS = "Seven boats went down."
LABELS = (
    "Will Smith", "An Nguyen", "My Linh", "Do Kwon", "Or Cohen", "He Jiankui", "So Yong Kim", "May Lamb",
    "bell hooks", "d'Artagnan Roe", "k.d. lang", "van der Berg", "The Prime Minister", "Voice of America",
    "THE PRIME MINISTER", "AN NGUYEN", "Several hon. Members", "An hon. Member", "Mr. Speaker",
    "Mr. Roe (France) (spoke in French)", "Jo Schulz, Bundeskanzler", "(Jane Roe)", "[Jane Roe]",
    'Mr. ROE (Author, "The River")', 'Mr. ROE (Author, "The River: A Life")', "Jane Roe - BBC", "Jane Roe | BBC",
    'Jane "JJ" Roe', "50 Cent", "Nguyễn Văn An", "İpek Şahin", "U.S. President", "Kim Jong-un",
    "سلمى خوري", "रोज़ा लिंड", "山田 太郎", "משה כהן", "김 민수", "Анна Иванова", "Ελένη Παππά",
)  # fmt: skip
ONE_WORD = ("Ana", "Ведущий", "主持人", "김민수", "सुनील", "deadmau5", "Judge")


def _turn_with(transcript: Transcript, words: str) -> tuple[str, str, float]:
    (turn,) = (turn for turn in transcript.turns if words in turn.text)
    return transcript.speaker(turn.speaker).name, turn.text, turn.confidence


def _read(text: str) -> Transcript:
    return read(text.encode(), "talk.txt")


@pytest.mark.parametrize("label", LABELS)
def test_who_speaks_once_has_a_turn(label: str) -> None:
    """In a labelled transcript an unusual name or office that is there once is a speaker of its own."""
    text = (
        "ROSA LIND, HOST: The library opens at six.\n\nIt is a good hour.\n\nOTTO BRAND: Yes.\n\nWe like it.\n\n"
        f"{label}: {WORDS}\n\nROSA LIND: And do they read?\n\nOTTO BRAND: They do.\n\nThey read all night.\n"
    )
    transcript = _read(text)
    name, words, _ = _turn_with(transcript, WORDS)
    assert words == WORDS
    assert name not in {"Rosa Lind", "Otto Brand"}
    assert len(transcript.turns) == 5


@pytest.mark.parametrize("colon", [":", "："])
@pytest.mark.parametrize("label", [*LABELS, *ONE_WORD])
def test_a_label_that_repeats_is_one(label: str, colon: str) -> None:
    """No list of words decides against a label that takes turns with another one, full-width colons included."""
    text = "\n\n".join(
        (f"{label}{colon} {WORDS}", f"Ida Lomax{colon} Yes.", f"{label}{colon} Why?", f"Ida Lomax{colon} No.")
    )  # fmt: skip
    transcript = _read(text)
    assert [turn.text for turn in transcript.turns] == [WORDS, "Yes.", "Why?", "No."]
    assert len(transcript.speakers) == 2
    assert not [finding for finding in transcript.findings if finding.rule.startswith("label")]


@pytest.mark.parametrize("label", [*LABELS, *ONE_WORD])
def test_a_label_on_a_line_of_its_own(label: str) -> None:
    """A label above its words is a label where the others stand so as well."""
    text = f"Ida Lomax:\nYes it does.\n\n{label}:\n{WORDS}\n\nIda Lomax:\nThey came back.\n"
    assert _turn_with(_read(text), WORDS)[1] == WORDS


@pytest.mark.parametrize("label", ["Question", "Will", "Note"])
def test_pages_words_are_labels_where_every_turn_has_one(label: str) -> None:
    """ "Note:" and "Question:" are labels in a document that uses them as nothing else."""
    text = "\n\n".join(f"{label}: Why {at}?\n\nRosa: Because of {at}." for at in range(3))
    assert [turn.text for turn in _read(text).turns][:2] == ["Why 0?", "Because of 0."]


@pytest.mark.parametrize(
    "words",
    [
        "There was one thing: time.",
        "So here is the list: bread, milk and nine eggs.",
        "We met at 10:30 that day.",
        "He said: no.",
        "And Rosa: what did you see?",
        "Look at https://example.org: it is all there.",
        "One more thing: the bridge.",
    ],
)
def test_words_before_a_colon_stay_words(words: str) -> None:
    """A sentence with a colon stays in the turn in which it was said, and nothing doubts it."""
    text = (
        "ROSA LIND, HOST: Welcome.\n\nOTTO BRAND: Thank you. It was a long week.\n\n"
        f"{words}\n\nROSA LIND: And then?\n\nOTTO BRAND: We waited.\n\nIt was cold.\n"
    )
    transcript = _read(text)
    assert words in transcript.turns[1].text
    assert not transcript.findings
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


@pytest.mark.parametrize("label", [*ONE_WORD, "Question", "Result", "The Bottom Line"])
def test_what_may_be_a_label_is_never_passed_over(label: str) -> None:
    """A line that begins like a label is a turn or a finding with its line, and marking it makes it a turn."""
    text = (
        "ROSA LIND, HOST: The library opens at six.\n\nIt is a good hour.\n\nOTTO BRAND: Yes.\n\nWe like it.\n\n"
        f"LABEL: {WORDS}\n\nROSA LIND: And do they read?\n\nOTTO BRAND: They do.\n\nThey read all night.\n"
    )
    transcript = _read(text.replace("LABEL", label))
    _, words, confidence = _turn_with(transcript, WORDS)
    findings = [finding for finding in transcript.findings if finding.rule == "label-unread"]
    if words != WORDS:
        (finding,) = findings
        assert finding.where == "talk.txt:9"
        assert WORDS in finding.what
        assert confidence < 0.6 or label == "Question"
        marked = re.search(r"mark the label: (>> .+?);", finding.mend)
        assert marked is not None
        assert _turn_with(_read(text.replace("LABEL:", marked[1])), WORDS)[1] == WORDS


def test_a_change_without_a_name_is_nobody_elses() -> None:
    """`>>` behind a named turn begins one of somebody unknown, which is not sure."""
    text = ">> ROSA LIND: Welcome.\n\n>> Thank you. So: why?\n\n>> OTTO BRAND: We waited.\n\n>> ADA ROE: I see.\n"
    transcript = _read(text)
    assert [turn.text for turn in transcript.turns] == [
        "Welcome.", "Thank you. So: why?", "We waited.", "I see.",
    ]  # fmt: skip
    name, _, confidence = _turn_with(transcript, "Thank you.")
    assert name == "Unknown speaker"
    assert confidence < 0.6


def test_a_segment_without_a_speaker_is_nobody_elses() -> None:
    """In JSON with speakers, a segment without one is somebody unknown's."""
    rows = [("Rosa Lind", "Welcome."), ("", "Thank you."), ("Rosa Lind", "Why do they read?"), ("Otto Brand", "They do."), ("Rosa Lind", "I see."), ("Otto Brand", "Yes.")]  # fmt: skip
    segments = [{"speaker": who, "text": words} for who, words in rows]
    transcript = read(json.dumps({"segments": segments}).encode(), "talk.json")
    assert _turn_with(transcript, "Thank you.")[0] == "Unknown speaker"
    assert _turn_with(transcript, "Thank you.")[2] < 0.6
    assert _turn_with(transcript, "They do.")[2] >= SURE


def test_teams_writes_the_family_name_first() -> None:
    """ "Roe, Jane" is Jane Roe where the document writes its people so."""
    text = (
        "Roe, Jane: Welcome.\n\nBrand, Otto: Thank you.\n\nRoe, Jane: Why?\n\nLind, Ada: I know.\n"
    )
    transcript = _read(text)
    assert [transcript.speaker(turn.speaker).name for turn in transcript.turns] == [
        "Jane Roe", "Otto Brand", "Jane Roe", "Ada Lind",
    ]  # fmt: skip


def test_an_office_and_its_holder_are_one() -> None:
    """ "The Prime Minister (Ada Roe)" names her for every other "The Prime Minister"."""
    text = (
        "The Prime Minister (Ada Roe): I am sure of it.\n\nKay Stone (Northbank) (Lab): Are you?\n\n"
        "The Prime Minister: I am.\n\nKay Stone: She is not.\n"
    )
    transcript = _read(text)
    assert [transcript.speaker(turn.speaker).name for turn in transcript.turns] == [
        "Ada Roe", "Kay Stone", "Ada Roe", "Kay Stone",
    ]  # fmt: skip


def test_times_behind_labels_are_times() -> None:
    """A time right behind a label is the turn's, in front of its words or alone; one within the words is said."""
    text = "Jane Roe: 00:00:01\n\nWelcome.\n\nOtto Brand: 00:00:04 Thank you.\n\nJane Roe: 9:30 is the hour.\n"
    assert [turn.text for turn in _read(text).turns] == [
        "Welcome.",
        "Thank you.",
        "9:30 is the hour.",
    ]


def test_remarks_in_brackets_are_not_spoken() -> None:
    """In a labelled transcript a paragraph that is one bracket is a remark; a turn is never a full stop alone."""
    text = (
        "ROSA LIND: Welcome.\n\n(Whereupon, a recess was taken.)\n\nOTTO BRAND: (Speaking Spanish).\n\n"
        "ROSA LIND: I see.\n\nOTTO BRAND: Yes.\n"
    )
    transcript = _read(text)
    assert [turn.text for turn in transcript.turns] == ["Welcome.\n\nI see.", "Yes."]
    assert not [finding for finding in transcript.findings if finding.rule == "empty-turn"]


def test_part_headings_are_no_people() -> None:
    """ "Part 2:" in a labelled talk is a heading that is reported, and never a speaker."""
    text = "ROSA LIND: Welcome.\n\nPart 1: The river.\n\nIt is long.\n\nOTTO BRAND: Yes.\n\nPart 2: The sea.\n\nROSA LIND: I see.\n"
    assert {speaker.name for speaker in _read(text).speakers} == {"Rosa Lind", "Otto Brand"}


def test_single_words_that_are_there_once_are_doubtful() -> None:
    """ "Method:" looks like a first name: taken for a label, it is reported and its turn is in doubt."""
    text = "ROSA LIND, HOST: How?\n\nOTTO BRAND: A list.\n\nMethod: mix it.\n\nROSA LIND: Thanks.\n\nOTTO BRAND: Yes.\n"
    transcript = _read(text)
    assert _turn_with(transcript, "mix it")[2] < 0.6
    (doubt,) = [f for f in transcript.findings if f.rule == "label-doubtful"]
    assert doubt.what == '"Method:" occurs only once and was treated as a label.'


def test_items_of_a_list_are_no_doubt() -> None:
    """ "First:", "Third:" in an answer are words, whose turn stays sure."""
    text = "ROSA LIND: Why?\n\nOTTO BRAND: Of three things.\n\nFirst: bread.\n\nThird: time.\n\nROSA LIND: I see.\n\nOTTO BRAND: Yes.\n"
    assert all(turn.confidence == 1.0 for turn in _read(text).turns)


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("记者：图书馆为什么六点开门？", "王小明：面包师要求的。"),
        ("司会：図書館は六時に開きます。", "山田：パン屋さんが頼みました。"),
        ("김민수: 왜 그렇게 일찍?", "이영희: 제빵사들이 원했어요."),
        ("רוזה לינד: למה?", "אוטו ברנד: כי האופים ביקשו."),
        ("सलमा: इतनी जल्दी क्यों?", "सुनील: बेकरों ने माँगा।"),
        ("Роза Линд: Почему?", "Отто Бранд: Пекари попросили."),
        ("Ρόζα Λιντ: Γιατί;", "Όττο Μπραντ: Οι φούρναροι το ζήτησαν."),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_labels_of_any_script(asks: str, answers: str, gap: str) -> None:
    """Two people in any script take turns, line by line or with blank lines between."""
    transcript = _read(gap.join((asks, answers, asks, answers, asks)) + "\n")
    assert len(transcript.speakers) == 2
    assert len(transcript.turns) == 5
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_captions_that_begin_with_labels() -> None:
    """Behind `>>` a label is one, and "WELL:" is speech of somebody unknown."""
    text = (
        ">> ROSA LIND: WELCOME.\n\n>> WELL: YES.\n\n>> OTTO BRAND: GOOD.\n\n>> ADA ROE: SO IT IS.\n"
    )
    assert [turn.text for turn in _read(text).turns] == [
        "WELCOME.",
        "WELL: YES.",
        "GOOD.",
        "SO IT IS.",
    ]


def test_a_time_here_and_there_takes_no_turns_away() -> None:
    """Labelled turns before the first time of a page are turns, whatever a recorder's export looks like."""
    turns = "".join(
        f"**Ida Lomax:** Why {at}?\n\n**Otto Brand:** Because of {at}.\n\n" for at in range(9)
    )
    text = f"{turns}[10:58]\n\n**Ida Lomax:** And then?\n\n[12:03]\n\n**Otto Brand:** Nothing.\n"
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns][:2] == ["Why 0?", "Because of 0."]
    assert len(transcript.turns) == 20


def test_a_page_of_labels_that_are_none_is_in_doubt() -> None:
    """Where many paragraphs begin like labels and none was taken for one, every turn with one is in doubt."""
    who = ("Man in red hat", "Young woman at bar", "Somebody behind him", "Tall boy in rain")
    text = "".join(f"{one}: It was late, and nobody came.\n\nThey waited there.\n\n" for one in who)
    transcript = _read(
        f"The quay\n\nA long night at the quay.\n\nRead the Full Transcript\n\n{text}"
    )
    assert "label-unread" in {finding.rule for finding in transcript.findings}
    assert min(turn.confidence for turn in transcript.turns) < 0.6


def test_a_break_in_a_labelled_talk_is_a_direction() -> None:
    """ "Break:" alone on its line between labelled turns is not spoken and nobody's label."""
    text = "**Ida Lomax:** Why?\n\n**Otto Brand:** I know.\n\nBreak:\n\n**Ida Lomax:** And?\n\n**Otto Brand:** Bread.\n"
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == ["Why?", "I know.", "And?", "Bread."]
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_common_words_before_a_colon_are_reported_without_a_doubt() -> None:
    """As docs/transcripts.md has it: "Note:" is reported, and the turn stays sure."""
    talk = (
        "Ida Roe: Will it open?\n\nOmar Lamb: We bought a boat.\n\nNote: we also bought rope.\n\n"
        "Ida Roe: And then?\n\nOmar Lamb: It sank.\n"
    )
    transcript = read(talk.encode(), "talk.txt")
    assert [finding.rule for finding in transcript.findings] == ["label-unread"]
    assert transcript.turns[1].confidence >= SURE


def test_an_initial_is_no_article() -> None:
    """ "HON. A. NICHOL:" is a name with an initial; "Mr: Speaker, Sir" is a slip and no label."""
    talk = (
        "HON. R. HEATH: I rise.\n\nMR. SPEAKER: Yes.\n\nHON. A. NICHOL: Point of order!\n\nMR. SPEAKER: What is it?\n\n"
        "Mr: Speaker, Sir, I ask the House.\n\nHON. A. NICHOL: The boat.\n\nHON. R. HEATH: It sank.\n"
    )
    transcript = read(talk.encode(), "talk.txt")
    spoken = [turn.text for turn in transcript.turns if turn.speaker == "a-nichol"]
    assert spoken == ["Point of order!", "The boat."]
    assert [finding.rule for finding in transcript.findings] == []


def test_a_phrase_that_begins_many_paragraphs_is_somebody() -> None:
    """ "Miembro del público:" before every few paragraphs is a label in any language."""
    talk = "".join(
        f"Rosa Lind: Digo que {number} son muchos.\n\nY que no son todos.\n\nMiembro del público: ¿Por qué {number}?\n\n"
        for number in ("uno", "dos", "tres", "cuatro", "cinco", "seis")
    )
    transcript = read(talk.encode(), "talk.txt")
    assert {speaker.name for speaker in transcript.speakers} == {"Rosa Lind", "Miembro del público"}


def test_what_is_talked_of_is_no_speaker_within_a_turn() -> None:
    """ "Yeah. Mill House: the film." names nobody, though the mill is talked of elsewhere."""
    talk = (
        "Rosa Lind: Tell me of Mill House. Otto Brand, you were there.\n\nOtto Brand: I was.\n\n"
        "Rosa Lind: Yeah. Mill House: the film. Why?\n\nOtto Brand: It was late.\n\nRosa Lind: And now?\n\nOtto Brand: Sleep.\n"
    )
    transcript = read(talk.encode(), "talk.txt")
    assert {speaker.name for speaker in transcript.speakers} == {"Rosa Lind", "Otto Brand"}
