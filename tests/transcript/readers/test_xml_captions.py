"""TTML and its kin, YouTube's timed text, HTML of the Podcast Namespace; XML that attacks or is damaged.

Modelled on: TTML2's and IMSC 1.1's examples (ttm:agent, offset times, frames, ticks), EBU Tech 3380,
transcripts of Apple Podcasts (a span for each word), what yt-dlp saves as srv1, srv2 and srv3, and
the Podcast Namespace's transcripts.md.
"""

from __future__ import annotations

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken, starts


def _ttml(body: str, head: str = "", root: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
        'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'xmlns:podcasts="http://podcasts.example/internal" xml:lang="fr" {root}>\n<head>{head}</head><body>{body}</body></tt>'
    )


AGENTS = (
    "<metadata><ttm:title>Le moulin</ttm:title><ttm:desc>Une visite.</ttm:desc>"
    '<ttm:agent xml:id="a" type="person"><ttm:name type="family">Roe</ttm:name><ttm:name type="given">Ada</ttm:name></ttm:agent>'
    '<ttm:agent xml:id="b" type="person"><ttm:name type="alias">BL</ttm:name><ttm:name type="full">Ben Lind</ttm:name></ttm:agent></metadata>'
)
TWO = (
    '<div><p begin="1s" end="2.5s" ttm:agent="a">Il tourne<br/>encore ?</p>\n'
    '<p begin="2.5s" dur="1s" ttm:agent="b">Il <span tts:color="red">tourne</span>.</p></div>'
)
SRV = {
    "srv1": '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.16" dur="3.2">it&amp;#39;s wet</text><text start="3.4" dur="2">is it</text></transcript>',
    "srv2": '<?xml version="1.0" encoding="utf-8" ?><timedtext><window t="0" id="1"/><text t="160" d="3200" w="1">it&#39;s wet</text><text t="3400" d="9" w="1" append="1">\n</text><text t="3400" d="2000" w="1">is it</text></timedtext>',
    "srv3": '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><ws id="0"/></head><body><w t="0" id="1"/><p t="160" d="3200" w="1"><s>it&#39;s</s><s t="200"> wet</s></p><p t="3400" d="9" w="1" a="1">\n</p><p t="3400" d="2000" w="1"><s>is</s><s t="20"> it</s></p></body></timedtext>',
}  # fmt: skip
PODCAST_HTML = (
    "<cite>Ada Roe:</cite>\n<time>0:00</time>\n<p>Is it wet?</p>\n<cite>Ben Lind:</cite>\n<time>1:04</time>\n<p>It is.</p>\n"
    "<p>Always.</p>\n<cite>Ada Roe:</cite>\n<time>1:02:03</time>\n<p>Oh.</p>\n"
)


def test_agents_are_the_speakers_and_times_are_kept() -> None:
    """ttm:agent names who speaks, by the full name or by its parts; title, summary and language are facts."""
    data = _ttml(TWO, AGENTS)
    assert spoken(data, "t.ttml") == [("Ada Roe", "Il tourne encore ?"), ("Ben Lind", "Il tourne.")]
    transcript = read(data.encode(), "t.xml")
    assert (transcript.title, transcript.summary, transcript.language) == ("Le moulin", "Une visite.", "fr")  # fmt: skip
    paragraphs = [turn.paragraphs[0] for turn in transcript.turns]
    assert [(p.start_ms, p.end_ms) for p in paragraphs] == [(1000, 2500), (2500, 3500)]


@pytest.mark.parametrize(
    ("begin", "root", "ms"),
    [
        ("00:00:01.250", "", 1250), ("1.25s", "", 1250), ("1250ms", "", 1250), ("0.5m", "", 30_000), ("0.001h", "", 3600),
        ("00:00:01:06", 'ttp:frameRate="24"', 1250), ("30f", 'ttp:frameRate="24"', 1250),
        ("00:00:01:00", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1000),
        ("30f", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1001),
        ("12500000t", 'ttp:tickRate="10000000"', 1250), ("1:04.500", "", 64_500), ("7.25", "", 7250),
    ],
)  # fmt: skip
def test_every_way_to_write_a_time(begin: str, root: str, ms: int) -> None:
    """Clock times, offsets in any unit, frames and ticks of the rates that the root gives."""
    assert starts(_ttml(f'<div><p begin="{begin}">Il tourne.</p></div>', root=root), "t.ttml") == [ms]  # fmt: skip


def test_times_count_from_what_is_around_them() -> None:
    """A division's begin is added to that of its paragraphs; in a sequence each follows the one before."""
    nested = '<div begin="10s"><p begin="1s" end="2s">Un.</p></div>'
    assert starts(_ttml(nested), "t.ttml") == [11_000]
    sequence = '<div timeContainer="seq"><p dur="2s">Un.</p><p begin="1s" dur="1s">Deux.</p></div>'
    assert starts(_ttml(sequence), "t.ttml") == [None, 3000]


def test_drafts_and_prefixes_are_read_alike() -> None:
    """DFXP of the drafts has another namespace, EBU-TT a prefix on every name."""
    dfxp = _ttml(TWO, AGENTS).replace(
        "http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1"
    )
    ebu = (
        '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xml:lang="de"><tt:body><tt:div>'
        '<tt:p begin="00:00:01.000" end="00:00:02.000"><tt:span>Es</tt:span><tt:br/><tt:span>dreht.</tt:span></tt:p></tt:div></tt:body></tt:tt>'
    )
    assert len(spoken(dfxp, "t.dfxp")) == 2
    assert [text for _, text in spoken(ebu, "t.xml")] == ["Es dreht."]


