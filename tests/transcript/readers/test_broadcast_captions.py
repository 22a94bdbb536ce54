"""SCC (CEA-608) and EBU STL, the captions of broadcasters in America and Europe.

Modelled on: McPoodle's notes on SCC and 47 CFR §15.119; EBU Tech 3264-E with the tables of ISO 6937.
The tables were compared with ttconv's: they differ in signs that nobody says.
"""

from __future__ import annotations

import random

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.transcript import read
from tests.transcript.readers.spoken import rules, spoken

_RCL, _EOC, _EDM, _ENM, _RU3, _CR, _PAC, _RDC = "9420", "942f", "942c", "94ae", "94a7", "94ad", "9470", "9429"  # fmt: skip


def _odd(value: int) -> int:
    """The byte with its parity bit."""
    return value | 0x80 if bin(value).count("1") % 2 == 0 else value


def _codes(words: str) -> str:
    """Characters as codes of two."""
    padded = words if len(words) % 2 == 0 else f"{words}\0"
    pairs = zip(padded[::2], padded[1::2], strict=True)
    return " ".join(f"{_odd(ord(one)):02x}{_odd(ord(two)):02x}" for one, two in pairs)


def _twice(*codes: str) -> str:
    return " ".join(f"{code} {code}" for code in codes)


def _scc(*lines: str) -> str:
    return "Scenarist_SCC V1.0\n\n" + "\n\n".join(lines) + "\n"


POP_ON = _scc(
    f"00:00:01:00\t{_twice(_ENM, _RCL, _PAC)} {_codes('IS IT WET')} {_twice('9670')} {_codes('IN HERE?')} {_twice(_EOC)}",
    f"00:00:04;00\t{_twice(_ENM, _RCL, _PAC)} {_codes('IT IS.')} {_twice(_EDM, _EOC)}",
    f"00:00:06:00\t{_twice(_EDM)}",
)
ROLL_UP = _scc(
    f"00:00:01:00\t{_twice(_RU3, _CR, _PAC)} {_codes('>> ADA ROE: IS IT WET')}",
    f"00:00:03:00\t{_twice(_RU3, _CR, _PAC)} {_codes('IN HERE?')}",
    f"00:00:05:00\t{_twice(_RU3, _CR, _PAC)} {_codes('>> BEN LIND: NO. NO.')}",
    f"00:00:07:00\t{_twice(_RU3, _CR, _PAC)} {_codes('>> ADA ROE: OH.')}",
)


def test_captions_that_are_loaded_and_shown() -> None:
    """Codes sent twice count once; a caption begins when it is shown, and ends when it is erased."""
    assert [text for _, text in spoken(POP_ON, "t.scc")] == ["IS IT WET IN HERE? IT IS."]
    (turn,) = read(POP_ON.encode(), "t.txt").turns
    times = [(p.start_ms, p.end_ms) for p in turn.paragraphs]
    # shown by the 18th code after 1 s of 30 frames, erased by the 10th after 4 s
    assert times[0] == (round((30 + 17) * 1001 / 30), round((120 + 9) * 1001 / 30))
    assert times[1][1] == round(180 * 1001 / 30)


def test_captions_that_scroll_are_said_once() -> None:
    """A line that moves up is still the same line; two people, and what one says twice."""
    assert spoken(ROLL_UP, "t.scc") == [
        ("Ada Roe", "IS IT WET IN HERE?"), ("Ben Lind", "NO. NO."), ("Ada Roe", "OH."),
    ]  # fmt: skip


def test_special_and_extended_characters() -> None:
    """An extended character takes the place of the one before it, which is there for old decoders."""
    words = (
        f"{_codes('caf')} {_odd(0x5C):02x}80 {_codes(' no e')} {_twice('92b5')} {_twice('9132')}"
    )
    captions = _scc(f"00:00:01:00\t{_twice(_RU3, _CR, _PAC)} {words}")
    ((_, text),) = spoken(captions, "t.scc")
    assert text == "café no Ë½"


