"""What a page holds beside the talk: never a word of the talk lost, never the page's own words spoken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from segmentcast.model import Transcript
from segmentcast.transcript import read
from segmentcast.transcript.text.dates import parse_date
from tests.showcase import ShowUnderTest

TALK = (
    "    Where can people see the otters, and when?\n\n\n    You can reach them on foot, from nine in the morning.\n\n"
    "    {words}\n\n\n    And how do the young ones live by the river?\n\n\n    They sleep in the reeds, as I said.\n"
)
HEAD = "The otters\n\nIda Roe talks with Jo Lamb.\n\nRead the Full Transcript\n\n\n"
LABELLED = (
    "IDA ROE, HOST: Why so early?\n\nJO LAMB: The bakers asked for it.\n\nIDA ROE: And do they read?\n\n"
    "JO LAMB: They do.\n\nIDA ROE: And what do they read, at four in the morning?\n\nJO LAMB: The paper, mostly.\n\n"
)


def _spoken(transcript: Transcript) -> str:
    return "\n".join(turn.text for turn in transcript.turns)


def _read(text: str, name: str = "page.txt") -> Transcript:
    return read(text.encode(), name)


@pytest.mark.parametrize(
    "words",
    [
        "Sign up for the reserve.", "Follow us on the river path.", "Correction: it was nine.",
        "Jump to the other bank.", "Subscribe to that idea.", "Share with your brother.",
        "This site uses a mill wheel.", "Copyright is a hard thing.",
    ],
)  # fmt: skip
def test_answers_that_sound_like_a_page_are_spoken(words: str) -> None:
    """A sentence of the talk is spoken, on a page, under a label, in JSON, whatever pages say like it."""
    assert words in _spoken(_read(HEAD + TALK.format(words=words)))
    assert words in _spoken(_read(f"{LABELLED}{words}\n\nIDA ROE: I see.\n"))
    rows = f'[{{"speaker": "Ida", "text": "Why?"}}, {{"speaker": "Jo", "text": "{words}"}}]'
    assert words in _spoken(_read(rows, "talk.json"))


@pytest.mark.parametrize(
    "words",
    [
        "Sign up for our newsletter", "Follow us on Facebook", "Subscribe to the podcast", "Jump to navigation",
        "Share this story on Twitter", "This website uses cookies to serve you.",
        '<iframe src="https://player.example/embed/1" width="100%" height="290"></iframe>',
        "[Walmart Sponsor Ad]", "(AD BREAK)", "[mid-roll]",
    ],
)  # fmt: skip
def test_the_pages_own_words_are_not(words: str) -> None:
    """Prompts, embed codes, and marks of advertising between two answers are not spoken."""
    assert words not in _spoken(_read(HEAD + TALK.format(words=words)))


@pytest.mark.parametrize("line", ["Copyright © 2026 The Quay", "© 2026 The Quay. All rights reserved.", "Copyright 2026 by the Quay"])  # fmt: skip
@pytest.mark.parametrize("body", [LABELLED, HEAD + TALK.format(words="They swim.")], ids=["labelled", "page"])  # fmt: skip
def test_nothing_is_said_after_a_copyright_line(body: str, line: str) -> None:
    """What follows the line that says whose the page is becomes a note, whatever its words."""
    after = "Persons named herein have not reviewed these pages.\n\nThe Quay is a member of the harbour trust."
    transcript = _read(f"{body}\n\n{line}\n\n{after}\n")
    assert "herein" not in _spoken(transcript)
    assert "harbour trust" not in _spoken(transcript)
    assert {line, *after.split("\n\n")} <= set(transcript.notes)


def test_a_copyright_line_within_the_talk_ends_nothing() -> None:
    """A copyright line in front of further labelled turns hides none of them."""
    assert "I see." in _spoken(_read(f"{LABELLED}Copyright © 2026 The Quay\n\nIDA ROE: I see.\n"))


@pytest.mark.parametrize("mark", ["END", "###", "-30-", "--END--"])
def test_end_marks_are_not_said(mark: str) -> None:
    """What newsrooms put under the last line is not spoken."""
    assert mark not in _spoken(_read(f"{LABELLED}{mark}\n"))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Aired November 13, 2016 - 09:00 ET", "2016-11-13T09:00:00-05:00"),
        ("Aired July 3, 2018 - 15:30 ET", "2018-07-03T15:30:00-04:00"),
        ("June 5, 2019 9 a.m. PT", "2019-06-05T09:00:00-07:00"),
        ("March 1, 2020 at 5:30 p.m. Eastern Time", "2020-03-01T17:30:00-05:00"),
        ("5 March 2020, 21:15 CET", "2020-03-05T21:15:00+01:00"),
        ("13 July 2016 14:30 UTC+2", "2016-07-13T14:30:00+02:00"),
        ("May 5, 2020 10:00 (EDT)", "2020-05-05T10:00:00-04:00"),
        ("13 July 2016 14:30", "2016-07-13T14:30:00+00:00"),
    ],
)
def test_the_zone_of_a_date_counts(written: str, moment: str) -> None:
    """A clock time is in the zone that stands behind it, by the clocks of that day."""
    parsed = parse_date(written)
    assert parsed is not None
    assert parsed.isoformat() == moment


def test_a_page_of_transcripts_takes_the_segments_headline() -> None:
    """A title that says "Transcripts", and a programme in capitals, are not the segment's title."""
    page = (
        "<html><head><title>The Quay - Transcripts</title></head><body><p>Return to Transcripts main page</p>"
        "<p>THE RIVER HOUR</p><p>Mill Closes After Nine Years</p><p>Aired March 3, 2026 - 16:00 ET</p>"
        + "".join(f"<p>{words}</p>" for words in LABELLED.split("\n\n") if words)
        + "</body></html>"
    )
    transcript = _read(page, "page.html")
    assert transcript.title == "Mill Closes After Nine Years"
    assert transcript.turns[0].text == "Why so early?"
    assert "THE RIVER HOUR" in transcript.notes


