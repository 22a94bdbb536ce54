"""The lexicon: reading, merging, looking up, exchanging, suggesting."""

from __future__ import annotations

import tomllib
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.errors import ConfigError
from segmentcast.lexicon import (
    Lexicon,
    default_lexicon,
    lexicon_of,
    merge_lexicons,
    parse_lexicon,
    read_pls,
    unknown_words,
    unread_forms,
    write_pls,
)
from segmentcast.lexicon.lookup import tokens
from segmentcast.model import LexiconEntry, Reading, Spoken, Utterance, Voice
from segmentcast.ports import Pronouncer
from segmentcast.reading import speak

WORDS = st.text(st.characters(categories=["L", "N", "Mn", "P", "Zs"]), min_size=1, max_size=20)


def _lexicon(toml: str) -> Lexicon:
    return Lexicon(parse_lexicon(tomllib.loads(toml), "show.toml"))


def _hits(lexicon: Lexicon, text: str, language: str = "en") -> list[str]:
    return [text[hit.start : hit.end] for hit in lexicon.find(text, language)]


def test_short_and_long_forms_are_read() -> None:
    """A text is a respelling; a table names the kind, the case and the language."""
    table = tomllib.loads(
        """
        "Mosul" = "Mohsul"
        "WHO" = { spell = true }
        "UNHCR" = { word = true, language = "en" }
        "Nguyen" = { ipa = "wɪn", case = false }
        "nice" = { say = "neese", case = true }
        "erbil" = "air-beel"
        """
    )
    assert parse_lexicon(table, "show.toml") == (
        LexiconEntry("Mosul", "substitute", "Mohsul", True),
        LexiconEntry("WHO", "spell", "", True),
        LexiconEntry("UNHCR", "word", "", True, "en"),
        LexiconEntry("Nguyen", "phonemes", "wɪn"),
        LexiconEntry("nice", "substitute", "neese", True),
        LexiconEntry("erbil", "substitute", "air-beel"),
    )
    assert isinstance(_lexicon('"a" = "b"'), Pronouncer)


def test_every_problem_is_told_at_once() -> None:
    """Unknown keys (with what was meant), wrong types, conflicts and unsayable text come in one error."""
    table: dict[str, object] = {
        "a": {"spel": True},
        "b": 5,
        "c": {"spell": True, "word": True},
        "d": {},
        "e": "...",
        "f": {"ipa": "a]] b"},
        "g": {"say": "x", "language": "not a tag"},
        " ": "x",
        "h": {"say": "x", "case": "yes"},
        "i": "x" * 201,
        "j": {"spell": False},
    }
    with pytest.raises(ConfigError) as caught:
        parse_lexicon(table, "show.toml")
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(table)
    assert "Did you mean 'spell'?" in told[0]
    assert all(problem.where.startswith("show.toml: lexicon.") for problem in caught.value.problems)
    assert all(problem.mend for problem in caught.value.problems)


def test_whole_words_and_the_longest_phrase() -> None:
    """Entries match whole words; of several the longest phrase counts, over single spaces or more."""
    lexicon = _lexicon(
        '"al" = "x"\n"al Qaida" = "y"\n"Mosul" = "z"\n"U.N." = "q"\n"5" = "five"\n"don" = "dawn"'
    )
    text = "The al  Qaida men in Mosul's U.N. post, Mosulians, al Qaidas: al. 5.2 or 5, don't, don"
    assert _hits(lexicon, text) == ["al  Qaida", "Mosul", "U.N.", "al", "al", "5", "don"]


@pytest.mark.parametrize(
    ("entry", "text", "hits"),
    [
        ('"WHO" = "x"', "WHO, who, Who", ["WHO"]),
        ('"WHO" = { say = "x", case = false }', "WHO, who", ["WHO", "who"]),
        ('"mosul" = "x"', "Mosul MOSUL mosul", ["Mosul", "MOSUL", "mosul"]),
        ('"Zoë" = "x"', "Zoe\u0308 Zoë Zo", ["Zoe\u0308", "Zoë"]),
        ('"O\'Brien" = "x"', "O’Brien O'Brien Brien", ["O’Brien", "O'Brien"]),
        ('"Brien" = "x"', "O’Brien", []),
        ('"straße" = "x"', "STRASSE Straße", ["STRASSE", "Straße"]),
        ('"Киев" = "x"', "в Киеве Киев", ["Киев"]),
        ('"हिन्दी" = "x"', "यह हिन्दी है", ["हिन्दी"]),
        ('"AT&T" = "x"', "AT&T AT T", ["AT&T"]),
        ('"a" = { say = "x", language = "fr" }', "a", []),
        ('"a" = { say = "x", language = "en" }', "a", ["a"]),
        ('"a" = { say = "x", language = "en-GB" }', "a", []),
    ],
)
def test_case_scripts_and_languages(entry: str, text: str, hits: list[str]) -> None:
    """Case, accents however encoded, apostrophes, other scripts and the entry's language are minded."""
    assert _hits(_lexicon(entry), text) == hits


