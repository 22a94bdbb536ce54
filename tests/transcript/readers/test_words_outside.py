"""Words at odd places of a file: they are said, or somebody is told that they are not."""

from __future__ import annotations

import json
import re

import pytest

from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts

_EVENTS = (
    "[Script Info]\nTitle: The mill\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
_ADA = "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ada Roe,0,0,0,,"
_BEN = "Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ben Lind,0,0,0,,It does.\n"


def _outside(file: str, name: str) -> list[str]:
    """What is said about words outside the captions."""
    findings = read(file.encode(), name).findings
    return [finding.what for finding in findings if finding.rule == "words-outside-caption"]


def test_a_dialogue_line_broken_in_two_keeps_its_end() -> None:
    """What stands below a line of dialogue is its end, be it in brackets; remarks and other sections are not."""
    file = (
        f"{_EVENTS}{_ADA}It turns\n[music]\nby wind: does it\nby night?\n; by hand\n"
        f"Comment: 0,0:00:01.00,0:00:02.00,Default,Ada Roe,0,0,0,,Check.\n{_BEN}\n[Fonts]\nfontname: mill.ttf\n"
    )
    turns = [("Ada Roe", "It turns by wind: does it by night?"), ("Ben Lind", "It does.")]
    assert spoken(file, "t.ass") == turns
    assert "words-outside-caption" in rules(file, "t.ass")
    assert "words-outside-caption" not in rules(_EVENTS + _ADA + "It turns.\n" + _BEN, "t.ass")


@pytest.mark.parametrize("word", ["Sound", "Picture", "Movie", "Command", "Format", "Comment"])
def test_the_end_of_a_dialogue_line_may_begin_like_an_event(word: str) -> None:
    """An event has all its fields: what has not is said."""
    file = f"{_EVENTS}{_ADA}It turns.\n{word}: the start, they said.\n{_BEN}"
    assert spoken(file, "t.ass")[0] == ("Ada Roe", f"It turns. {word}: the start, they said.")
    assert _outside(file, "t.ass") == [
        f'words outside the captions are read, too: "{word}: the start, they said."'
    ]


def test_words_among_the_events_that_are_not_read_are_reported() -> None:
    """Nobody says words before the first line of dialogue; a line with a semicolon may be a remark."""
    file = f"{_EVENTS}So we went.\n{_ADA}It turns\n; by wind\n{_BEN}"
    assert spoken(file, "t.ass")[0] == ("Ada Roe", "It turns")
    assert _outside(file, "t.ass") == [
        'words outside the captions are not read: "So we went." (2 places)'
    ]


def test_words_before_the_first_name_of_podcast_html_are_reported() -> None:
    """Nothing says whose they are, nor that they are said at all."""
    page = "<body>So we went. <cite>Ada Roe:</cite><time>0:00</time><p>It turns.</p></body>"
    assert spoken(page, "t.html") == [("Ada Roe", "It turns.")]
    assert _outside(page, "t.html") == ['words outside the captions are not read: "So we went."']


def test_words_between_the_paragraphs_of_podcast_html_are_read() -> None:
    """A block within a paragraph ends it: what follows is the same person's, and doubtful."""
    page = (
        "<p>About the mill.</p><cite>Ada Roe:</cite><time>0:00</time><p>It turns <div>by wind, <b>doesn</b>'t it</div> by night?</p>"
        "<cite>Ben Lind:</cite><time>0:05</time>It <i>does</i>.<nav>Home</nav><footer><p>The Mill Show</p></footer>"
    )
    turns = spoken(page, "t.html")
    assert turns[-2:] == [("Ada Roe", "It turns by wind, doesn't it by night?"), ("Ben Lind", "It does.")]  # fmt: skip
    assert starts(page, "t.html")[-1] == 5000
    assert "words-outside-caption" in rules(page, "t.html")
    assert read(page.encode(), "t.html").notes == ("The Mill Show",)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (
            '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div><p begin="1s" end="2s">It turns</p> by wind '
            '<span begin="2s" end="3s">and by night.</span><metadata>no word</metadata></div></body></tt>',
            "t.ttml",
        ),
        (
            '<timedtext format="3"><head><pen id="1"/></head><body><p t="0" d="900">It <s>turns</s></p> by wind '
            '<w><p t="900" d="90">and by <p t="950">night.</p></p></w></body></timedtext>',
            "t.srv3",
        ),
    ],
)
def test_words_beside_the_paragraphs_of_xml_captions_are_read(file: str, name: str) -> None:
    """Once each, in their order."""
    assert [words for _, words in spoken(file, name)] == ["It turns by wind and by night."]
    assert "words-outside-caption" in rules(file, name)


