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


@pytest.mark.parametrize(
    ("word", "sure"), [("Question", True), ("Next", True), ("Note", False), ("Music", False)]
)
def test_common_words_before_a_colon_are_reported(word: str, sure: bool) -> None:
    """As docs/transcripts.md has it: "Question:" is said, and what pages write ("Note:") is in doubt."""
    talk = (
        f"Ida Roe: Will it open?\n\nOmar Lamb: We bought a boat.\n\n{word}: we also bought rope.\n\n"
        "Ida Roe: And then?\n\nOmar Lamb: It sank.\n"
    )
    transcript = read(talk.encode(), "talk.txt")
    assert "label-unread" in {finding.rule for finding in transcript.findings}
    assert (transcript.turns[1].confidence >= SURE) is sure
    assert sure or transcript.turns[1].confidence <= 0.5


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


ASIDES = (
    ('He said "Hold the line", I said [unintelligible 00:11:28.00]', "My name is Otto, and there is Otto Brand [crosstalk 00:21:16.29]"),
    ("[00:41] [laughs] Why not?", "[02:18] [laughs] That is so."),
    ("[extract start] [03:26]", "[extract end] [03:41]"),
    ('We called it <div>ops, and "a <p> too many".', "There was no <p> left."),
)  # fmt: skip


@pytest.mark.parametrize("asides", ASIDES)
def test_marks_within_the_talk_are_no_labels_and_no_markup(asides: tuple[str, str]) -> None:
    """A place that was not understood, laughter and its time, a tag that people speak of: the turns stay as they are."""
    questions = [f"And what did you do on day {day} of it?" for day in range(12)]
    answers = [f"On day {day} we built a page.\n\n    It was small." for day in range(12)]
    turns = [turn for pair in zip(questions, answers, strict=True) for turn in pair]
    turns[5] += f"\n\n    {asides[0]}"
    turns[15] += f"\n\n    {asides[1]}"
    page = "Read the Full Transcript\n\n\n    " + "\n\n\n    ".join(turns) + "\n"
    assert [len(turn.paragraphs) >= 2 for turn in _read(page).turns] == [False, True] * 12


def test_who_speaks_once_has_a_turn_where_a_page_ends_in_mid_sentence() -> None:
    """A full name in front of words that a page's end cuts off is a label: a sentence ends within them."""
    text = (
        "Councillor Lind: The library opens at six.\n\nCouncillor Brand: Yes.\n\nCouncillor Lind: Ida is next.\n\n"
        "Ida Lomax: Is this on? Thank you. We looked at the pier and it is so that the\n\nCouncillor Brand: Go on.\n"
    )
    name, words, _ = _turn_with(_read(text), "Is this on?")
    assert (name, words.endswith("so that the")) == ("Ida Lomax", True)


def test_a_known_label_without_capitals_stands_before_a_quotation() -> None:
    """Words in front of a quotation are a label where other paragraphs have them as one."""
    text = "主席：會議開始。\n\n李雷議員：謝謝主席。\n\n主席：請坐下。\n\n李雷議員：是。\n\n主席：好。\n\n李雷議員： “船已開走。”\n\n王明議員：我反對。\n\n主席：散會。\n"
    transcript = _read(text)
    names = [transcript.speaker(turn.speaker).name for turn in transcript.turns]
    assert names == ["主席", "李雷議員"] * 3 + ["王明議員", "主席"]


@pytest.mark.parametrize(
    "opening", ["Sure. So, what I have always wanted to know is", "Yeah. And the point for me is"]
)
def test_two_sentences_are_no_label(opening: str) -> None:
    """ "Sure. So, the thing is: ..." begins as an abbreviated office does, and is nobody's name."""
    talk = "".join(
        f"**Rosa Lind:**\nWhy on day {day}?\n\n**Otto Brand:**\nIt was late on day {day}.\n\n"
        for day in range(4)
    )
    transcript = read(f"{talk}**Rosa Lind:**\n\n{opening}: did it float?\n".encode(), "talk.md")
    assert [speaker.name for speaker in transcript.speakers] == ["Rosa Lind", "Otto Brand"]
    assert _turn_with(transcript, "float?") == ("Rosa Lind", f"{opening}: did it float?", 1.0)