def test_each_kind_is_said_in_its_way() -> None:
    """Respelled, spelled, as a word, by phonemes; a full stop that ended the sentence stays."""
    lexicon = _lexicon(
        '"Mosul" = "Mohsul"\n"WHO" = { spell = true }\n"U.N." = { word = true }\n"Nguyen" = { ipa = "wɪn" }'
    )
    spoken, edits = speak("WHO and Nguyen left Mosul’s U.N.", lexicon, "en")
    assert spoken.text == "W.H.O and Nguyen left Mohsul's Un."
    (part,) = spoken.phonemes
    assert (spoken.text[part.start : part.end], part.ipa) == ("Nguyen", "wɪn")
    assert [edit.kind for edit in edits] == ["lexicon"] * 3 + ["symbol", "lexicon"]


def test_a_lexicon_entry_goes_before_the_table() -> None:
    """What the lexicon says of a form, the table of spoken forms leaves alone."""
    spoken, _ = speak(
        "The WHO in 2016.", _lexicon('"WHO" = { word = true }\n"2016" = "that year"'), "en"
    )
    assert spoken.text == "The Who in that year."


def test_the_episode_goes_before_the_show() -> None:
    """A later layer replaces what an earlier one says of the same words; narrower entries stay."""
    show = parse_lexicon(
        {"Mosul": "one", "WHO": "two", "x": {"say": "fr", "language": "fr"}}, "show"
    )
    episode = parse_lexicon(
        {"mosul": "three", "X": {"say": "en", "case": False, "language": "en"}}, "episode"
    )
    merged = merge_lexicons(show, episode)
    assert [(entry.written, entry.say) for entry in merged] == [
        ("WHO", "two"), ("x", "fr"), ("mosul", "three"), ("X", "en"),
    ]  # fmt: skip
    assert lexicon_of(show, episode).find("Mosul", "en")[0].entry.say == "three"


def test_five_thousand_entries_over_a_long_text() -> None:
    """Thousands of phrases, many alike, over a megabyte of text are looked up in one pass."""
    entries = tuple(
        LexiconEntry(f"name {number % 70} of {number}", "substitute", "x")
        for number in range(5_000)
    )
    text = "name 1 of 71 and name 1 of none. " * 30_000
    assert len(Lexicon(entries).find(text, "en")) == 30_000


@given(st.lists(WORDS, max_size=6), WORDS, st.text(max_size=200))
def test_hits_lie_in_order_and_apart(written: list[str], more: str, text: str) -> None:
    """Whatever the entries and the text, hits are apart, in order, and hold something."""
    lexicon = Lexicon(tuple(LexiconEntry(word, "substitute", "x") for word in [*written, more]))
    position = 0
    for hit in lexicon.find(f"{text} {more} {text}", "en"):
        assert position <= hit.start < hit.end
        position = hit.end


def test_the_shipped_lexicon_is_sayable() -> None:
    """The entries that come with the package are for English and respell names that engines get wrong."""
    entries = default_lexicon()
    assert 10 < len(entries) < 500
    assert {entry.language for entry in entries} == {"en"}
    assert (
        speak("Near Mosul, in Idlib.", Lexicon(entries), "en-US")[0].text
        == "Near Mohsul, in Ydlib."
    )
    assert speak("Mosul", Lexicon(entries), "de")[0].text == "Mosul"


# --- PLS -------------------------------------------------------------------------------------


