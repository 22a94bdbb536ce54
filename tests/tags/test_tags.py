"""The ID3 tag as other people's programs read it, and what holds for any words."""

from __future__ import annotations

import io
import json
import mmap
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import eyed3
import mutagen.id3
import mutagen.mp3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from segmentcast import tags
from segmentcast.errors import SoundError
from segmentcast.model import Chapter, Cue


def picture(kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (1400, 1400), (20, 60, 110)).save(out, kind)
    return out.getvalue()


META = tags.TagMeta(
    title="Ferries — “at dawn”",
    album="The Harbour Hour",
    artist="Maria Lindqvist",
    published=datetime(2024, 3, 9, 12, tzinfo=UTC),
    duration_ms=4000,
    language="en-GB",
    comment="What the harbour board says.\nTwo lines.",
    copyright="© Harbour Radio",
    url="https://harbour.example/ferries/é?a=1",
    number=7,
    cues=(
        Cue(0, 1500, "Maria Lindqvist", "How many are waiting?"),
        Cue(1500, 3000, "Tom Reed", "Four hundred — “or more”.", 1),
        Cue(3000, 4000, "Tom Reed", "Or fewer.", 1, 1),
    ),
    chapters=(Chapter(0, 1500, "How many are waiting?"), Chapter(1500, 4000, "Zürich — später")),
    cover=picture(),
)


@pytest.fixture(scope="module")
def tagged(mp3, tmp_path_factory):
    path = tmp_path_factory.mktemp("tagged") / "episode.mp3"
    path.write_bytes(tags.build(META).data + mp3)
    return path


LONG_TO_SHORT = replace(
    META,
    chapters=(
        Chapter(0, 1000, "A title that is longer than all the others, and comes first"),
        Chapter(1000, 2000, "Third in length: not short"),
        Chapter(2000, 3000, "Short"),
        Chapter(3000, 4000, "The second longest of these titles is last"),
    ),
    digital_source="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
)


def chapters_of(run, path):
    """Start and title of each chapter as ffprobe lists them."""
    shown = json.loads(run("ffprobe", "-v", "error", "-of", "json", "-show_chapters", path))
    return [
        (round(float(row["start_time"]), 1), round(float(row["end_time"]), 1), row["tags"]["title"])
        for row in shown["chapters"]
    ]


def test_chapters_stand_in_the_order_of_time(mp3, run, tmp_path):
    """ffprobe lists them so, and a conversion to M4A keeps each with its start, end and title."""
    path = tmp_path / "episode.mp3"
    path.write_bytes(tags.build(LONG_TO_SHORT).data + mp3)
    wanted = [(c.start_ms / 1000, c.end_ms / 1000, c.title) for c in LONG_TO_SHORT.chapters]
    assert chapters_of(run, path) == wanted
    converted = tmp_path / "episode.m4a"
    run("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-c:a", "aac", converted)
    assert chapters_of(run, converted) == wanted


def test_the_file_itself_says_that_its_voices_are_synthetic(mp3, run, tmp_path):
    """A field with the IPTC's term is in the tag, for whoever has the file alone; none in a recording's."""
    path = tmp_path / "episode.mp3"
    path.write_bytes(tags.build(LONG_TO_SHORT).data + mp3)
    shown = json.loads(run("ffprobe", "-v", "error", "-of", "json", "-show_format", path))
    assert shown["format"]["tags"]["DigitalSourceType"] == LONG_TO_SHORT.digital_source
    assert tags.read(path.read_bytes()).digital_source == LONG_TO_SHORT.digital_source
    assert b"DigitalSourceType" not in tags.build(META).data


def test_ffprobe_reads_title_date_chapters_and_cover(tagged, run):
    """ffprobe shows the title, the date, the genre, both chapters with their times, and the cover picture."""
    shown = json.loads(
        run(
            "ffprobe",
            "-v",
            "error",
            "-of",
            "json",
            "-show_format",
            "-show_chapters",
            "-show_streams",
            tagged,
        )
    )
    said = shown["format"]["tags"]
    assert (said["title"], said["album"], said["genre"]) == (META.title, META.album, "Podcast")
    assert said["date"].startswith("2024")
    assert said["artist"] == META.artist
    assert said["copyright"] == "2024 Harbour Radio"
    assert [
        (one["tags"]["title"], float(one["start_time"]), float(one["end_time"]))
        for one in shown["chapters"]
    ] == [("How many are waiting?", 0.0, 1.5), ("Zürich — später", 1.5, 4.0)]
    cover = next(one for one in shown["streams"] if one["codec_type"] == "video")
    assert (cover["codec_name"], cover["width"]) == ("mjpeg", 1400)
    assert cover["disposition"]["attached_pic"] == 1


