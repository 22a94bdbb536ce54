"""Captions as other people's readers see them, and what holds for any cues at all."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pysubs2
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import captions
from segmentcast.model import Cue, WordTime

LONG = (
    "Good evening from the harbour, where the ferries, which have not run since Tuesday — because "
    "of the storm that came in from the west and took the lights with it — are said to be leaving "
    "again at dawn, with the U.S. Coast Guard beside them."
)
TALK = (
    Cue(0, 12_000, "Maria Lindqvist", LONG),
    Cue(12_500, 14_000, "Maria Lindqvist", "How many people are waiting?", paragraph=1),
    Cue(14_200, 20_000, "Tom <O'Hara> & Sons", "About 400 & it is <rising> --> fast.", turn=1),
    Cue(20_000, 23_000, "Maria Lindqvist", "Thank you.", turn=2),
)


def words_of(texts):
    return " ".join(texts).split()


def timed_words(text, start_ms, each_ms):
    return tuple(
        WordTime(start_ms + i * each_ms, start_ms + (i + 1) * each_ms, found.start(), found.end())
        for i, found in enumerate(re.finditer(r"\S+", text))
    )


@st.composite
def cue_rows(draw):
    """Cues as an aligner might give them: any text, times that may touch, overlap or be empty."""
    text = st.text(min_size=0, max_size=300) | st.lists(
        st.sampled_from(
            ["harbour,", "the", "U.S.", "—", "storm;", "a", "ferries.", "山田です", "-->"]
        ),
        max_size=60,
    ).map(" ".join)
    row, at = [], 0
    for turn in range(draw(st.integers(0, 8))):
        at = max(0, at + draw(st.integers(-500, 4000)))
        length = draw(st.integers(-10, 9000))
        body = draw(text)
        words = timed_words(body, at, draw(st.integers(0, 400))) if draw(st.booleans()) else ()
        row.append(
            Cue(
                at,
                at + length,
                draw(st.sampled_from(["", "Maria", "Tom & Co"])),
                body,
                turn,
                0,
                words,
            )
        )
        at += length
    return row


def test_vtt_reads_back_with_the_words_the_voices_and_short_lines():
    """A WebVTT reader finds every word, the speaker of each caption, and lines of at most 65 characters."""
    data = captions.render_vtt(TALK, language="en", title="Ferries --> dawn")
    read = webvtt.from_buffer(io.StringIO(data.decode()))
    assert read[0].voice == "Maria Lindqvist"
    assert len(read) > len(TALK)
    for caption in read:
        lines = caption.text.split("\n")
        assert 1 <= len(lines) <= 2
        assert max(len(line) for line in lines) <= 65
    said = words_of(caption.text for caption in read if caption.voice == "Maria Lindqvist")
    assert said == words_of(cue.text for cue in TALK if cue.speaker == "Maria Lindqvist")


def test_vtt_escapes_what_strangers_write():
    """Angle brackets, ampersands and arrows in names and text can neither open a tag nor end a caption."""
    text = captions.render_vtt(TALK, language="en").decode()
    assert (
        "<v Tom &lt;O'Hara&gt; &amp; Sons>About 400 &amp; it is &lt;rising&gt; --&gt; fast." in text
    )
    assert text.startswith("WEBVTT\n\nNOTE\n")
    assert text.count("-->") == len(webvtt.from_buffer(io.StringIO(text)))


def test_a_sentence_is_cut_where_a_clause_ends():
    """A sentence too long for one caption is cut after the dashes, not in the middle of a phrase."""
    cut = captions.split(TALK[:1], line_characters=65)
    assert [" ".join(caption.lines)[-1] for caption in cut] == ["—", "—", "."]


def test_times_inside_a_sentence_come_from_its_words():
    """Where word times are known a caption begins exactly when its first word is heard."""
    words = timed_words(LONG, 1000, 250)
    cue = Cue(1000, 13_000, "Maria", LONG, word_times=words)
    starts = {word.start: word.start_ms for word in words}
    at = 0
    for caption in captions.split([cue], line_characters=32):
        assert caption.start_ms == starts[at]
        at += len(" ".join(caption.lines)) + 1


def test_times_without_word_times_follow_the_characters():
    """Without word times a sentence's captions share its time in proportion to their characters."""
    first, second = captions.split(
        [Cue(0, 10_000, "A", f"{'a' * 30} {'b' * 29}; {'c' * 30} {'d' * 30}")], line_characters=32
    )
    assert first.end_ms == second.start_ms
    assert abs(first.end_ms - 5000) <= 100


def test_srt_names_the_speaker_where_the_turn_changes_and_only_there():
    """SubRip: two lines of 32 characters, `Name: ` at the first card of a turn."""
    read = pysubs2.SSAFile.from_string(captions.render_srt(TALK).decode(), format_="srt")
    plain = [event.plaintext.replace("\n", " ") for event in read]
    assert [text.startswith("Maria Lindqvist: ") for text in plain].count(True) == 2
    assert plain[0].startswith("Maria Lindqvist: Good")
    raw = captions.render_srt(TALK).decode()
    for block in raw.strip().split("\n\n"):
        lines = block.split("\n")[2:]
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 32
    assert raw.count("-->") == len(raw.strip().split("\n\n"))


