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
        "This is a machine that transcribes hearings while people speak.",
        "You can help us fix the transcribing of it.",
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


@pytest.mark.parametrize(
    "words", ["Copyright. But no, it was a pleasure.", "Copyright. Who owns it?"]
)
def test_somebody_who_speaks_of_copyright_goes_on(words: str) -> None:
    """The word with a full stop begins a turn as well; a line of a page has an owner behind it."""
    turns = ["What did you lose?", words, "And who has it now?", "The mill has."] * 3
    page = "The mill\n\nRead the Full Transcript\n\n\n" + "\n\n\n".join(turns) + "\n"
    assert [turn.text for turn in read(page.encode(), "page.txt").turns] == turns


def test_a_copyright_line_within_the_talk_ends_nothing() -> None:
    """A copyright line in front of further labelled turns hides none of them."""
    assert "I see." in _spoken(_read(f"{LABELLED}Copyright © 2026 The Quay\n\nIDA ROE: I see.\n"))


@pytest.mark.parametrize("mark", ["END", "###", "-30-", "--END--"])
def test_end_marks_are_not_said(mark: str) -> None:
    """What newsrooms put under the last line is not spoken."""
    assert mark not in _spoken(_read(f"{LABELLED}{mark}\n"))


@pytest.mark.parametrize(
    ("mark", "behind"),
    [("END", "It stood there in chalk, and nobody at the mill ever said to me who wrote it on the wall."),
     ("THE END", "That is how my mother read it to us every night, by the stove, until the river rose.")],
)  # fmt: skip
def test_an_end_within_the_talk_ends_nothing(mark: str, behind: str) -> None:
    """A speaker who quotes a line "END" and goes on with more than a few words loses none of them."""
    talk = LABELLED * 4 + f"IDA ROE: On the wall it said this.\n\n{mark}\n\n{behind}\n"
    spoken = _spoken(_read(talk))
    assert behind in spoken
    assert mark in spoken


def test_what_goes_with_an_end_mark_is_reported() -> None:
    """The mark and the few words behind it are not spoken, and each is in a finding."""
    for text in (f"{LABELLED}END\n\nPress office, Quay 4.\n", f"{LABELLED}THE END\n"):
        transcript = _read(text)
        unsaid = text.removeprefix(LABELLED).split("\n")[0::2]
        reported = " ".join(f.what for f in transcript.findings)
        for words in filter(None, unsaid):
            assert words not in _spoken(transcript)
            assert words in reported


@pytest.mark.parametrize("asked", ["On the wall they wrote:", "And the last word of the film?"])
def test_an_end_that_answers_is_said(asked: str) -> None:
    """The word that a colon or a question calls for is no end mark."""
    talk = f"{LABELLED}IDA ROE: {asked}\n\nFIN\n"
    assert "FIN" in _spoken(_read(talk))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Aired November 13, 2016 - 09:00 ET", "2016-11-13T09:00:00-05:00"),
        ("Aired July 3, 2018 - 15:30 ET", "2018-07-03T15:30:00-04:00"),
        ("June 5, 2019 9 a.m. PT", "2019-06-05T09:00:00-07:00"),
        ("March 1, 2020 at 5:30 p.m. Eastern Time", "2020-03-01T17:30:00-05:00"),
        ("5 March 2020, 21:15 CET", "2020-03-05T21:15:00+01:00"),
        ("13 July 2016 14:30 UTC+2", "2016-07-13T14:30:00+02:00"),
        ("5. Januar 2023, 10:15 Uhr MEZ", "2023-01-05T10:15:00+01:00"),
        ("Published 10:15 a.m. PST, January 5, 2023", "2023-01-05T10:15:00-08:00"),
        ("May 5, 2020 10:00 (EDT)", "2020-05-05T10:00:00-04:00"),
        ("13 July 2016 14:30", "2016-07-13T14:30:00+00:00"),
        ("3. März 2026", "2026-03-03T12:00:00+00:00"),
        ("lunes, 3 de mayo de 2026", "2026-05-03T12:00:00+00:00"),
        ("٣ مايو ٢٠٢٦", "2026-05-03T12:00:00+00:00"),
        ("3 мая 2026 г.", "2026-05-03T12:00:00+00:00"),
        ("3 Μαΐου 2026", "2026-05-03T12:00:00+00:00"),
        ("3 במאי 2026", "2026-05-03T12:00:00+00:00"),
        ("3 मई 2026", "2026-05-03T12:00:00+00:00"),
        ("2026年5月3日", "2026-05-03T12:00:00+00:00"),
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
        "LISTEN · 4:11", "Listen · 8 min", "Image credit: River News", "4-Minute Listen Download", "News Sport Weather Sign in", "Share Tweet Print",
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