def test_ffmpeg_decodes_the_tagged_file_without_complaint(tagged, run):
    """The sound behind the tag decodes without an error."""
    run("ffmpeg", "-v", "error", "-xerror", "-i", tagged, "-map", "0:a", "-f", "null", "-")


def test_exiftool_reads_the_timed_transcript(tagged, run):
    """exiftool shows each sentence with its time in seconds, the names where the speaker changes."""
    shown = json.loads(run("exiftool", "-json", "-SynchronizedLyricsText", tagged))
    assert [line.replace("\n", "") for line in shown[0]["SynchronizedLyricsText"]] == [
        "[00:00.00]Maria Lindqvist: How many are waiting?",
        "[00:01.50]Tom Reed: Four hundred — “or more”.",
        "[00:03.00]Or fewer.",
    ]


def test_eyed3_reads_the_table_of_contents(tagged):
    """eyeD3 finds one top-level, ordered table of contents whose children are the chapters, and the rest."""
    tag = eyed3.load(tagged).tag
    (contents,) = list(tag.table_of_contents)
    assert contents.toplevel
    assert contents.ordered
    assert contents.child_ids == [b"chp0", b"chp1"]
    assert [chapter.title for chapter in tag.chapters] == [one.title for one in META.chapters]
    assert tag.version == (2, 3, 0)
    assert tag.getBestDate().year == 2024
    assert tag.lyrics[0].text.startswith("Maria Lindqvist: How many are waiting?\n\nTom Reed: Four")
    assert tag.images[0].picture_type == 3
    assert tag.audio_file_url.startswith("https://harbour.example/ferries/%C3%A9")


def test_mutagen_saves_it_again_without_changing_a_byte(tagged, tmp_path):
    """Loading the tag as v2.3 and saving it as v2.3 without padding gives the same file."""
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(tagged.read_bytes())
    tag = mutagen.id3.ID3(copy, translate=False)
    tag.save(copy, v1=0, v2_version=3, padding=lambda _: 0)
    assert copy.read_bytes() == tagged.read_bytes()
    assert mutagen.mp3.MP3(copy).info.length == pytest.approx(4, abs=0.1)


def test_our_own_reader_reads_everything_back():
    """`read` gives back what `build` was given."""
    seen = tags.read(tags.build(META).data)
    assert seen.version == (2, 3)
    assert (seen.title, seen.language, seen.date) == (META.title, "eng", "2024-03-09")
    assert (seen.comment, seen.duration_ms) == (META.comment, 4000)
    assert seen.chapters == META.chapters
    assert [time for time, _ in seen.timed_text] == [0, 1500, 3000]
    assert seen.transcript.endswith("Tom Reed: Four hundred — “or more”.\n\nOr fewer.")
    assert seen.cover == META.cover


def test_the_same_meta_give_the_same_bytes():
    """Nothing but the meta decides the bytes."""
    assert tags.build(META) == tags.build(replace(META, title=str(META.title)))


def test_a_tag_that_is_too_large_loses_the_transcripts_and_says_so():
    """First the timed transcript goes, then the plain one, each with a warning; title and chapters stay."""
    cues = tuple(
        Cue(i * 1000, i * 1000 + 900, "Tom", "Four hundred people wait.", i) for i in range(2000)
    )
    whole = tags.build(replace(META, cues=cues))
    assert whole.findings == ()
    without_times = tags.build(replace(META, cues=cues), most_bytes=len(whole.data) - 1)
    assert [one.rule for one in without_times.findings] == ["tag-size"]
    seen = tags.read(without_times.data)
    assert seen.timed_text == ()
    assert seen.transcript
    bare = tags.build(replace(META, cues=cues), most_bytes=10_000)
    assert len(bare.findings) == 3
    assert tags.read(bare.data).transcript == ""
    assert tags.read(bare.data).chapters == META.chapters


def test_what_cannot_be_tagged_is_refused_with_everything_that_is_wrong():
    """A cover that is no picture and too many chapters are told together."""
    many = tuple(Chapter(i, i + 1, "x") for i in range(256))
    with pytest.raises(SoundError) as refused:
        tags.build(replace(META, cover=b"GIF89a", chapters=many))
    assert len(refused.value.problems) == 2
    with pytest.raises(SoundError):
        tags.read(b"no tag at all")


def test_a_png_cover_is_declared_as_such():
    """The MIME type of the cover is that of its bytes."""
    tag = mutagen.id3.ID3(BytesIO(tags.build(replace(META, cover=picture("PNG"))).data))
    assert tag.getall("APIC")[0].mime == "image/png"