def test_what_a_minister_is_for_is_no_name() -> None:
    """ "MINISTER FOR TRADE" is an office with nobody's name in it."""
    talk = "PRIME MINISTER: Good day.\n\nMINISTER FOR TRADE: It went well.\n\n" * 3
    assert [one.name.casefold() for one in _read(talk).speakers] == [
        "prime minister",
        "minister for trade",
    ]


def test_a_word_in_capitals_alone_before_questions_is_a_label() -> None:
    """QUESTION: on lines of its own, between a name's, however long the answers are."""
    turn = "<p><b>QUESTION:</b></p><p>Why {0}?</p><p><b>ROSA LIND:</b></p><p>We had to.</p><p>It was {0}.</p><p>Yes.</p><p>It was.</p>"
    page = f"<html><body><article><h1>The dam</h1>{''.join(turn.format(at) for at in range(4))}</article></body></html>"
    transcript = read(page.encode(), "page.html")
    assert [len(turn.paragraphs) for turn in transcript.turns] == [1, 4] * 4


def test_a_time_behind_a_bold_name_is_not_said() -> None:
    """ "**Rosa Lind** 0:22 ..." has no colon; "**Rosa** 7:15 is late" goes on with the sentence."""
    talk = "**Rosa Lind** 0:05  \nWhy so late?\n\n**Otto Brand** 0:22  \nWe slept.\n\n" * 3
    said = [turn.text for turn in read(talk.encode(), "talk.md").turns]
    assert said == ["Why so late?", "We slept."] * 3


def test_links_before_the_talk_are_no_members_of_a_parliament() -> None:
    """A list of links with remarks in brackets does not hide the bold names of the talk."""
    links = "".join(
        f"- [Mill Lane {one}](https://example.org/) (a map)\n" for one in ("North", "South", "East")
    )
    talk = "".join(
        f"**Otto** We built part {at} of it.\n\nIt was small.\n\n**Rosa** And then, on day {at}?\n\n"
        for at in range(6)
    )
    transcript = read(f"### Links\n{links}\n### Transcript\n\n{talk}".encode(), "talk.md")
    assert [speaker.name for speaker in transcript.speakers] == ["Otto", "Rosa"]
    assert len(transcript.turns) == 12


def test_a_name_here_and_there_makes_no_labelled_page() -> None:
    """One name before two of many paragraphs is no habit; nothing before it is taken for the page's head."""
    words = [
        f"And what did the town do in year {at}?\n\nIt built wall number {at}, as towns do."
        for at in range(30)
    ]
    words[28] = "Rosa: so it did.\n\nRosa: and that was that."
    transcript = _read("Read the Full Transcript\n\n" + "\n\n".join(words) + "\n")
    assert "year 0?" in transcript.turns[0].text
    assert "label-unread" in [finding.rule for finding in transcript.findings]


def test_full_width_brackets_hold_a_role() -> None:
    """A role in full-width brackets belongs to the label, and so does a mark of direction behind it."""
    text = "记者：这里潮湿吗？\n\n李雷（工程师）：是的。\n\n记者：为什么？\n\n李雷：没有人知道。\n"
    transcript = _read(text)
    assert [turn.text for turn in transcript.turns] == [
        "这里潮湿吗？",
        "是的。",
        "为什么？",
        "没有人知道。",
    ]
    assert [speaker.name for speaker in transcript.speakers] == ["记者", "李雷"]
    text = "\n\n".join(
        f"\N{RIGHT-TO-LEFT EMBEDDING}{name}:\N{POP DIRECTIONAL FORMATTING} {words}"
        for name, words in (
            ("رزا لیند", "چرا؟"),
            ("اتو براند", "بله."),
            ("رزا لیند", "چرا؟"),
            ("اتو براند", "نه."),
        )
    )
    assert [turn.text for turn in _read(text).turns] == ["چرا؟", "بله.", "چرا؟", "نه."]


