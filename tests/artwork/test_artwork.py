"""Cards that can be read, checks that say what apps would refuse, and copies that fit."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from segmentcast import artwork
from segmentcast.artwork import CardSubject, lettering
from segmentcast.artwork.initials import initials
from segmentcast.drawing.colour import readable_on, tint
from segmentcast.drawing.strip import Block
from segmentcast.errors import ArtworkError
from segmentcast.vocabulary.covers import COMPOSITIONS

TITLE = "Ferries to leave at dawn as the storm moves east"
LONG = (
    "What the flood wall taught a town about patience, paperwork and the slow repair of trust "
    "after eleven years of promises from four city councils"
)
BLOCKS = (Block(0, 0.3, 0.4), Block(0.31, 0.6, 1), Block(0.61, 0.7, 0.4), Block(0.71, 1, 1))


def subject(title=TITLE, **values):
    return CardSubject(title, "The Harbour Hour", **{"blocks": BLOCKS, **values})


def everything(title, wanted):
    """All that a cover may show, so that each composition can be drawn."""
    return subject(
        title, guest="Ines Moreau", portrait=saved(size=(300, 400), kind="JPEG"), season=3,
        number=12, label="Season 3", wanted=wanted,
    )  # fmt: skip


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def saved(mode="RGB", size=(1400, 1400), kind="PNG", **options):
    colour = {"P": 3, "L": 90, "1": 1, "I;16": 900}.get(mode, (90, 40, 30, 128)[: len(mode)])
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def noise():
    """A picture that compresses badly."""
    out = io.BytesIO()
    Image.effect_noise((1500, 1500), 120).convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()


def rules(data, where):
    return [finding.rule for finding in artwork.check(data, where)]


def ink_rows(data, colour, box):
    """How many rows of a box, seen at a quarter of its size, have pixels near a colour."""
    image = opened(data).crop(box)
    small = image.resize((image.width // 4, image.height // 4))
    found = 0
    for row in range(small.height):
        line = small.crop((0, row, small.width, row + 1)).getcolors(small.width) or []
        found += any(
            all(abs(part - wanted) < 40 for part, wanted in zip(pixel, colour, strict=True))
            for _, pixel in line
        )
    return found


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "A",
        "The harbour board and the storm that nobody saw " * 5,
        "The harbour board and the storm that nobody saw " * 50,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "العبارات تغادر عند الفجر",
        "שידור מהנמל",
        "Паромы выйдут на рассвете",
        "今日の天気 😀 dawn",
        "\u200d\x00\ud800",
        "",
    ],
)
def test_any_title_makes_a_card_that_apps_accept(title):
    """Whatever the title: a square RGB JPEG of 3000 pixels below 600 kB that passes our own check."""
    data = artwork.card(subject(title))
    assert artwork.check(data, "card.jpg") == ()
    assert opened(data).size == (3000, 3000)
    assert len(data) <= 600_000


@pytest.mark.parametrize(
    "title", [TITLE, "العبارات تغادر", "हिन्दी समाचार", "สวัสดีชาวโลก", "Ωδή", "x" * 90]
)
def test_a_title_is_drawn_large_in_any_script_the_fonts_have(title):
    """The title's ink covers a good part of the space it has."""
    data = artwork.card(subject(title, wanted="strip"), size_px=1400)
    assert ink_rows(data, (24, 24, 27), (98, 180, 1302, 980)) > 20


def test_a_title_stays_inside_the_margins():
    """No letter touches the edge of the card, however long the title or the word."""
    for title in (TITLE * 5, "W" * 120):
        image = opened(artwork.card(subject(title, wanted="strip"), size_px=1400))
        # The last one is the room between the letters and the strip.
        for box in (
            (0, 0, 94, 1010),
            (1306, 0, 1400, 1010),
            (0, 0, 1400, 94),
            (0, 990, 1400, 1018),
        ):
            darkest = min(low for low, _ in image.crop(box).getextrema())
            assert darkest > 120