def test_json_is_the_podcast_index_form():
    """JSON transcript 1.0.0: version and segments of speaker, startTime, endTime, body in seconds."""
    document = json.loads(captions.render_json(TALK))
    assert document["version"] == "1.0.0"
    assert document["segments"][1] == {
        "speaker": "Maria Lindqvist",
        "startTime": 12.5,
        "endTime": 14.0,
        "body": "How many people are waiting?",
    }


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.tag = ""

    def handle_starttag(self, tag, attrs):
        self.tag = tag

    def handle_endtag(self, tag):
        self.tag = ""

    def handle_data(self, data):
        if self.tag in {"cite", "time", "p", "script"}:
            self.parts.append((self.tag, data))


def test_html_has_cite_time_and_paragraph():
    """HTML transcript: the name once a turn, then time and text of each paragraph, all escaped."""
    reader = Reader()
    reader.feed(captions.render_html(TALK, language="en", title="<script>x</script>").decode())
    assert reader.parts[:2] == [("cite", "Maria Lindqvist:"), ("time", "0:00")]
    assert ("time", "0:12") in reader.parts
    assert [text for tag, text in reader.parts if tag == "cite"] == [
        "Maria Lindqvist:",
        "Tom <O'Hara> & Sons:",
        "Maria Lindqvist:",
    ]
    assert "script" not in {tag for tag, _ in reader.parts}
    assert captions.render_html_fragment(TALK) in captions.render_html(TALK, language="en").decode()


def test_a_word_longer_than_a_line_stays_whole():
    """An address of a hundred characters keeps a caption line to itself rather than being cut."""
    address = "https://harbour.example/" + "a" * 100
    text = captions.render_srt([Cue(0, 5000, "Tom", f"See {address} for more.")]).decode()
    assert f"\n{address}\n" in text


def test_scripts_without_spaces_are_cut_between_characters():
    """A Japanese sentence of a hundred characters becomes captions whose lines fit."""
    text = "今日は天気がいいですから、散歩に行きましょう。" * 5
    cut = captions.split([Cue(0, 20_000, "", text)], line_characters=32)
    assert all(len(line) <= 32 for caption in cut for line in caption.lines)
    assert "".join(line for caption in cut for line in caption.lines) == text


def test_two_voices_at_once_become_one_after_the_other():
    """When a cue starts before the last one ends, the earlier caption ends there."""
    first, second = captions.split(
        [Cue(0, 5000, "A", "One thing."), Cue(3000, 8000, "B", "Another.", 1)], line_characters=65
    )
    assert (first.end_ms, second.start_ms, second.end_ms) == (3000, 3000, 8000)


def test_a_very_short_caption_stays_until_it_can_be_read():
    """A caption of a tenth of a second stays longer where nothing follows at once."""
    first, _ = captions.split(
        [Cue(0, 100, "A", "Yes."), Cue(5000, 6000, "B", "Good.", 1)], line_characters=65
    )
    assert first.end_ms == captions.SHORTEST_MS


def test_a_remark_is_in_every_form():
    """What the transcript is, "machine transcript, not checked", is said by SubRip and JSON too."""
    remark = "machine transcript, not checked"
    raw = captions.render_srt(TALK, remark=remark).decode()
    assert raw.split("\n")[2] == remark
    assert raw.replace(f"{remark}\n", "", 1) == captions.render_srt(TALK).decode()
    document = json.loads(captions.render_json(TALK, remark=remark))
    assert document["remark"] == remark
    assert document["segments"] == json.loads(captions.render_json(TALK))["segments"]


def test_no_cues_give_files_that_are_still_valid():
    """An episode without words has captions that readers accept."""
    assert (
        webvtt.from_buffer(io.StringIO(captions.render_vtt([], language="en").decode())).captions
        == []
    )
    assert captions.render_srt([]) == b""
    assert json.loads(captions.render_json([]))["segments"] == []


@settings(max_examples=150, deadline=None)
@given(cue_rows(), st.sampled_from([32, 65]))
def test_captions_of_anything_keep_words_and_order(cues, width):
    """For any cues: all characters in order, at most two lines that fit, times rising, none overlapping."""
    cut = captions.split(cues, line_characters=width)
    shown = "".join("".join(caption.lines) for caption in cut)
    given_text = "".join(captions.clean(cue.text) for cue in cues)
    assert "".join(shown.split()) == "".join(given_text.split())
    free_ms = 0
    for caption in cut:
        assert free_ms <= caption.start_ms < caption.end_ms
        free_ms = caption.end_ms
        assert 1 <= len(caption.lines) <= 2
        for line in caption.lines:
            assert len(line) <= width or len(caption.lines) == 1


@settings(max_examples=60, deadline=None)
@given(cue_rows())
def test_every_form_of_anything_reads_back(cues):
    """For any cues the four files are valid for other people's readers and tell the same times."""
    cut = captions.split(cues, line_characters=65)
    vtt = webvtt.from_buffer(io.StringIO(captions.render_vtt(cues, language="en").decode()))
    assert [round(caption.start_in_seconds * 1000) // 1000 for caption in vtt] == [
        caption.start_ms // 1000 for caption in cut
    ]
    segments = json.loads(captions.render_json(cues))["segments"]
    body = " ".join(segment["body"] for segment in segments)
    assert body.split() == words_of(captions.clean(cue.text) for cue in cues)
    edges = [edge for one in segments for edge in (one["startTime"], one["endTime"])]
    assert edges == sorted(edges)
    captions.render_html(cues, language="en").decode()
    assert captions.render_srt(cues) == captions.render_srt(cues)
