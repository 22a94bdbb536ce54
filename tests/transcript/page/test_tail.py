"""What a page has behind the talk is in nobody's mouth: not spoken, or doubtful."""

from __future__ import annotations

import pytest

from segmentcast.model import SURE, Transcript
from segmentcast.transcript import read

TALK = (
    "Harbour chief quits\n\nMaria Olsen: Why did you resign?\n\nTom Whitlock: Because I was asked to lie.\n\n"
    "Maria Olsen: By whom?\n\nTom Whitlock: I won't say on the radio.\n\nMaria Olsen: Thank you.\n\nTom Whitlock: Thank you.\n\n"
)
UNNAMED = "".join(
    f"{question}\n\n\n{answer}\n\n\n"
    for question, answer in [
        ("Dana Whitford, what happens to an oyster when a dredge goes past?", "It chokes. It's that simple, because the filter clogs."),
        ("And how many did you lose last spring?", "I walked out at low tide and I could hear nothing at all."),
        ("What would you tell him if he were here?", "I'd say: give us two weeks. That's all that we ask for."),
        ("Dana, thank you.", "Thank you, Hannah."),
    ]
)  # fmt: skip


def _read(text: str, name: str = "page.txt") -> Transcript:
    return read(text.encode(), name)


@pytest.mark.parametrize(
    "tail",
    [
        "Comments\n\ngullwatcher\nI always said so.\n\nSandra H\nHe should be in jail.",
        "12 comments\n\ngullwatcher\nI always said so.",
        "Leave a comment\n\ngullwatcher says:\n3 May 2026 at 9:14\n\nHe should be in jail.\n\nReply",
        "Read more:\n\nThe harbour in numbers\n\nWho is Tom Whitlock?",
        "About the author\n\nMaria Olsen covers the coast. She lives in Fell with two dogs.",
        "Tags: harbour, ferry, council\n\nShare this\n\nCopyright 2026 Harbour FM. All rights reserved.",
        "Sponsor Message\n\nFacebook\nFlipboard\n\nMore Stories From NPR\n\nScience\nFlounder are up",
        "Sign up to our newsletter\nGet the week's best stories in your inbox.",
        "Transcript checked by: M. Roe\n\nWord count: 52\n\nFor internal use only",
    ],
)
def test_what_a_heading_of_the_page_begins_is_not_spoken(tail: str) -> None:
    """Comments, related headlines, tags and boxes behind the last turn are reported and not spoken."""
    transcript = _read(TALK + tail + "\n")
    assert [turn.text for turn in transcript.turns][-2:] == ["Thank you."] * 2
    assert {speaker.name for speaker in transcript.speakers} == {"Maria Olsen", "Tom Whitlock"}


@pytest.mark.parametrize(
    "tail",
    [
        "We depend on your support. Donate now.",
        "If you are affected, call our helpline on 0800 555 010.\n\nFollow Harbour FM on Facebook and Instagram.",
        "This interview was first broadcast on 3 May.\n\nDo you know more? Contact our team on WhatsApp.",
    ],
)
def test_a_paragraph_that_only_the_last_turn_has_is_doubtful(tail: str) -> None:
    """Where nobody else has a second paragraph, what stands behind the last turn is not surely that speaker's."""
    transcript = _read(TALK + tail + "\n")
    assert transcript.turns[-1].confidence < SURE
    assert any(finding.rule == "page-words" for finding in transcript.findings)


def test_one_that_stands_apart_on_a_page_is_doubtful_too() -> None:
    """A helpline outside the element of the talk is doubtful though another turn has two paragraphs."""
    talk = "".join(
        f"<p><b>Maria Olsen:</b> {question}</p><p><b>Tom Whitlock:</b> {answer}</p>"
        for question, answer in [("Why?", "To rest.</p><p>You can guess."), ("Will you sue?", "I might."), ("Thank you.", "Thank you.")]
    )  # fmt: skip
    page = f"<html><body><h1>Harbour</h1><div>{talk}</div><p>If you are affected, call us.</p></body></html>"
    assert _read(page, "page.html").turns[-1].confidence < SURE