@pytest.mark.parametrize(
    ("title", "facts", "composition"),
    [
        ("Bus lanes, explained", {}, "type"),
        (TITLE, {"guest": "Ines Moreau"}, "strip"),
        (TITLE, {"guest": "Ines Moreau", "joined": True}, "initials"),
        (TITLE, {"joined": True}, "strip"),
        (LONG, {"guest": "Ines Moreau"}, "initials"),
        (LONG, {"day": 13}, "series"),
        (LONG, {}, "type"),
        (TITLE, {"blocks": ()}, "type"),
        (LONG, {"season": 2, "number": 3}, "series"),
        (TITLE, {"season": 2}, "strip"),
        (TITLE, {"portrait": b"x"}, "strip"),
        (TITLE, {"portrait": b"x", "wanted": "portrait"}, "portrait"),
        (TITLE, {"wanted": "portrait"}, "strip"),
        (LONG, {"wanted": "type", "guest": "Ines Moreau"}, "type"),
    ],
)
def test_the_composition_is_chosen_by_what_is_known(title, facts, composition):
    """Series, length of the title, guest, and the setting, as far as it can be drawn."""
    assert artwork.composition_of(subject(title, **facts)) == composition


@pytest.mark.parametrize("title", [LONG, "ماذا علم جدار الفيضان البلدة عن الصبر والأوراق"])
@pytest.mark.parametrize("wanted", COMPOSITIONS)
def test_every_composition_holds_a_long_title(title, wanted):
    """In each composition, in either direction: accepted by apps, and no letter in the margins."""
    data = artwork.card(everything(title, wanted), size_px=1400)
    image = opened(data)
    assert artwork.check(data, "card.jpg") == ()
    for box in ((4, 4, 94, 500), (1306, 4, 1396, 500)):
        assert all(high - low < 40 for low, high in image.crop(box).getextrema())


def test_a_title_from_right_to_left_mirrors_the_cover():
    """The strip of an Arabic title begins at the right edge: the low first block stands there."""
    ltr = opened(artwork.card(subject(wanted="strip"), size_px=600))
    rtl = opened(artwork.card(subject("العبارات تغادر عند الفجر", wanted="strip"), size_px=600))
    assert ltr.getpixel((60, 460)) == rtl.getpixel((540, 460))  # paper over the host's low block
    assert ltr.getpixel((300, 460)) != ltr.getpixel((60, 460))
    assert rtl.getpixel((60, 460)) != rtl.getpixel((540, 460))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Peter Lang", "PL"),
        ("Dr. Ines Maria Moreau, PhD", "IM"),
        ("J. R. Hartley Jr.", "JH"),
        ("Björk", "B"),
        ("élodie ßmith", "Éß"),
        ("ليلى منصور", "ل\u2009م"),
        ("", ""),
        ("... 42", ""),
    ],
)
def test_the_initials_of_a_name(name, letters):
    """First and last word, without titles; letters that would join stand apart."""
    assert initials(name) == letters


def test_a_link_unfolds_with_a_card_of_its_own():
    """1200 x 630 pixels below 200 kB, for any title, with the same bytes each time."""
    for title in (TITLE, LONG, "العبارات تغادر عند الفجر", ""):
        card = artwork.SocialSubject(
            title, "The Harbour Hour", "Listen", ("4:18", "With Ines Moreau"), blocks=BLOCKS
        )
        data = artwork.social_card(card)
        assert opened(data).size == (artwork.SOCIAL_WIDTH_PX, artwork.SOCIAL_HEIGHT_PX)
        assert len(data) < 200_000
        assert artwork.social_card(card) == data


def test_the_same_arguments_give_the_same_bytes():
    """A card is made from its arguments alone; another title or colour gives another card."""
    hashes = [
        hashlib.sha256(artwork.card(subject(title, accent=accent), size_px=400)).hexdigest()
        for title, accent in (
            (TITLE, "#123a6b"),
            (TITLE, "#123a6b"),
            (TITLE, "#0b5d1e"),
            ("B", "#123a6b"),
        )
    ]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_what_no_font_can_draw_is_named():
    """Characters that would be left out of a card are told, so that a person can be."""
    assert artwork.missing_glyphs("Dawn 今日 é Ж ש 😀 今") == "今日😀"
    assert artwork.missing_glyphs("Ferries — “at dawn”… 50 €") == ""


def test_a_given_font_is_asked_for_what_the_main_one_lacks():
    """A show can bring a font for its own script, and it comes before the shipped fallbacks."""
    thai = lettering.shipped("NotoSansThai-Bold").data
    known = lettering.faces(lettering.HEADLINE, [thai])
    assert known[1].data == thai
    assert lettering.drawable("dawn สวัสดี", known[:1]) == "dawn"
    assert lettering.drawable("dawn สวัสดี", known[:2]) == "dawn สวัสดี"
    assert artwork.card(subject("สวัสดี"), fonts=[thai], size_px=400) == artwork.card(
        subject("สวัสดี"), size_px=400
    )