@pytest.mark.parametrize("date", ["14 November 2026", "7 November 2026 • 07:15 CET"])
def test_a_date_below_the_standfirst_is_no_turn(date: str) -> None:
    """On a page without labels, what stands above a date line is the page's: nobody says either."""
    talk = "How did you come to run a mill?\n\n\nI bought it in spring.\n\n\nAnd what does it grind?\n\n\nRye, mostly.\n"
    transcript = _read(
        f"The mill at night\n\nWhy the old mill has turned again.\n\n{date}\n\n\n{talk}"
    )
    assert transcript.turns[0].text.startswith("How did you come")
    assert transcript.summary == "Why the old mill has turned again."
    assert transcript.published is not None


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


def test_a_statement_before_the_questions_is_no_summary() -> None:
    """What is said before the first label is kept where it is most of the page, and said to be unsure."""
    statement = "\n\n".join(
        f"Today, on day {day}, I name the people who will build the wall with us."
        for day in range(40)
    )
    transcript = _read(f"The wall\n\n{statement}\n\n{LABELLED}")
    assert "on day 0," in transcript.turns[0].text
    assert "on day 39," in transcript.turns[0].text
    assert transcript.turns[0].confidence <= 0.5


def test_an_article_before_labelled_turns_is_the_summary() -> None:
    """A long introduction that speaks to nobody outside its quotations is not said."""
    article = "\n\n".join(
        f"In year {year} the US council rebuilt the mill, and “we love it, you know,” said the carpenter of the quay. "
        "It had ground rye for most of its two centuries, and the bakers were there at four."
        for year in range(15)
    )
    transcript = _read(f"The mill\n\n{article}\n\n{LABELLED}")
    assert [turn.text for turn in transcript.turns] == [turn.text for turn in _read(LABELLED).turns]
    assert "In year 14" in (transcript.summary or "")


@pytest.mark.parametrize(
    "notice",
    [
        "You can help edit this transcript at GitHub.",
        "Click here to help me correct the transcript on GitHub!",
    ],
)
def test_what_readers_may_correct_is_not_said(notice: str) -> None:
    """A page's request to correct its transcript is no speech; an answer that asks for it is."""
    transcript = _read(f"The otters\n\nTranscription\n\n{notice}\n\n{LABELLED}")
    assert notice not in _spoken(transcript)
    assert "the transcript" in _spoken(
        _read(f"{LABELLED}JO LAMB: Can you help me fix the transcript?\n")
    )


_UNLABELLED = (
    "How did you come to run a mill?\n\n\nI bought it in spring.\n\n\nAnd what does it grind?\n\n\n"
    "Rye, mostly.\n\n\nWho eats it?\n\n\nThe whole town does.\n"
)