@pytest.mark.parametrize("mark", ["<style>", "<!--", "<Style media=all>", "<textarea rows=2>"])
def test_a_page_that_hides_its_end_says_so(mark: str) -> None:
    """A browser shows nothing behind what nobody closes; people who speak of tags forget that."""
    page = f"<p>JO ROE: We write {mark} here.</p>\n<p>AL POE: Why?</p>\n<p>JO ROE: It is so.</p>"
    assert "left-open" in rules(page, "t.html")
    closed = page.replace(mark, "<style>x('<!--')</Style><!--><!-- x --!><iframe src=x />")
    assert len(spoken(closed, "t.html")) == 3
    assert "left-open" not in rules(closed, "t.html")
    assert "left-open" not in rules(f"{closed}<style></p></body>", "t.html")


_LONG = "We went by sea, from the pier at the mill to the far side of the bay, and back by the same way at night."
_TALK_OF_TWO = f"<html><body>\n<p>JO ROE: {_LONG}</p>\n<p>AL POE: Why?</p>\n"


@pytest.mark.parametrize("tag", ["xmp", "noframes", "title", "iframe", "textarea", "script"])
def test_what_an_open_tag_hides_is_not_said(tag: str) -> None:
    """Its markup, which a parser keeps as text, least of all; the finding has its line."""
    page = f"{_TALK_OF_TWO}<{tag}>\n<p>JO ROE: Behind it.</p></body></html>"
    assert spoken(page, "t.html") == [("Jo Roe", _LONG), ("Al Poe", "Why?")]
    (finding,) = [row for row in read(page.encode(), "t.html").findings if row.rule == "left-open"]
    assert finding.where == "t.html:4"
    assert f'"<{tag}>", so all behind it is left out: "JO ROE: Behind it."' in finding.what


def test_an_open_comment_has_the_line_of_its_start() -> None:
    """A parser says where it ends."""
    page = f"{_TALK_OF_TWO}<!-- so\n\n<p>JO ROE: Behind it.</p></body></html>"
    (finding,) = [row for row in read(page.encode(), "t.html").findings if row.rule == "left-open"]
    assert finding.where == "t.html:4"


@pytest.mark.parametrize("mark", ["<script>", "<!--", "<title>"])
def test_a_mark_within_an_attribute_hides_nothing(mark: str) -> None:
    """What stands behind it is read, and no finding says otherwise."""
    page = f'{_TALK_OF_TWO}<p title="{mark}">JO ROE: Behind it.</p></body></html>'
    assert spoken(page, "t.html")[-1] == ("Jo Roe", "Behind it.")
    assert "left-open" not in rules(page, "t.html")


def test_an_emoji_of_rich_text_is_one_character() -> None:
    """Rich Text writes it as two halves; a half alone is none, and what no file can hold goes."""
    file = (
        rb"{\rtf1\ansi JO ROE: Hi \u-10179?\u-8704? there.\par AL POE: Yes\u-1?, \u-10179? so.\par}"
    )
    assert spoken(file, "t.rtf") == [("Jo Roe", "Hi \U0001f600 there."), ("Al Poe", "Yes, \ufffd so.")]  # fmt: skip


