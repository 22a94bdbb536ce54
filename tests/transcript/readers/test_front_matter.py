"""Front matter: the page's own facts are read in every usual form of it, and none of it is spoken."""

from __future__ import annotations

import pytest

from segmentcast.errors import TranscriptError
from segmentcast.model import Transcript
from segmentcast.transcript import read
from segmentcast.transcript.readers import front_matter
from tests.transcript.readers.spoken import spoken

TALK = "\n\n**Rosa Lind:** Why so early?\n\n**Otto Brand:** The fishers asked for it.\n"


def page(head: str) -> Transcript:
    """The talk below this front matter; it is spoken whole, and nothing else is."""
    data = (head + TALK).encode()
    assert spoken(data, "harbour.md") == [
        ("Rosa Lind", "Why so early?"),
        ("Otto Brand", "The fishers asked for it."),
    ]
    return read(data, "harbour.md")


def test_a_json_object_is_front_matter() -> None:
    """Hugo's JSON at the head of a page is no file of JSON lines."""
    transcript = page(
        '{\n  "title": "The harbour",\n  "date": "2024-03-05T08:00:00",\n  "description": "At six.",\n'
        '  "authors": ["Ida Kern", "Ole Birk"],\n  "lang": "en",\n  "image": null,\n  "draft": false\n}'
    )
    assert (transcript.title, transcript.summary) == ("The harbour", "At six.")
    assert (transcript.byline, transcript.language) == ("Ida Kern, Ole Birk", "en")
    assert str(transcript.published).startswith("2024-03-05")
    assert transcript.notes == ("draft: false",)


def test_lists_and_maps_within_yaml_are_left_alone() -> None:
    """A list of maps makes a page no YAML file; the facts around it are read."""
    transcript = page(
        "---\ntitle: 'Voices: Rosa''s harbour'  # as agreed\ndate: 2024-03-05\nexcerpt: >-\n  At six\n  in the morning.\n"
        "# authors: none\nauthors:\n- name: Ida Kern\n  email: ida@news.example\n- name: Ole Birk\n"
        "images:\n- imgname: harbour.png\n  attribution: Ida Kern\ncover:\n  image: https://news.example/h.png\n---"
    )
    assert transcript.title == "Voices: Rosa's harbour"
    assert transcript.summary == "At six in the morning."
    assert transcript.byline == "Ida Kern, Ole Birk"
    assert transcript.image_url == "https://news.example/h.png"
    assert transcript.notes == ("images: imgname: harbour.png, attribution: Ida Kern",)


def test_toml_is_front_matter() -> None:
    """Tables, lists and dates of TOML between plus signs."""
    transcript = page(
        '+++\ntitle = "The \\"early\\" harbour"\ndate = 2024-03-05T08:00:00+01:00\nauthors = ["Ida Kern",\n  "Ole Birk"]\n'
        "[params]\nmood = 3\n+++"
    )
    assert transcript.title == 'The "early" harbour'
    assert transcript.byline == "Ida Kern, Ole Birk"
    assert str(transcript.published).startswith("2024-03-05")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r'"The \"early\" harbour"', 'The "early" harbour'),
        (r'"M\u00e4rz \U0001F6A2, \x41"', "März \U0001f6a2, A"),
        (r'"\ud83d\udea2 in port"', "\U0001f6a2 in port"),
        (r"'C:\new'", r"C:\new"),
        ("Interview: Rosa Lind", "Interview: Rosa Lind"),
        ("The harbour #6", "The harbour #6"),
        ('"Six" is early', '"Six" is early'),
        ("[The harbour]", "The harbour"),
        ("The harbour\n  at six", "The harbour at six"),
        ('"The harbour\n  at six"', "The harbour at six"),
        ("|\n  The harbour\n\n  at six", "The harbour at six"),
        ("!!str The harbour", "The harbour"),
        ("The <em>early</em> harbour &amp; we", "The early harbour & we"),
    ],
)
def test_titles_are_unquoted(written: str, title: str) -> None:
    """Each usual form of a YAML value gives its words; what is no valid YAML keeps them."""
    assert page(f"---\ntitle: {written}\ntags: [a, b]\n---").title == title


def test_a_title_that_is_not_understood_is_a_finding() -> None:
    """Nobody has to find out from the feed that the title is missing."""
    transcript = page("---\ntitle: {long: {a: The harbour}}\ndate: 2024-03-05\n---")
    assert [finding.rule for finding in transcript.findings if finding.rule == "title"]


def test_talk_between_two_rules_is_no_front_matter() -> None:
    """A page that begins with a rule loses no words to the next rule."""
    text = "---\nRosa: Why so early?\n\nOtto: The fishers asked.\n\nRosa: All of them?\n\n---\n\nOtto: Most.\n"
    assert [words for _, words in spoken(text.encode(), "harbour.md")][:2] == [
        "Why so early?",
        "The fishers asked.",
    ]


def test_json_lines_are_still_refused() -> None:
    """A second object is a second document, and no text of a page."""
    with pytest.raises(TranscriptError, match="second JSON document"):
        read(b'{"title": "a"}\n{"title": "b"}\n', "talk.json")


def test_yaml_alone_is_still_refused() -> None:
    """A file that is YAML to its end has no text below it."""
    with pytest.raises(TranscriptError, match="this is YAML"):
        read(b"---\nepisode: one\nlines:\n- who: Rosa\n  words: Why?\n", "talk.yaml")


@pytest.mark.parametrize(
    "title", ['"Six" # early', "[Six]", "it's: 6 # six", "null", "|", "Rosa's"]
)
def test_a_written_value_is_read_as_it_was(title: str) -> None:
    """What an edited transcript's copy says at its head is what it said before."""
    front = front_matter.find(f"---\ntitle: {front_matter.written(title)}\n---\n")
    assert front
    assert front.facts["title"] == title