@pytest.mark.parametrize(
    ("notice", "written"),
    [
        ("2020 Harbour Radio", "2020 Harbour Radio"),
        ("Copyright © 2020 Harbour Radio", "2020 Harbour Radio"),
        ("Harbour Radio", "2024 Harbour Radio"),
        ("", ""),
    ],
)
def test_a_copyright_begins_with_a_year(notice, written):
    """ID3 asks for a year and a space at the start of a copyright."""
    assert tags.read(tags.build(replace(META, copyright=notice)).data).copyright == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("de-CH", "deu"), ("zh_Hant", "zho"), ("gsw", "gsw"), ("", "und"), ("x-klingon", "und")],
)
def test_languages_are_written_in_three_letters(language, written):
    """ID3 wants ISO 639-2, whatever BCP 47 tag the show has."""
    assert tags.read(tags.build(replace(META, language=language)).data).language == written


APE = b"APETAGEX" + (2000).to_bytes(4, "little") + (32 + 5).to_bytes(4, "little") + bytes(4)
V1 = b"TAG" + bytes(125)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (tags.build(META).data, V1),
        (tags.build(META).data * 2, b""),
        (b"ID3\x04\x00\x10\x00\x00\x00\x05hello3DI\x04\x00\x10\x00\x00\x00\x05", b""),
        (b"", b"TAG+" + bytes(223) + V1),
        (
            b"",
            APE
            + (1 << 31).to_bytes(4, "little")
            + bytes(8)
            + b"hello"
            + APE
            + (1 << 31).to_bytes(4, "little")
            + bytes(8)
            + V1,
        ),
        (b"", b"LYRICSBEGINhello000016LYRICS200" + V1),
        (b"", b"ID3\x04\x00\x10\x00\x00\x00\x05hello3DI\x04\x00\x10\x00\x00\x00\x05"),
    ],
)
def test_the_audio_is_found_between_any_tags(mp3, before, after):
    """ID3v2 of any version, ID3v1, APE and Lyrics3 at either end are left aside, the frames untouched."""
    assert tags.strip(before + mp3 + after) == mp3


@pytest.mark.parametrize(
    "claim",
    [
        b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f",
        b"ID3\x03\x00\x00\x80\x00\x00\x00",
        b"APETAGEX" + b"\xff" * 24,
        b"ID3",
        b"",
    ],
)
def test_a_tag_that_claims_more_than_there_is_is_no_tag(claim):
    """A false length never cuts into the sound or beyond the file."""
    assert tags.span(claim) == (0, len(claim))
    assert tags.strip(claim + b"sound") == claim + b"sound"


def test_a_large_file_is_measured_through_a_memory_map(mp3, tmp_path):
    """The span of a file is found without reading it into memory."""
    path = tmp_path / "large.mp3"
    block = tags.build(META).data
    path.write_bytes(block + mp3 + V1)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert tags.span(mapped) == (len(block), len(block) + len(mp3))


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300)
    | st.sampled_from([APE, V1, b"ID3\x04\x00\x10\x00\x00\x00\x00"]).flatmap(
        lambda tag: st.binary(max_size=60).map(lambda data: data + tag)
    )
)
def test_the_span_of_anything_lies_inside_it(data):
    """For any bytes: 0 <= start <= end <= length, and what is between them has no further tag."""
    start, end = tags.span(data)
    assert 0 <= start <= end <= len(data)


anything = st.text(max_size=60)


@settings(max_examples=100, deadline=None)
@given(
    anything, anything, anything, st.lists(st.tuples(st.integers(0, 10**7), anything), max_size=6)
)
def test_any_words_survive_the_tag(title, comment, speaker, said):
    """For any text: the tag can be read, the words are there but for characters that ID3 cannot hold, times rise."""
    cues = tuple(Cue(at, at + 1, speaker, text, i) for i, (at, text) in enumerate(said))
    chapters = tuple(Chapter(i * 100, i * 100 + 100, text) for i, (_, text) in enumerate(said))
    meta = replace(META, title=title, comment=comment, cues=cues, chapters=chapters, cover=b"")
    built = tags.build(meta)
    assert built == tags.build(meta)
    seen = tags.read(built.data)
    assert tags.span(built.data + b"\xff\xfb") == (len(built.data), len(built.data) + 2)
    times = [time for time, _ in seen.timed_text]
    assert times == sorted(times)
    assert [one.start_ms for one in seen.chapters] == [one.start_ms for one in chapters]
    if title.isprintable():
        assert seen.title == " ".join(title.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_tag_reads_or_is_refused(changes):
    """For any bytes changed in a tag: it is read, or SoundError says that it cannot be."""
    data = bytearray(tags.build(replace(META, cover=b"")).data)
    for place, value in changes:
        data[place % len(data)] = value
    with suppress(SoundError):
        assert isinstance(tags.read(bytes(data)), tags.TagRead)