def test_another_day_than_the_folders_is_said(show: ShowUnderTest) -> None:
    """A page whose date is not that of its folder's name is published with a warning that names both."""
    folder = show.episode("2026-03-14-otters", f"The otters\n\nMarch 2, 2026\n\n{LABELLED}")
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "read", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the page is dated 2026-03-02, the folder 2026-03-14" in done.stdout + done.stderr
    Path(folder, "episode.toml").write_text("date = 2026-03-02\n", "utf-8")
    (report,) = show.publish(dry_run=True).outcomes
    assert not [finding for finding in report.findings if finding.rule == "other-date"]


def test_an_answer_about_rights_and_transcripts_is_spoken() -> None:
    """What is said after a label is speech, whatever its words; the same words under the talk are not."""
    text = (
        "A talk\n\nROSA LIND, HOST: Why?\n\nOTTO BRAND: It said all rights reserved, and we laughed.\n\n"
        "ROSA LIND: And then?\n\nOTTO BRAND: The transcript was never edited.\n\nROSA LIND: So.\n\n"
        "OTTO BRAND: Yes, it was.\n\nThe River Post, all rights reserved.\n"
    )
    talk = read(text.encode(), "talk.txt")
    words = [paragraph.text for turn in talk.turns for paragraph in turn.paragraphs]
    assert "It said all rights reserved, and we laughed." in words
    assert "The transcript was never edited." in words
    assert words[-1] == "Yes, it was."


@pytest.mark.parametrize(
    "words",
    [
        "LISTEN · 4:11", "4-Minute Listen Download", "News Sport Weather Sign in", "Share Tweet Print",
        "2 comments", "Most popular", "Read more: The otters are back", "Page 14 2997 4 June 1997",
        "TO ORDER VIDEOTAPES AND TRANSCRIPTS OF OUR PROGRAMMING, PLEASE CALL 800-555-0100",
        "Please credit any quotes or excerpts to the show.", "The post The otters appeared first on The River.",
        "Mill Court Reporters, Inc. (555) 555-0100", "MILL REPORTING, INC. 555.555.0100",
    ],
)  # fmt: skip
def test_what_pages_put_around_a_talk_is_not_spoken(words: str) -> None:
    """Players, navigation, buttons, footers: neither before the talk nor behind it, and nobody is called so."""
    for text in (f"{words}\n\nThe otters\n\n{LABELLED}", f"The otters\n\n{LABELLED}{words}\n"):
        transcript = _read(text)
        assert words not in _spoken(transcript)
        assert [speaker.name for speaker in transcript.speakers] == ["Ida Roe", "Jo Lamb"]


@pytest.mark.parametrize(
    "words",
    [
        "News, sport, weather.", "Our reporter is at 555-555-0100.", "Call the Mill for their reporting: 555-555-0100.",
        "We had two comments.",
    ],
)  # fmt: skip
def test_a_last_answer_that_sounds_like_a_footer_is_spoken(words: str) -> None:
    """Sentences are said, though they stand behind the last label."""
    assert words in _spoken(_read(f"The otters\n\n{LABELLED}{words}\n"))


@pytest.mark.parametrize("words", ["👍👍", "[nods] ❤️", "★"])
def test_a_turn_of_pictures_alone_is_reported(words: str) -> None:
    """Nobody can say it and nobody's words are lost unseen; music and dots stay stage directions."""
    transcript = _read(LABELLED.replace("They do.", words))
    [finding] = [finding for finding in transcript.findings if finding.rule == "pictures-alone"]
    assert finding.severity == "warning"
    assert "JO LAMB:" in finding.what
    for other in ("♪♪", "…", "[nods]"):
        quiet = _read(LABELLED.replace("They do.", other))
        assert not [f for f in quiet.findings if f.rule == "pictures-alone"], other


LONG_HEADLINE = (
    "What the flood wall taught a town about patience, paperwork and the slow repair of trust after "
    "eleven years of promises from four city councils{more}"
)


@pytest.mark.parametrize("more", ["", " and from two engineers who walked it each night " * 5])
@pytest.mark.parametrize("talk", [LABELLED, "The wall stands. Nobody wanted it.\n\nThey do now.\n"])
def test_a_headline_may_be_of_any_length(more: str, talk: str) -> None:
    """A page's first paragraph is its headline unless it ends as a sentence does."""
    headline = " ".join(LONG_HEADLINE.format(more=more).split())
    transcript = _read(f"{headline}\n\nMarch 14, 2026\n\n{talk}")
    assert transcript.title == headline
    assert "flood wall" not in _spoken(transcript)


def test_a_long_first_paragraph_of_a_draft_is_spoken() -> None:
    """Where no paragraph has a full stop, a missing one says nothing."""
    words = "and so we went down to the river again the next day and the day after that " * 3
    transcript = _read(f"{words.strip()}\n\n{words.strip()} too\n\n{words.strip()} once more\n")
    assert words.strip() in _spoken(transcript)