def test_a_span_for_each_word_gives_words_with_spaces() -> None:
    """Podcast apps write words as spans with nothing between; speakers without a name keep their id."""
    body = (
        '<div begin="0.240"><p begin="0.240" end="2.1" ttm:agent="SPEAKER_1"><span podcasts:unit="sentence">'
        '<span podcasts:unit="word" begin="0.240">Il</span><span podcasts:unit="word">tourne.</span></span></p></div>'
    )
    ((name, text),) = spoken(_ttml(body, '<metadata><ttm:agent xml:id="SPEAKER_1" type="person"/></metadata>'), "t.ttml")  # fmt: skip
    assert (name.casefold(), text) == ("speaker_1", "Il tourne.")


def test_two_agents_in_one_paragraph_and_what_is_not_speech() -> None:
    """A span of another agent is another's; ruby, metadata and sounds are not said."""
    body = (
        '<div><p begin="1s" ttm:agent="a">Il tourne ? <span ttm:agent="b">Oui.</span></p>'
        '<p begin="2s" ttm:agent="b"><metadata><ttm:desc>note</ttm:desc></metadata><span tts:ruby="container"><span tts:ruby="base">Bon</span>'
        '<span tts:ruby="text">bo</span></span>.</p><p begin="3s" ttm:role="sound">porte qui claque</p></div>'
    )
    assert spoken(_ttml(body, AGENTS), "t.ttml") == [("Ada Roe", "Il tourne ?"), ("Ben Lind", "Oui. Bon.")]  # fmt: skip


def test_divisions_in_two_languages_are_not_read_twice() -> None:
    """The same talk in a second language is left out, with a warning."""
    body = '<div xml:lang="fr"><p begin="1s">Il tourne.</p></div><div xml:lang="en"><p begin="1s">It turns.</p></div>'
    assert [text for _, text in spoken(_ttml(body), "t.ttml")] == ["Il tourne."]
    assert "languages" in rules(_ttml(body), "t.ttml")


@pytest.mark.parametrize("version", SRV)
def test_youtubes_timed_text(version: str) -> None:
    """All three versions have the same words and times; empty lines that scroll are nothing."""
    assert [text for _, text in spoken(SRV[version], f"t.{version}")] == ["it's wet is it"]
    ((turn),) = read(SRV[version].encode(), "t.xml").turns
    assert (turn.paragraphs[0].start_ms, turn.paragraphs[-1].end_ms) == (160, 5400)


def test_html_of_the_podcast_namespace() -> None:
    """`cite` names who speaks, `time` is when and never said, in a fragment and in a page."""
    turns = [("Ada Roe", "Is it wet?"), ("Ben Lind", "It is. Always."), ("Ada Roe", "Oh.")]
    assert spoken(PODCAST_HTML, "t.html") == turns
    page = f'<!DOCTYPE html><html lang="en"><head><title>The mill</title></head><body>{PODCAST_HTML}</body></html>'
    assert spoken(page, "t.html") == turns
    assert read(page.encode(), "t.html").title == "The mill"
    assert starts(PODCAST_HTML, "t.html") == [0, 64_000, None, 3_723_000]


def test_a_page_that_shows_such_html_is_not_taken_for_it() -> None:
    """Documentation with a sample in it is a page."""
    page = f"# How to write transcripts\n\n```html\n{PODCAST_HTML}```\n\nThat is all there is to it, and more than enough.\n"
    assert read(page.encode(), "t.md").format != "Podcast Namespace HTML"


BOMB = '<!DOCTYPE tt [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (_ttml(TWO).replace("<tt ", f"{BOMB}<tt ", 1).replace("encore", "&b;"), "t.xml"),
        (_ttml(TWO).replace("<tt ", '<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/hostname">]><tt ', 1), "t.xml"),
        (_ttml(TWO).replace("encore", "&nbsp;"), "t.xml:"),
        (_ttml(TWO)[:-30], "t.xml:"),
        (_ttml("<div>" * 300 + "</div>" * 300), "t.xml:"),
        (_ttml(TWO).replace('begin="1s"', 'begin="soon"'), "t.xml:3"),
        (_ttml(TWO).replace('begin="1s"', 'begin="9999999999h"'), "t.xml:3"),
        (SRV["srv3"].replace('t="3400" d="2000"', 'd="2000"'), "t.xml:2"),
        (SRV["srv1"].replace("</text>", "", 1), "t.xml:"),
    ],
)  # fmt: skip
def test_what_attacks_or_is_damaged_is_refused(data: str, where: str) -> None:
    """Entities are never resolved, nothing is fetched; each fault has its place and a way to mend it."""
    with pytest.raises(TranscriptError) as refused:
        read(data.encode(), "t.xml")
    (problem,) = refused.value.problems
    assert problem.where.startswith(where)
    assert problem.mend
    assert "x" * 9 not in problem.what


def test_ttml_that_is_not_quite_so() -> None:
    """Without a namespace, and with an id that is there twice, it is still TTML."""
    body = '<p xml:id="a" begin="1s" end="2s">Is it wet?</p><p xml:id="a" begin="3s" end="4s">It is.</p>'
    assert (
        spoken(f"<tt><head/><body><div>{body}</div></body></tt>", "t.ttml")[0][1]
        == "Is it wet? It is."
    )


def test_ttml_that_is_not_shown_is_not_said() -> None:
    """Neither what `display` hides nor what is in a namespace of the tool's own."""
    text = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:f="urn:tool"><body><div>'
        '<p begin="1s" end="2s">Is it wet?<f:id>cue 17</f:id></p><f:p>a remark</f:p>'
        '<p begin="3s" end="4s" tts:display="none">a draft</p></div></body></tt>'
    )
    assert [words for _, words in spoken(text, "t.ttml")] == ["Is it wet?"]