@given(
    st.lists(
        st.builds(
            LexiconEntry,
            st.from_regex(r"[A-Za-zéß]{1,8}( [A-Za-z&'é.]{1,8}[a-z])?", fullmatch=True),
            st.sampled_from(["substitute", "phonemes", "spell", "word"]),
            st.from_regex(r"[a-zɪʃˈ]{1,8}", fullmatch=True),
            st.booleans(),
            st.sampled_from(["", "en"]),
        ),
        max_size=5,
    )
)
def test_pls_comes_back_as_it_was(entries: list[LexiconEntry]) -> None:
    """What is written as PLS is read as the same entries."""
    plain = [
        entry if entry.kind in ("substitute", "phonemes")
        else LexiconEntry(entry.written, entry.kind, "", entry.case, entry.language)
        for entry in entries
    ]  # fmt: skip
    assert list(read_pls(write_pls(plain, "en").encode(), "x.pls")) == plain


def test_a_lexicon_of_others_is_read() -> None:
    """Several graphemes, a preferred pronunciation, foreign elements and UTF-16 are understood."""
    document = """<?xml version="1.0" encoding="UTF-16"?>
    <lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">
      <meta name="x" content="y"/>
      <lexeme><grapheme>colour</grapheme><grapheme>color</grapheme>
        <phoneme>ˈkʌlə</phoneme><phoneme prefer="true">ˈkʌlɚ</phoneme><example>a colour</example></lexeme>
      <lexeme><grapheme>W3C</grapheme><alias>World Wide
         Web Consortium</alias></lexeme>
    </lexicon>"""
    assert read_pls(document.encode("utf-16"), "x.pls") == (
        LexiconEntry("colour", "phonemes", "ˈkʌlɚ", True, "en-US"),
        LexiconEntry("color", "phonemes", "ˈkʌlɚ", True, "en-US"),
        LexiconEntry("W3C", "substitute", "World Wide Web Consortium", True, "en-US"),
    )


HEAD = '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">'


@pytest.mark.parametrize(
    ("document", "where", "what"),
    [
        ('<!DOCTYPE lexicon [<!ENTITY a "b">]>' + HEAD + "</lexicon>", "x.pls:1", "document type"),
        ('<!DOCTYPE l SYSTEM "file:///etc/hostname"><l/>', "x.pls:1", "document type"),
        (HEAD + "\n<lexeme><alias>b</alias></lexeme></lexicon>", "x.pls:2", "no <grapheme>"),
        (HEAD + "\n<lexeme><grapheme>b</grapheme></lexeme></lexicon>", "x.pls:2", "it has no pronunciation"),
        (HEAD + '\n<lexeme><grapheme>b</grapheme><phoneme alphabet="x-sampa">b</phoneme></lexeme></lexicon>', "x.pls:2", "x-sampa"),
        (HEAD, "x.pls:1", "well-formed"),
        ("", "x.pls:1", "well-formed"),
        ("<html/>", "x.pls:1", "<html>"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "x.pls", "encoding"),
    ],
)  # fmt: skip
def test_bad_pls_is_named(document: str, where: str, what: str) -> None:
    """Entities, missing parts, foreign alphabets and broken XML are told with their line."""
    with pytest.raises(ConfigError) as caught:
        read_pls(document.encode(), "x.pls")
    assert any(
        what in problem.what and problem.where.startswith(where)
        for problem in caught.value.problems
    )