def test_lines_of_two_directions_are_drawn_in_reading_order():
    """Greek words inside a Hebrew line keep their own order, and stand left of the Hebrew before them."""
    faces = lettering.faces(lettering.HEADLINE)
    row = list(lettering.runs("שלום Ελλ हि Ωδή", faces))
    drawn = "".join(text for _, text in lettering.in_visual_order(row, right_to_left=True))
    assert drawn == "Ελλ हि Ωδή שלום"


def test_bytes_that_are_no_font_are_refused():
    """A font file that cannot be read is named by its place."""
    with pytest.raises(ValueError, match="font 1"):
        artwork.card(subject("x"), fonts=[b"not a font"])


def test_contrast_is_that_of_wcag():
    """Known pairs: black on white 21, equal colours 1, #767676 on white just above 4.5."""
    assert artwork.contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert artwork.contrast_ratio((9, 9, 9), (9, 9, 9)) == 1
    assert artwork.contrast_ratio((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(
        4.54, abs=0.01
    )


colours = st.tuples(*[st.integers(0, 255)] * 3)


@given(colours)
def test_ink_can_be_read_on_any_ground(ground):
    """For any accent: the ink chosen, and the tint behind it, keep a contrast of 4.5 or more."""
    ink = artwork.ink_on(ground)
    assert artwork.contrast_ratio(ink, ground) >= 4.5
    assert artwork.contrast_ratio(ink, tint(ground, ink, ink, 0.5)) >= 4.5
    assert artwork.contrast_ratio(readable_on(ground, (120, 60, 200)), ground) >= 4.5


@pytest.mark.parametrize("accent", ["#ffffff", "#000", "#777777", "#f2c230", "#8a1c2b"])
def test_the_letters_on_a_card_can_be_read(accent):
    """The pixels of a show's card: ink and ground differ by 4.5:1 whatever the accent."""
    image = opened(artwork.card(CardSubject("IIIIII", accent=accent), size_px=1400))
    ground = image.getpixel((5, 5))
    strokes = image.crop((98, 1050, 700, 1310)).convert("RGB")
    counts = sorted(strokes.getcolors(1 << 20), reverse=True)
    best = max(artwork.contrast_ratio(colour, ground) for count, colour in counts if count > 500)
    assert best >= 4.5


def test_colours_are_written_in_hexadecimal():
    """`#rgb` and `#rrggbb` are colours; anything else is refused by name."""
    assert artwork.parse_colour("#0f8") == (0, 255, 136)
    with pytest.raises(ValueError, match="red"):
        artwork.parse_colour("red")


@pytest.mark.parametrize(
    ("data", "where", "expected"),
    [
        (saved(), "a.png", []),
        (saved(kind="JPEG"), "a.jpeg", []),
        (saved(size=(1399, 1399)), "a.png", ["artwork-size"]),
        (saved(size=(3001, 3001)), "a.png", ["artwork-size"]),
        (saved(size=(1400, 1600)), "a.png", ["artwork-square"]),
        (saved("RGBA"), "a.png", ["artwork-rgb"]),
        (saved("CMYK", kind="JPEG"), "a.jpg", ["artwork-rgb"]),
        (saved("L"), "a.png", ["artwork-rgb"]),
        (saved("P"), "a.png", ["artwork-rgb"]),
        (saved(transparency=(1, 2, 3)), "a.png", ["artwork-rgb"]),
        (saved("I;16"), "a.png", ["artwork-rgb", "artwork-bits"]),
        (saved(), "a.jpg", ["artwork-extension"]),
        (saved(kind="JPEG"), "episodes/x.y/a", ["artwork-extension"]),
        (
            saved("RGBA", size=(900, 1000)),
            "a.jpg",
            ["artwork-square", "artwork-size", "artwork-rgb", "artwork-extension"],
        ),
        (saved(kind="GIF", mode="P"), "a.gif", ["artwork-file"]),
        (saved(kind="WEBP"), "a.png", ["artwork-file"]),
        (saved(kind="JPEG")[:3000], "a.jpg", ["artwork-file"]),
        (b"", "a.jpg", ["artwork-file"]),
    ],
)
def test_a_supplied_picture_is_checked_against_what_apps_take(data, where, expected):
    """Size, shape, colours, bits, real type and name: everything that is wrong is said at once, with a remedy."""
    findings = artwork.check(data, where)
    assert [finding.rule for finding in findings] == expected
    assert all(finding.mend and finding.where == where for finding in findings)


def test_a_picture_that_is_refused_raises_with_every_problem():
    """`require` gives the facts of a good picture and one error for a bad one."""
    facts = artwork.require(saved(kind="JPEG"), "a.jpg")
    assert (facts.format, facts.width_px, facts.mime) == ("JPEG", 1400, "image/jpeg")
    with pytest.raises(ArtworkError) as refused:
        artwork.require(saved("RGBA", size=(900, 1000)), "a.jpg")
    assert len(refused.value.problems) == 4


def test_a_rotation_note_is_a_warning_and_a_damaged_one_is_nothing():
    """A picture that relies on its EXIF rotation is accepted with a warning."""
    exif = Image.Exif()
    exif[0x0112] = 6
    (finding,) = artwork.check(saved(kind="JPEG", exif=exif), "a.jpg")
    assert (finding.severity, finding.rule) == ("warning", "artwork-orientation")
    damaged = saved(kind="JPEG", exif=b"Exif\0\0not a TIFF header at all")
    assert artwork.check(damaged, "a.jpg") == ()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_a_decompression_bomb_is_refused_by_its_header():
    """A small file that claims 60,000 x 60,000 pixels is refused and never decoded."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000)))
    )
    (finding,) = artwork.check(bomb + chunk(b"IEND", b""), "a.png")
    assert "60000 x 60000" in finding.what
    with pytest.raises(ArtworkError):
        artwork.cover(bomb)


def test_the_cover_for_the_tag_is_small_and_square(noise):
    """1400 pixels, RGB JPEG, at most 200 kB for a card; the lowest quality for what cannot be so small."""
    cover = artwork.cover(artwork.card(subject()))
    assert opened(cover).size == (1400, 1400)
    assert len(cover) <= 200_000
    assert artwork.check(cover, "cover.jpg") == ()
    hard = artwork.cover(noise)
    assert len(hard) < len(artwork.scaled(noise, 1400)) / 2


def test_a_page_picture_shows_the_middle_on_white():
    """Scaled copies are square, without transparency, in the wanted size."""
    clear = saved("RGBA", size=(800, 600))
    image = opened(artwork.scaled(clear, 600))
    assert (image.size, image.mode) == ((600, 600), "RGB")
    red, green, blue = image.getpixel((300, 300))
    assert (abs(red - 172), abs(green - 147), abs(blue - 142)) <= (4, 4, 4)
    assert opened(artwork.scaled(saved("CMYK", kind="JPEG"), 600)).mode == "RGB"
    assert opened(artwork.scaled(saved("I;16"), 60)).getpixel((5, 5)) == (3, 3, 3)


@pytest.mark.parametrize("size_px", [150, 500, 1300])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_middle_is_shown_in_every_size(kind, size_px):
    """Of a wide picture the square in its middle is left, however much smaller the copy is."""
    wide = Image.new("RGB", (2000, 1400), (200, 30, 30))
    wide.paste((30, 30, 200), (300, 0, 1700, 700))
    wide.paste((30, 160, 30), (300, 700, 1700, 1400))
    out = io.BytesIO()
    wide.save(out, kind)
    image = opened(artwork.scaled(out.getvalue(), size_px))
    last, half = size_px - 1, size_px // 2
    for corner, colour in {
        (2, 2): (30, 30, 200), (last - 2, half - 3): (30, 30, 200),
        (2, half + 3): (30, 160, 30), (last - 2, last - 2): (30, 160, 30),
    }.items():  # fmt: skip
        pixel = image.getpixel(corner)
        assert all(abs(seen - told) < 25 for seen, told in zip(pixel, colour, strict=True)), corner


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
    st.booleans(),
)
def test_no_bytes_break_the_check(data, start, cut):
    """For any bytes: findings or an ArtworkError, never anything else."""
    broken = start + data if not cut else saved(kind="JPEG", size=(40, 40))[:300] + data
    artwork.check(broken, "a.jpg")
    with suppress(ArtworkError):
        assert opened(artwork.scaled(broken, 20)).size == (20, 20)