@pytest.mark.parametrize(
    "head",
    [
        "Home | News | Culture | Sport\n\nThe mill at night\n\nWhy it turns.",
        "Home > Culture > The mill\n\nThe mill at night\n\nWhy it turns.",
        "CULTURE\n\nThe mill at night\n\nBy Ida Roe\n\nWhy it turns.",
        "The mill at night\n\nWhy it turns.\n\nQUAY, May 3, 2026",
        "The mill at night\n\nWhy it turns.\n\nIda Roe, Culture reporter",
        "The mill at night\n\nBy Ida Roe | River News\n\nPublished: 3 May 2026 | Updated: 4 May 2026\n\nWhy it turns.",
    ],
)
def test_the_head_of_a_copied_page_is_no_turn(head: str) -> None:
    """Trail, kicker, byline, dateline, standfirst stand closer together than the turns, and nobody says them."""
    transcript = _read(f"{head}\n\n\n{_UNLABELLED}")
    assert [turn.text for turn in transcript.turns] == _UNLABELLED.strip().split("\n\n\n")
    assert transcript.title == "The mill at night"
    assert transcript.summary == "Why it turns."


def test_a_welcome_close_under_the_title_is_spoken() -> None:
    """Whoever speaks to somebody is part of the talk, however close under the title it stands."""
    words = "Welcome to the programme, where you hear the river."
    transcript = _read(
        f"The mill at night\n\nBy Ida Roe\n\n{words}\n\nThe mill is old.\n\n\n{_UNLABELLED}"
    )
    assert words in _spoken(transcript)


@pytest.mark.parametrize(
    "head",
    [
        "OTTO BRAND\n\nThe baker of the island.",
        "FERRY STORIES\n\nThe winter boat goes out.",
        "Headlines 3 May 2026\n\nWhat the river towns did.",
        "Bulletin 3 May 2026\n\nWhat the river towns did.",
        "Newscast, 12 March 2026\n\nWhat the river towns did.",
    ],
)
def test_the_first_line_is_the_title_unless_it_is_a_section(head: str) -> None:
    """A name in capitals above a summary, and a title that ends in a date, are the title."""
    transcript = _read(f"{head}\n\n\n{_UNLABELLED}")
    assert transcript.title == head.partition("\n")[0]
    assert [turn.text for turn in transcript.turns] == _UNLABELLED.strip().split("\n\n\n")


@pytest.mark.parametrize("title", ["OTTO BRAND\n\nThe baker of the island", "FERRY STORIES\n\nThe winter boat"])  # fmt: skip
def test_a_title_above_a_second_one_stays(title: str) -> None:
    """Of two headlines the first is the title, and neither goes out as furniture."""
    transcript = _read(f"{title}\n\n\n{_UNLABELLED}")
    assert transcript.title == title.partition("\n")[0]
    assert not [f for f in transcript.findings if "furniture" in f.what]


@pytest.mark.parametrize(
    "note",
    [
        "This is a machine-generated transcript.",
        "This is a lightly edited automatic transcript and may have mistakes.",
        "You can help improve this transcript.",
    ],
)
@pytest.mark.parametrize("place", ["{note}\n\nWhy it turns.\n\n\n{talk}", "Why it turns.\n\n{note}\n\n\n{talk}", "Why it turns.\n\n\n{talk}\n\n\n{note}"])  # fmt: skip
def test_where_a_transcript_comes_from_is_a_note_around_the_talk(note: str, place: str) -> None:
    """A sentence on a machine's transcript before or behind the talk is a note, and not spoken."""
    body = place.format(note=note, talk=_UNLABELLED.strip())
    transcript = _read(f"The mill at night\n\n{body}\n")
    assert note in transcript.notes
    assert transcript.summary == "Why it turns."
    assert [turn.text for turn in transcript.turns] == _UNLABELLED.strip().split("\n\n\n")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "The harbour master, Otto Brand, joins us. Good morning, Captain.",
            "Rosa, it is lovely to be with you.",
        ),
        ("Otto Brand joins us from the quay. Good morning, and welcome.", "Good morning, Rosa."),
        ("Otto Brand runs the ferry to the island. Thanks for joining us.", "Thank you for that."),
    ],
)
def test_a_greeting_that_is_answered_is_said(first: str, second: str) -> None:
    """Who greets somebody, and is answered in the next paragraph, speaks: that is no page's summary."""
    turns = [first, second, "How is the sea today?", "It is calm, and we shall sail at noon."]
    talk = read(("Interview with Rosa Lind\n\n\n" + "\n\n\n".join(turns)).encode(), "t.txt")
    assert talk.turns[0].text == first
    assert not talk.summary