@pytest.mark.parametrize("form", ["[{}] {}", "<{}> {}", "【{}】{}", "[{}]: {}"])
@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_names_in_brackets_before_lines(form: str, joint: str) -> None:
    """Names in brackets that come again are speakers, with a colon behind them or without."""
    turns = [
        ("Mia Falk", "Is it wet?"),
        ("山田", "It is."),
        ("Mia Falk", "Why?"),
        ("山田", "Nobody knows."),
    ]
    transcript = _read(joint.join(form.format(*turn) for turn in turns))
    assert [
        (transcript.speaker(turn.speaker).name, turn.text) for turn in transcript.turns
    ] == turns


def test_remarks_in_brackets_before_lines_are_nobody() -> None:
    """What is in brackets once each is no name."""
    text = "[quietly] Is it wet?\n\n[after a while] It is.\n\n[loudly] Why?\n"
    assert not {"quietly", "loudly"} & {speaker.name for speaker in _read(text).speakers}


def test_what_a_page_is_about_is_nobody() -> None:
    """ "Subject: petrol" above turns that only `>>` divides says what they are about: the turns stay apart."""
    turns = "".join(
        f">> Is it so on day {day}?\n\n\n>> It was so on day {day}.\n\n\n" for day in range(6)
    )
    text = f"Interview with Rosa Lind\n\nSubject: petrol; the dam; a by-election.\n\nRead the Full Transcript\n\n\n{turns}"
    transcript = _read(text)
    assert len(transcript.turns) == 12
    assert "Subject" not in {speaker.name for speaker in transcript.speakers}


@pytest.mark.parametrize(
    "call",
    [
        "Mr. Brand, one more question",
        "Mr. Brand, before you go",
        "Herr Brand, eine Frage vorab",
        "Herr Brand, Ihr Blick auf den Damm",
    ],
)
def test_who_is_called_by_name_does_not_speak(call: str) -> None:
    """ "Mr. Brand, one more question: why?" is to him, however often a page says it; no word of it is lost."""
    page = "Read the Full Transcript\n\n" + "".join(
        f"\n\n    {call if day in (2, 4) else 'Good day'}: was it so on day {day}?\n\n\n    It was so on day {day}.\n"
        for day in range(6)
    )
    transcript = _read(page)
    assert len(transcript.turns) == 12
    assert f"{call}: was it so on day 2?" in [turn.text for turn in transcript.turns]


@pytest.mark.parametrize(
    "label",
    [
        "OTTO BRAND, my old neighbour",
        "Jane Lind, now director of the museum",
        "Kay Stone, author of “Why we row”",
        "Kay Stone, who wrote to us from Hull",
        "Kay Stone, author of “how we row now”",
        "Otto Brand, your host for tonight",
    ],
)
def test_a_role_with_words_of_a_sentence_is_a_role(label: str) -> None:
    """A role that is told in a few words belongs to the label, be it there once."""
    page = f"ROSA LIND: Good evening.\n\n{label}: It is wet.\n\nROSA LIND: How wet?\n\nROSA LIND: Why?\n"
    transcript = _read(page)
    assert [turn.text for turn in transcript.turns][:2] == ["Good evening.", "It is wet."]


def test_a_call_by_name_on_a_labelled_page_is_reported() -> None:
    """Who is called by name may speak as well: a person looks at the turn."""
    page = "ROSA LIND: Good evening.\n\nOtto Brand, before you go, a word: is it wet?\n\nJON FALK: It is.\n\nROSA LIND: Why?\n"
    transcript = _read(page)
    assert "label-unread" in {finding.rule for finding in transcript.findings}
    assert transcript.turns[0].confidence < 0.8


@pytest.mark.parametrize("sound", ["Music", "laughs", "Gelächter", "Beifall", "Audience Laughter"])
@pytest.mark.parametrize("form", ["[{}]", "<{}>"])
def test_sounds_in_brackets_before_lines_are_nobody(form: str, sound: str) -> None:
    """A sound that comes again is no speaker."""
    text = "".join(f"{form.format(sound)} Good evening number {at}.\n\n" for at in range(4))
    assert sound.casefold() not in {speaker.name.casefold() for speaker in _read(text).speakers}


def test_a_word_in_square_brackets_alone_is_no_speaker() -> None:
    """One word in square brackets without a colon may be a sound that no table knows: "[Stille]"."""
    text = "".join(f"[Stille] Good evening number {at}.\n\n" for at in range(4))
    assert "Stille" not in {speaker.name for speaker in _read(text).speakers}