def test_a_last_speaker_who_goes_on_stays_sure() -> None:
    """Several ordinary paragraphs of the last speaker are his where others have some too."""
    text = (
        TALK.replace("to lie.", "to lie.\n\nMore than once.")
        + "I mean it.\n\nIt was a hard year for us all.\n"
    )
    last = _read(text).turns[-1]
    assert last.text.endswith("for us all.")
    assert last.confidence >= SURE


def test_headings_of_the_page_end_a_talk_without_labels_too() -> None:
    """Tags, boxes and comments behind an unlabelled talk are not spoken; the talk's last words are."""
    tail = (
        "Support comes from\n\nTags\nEnvironment oysters\n\nStay Connected\nHannah Okafor\nSee stories by Hannah Okafor\n\n"
        "Related Stories\nFlounder numbers are up\n\nComments (3)\ntideline44\n2 hours ago\nGreat interview!\nReply\n"
    )
    spoken = [turn.text for turn in _read(UNNAMED + tail).turns]
    assert spoken[-1] == "Thank you, Hannah."
    assert spoken == [turn.text for turn in _read(UNNAMED).turns]


def test_a_caption_with_its_credit_is_not_spoken_between_labels() -> None:
    """A picture's caption that ends with whose it is belongs to nobody."""
    caption = "Tom Whitlock at his home on Tuesday. (Image: Jo Lund/PA)"
    text = TALK.replace("Maria Olsen: Thank", f"{caption}\n\nMaria Olsen: Thank")
    assert caption not in "\n".join(turn.text for turn in _read(text).turns)


def test_a_heading_that_the_talk_goes_on_behind_ends_nothing() -> None:
    """Where a speaker of the talk has a label further down, no words go."""
    text = TALK + "Read more\n\nMaria Olsen: One more thing.\n\nTom Whitlock: Yes?\n"
    assert [turn.text for turn in _read(text).turns][-2:] == ["One more thing.", "Yes?"]
    comments = TALK + "Comments\n\nMaria Olsen: And what do readers say?\n\nTom Whitlock: A lot.\n"
    assert _read(comments).turns[-1].text == "A lot."


def test_who_made_the_captions_is_not_said() -> None:
    """The last caption that only names its makers is a note."""
    rows = [
        "INES: Do you miss the oil?",
        "TOR: Every night.",
        "INES: Thank you, Tor.",
        "Captions by NordSub AB\nwww.nordsub.example",
    ]
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{row}" for n, row in enumerate(rows, 1)
    )
    transcript = _read(text + "\n", "end.srt")
    assert transcript.turns[-1].text == "Thank you, Tor."
    assert any("NordSub" in note for note in transcript.notes)


@pytest.mark.parametrize("end", ["The End", "Ende"])
def test_the_line_that_ends_a_text_is_not_spoken(end: str) -> None:
    """Nobody says it; "The end." with a stop may be somebody's last words."""
    assert _read(TALK + end).turns[-1].text == "Thank you."
    assert _read(f"{TALK}The end.").turns[-1].text.endswith("The end.")


def test_where_a_page_was_published_first_is_not_spoken() -> None:
    """It is the page's note below the talk."""
    note = "This article was originally posted on harbour.example."
    transcript = _read(TALK + note)
    assert transcript.turns[-1].text == "Thank you."
    assert note in transcript.notes


def test_where_a_wiki_had_the_page_from_is_not_said() -> None:
    """MediaWiki ends each page so; the last answer before it is in no doubt."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n**Ida Lomax:** Thank you.\n\n"
        "**Otto Brand:** You're welcome.\n\n"
        'Retrieved from " https://wiki.example.org/w/index.php?title=Oral_history:Otto_Brand&oldid=12 "\n'
    )
    transcript = read(text.encode(), "talk.md")
    assert transcript.turns[-1].text == "You're welcome."
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_a_question_within_a_turn_is_asked() -> None:
    """ "What do you think?" on a line of its own is no box of the page while the talk goes on."""
    text = (
        "**Ida Lomax:** Why did it close?\n\n**Otto Brand:** The roof fell in.\n\n**Ida Lomax:** It was old.\n\n"
        "What do you think?\n\n**Otto Brand:** Nobody paid.\n\n**Ida Lomax:** And then?\n\n**Otto Brand:** It stood.\n"
    )
    transcript = read(text.encode(), "talk.md")
    assert not transcript.findings
    assert all(turn.confidence == 1.0 for turn in transcript.turns)