def test_a_caption_that_is_never_shown_is_not_lost() -> None:
    """Some tools forget the code that shows a caption: its words are said, at its erasure or the file's end."""
    captions = _scc(
        f"00:00:01:00\t{_twice(_RCL, _PAC)} {_codes('IS IT WET?')}",
        f"00:00:03:00\t{_twice(_ENM, _RCL, _PAC)} {_codes('IT IS.')}",
    )
    assert [text for _, text in spoken(captions, "t.scc")] == ["IS IT WET? IT IS."]


def test_a_long_caption_does_not_end_before_it_begins() -> None:
    """Codes that need more frames than there are until the next line push that line's time back."""
    captions = _scc(
        f"00:00:01:00\t{_twice(_RCL, _PAC)} {_codes('IS IT WET IN HERE TODAY, OR DRY?')} {_twice(_EOC)}",
        f"00:00:01:05\t{_twice(_EDM)}",
    )
    assert "times-swapped" not in rules(captions, "t.scc")


def test_a_second_channel_and_data_are_not_the_talk() -> None:
    """Captions in another language on channel 2, and data about the programme, are passed over."""
    captions = _scc(
        f"00:00:01:00\t{_twice(_RU3, _CR, _PAC)} {_codes('WET.')} {_twice('1c25', '1cad')} {_codes('HUMEDO.')} {_twice(_RU3)} {_codes(' YES.')}",
    )
    assert [text for _, text in spoken(captions, "t.scc")] == ["WET. YES."]


def _stl(*blocks: bytes, table: bytes = b"00", begin: bytes = b"00000000") -> bytes:
    head = bytearray(b" " * 1024)
    head[:16] = b"850STL25.011" + table + b"08"
    head[16:22] = "Mühle ".encode("cp850")
    head[48:55] = b"Folge 1"
    head[256:264] = begin
    return bytes(head) + b"".join(blocks)


def _block(text: bytes, start: tuple[int, ...], end: tuple[int, ...], *, extension: int = 0xFF, comment: int = 0) -> bytes:  # fmt: skip
    front = bytes([0, 1, 0, extension, 0, *start, *end, 20, 2, comment])
    return front + text.ljust(112, b"\x8f")


STL = _stl(
    _block(b"\x0b\x0b\x03Dreht sie\x8a\x8aimmer ", (10, 0, 1, 0), (10, 0, 3, 0), extension=1),
    _block(b"noch?", (10, 0, 1, 0), (10, 0, 3, 0)),
    _block(b"a remark", (10, 0, 2, 0), (10, 0, 3, 0), comment=1),
    _block(b"- F\xc8ur immer.\x8a- Stra\xfbe, \xe9, \xc2e.", (10, 0, 3, 12), (10, 0, 5, 0)),
    _block(b"private", (0, 0, 0, 0), (0, 0, 0, 0), extension=0xFE),
    begin=b"10000000",
)


def test_ebu_stl_is_read_with_its_characters_and_times() -> None:
    """Parts of one subtitle are put together, comments left out, times counted from the programme's."""
    words = " ".join(text for _, text in spoken(STL, "t.stl"))
    assert words == "Dreht sie immer noch? Für immer. Straße, Ø, é."
    transcript = read(STL, "anything")
    assert (transcript.title, transcript.language) == ("Mühle: Folge 1", "de")
    times = [p.start_ms for turn in transcript.turns for p in turn.paragraphs]
    assert times[:2] == [1000, 3480]


def test_ebu_stl_whose_last_parts_are_not_marked() -> None:
    """Another number is another subtitle, whatever the extension says."""
    blocks = [_block(text, (0, 0, at, 0), (0, 0, at + 1, 0), extension=0) for at, text in ((1, b"One."), (2, b"Two."))]  # fmt: skip
    data = bytearray(_stl(*blocks))
    data[1024 + 128 + 1] = 2
    assert [text for _, text in spoken(bytes(data), "t.stl")] == ["One. Two."]


