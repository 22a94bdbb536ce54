"""What a recording's own tags say, in every container, and what is made of rubbish."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen import MutagenError, id3
from mutagen.aiff import AIFF
from mutagen.flac import FLAC, Picture
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from segmentcast.tags import RecordingTags, read_recording_tags

PICTURE = b"\xff\xd8\xff\xe0 a picture"


def id3_bytes(*frames: Any, version: int = 4) -> bytes:
    tag = id3.ID3()
    for frame in frames:
        tag.add(frame)
    out = BytesIO()
    if version == 3:
        tag.update_to_v23()
    tag.save(out, v2_version=version)
    return out.getvalue()


def read(data: bytes) -> RecordingTags:
    return read_recording_tags(BytesIO(data))


FRAMES = (
    id3.TIT2(encoding=1, text=["By foot"]),
    id3.TDRC(encoding=3, text=["2026-03-14"]),
    id3.TPE1(encoding=3, text=["Rosa Lind"]),
    id3.APIC(encoding=0, mime="image/jpeg", type=4, desc="back", data=b"back"),
    id3.APIC(encoding=0, mime="image/jpeg", type=3, desc="front", data=PICTURE),
)


@pytest.mark.parametrize("version", [3, 4])
def test_both_versions_of_id3_say_the_same(version: int) -> None:
    """The day is one frame in the newer version and two in the older; the front cover counts."""
    known = read(id3_bytes(*FRAMES, version=version))
    assert (known.title, known.day, known.people) == ("By foot", date(2026, 3, 14), ("Rosa Lind",))
    assert known.picture == PICTURE


def test_the_oldest_id3_is_read() -> None:
    """iTunes wrote frames of three letters for years."""
    body = b"TT2\x00\x00\x08\x00By foot" + b"TYE\x00\x00\x05\x002019"
    known = read(b"ID3\x02\x00\x00\x00\x00\x00" + bytes([len(body)]) + body)
    assert (known.title, known.day, known.year) == ("By foot", None, 2019)


@pytest.mark.parametrize(("ending", "kind"), [("wav", WAVE), ("aiff", AIFF)])
def test_id3_inside_wav_and_aiff(
    write: Callable[..., Path], tmp_path: Path, ending: str, kind: Any
) -> None:
    """Broadcast tools put it into a chunk of its own."""
    path = write(tmp_path / f"tone.{ending}", np.zeros(24_000, np.float32))
    sound = kind(path)
    sound.add_tags()
    for frame in FRAMES:
        sound.tags.add(frame)
    sound.save()
    known = read(path.read_bytes())
    assert (known.title, known.day, known.picture) == ("By foot", date(2026, 3, 14), PICTURE)


@pytest.mark.parametrize(("ending", "kind"), [("flac", FLAC), ("opus", OggOpus)])
def test_vorbis_comments_with_picture_and_chapters(
    write: Callable[..., Path], tmp_path: Path, ending: str, kind: Any
) -> None:
    """A block of FLAC, or base64 in a comment; several artists are several people."""
    path = write(tmp_path / f"tone.{ending}", np.zeros(24_000, np.float32))
    sound = kind(path)
    picture = Picture()
    picture.type, picture.data = 3, PICTURE
    if kind is FLAC:
        sound.add_picture(picture)
    else:
        sound["metadata_block_picture"] = [base64.b64encode(picture.write()).decode()]
    sound["title"], sound["date"] = ["By foot"], ["2026-03-14"]
    sound["artist"] = ["Rosa Lind", "Peter Aune"]
    sound["chapter001"], sound["chapter001name"] = ["00:00:00.500"], ["One"]
    sound["chapter002"] = ["rubbish"]
    sound.save()
    known = read(path.read_bytes())
    assert known.people == ("Rosa Lind", "Peter Aune")
    assert (known.title, known.day, known.picture) == ("By foot", date(2026, 3, 14), PICTURE)
    assert known.chapters == ((500, "One"),)


@pytest.mark.parametrize(
    "comment",
    [
        "Created with Audacity",
        "LAME 3.100",
        "0000021B 000001C0 00000A5F",
        "x",
        "http://",
        "Lavf60.3.100",
    ],
)
def test_what_programs_write_is_no_summary(comment: str) -> None:
    """A comment is one only if a person could have written it."""
    assert not read(id3_bytes(id3.COMM(encoding=3, lang="eng", desc="", text=[comment]))).comment


def test_comments_of_programs_are_passed_over() -> None:
    """iTunes' own frames stand before the person's."""
    known = read(
        id3_bytes(
            id3.COMM(encoding=3, lang="eng", desc="iTunNORM", text=["00000 00000 not a summary"]),
            id3.COMM(encoding=3, lang="deu", desc="", text=["Rosa Lind erzählt vom Hafen."]),
        )
    )
    assert known.comment == "Rosa Lind erzählt vom Hafen."


def test_a_tag_that_claims_gigabytes_is_left_unread() -> None:
    """The reason is told; the sound may be fine."""
    assert "claims" in read(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + b"\x00" * 100).unreadable


@given(
    st.sampled_from([b"ID3\x03\x00\x00\x00\x00\x01\x00", b"OggS", b"fLaC", b"\0\0\0\x20ftypM4A ",
                     b"RIFF\x40\0\0\0WAVE", b"FORM\0\0\0\x40AIFF", b"\x30\x26\xb2\x75", b""]),
    st.binary(max_size=300),
)  # fmt: skip
def test_any_bytes_are_read_without_an_error(head: bytes, rest: bytes) -> None:
    """Whatever a file holds, there are tags or there are none."""
    assert isinstance(read(head + rest), RecordingTags)


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=40)), max_size=3))
def test_any_title_is_one_line_without_control_characters(texts: list[tuple[int, str]]) -> None:
    """NULs, surrogates, marks of order: what is left can be shown."""
    for encoding, text in texts:
        try:
            data = id3_bytes(id3.TIT2(encoding=encoding, text=[text]))
        except (MutagenError, UnicodeEncodeError):
            continue
        title = read(data).title
        assert title == " ".join(title.split())
        assert not any(unicodedata.category(letter)[0] == "C" for letter in title)