@given(
    st.binary(max_size=200)
    | st.text("<>/lexiconme &;\"='!grapheme", max_size=100).map(lambda t: (HEAD + t).encode())
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No document raises anything outside of our error tree."""
    with suppress(ConfigError):
        assert all(entry.written for entry in read_pls(data, "x.pls"))


# --- suggestions -----------------------------------------------------------------------------


def test_unknown_names_and_abbreviations_are_listed() -> None:
    """The most frequent first, with the first sentence; known, everyday and lower-case words left out."""
    lexicon = _lexicon('"Mosul" = "Mohsul"')
    sentences = [
        "People left Mosul for Erbil.", "Erbil's mayor met UNMIK on Tuesday.", "Water is short in Erbil.",
        "They need water, said Dr. Roe, in the Harbor.", "The harbor is shut.", "NATO came, and Roe went.",
    ]  # fmt: skip
    utterances = []
    for text in sentences:
        spoken, edits = speak(text, lexicon, "en")
        utterances.append(Utterance(0, 0, "a", Voice("tone", "a"), text, spoken, 0, edits))
    found = unknown_words([Reading(tuple(utterances))], lexicon)
    assert [(row.word, row.kind, row.count) for row in found] == [
        ("Erbil", "name", 3), ("Roe", "name", 2), ("UNMIK", "abbreviation", 1),
    ]  # fmt: skip
    assert found[0].example == sentences[0]


@given(st.lists(st.text(max_size=80), max_size=5))
def test_suggestions_take_any_text(texts: list[str]) -> None:
    """Whatever is read, each suggestion is a word of its example."""
    utterances = tuple(
        Utterance(0, 0, "a", Voice("tone", "a"), text, Spoken(text), 0) for text in texts
    )
    for row in unknown_words([Reading(utterances)], Lexicon()):
        assert row.word in row.example
        assert row.count > 0


def test_what_every_voice_knows_is_not_proposed() -> None:
    """First names, words of institutions and well-known abbreviations are left out; what only looks like them is not."""
    text = "Then Alex of the Rescue Committee told ISIS and NATO, the BBC and the AID of Erbil."
    reading = Reading((Utterance(0, 0, "a", Voice("tone", "a"), text, Spoken(text), 0),))
    assert [row.word for row in unknown_words([reading], Lexicon())] == ["AID", "Erbil"]


@pytest.mark.parametrize(
    ("language", "proposed"),
    [("en", ["Erbil"]), ("en-GB", ["Erbil"]), ("de", ["Alex", "BBC", "Erbil"]), ("enm", ["Alex", "BBC", "Erbil"])],
)  # fmt: skip
def test_english_knows_no_other_language(language: str, proposed: list[str]) -> None:
    """What every English voice says right is left out of English readings only."""
    text = "da sah Alex in Erbil die BBC."
    utterance = Utterance(0, 0, "a", Voice("tone", "a"), text, Spoken(text), 0)
    found = unknown_words([Reading((utterance,), language)], Lexicon())
    assert [row.word for row in found] == proposed


def test_small_letters_count_within_a_language() -> None:
    """A word that one language writes small may be a name in another."""
    told = [("en", "We saw the mark in Mark."), ("nl", "Wij zien daar Mark in Erbil.")]
    readings = [
        Reading((Utterance(0, 0, "a", Voice("tone", "a"), text, Spoken(text), 0),), language)
        for language, text in told
    ]
    found = unknown_words(readings, Lexicon())
    assert [(row.word, row.count, row.example) for row in found] == [
        ("Erbil", 1, told[1][1]), ("Mark", 1, told[1][1]),
    ]  # fmt: skip


def _reading(*sentences: str, language: str = "en") -> Reading:
    lexicon = Lexicon(default_lexicon())
    utterances = []
    for text in sentences:
        spoken, edits = speak(text, lexicon, language)
        utterances.append(Utterance(0, 0, "a", Voice("tone", "a"), text, spoken, 0, edits))
    return Reading(tuple(utterances), language)


def test_odd_forms_that_no_rule_knows_are_listed_with_their_count() -> None:
    """Mixed letters and figures, odd capitals, signs within a word; the most frequent first."""
    reading = _reading("The a16z fund saw LLaMA.", "It is a16z's own (BIP32-based) file.py.")
    forms = unread_forms([reading], Lexicon(default_lexicon()))
    assert [(form.word, form.count) for form in forms] == [
        ("a16z", 2), ("LLaMA", 1), ("BIP32-based", 1), ("file.py", 1),
    ]  # fmt: skip
    assert {form.kind for form in forms} == {"form"}


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Senate met at 9:30 a.m. with 48,000 people, the G20, and COVID-19 patients.",
        "It cost $3.2 billion, ~50% more than in the mid-1990s — yes—no… and $1.50 each.",
        "A 10-year-old read YouTube, McConnell, an iPhone, a 5G net, C++ and @nasa on 05/06/2026.",
        "See www.example.org/news or 24/7, he/she said: 3-1, 70/30, 6'2\", CO2, AT&T's 401(k).",
    ],
)
def test_what_rules_and_voices_know_is_no_odd_form(text: str) -> None:
    """Ordinary news figures, names with a capital within, and everything that an edit put into words."""
    lexicon = Lexicon(default_lexicon())
    assert not unread_forms([_reading(text)], lexicon)


def test_odd_forms_are_looked_for_in_english_only() -> None:
    """Other languages have no rules for figures, so that every figure would be odd."""
    assert not unread_forms([_reading("Das kostet a16z 5,5.", language="de")], Lexicon())


def test_every_combining_mark_belongs_to_its_word() -> None:
    marks = [chr(at) for at in range(0x300, 0x10000) if unicodedata.category(chr(at))[0] == "M"]
    cut = [hex(ord(mark)) for mark in marks if len(tokens(f"e{mark}")) != 1]
    assert len(marks) > 1_000
    assert not cut
