"""Colours and links: the small tables under the pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast.drawing.colour import contrast_ratio, from_oklch, oklch, parse_colour, to_hex
from segmentcast.errors import ConfigError
from segmentcast.model import SiteStyle
from segmentcast.site.links import relative, safe
from segmentcast.site.styling import palette

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(max_examples=200, deadline=None)
@given(accent=colours, background=colours, text=colours)
def test_whatever_colours_a_show_chooses_its_pages_can_be_read(
    accent: str, background: str, text: str
) -> None:
    """Text, links, labels and buttons keep WCAG AA contrast, light and dark."""
    for scheme in palette.schemes(SiteStyle(accent, background, text)):
        for ink, ground in (
            (scheme.text, scheme.ground),
            (scheme.text, scheme.raised),
            (scheme.text, scheme.marked),
            (scheme.muted, scheme.ground),
            (scheme.muted, scheme.raised),
            (scheme.accent, scheme.ground),
            (scheme.accent, scheme.raised),
            (scheme.on_accent, scheme.accent),
        ):
            assert contrast_ratio(ink, ground) >= 4.5
        assert contrast_ratio(scheme.edge, scheme.ground) >= 3


def test_a_readable_choice_is_left_as_it_is() -> None:
    """The guard does not move colours that pass."""
    light, _ = palette.schemes(SiteStyle())
    assert to_hex(light.accent) == "#8a1c2b"
    assert to_hex(light.text) == "#1a1a1a"


def test_a_dark_accent_keeps_its_hue() -> None:
    """It is as strong as before on the dark ground, not a pale mixture with white."""
    _, dark = palette.schemes(SiteStyle())
    assert to_hex(dark.accent) == "#f05562"
    _, grey = palette.schemes(SiteStyle(accent="#222222"))
    assert len(set(grey.accent)) == 1


@given(colours)
@settings(max_examples=100, deadline=None)
def test_a_colour_survives_oklch(text: str) -> None:
    """There and back gives the same colour, to one step of 255."""
    colour = parse_colour(text)
    back = from_oklch(*oklch(colour))
    assert max(abs(one - other) for one, other in zip(colour, back, strict=True)) <= 1


@pytest.mark.parametrize("wrong", ["red", "#12", "#12345g", "", "#123456;} body{x:y"])
def test_a_wrong_colour_names_its_key(wrong: str) -> None:
    """The error says which key of show.toml holds it."""
    with pytest.raises(ConfigError, match=r"site\.accent"):
        palette.theme_css(SiteStyle(accent=wrong))


def test_links_are_relative_and_escaped() -> None:
    """From a page's folder to a file, with what an address cannot hold percent-encoded."""
    assert relative("audio/a b.mp3", "episodes/x/index.html") == "../../audio/a%20b.mp3"
    assert relative("feed.xml", "index.html") == "feed.xml"
    assert safe("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"
    assert safe("mailto:desk@example.org") == "mailto:desk@example.org"
    assert safe("") == safe("https://") == safe("https://x.example/" + "a" * 3000) == ""
