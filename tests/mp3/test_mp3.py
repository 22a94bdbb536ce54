"""MP3 at the level of frames: checksums, tags around the sound, joining."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from segmentcast.audio_io import Lame
from segmentcast.mp3 import (
    NoJointError,
    Piece,
    crc16,
    frames_span,
    id3_length,
    info_frame,
    joined,
    parse_frames,
)


def encoded(seconds: float, channels: int = 1, kbps: int = 96, seed: int = 0) -> bytes:
    """Frames of soft noise at 48 kHz."""
    draw = np.random.default_rng(seed)
    samples = draw.normal(0, 2000, (round(48_000 * seconds), channels)).astype(np.int16)
    lame = Lame(48_000, channels, kbps, "fast")
    return b"".join((*lame.encode(samples), lame.finish()))


def test_the_checksum_is_that_of_the_standard_check():
    """CRC-16/ARC of "123456789" is 0xBB3D."""
    assert crc16(b"123456789") == 0xBB3D


@settings(max_examples=30, deadline=None)
@given(seed=some.integers(0, 2**31), size=some.integers(0, 20_000), cut=some.floats(0, 1))
def test_a_checksum_goes_on_where_another_ended(seed, size, cut):
    """Long data in lanes, short data byte by byte, and any cut of it: one result."""
    data = np.random.default_rng(seed).bytes(size)
    middle = round(size * cut)
    plain = 0
    for byte in data[: min(size, 3000)]:
        plain ^= byte
        for _ in range(8):
            plain = plain >> 1 ^ (0xA001 if plain & 1 else 0)
    assert crc16(data[: min(size, 3000)]) == plain
    assert crc16(data[middle:], crc16(data[:middle])) == crc16(data)


@pytest.mark.parametrize(("channels", "kbps"), [(1, 64), (1, 96), (2, 128), (2, 320)])
def test_frames_follow_one_another_and_their_data_fits(channels, kbps):
    """Every byte belongs to a frame, and no frame's data begins before the frame ahead of it has ended."""
    data = encoded(3.0, channels, kbps)
    frames = parse_frames(data)
    assert sum(frame.length for frame in frames) == len(data)
    ended = room = 0
    for frame in frames:
        begins = room - frame.reservoir
        assert begins >= ended
        ended = begins + frame.main
        room += frame.slot
        assert ended <= room


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: b"\x00" + data, lambda data: data + b"TAG"]
)
def test_what_is_no_frame_is_refused(spoil):
    """Something missing or something else between the frames is an error, not a guess."""
    with pytest.raises(ValueError, match="frame"):
        parse_frames(spoil(encoded(0.5)))


def test_a_joined_stream_is_sound_in_its_data():
    """After a join every frame's data still lies where main_data_begin says, untouched."""
    draw = np.random.default_rng(4)
    samples = draw.normal(0, 3000, (48_000 * 6, 1)).astype(np.int16)
    border, reach = 120, 40
    lefts = Lame(48_000, 1, 96, "standard")
    left = Piece(b"".join((*lefts.encode(samples[: (border + reach) * 1152]), lefts.finish())), 0)
    rights = Lame(48_000, 1, 96, "standard")
    tail = samples[(border - reach) * 1152 :]
    right = Piece(b"".join((*rights.encode(tail), rights.finish())), border - reach)
    first, number = joined(left, 0, right, border, 12)
    rest, _ = joined(right, number, None, 0, 0)
    whole = Piece(first + rest, 0)
    assert whole.end == right.end
    room = ended = 0
    for at, frame in enumerate(parse_frames(whole.data)):
        begins = room - frame.reservoir
        assert begins >= ended
        ended = begins + frame.main
        room += frame.slot
        origin = left if at < number else right
        assert main_data(whole, at) == main_data(origin, at)


def main_data(piece: Piece, number: int) -> bytes:
    """The data of a frame, gathered over the frames that lend it room."""
    ahead = b""
    for near in range(max(piece.first, number - 8), number):
        frame = piece.frame(near)
        end = frame.start + frame.length
        ahead += piece.data[end - frame.slot : end]
    frame = piece.frame(number)
    own = piece.data[frame.start + frame.length - frame.slot : frame.start + frame.length]
    begins = len(ahead) - frame.reservoir
    return (ahead + own)[begins : begins + frame.main]


def test_pieces_that_do_not_overlap_cannot_be_joined():
    """There is no frame that both have: an error, for the caller to do it in another way."""
    left, right = Piece(encoded(1.0), 0), Piece(encoded(1.0), 1000)
    with pytest.raises(NoJointError):
        joined(left, 0, right, 1000, 12)


@pytest.mark.parametrize(
    ("delay", "padding", "kbps"), [(5000, 0, 96), (576, 4096, 96), (576, 600, 32)]
)
def test_an_info_frame_that_cannot_be_right_is_refused(delay, padding, kbps):
    """Delays of more than 12 bits and frames too small for the tag are errors."""
    with pytest.raises(ValueError, match=r"12 bits|too little"):
        info_frame(
            rate_hz=48_000, channels=2, bitrate_kbps=kbps, frames=10, sound_bytes=3000,
            sound_crc=0, delay=delay, padding=padding,
        )  # fmt: skip


ID3V2 = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
ID3V2_FOOTED = b"ID3\x04\x00\x10\x00\x00\x00\x05" + bytes(5) + b"3DI\x04\x00\x10\x00\x00\x00\x05"
ID3V1 = b"TAG" + bytes(125)
APE_FOOTER = b"APETAGEX" + (2000).to_bytes(4, "little") + (40).to_bytes(4, "little") + bytes(16)
APE = bytes(8) + APE_FOOTER  # the size counts the footer, not a header
LYRICS = b"LYRICSBEGIN" + b"x" * 20 + b"000031" + b"LYRICS200"


@pytest.mark.parametrize("ahead", [b"", ID3V2, ID3V2_FOOTED, ID3V2 + ID3V2])
@pytest.mark.parametrize("behind", [b"", ID3V1, APE, APE + ID3V1, LYRICS + ID3V1, ID3V2_FOOTED])
def test_tags_around_the_sound_are_left_out_and_no_frame_is_touched(ahead, behind):
    """Whatever tags there are before and after, the frames come out byte for byte."""
    sound = encoded(0.3)
    data = ahead + sound + behind
    start, end = frames_span(data)
    assert data[start:end] == sound


@given(some.binary(max_size=400))
def test_any_bytes_have_a_span_within_them(data):
    """Broken tags never point outside of the file."""
    start, end = frames_span(data)
    assert 0 <= start <= len(data)
    assert start <= end <= len(data)
    assert id3_length(data[:10]) >= 0