def test_a_marked_direction_has_single_spaces() -> None:
    """Those of captions that are read as they are written, too, with what their references stand for."""
    file = (
        "WEBVTT\nturns: as written\n\n00:00.000 --> 00:01.000\n"
        "<v Ada Roe>It <c.direction> wind &nbsp; rises </c>turns.\n"
    )
    (paragraph,) = read(file.encode(), "t.vtt").turns[0].paragraphs
    assert [row.text for row in paragraph.directions] == ["wind rises"]


_SPOKEN = [
    ("Ada Roe", "It turns by wind (LAUGHTER) and {} by night."),
    ("Ben Lind", "Why {} is it so? Read more."),
    ("Ada Roe", "Listen. I said: go {} now, and we went."),
    ("Ben Lind", "♪ la {} la ♪ No."),
    ("Ada Roe", "[unclear: perhaps] It is {} [the] mill's."),
]
_TALK = [(name, words.format(f"word{at}")) for at, (name, words) in enumerate(_SPOKEN)]


def _clock(at: int, mark: str) -> str:
    return f"00:00:{4 * at:02}{mark}000"


def _cues(arrow: str, mark: str, *, numbered: bool = False) -> str:
    return "".join(
        f"{f'{at + 1}{chr(10)}' if numbered else ''}{_clock(at, mark)}{arrow}{_clock(at + 1, mark)}\n{name}: {words}\n\n"
        for at, (name, words) in enumerate(_TALK)
    )


_FILES = {
    "t.txt": "\n\n".join(f"{name}: {words}" for name, words in _TALK),
    "t.md": "\n\n".join(f"**{name}:** {words}" for name, words in _TALK),
    "t.html": "<!doctype html><body>" + "".join(f"<p><b>{name}:</b> {words}</p>" for name, words in _TALK),
    "cite.html": "".join(f"<cite>{name}:</cite><time>0:0{at}</time><p>{words}</p>" for at, (name, words) in enumerate(_TALK)),
    "t.vtt": "WEBVTT\n\n" + _cues(" --> ", "."),
    "t.srt": _cues(" --> ", ",", numbered=True),
    "t.sbv": _cues(",", ".").replace("00:00:", "0:00:"),
    "t.ass": _EVENTS + "".join(f"{_ADA.replace('Ada Roe', name)}{words}\n" for name, words in _TALK),
    "t.csv": "speaker,text\n" + "".join(f'{name},"{words}"\n' for name, words in _TALK),
    "t.tsv": "start\tend\ttext\n" + "".join(f"{at}000\t{at}900\t{name}: {words}\n" for at, (name, words) in enumerate(_TALK)),
    "t.json": json.dumps({"segments": [{"speaker": name, "startTime": at, "endTime": at + 1, "body": words} for at, (name, words) in enumerate(_TALK)]}),
    "t.ttml": '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>' + "".join(f'<p begin="{at}s">{name}: {words}</p>' for at, (name, words) in enumerate(_TALK)) + "</div></body></tt>",
    "t.srv3": '<timedtext format="3"><body>' + "".join(f'<p t="{at}000" d="900">{name}: {words}</p>' for at, (name, words) in enumerate(_TALK)) + "</body></timedtext>",
    "t.rtf": r"{\rtf1\ansi " + r"\par ".join(f"{name}: {words}".replace("♪", r"\u9834?") for name, words in _TALK) + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", _FILES)
def test_every_word_of_a_talk_is_somewhere(name: str) -> None:
    """In a turn or a direction, whatever the format: once, and in the mouth that said it."""
    transcript = read(_FILES[name].encode(), name)
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    heard = {
        word: names[turn.speaker]
        for turn in transcript.turns
        for paragraph in turn.paragraphs
        for text in (paragraph.text, *(row.text for row in paragraph.directions))
        for word in re.findall(r"word\d", text)
    }
    assert heard == {f"word{at}": who for at, (who, _) in enumerate(_TALK)}