def test_what_is_before_the_programme_is_not_said() -> None:
    """Broadcasters put the programme's number before its start; where most subtitles are there, the start is wrong."""
    data = [_block(text, (at, 0, 1, 0), (at, 0, 2, 0)) for at, text in ((0, b"PROG 17/4"), (10, b"It is wet."))]  # fmt: skip
    transcript = read(_stl(*data, begin=b"10000000"), "t.stl")
    assert [turn.text for turn in transcript.turns] == ["It is wet."]
    assert transcript.notes == ("PROG 17/4",)
    late = _stl(data[0], data[0], data[1], begin=b"10000000")
    assert spoken(late, "t.stl")[0][1].startswith("PROG 17/4")


def test_few_subtitles_are_left_out_and_never_without_a_word() -> None:
    """A warning counts those before the programme's start and shows the first; many, or later ones, are read."""
    first, later = [
        [_block(b"Words %d." % at, (hour, 0, at, 0), (hour, 0, at + 1, 0)) for at in range(1, 20)]
        for hour in (9, 10)
    ]
    handful = _stl(*first[:3], *later, begin=b"10000000")
    (warning,) = [one for one in read(handful, "t.stl").findings if one.rule == "before-start"]
    assert "3 subtitles are before the programme" in warning.what
    assert '"Words 1."' in warning.what
    many = read(_stl(*first, *later, begin=b"10000000"), "t.stl")
    assert not many.notes
    assert " ".join(turn.text for turn in many.turns).count("Words") == 38
    stray = read(_stl(*later[:9], first[0], *later[9:], begin=b"10000000"), "t.stl")
    assert not stray.notes
    assert " ".join(turn.text for turn in stray.turns).count("Words") == 20


def test_ebu_stl_of_a_programme_over_midnight() -> None:
    """Times behind midnight are those of the next day."""
    data = [_block(text, (hour, 0, 1, 0), (hour, 0, 2, 0)) for hour, text in ((23, b"It is wet."), (23, b"Very."), (0, b"So it is."))]  # fmt: skip
    transcript = read(_stl(*data, begin=b"23000000"), "t.stl")
    assert [turn.text.split() for turn in transcript.turns] == [
        "It is wet. Very. So it is.".split()
    ]
    times = [part.start_ms for turn in transcript.turns for part in turn.paragraphs]
    assert times[-1] == 3_601_000


def test_ebu_stl_in_cyrillic() -> None:
    """The file says which table its bytes are of."""
    data = _stl(_block("Она стоит.".encode("iso8859-5"), (0, 0, 1, 0), (0, 0, 2, 0)), table=b"01")
    assert spoken(data, "t.stl")[0][1] == "Она стоит."


@pytest.mark.parametrize(
    ("data", "name", "where"),
    [
        (POP_ON.replace("00:00:06:00\t942c", "00:00:06:00\t94x"), "t.scc", "t.scc:7"),
        (POP_ON + "and more words\n", "t.scc", "t.scc:8"),
        (STL[:-20], "t.stl", "t.stl"),
        (STL[:500], "t.stl", "t.stl"),
        (_stl(_block(b"x", (0, 99, 1, 0), (0, 0, 2, 0))), "t.stl", "t.stl: subtitle block 1"),
    ],
)
def test_damage_is_named(data: str | bytes, name: str, where: str) -> None:
    """One problem with its place, and what to do about it."""
    with pytest.raises(TranscriptError) as refused:
        read(data if isinstance(data, bytes) else data.encode(), name)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert problem.mend


def test_any_byte_of_ebu_stl_may_be_another() -> None:
    """Two hundred bytes changed at random: a transcript or a TranscriptError."""
    chance = random.Random(3264)
    for _ in range(200):
        data = bytearray(STL)
        for _ in range(4):
            data[chance.choice([*range(20), *range(256, 264), *range(1024, len(data))])] = chance.randrange(256)  # fmt: skip
        problems: tuple[object, ...] = ()
        try:
            turns = read(bytes(data), "t.stl").turns
        except TranscriptError as error:
            turns, problems = (), error.problems
        assert turns or problems