def test_a_standfirst_about_a_welcome_stays_a_summary() -> None:
    """A paragraph that only tells of somebody who joins and is welcomed is the page's summary still."""
    first = "Otto Brand, who welcomes guests on the ferry each good morning, talks with Rosa Lind about the sea."
    turns = [
        "Good morning. How is the sea?",
        "Good morning, Rosa. It is calm.",
        "And at night?",
        "Calm.",
    ]
    talk = read(("The ferry\n\n\n" + "\n\n\n".join([first, *turns, ""])).encode(), "t.txt")
    assert talk.summary == first
    assert talk.turns[0].text.startswith(turns[0])


@pytest.mark.parametrize(
    "head",
    [
        "<title>Transcript</title></head><body><h1>Transcript</h1><h2>The ferry</h2>",
        "<title>The ferry - Radio Quay</title><meta property='og:site_name' content='Radio Quay'></head><body>",
        "<meta property='og:title' content='Radio Quay'><meta property='og:site_name' content='Radio Quay'></head><body><h1>The ferry</h1>",
    ],
)
def test_neither_the_site_nor_the_word_transcript_is_the_title(head: str) -> None:
    """A page whose title or first heading names the site or nothing takes the headline."""
    talk = "<p><b>Mia Falk:</b> Why?</p><p><b>Jon Berg:</b> It was late.</p><p><b>Mia Falk:</b> I see.</p>"
    page = f"<html><head>{head}{talk}</body></html>"
    assert read(page.encode(), "a.html").title == "The ferry"


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ('{"@id": "https://lind.example/#/person/1e7f"}', "Rosa Lind"),
        ('[{"@id": "https://lind.example/#/person/1e7f"}, {"name": "Otto Brand"}]', "Rosa Lind, Otto Brand"),
        ('{"@id": "https://lind.example/#/person/none"}', ""),
        ('"https://lind.example/people/rosa"', ""),
        ('["https://lind.example/people/rosa", "Otto Brand", "Ada Rowe"]', "Otto Brand, Ada Rowe"),
        ('{"@id": "https://lind.example/#/person/1e7f", "name": ""}', "Rosa Lind"),
        ('"#/person/1e7f"', ""), ('"mailto:rosa@lind.example"', ""), ('"rosa@lind.example"', ""), ('"www.lind.example"', ""),
        ('{"@id": {"name": "Rosa Lind"}}', ""), ("null", ""),
    ],
)  # fmt: skip
def test_an_author_given_by_reference_has_a_name_and_no_address(author: str, byline: str) -> None:
    """JSON-LD may name the author in another object of the page; an address is nobody's name."""
    graph = (
        f'{{"@graph": [{{"@type": "Article", "headline": "The early library", "author": {author}}},'
        '{"@type": "Person", "@id": "https://lind.example/#/person/1e7f", "name": "Rosa Lind"}]}'
    )
    talk = "".join(
        f"<p>{words}</p>"
        for words in (
            "ROSA LIND: Why do you open at six?", "OTTO BRAND: The bakers asked, and I like it.",
            "ROSA LIND: And do they come?", "OTTO BRAND: They do.",
        )
    )  # fmt: skip
    page = f'<html><head><script type="application/ld+json">{graph}</script></head><body><h1>The early library</h1>{talk}</body></html>'
    assert read(page.encode(), "page.html").byline == byline
    # What the page's head says of its author counts where JSON-LD has no name, addresses apart.
    metas = '<meta name="author" content="https://lind.example/rosa"><meta name="byl" content="By Kay Stone"><script'
    again = read(page.replace("<script", metas, 1).encode(), "page.html").byline
    assert again == (byline or "By Kay Stone")
