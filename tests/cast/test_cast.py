"""Who speaks in which voice."""

from __future__ import annotations

import tomllib
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentcast.cast import CastRequest, assign, parse_kept, parse_voice, render_cast
from segmentcast.errors import ConfigError, VoiceError
from segmentcast.model import Part, Speaker, Voice, VoiceInfo

HEART = VoiceInfo("hibari", "heart", "en-US", "", "")
JOE = VoiceInfo("piper", "joe", "en-US", "", "", 1.12)
TONE = VoiceInfo("tone", "a4", "en", "", "")
GERMAN = VoiceInfo("espeak", "de", "de", "", "")
ONLINE = VoiceInfo("gtts", "de", "de", "", "")
ALL = (TONE, HEART, JOE, GERMAN, ONLINE)
NUMBERS = st.floats(0.5, 2).map(lambda number: f"{number:.4g}")


def _people(*parts: str) -> list[Speaker]:
    return [
        Speaker(f"p{number}", f"Person {number}", Part(part)) for number, part in enumerate(parts)
    ]


def _voices(*parts: str, infos: tuple[VoiceInfo, ...] = ALL, language: str = "en") -> list[str]:
    cast = assign(
        _people(*parts), CastRequest(previous={}, named={}, infos=infos, language=language)
    )
    return [str(voice) for voice in cast.voices.values()]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("hibari/heart", Voice("hibari", "heart")),
        ("piper/joe*1.18", Voice("piper", "joe", 1.18)),
        ("gtts/co.uk", Voice("gtts", "co.uk")),
        ("gtts/co.uk@1.10", Voice("gtts", "co.uk", 1.0, 1.1)),
        ("piper//path/x.onnx*1.1@1.05", Voice("piper", "/path/x.onnx", 1.1, 1.05)),
        (" hibari/heart*0.8 ", Voice("hibari", "heart", 0.8)),
    ],
)
def test_voices_are_read(text: str, voice: Voice) -> None:
    """Engine, name, pitch and pace, each where it is written, and back again."""
    assert parse_voice(text, "show.toml") == voice
    assert parse_voice(str(voice), "") == voice


@given(
    st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True),
    st.from_regex(r"[\w./ -]{0,12}\w", fullmatch=True),
    NUMBERS,
    NUMBERS,
)
def test_what_is_written_is_read_back(engine: str, name: str, pitch: str, pace: str) -> None:
    """A voice written as text is read as the same voice."""
    voice = parse_voice(f"{engine}/{name}*{pitch}@{pace}", "")
    assert parse_voice(str(voice), "") == voice
    assert str(parse_voice(str(voice), "")) == str(voice)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "heart",
        "hibari/",
        "/heart",
        "Hibari/heart",
        "hibari/heart*3",
        "hibari/heart*0.4@9",
        "hibari/heart*1.2.3",
        "a/b\nc",
        "a/b*0",
    ],
)
def test_what_is_no_voice_is_named(text: str) -> None:
    """Anything else, or a factor out of bounds, is told with its place and a remedy."""
    with pytest.raises(VoiceError) as caught:
        parse_voice(text, "show.toml: voices.host")
    assert all(
        problem.where == "show.toml: voices.host" and problem.mend
        for problem in caught.value.problems
    )
    assert len(caught.value.problems) == (2 if "@9" in text else 1)


def test_the_default_cast() -> None:
    """Host heart, guest joe, then both moved in pitch; a narrator is as a host; the guest may come first."""
    assert _voices("host", "guest", "guest", "reporter") == [
        "hibari/heart", "piper/joe", "hibari/heart*0.8", "piper/joe*1.18",
    ]  # fmt: skip
    assert _voices("guest", "narrator") == ["piper/joe", "hibari/heart"]
    assert _voices("host", "host") == ["hibari/heart", "piper/joe"]
    assert _voices("guest", "guest") == ["piper/joe", "hibari/heart*0.8"]


WOMAN = VoiceInfo("hibari", "heart", "en-US", "American woman", "")
MAN = VoiceInfo("piper", "joe", "en-US", "American man", "", 1.12)


@pytest.mark.parametrize(
    ("people", "voices"),
    [
        ("host:man guest:woman", "joe heart"),
        ("host:woman guest:man", "heart joe"),
        ("host: guest:", "heart joe"),
        ("host: guest:woman", "joe heart"),
        ("host:man guest:", "joe heart"),
        ("host: guest:man", "heart joe"),
        ("host:man guest:man", "joe joe*1.18"),
        ("host:woman guest:woman", "heart heart*0.8"),
        ("host:man guest:woman guest:man guest:woman", "joe heart joe*1.18 heart*0.8"),
        ("guest:man", "joe"),
        ("guest:woman host:woman", "heart*0.8 heart"),
        ("narrator:man", "joe"),
    ],
)
def test_a_woman_has_a_womans_voice(people: str, voices: str) -> None:
    """Who is known gets a voice that fits, the others what is left; nobody's part decides alone."""
    pairs = [person.split(":") for person in people.split()]
    speakers = [
        Speaker(f"p{number}", f"Person {number}", Part(part), sex=sex)
        for number, (part, sex) in enumerate(pairs)
    ]
    for infos in ((WOMAN, MAN), (MAN, WOMAN, TONE)):
        cast = assign(speakers, CastRequest(previous={}, named={}, infos=infos, language="en"))
        assert " ".join(str(voice).partition("/")[2] for voice in cast.voices.values()) == voices
        for speaker, member in zip(speakers, cast.members, strict=True):
            assert (speaker.sex in member.reason) or not speaker.sex


def test_a_panel_of_four_has_four_voices() -> None:
    """With added voices by name nobody sounds like another; one person under two engines is a warning."""
    people = _people("host", "guest", "guest", "guest")
    four = ("hibari/heart", "hibari/fenrir", "kokoro/bf_emma", "kokoro/bm_george")
    named = {person.name: parse_voice(text, "") for person, text in zip(people, four, strict=True)}
    cast = assign(people, CastRequest(previous={}, named=named, infos=(WOMAN, MAN), language="en"))
    assert [str(voice) for voice in cast.voices.values()] == list(four)
    assert cast.findings == ()
    named[people[3].name] = Voice("kokoro", "af_heart")
    twin = assign(people, CastRequest(previous={}, named=named, infos=(WOMAN, MAN), language="en"))
    assert [finding.rule for finding in twin.findings] == ["voices-close"]
    alone = assign(people, CastRequest(previous={}, named={}, infos=(WOMAN, MAN), language="en"))
    assert len({*alone.voices.values()}) == 4


@pytest.mark.parametrize(
    ("count", "who"),
    [
        (6, "Person 5 sounds"),
        (7, "Person 5 and Person 6 sound"),
        (12, "Person 5, Person 6, Person 7 and 4 more sound"),
    ],
)
def test_a_crowd_is_told_once(count: int, who: str) -> None:
    """However many people sound like others, one warning names the first of them and counts the rest."""
    request = CastRequest(previous={}, named={}, infos=(WOMAN,), language="en")
    (finding,) = assign(_people(*["guest"] * count), request).findings
    assert finding.what == f"there are more people than distinct voices: {who} like someone else."


def test_who_was_cast_before_keeps_the_voice() -> None:
    """Neither the cast file's voices nor named ones change by what is likely; without `by_sex` nobody's does."""
    speakers = [
        Speaker("p0", "A", Part.HOST, sex="man"),
        Speaker("p1", "B", Part.GUEST, sex="woman"),
    ]
    before = {"p0": "hibari/heart", "p1": "piper/joe"}
    infos = (WOMAN, MAN)
    kept = assign(speakers, CastRequest(previous=before, named={}, infos=infos, language="en"))
    assert {key: str(voice) for key, voice in kept.voices.items()} == before
    named = {"guest": Voice("piper", "joe")}
    cast = assign(speakers, CastRequest(previous={}, named=named, infos=infos, language="en"))
    assert [str(voice) for voice in cast.voices.values()] == ["piper/joe*1.18", "piper/joe"]
    old = assign(
        speakers, CastRequest(previous={}, named={}, infos=infos, language="en", by_sex=False)
    )
    assert {key: str(voice) for key, voice in old.voices.items()} == before


def test_without_piper_the_guest_is_heart_lowered() -> None:
    """Where only one engine speaks, its voice in another pitch is the guest."""
    assert _voices("host", "guest", infos=(HEART,)) == ["hibari/heart", "hibari/heart*0.8"]


@given(
    st.lists(st.sampled_from(["host", "guest", "reporter", "narrator"]), max_size=30),
    st.sampled_from([ALL, (HEART,), (JOE,), (GERMAN,)]),
)
def test_nobody_shares_a_voice(parts: list[str], infos: tuple[VoiceInfo, ...]) -> None:
    """However many people there are, all voices differ; up to five of one voice they differ clearly."""
    language = "de" if infos == (GERMAN,) else "en"
    people = _people(*parts)
    if len(infos) == 1 and len(parts) > 20:
        return
    cast = assign(people, CastRequest(previous={}, named={}, infos=infos, language=language))
    voices = list(cast.voices.values())
    assert len(voices) == len(people)
    assert len(set(voices)) == len(voices)
    assert all(0.5 <= voice.pitch <= 2 for voice in voices)
    if not any(finding.severity == "warning" for finding in cast.findings):
        for one, other in combinations(voices, 2):
            ratio = max(one.pitch, other.pitch) / min(one.pitch, other.pitch)
            assert (one.engine, one.name) != (other.engine, other.name) or ratio >= 1.15
    else:
        assert len(people) > 5


def test_a_person_keeps_the_voice() -> None:
    """The cast file goes before the rule, and what show or episode name goes before the cast file."""
    people = _people("host", "guest", "guest")
    kept = {"p1": "hibari/heart", "p2": "piper/joe*1.18"}
    cast = assign(people, CastRequest(previous=kept, named={}, infos=ALL, language="en"))
    assert cast.findings == ()
    assert [str(voice) for voice in cast.voices.values()] == [
        "piper/joe",
        "hibari/heart",
        "piper/joe*1.18",
    ]
    named = {"person  2": Voice("espeak", "us"), "host": Voice("gtts", "co.uk")}
    cast = assign(people, CastRequest(previous=kept, named=named, infos=ALL, language="en"))
    assert [str(voice) for voice in cast.voices.values()] == [
        "gtts/co.uk",
        "hibari/heart",
        "espeak/us",
    ]
    assert cast.reasons["p0"] == "named for the host"
    assert cast.reasons["p1"] == "as in the show's cast file"


def test_two_who_kept_one_voice_get_two() -> None:
    """When the cast file gives two people of an episode one voice, the later one gets another, and it is said."""
    people = _people("guest", "guest")
    cast = assign(
        people,
        CastRequest(
            previous={"p0": "piper/joe", "p1": "piper/joe@1.1"}, named={}, infos=ALL, language="en"
        ),
    )
    assert [str(voice) for voice in cast.voices.values()] == ["piper/joe", "hibari/heart*0.8"]
    assert [finding.rule for finding in cast.findings] == ["voice-shared"]
    close = assign(
        people,
        CastRequest(
            previous={"p0": "piper/joe", "p1": "piper/joe*1.1"}, named={}, infos=ALL, language="en"
        ),
    )
    assert [finding.rule for finding in close.findings] == ["voices-close"]


def test_another_language_has_its_own_voices() -> None:
    """Voices are chosen by language, offline ones first, and the last resorts are named so; a kept voice that cannot speak it is not used."""
    assert _voices("host", "guest", language="de-AT") == ["espeak/de", "espeak/de*0.8"]
    assert _voices("host", infos=(HEART, ONLINE), language="de") == ["gtts/de"]
    people = _people("host", "guest", "guest")
    for info, rule in ((GERMAN, "voice-robotic"), (ONLINE, "voice-online")):
        last = assign(people, CastRequest(previous={}, named={}, infos=(info,), language="de"))
        assert [(row.severity, row.rule) for row in last.findings] == [("note", rule)]
    cast = assign(
        _people("host"),
        CastRequest(previous={"p0": "hibari/heart"}, named={}, infos=ALL, language="de"),
    )
    assert str(cast.voices["p0"]) == "espeak/de"
    assert [finding.rule for finding in cast.findings] == ["voice-language", "voice-robotic"]


def test_a_language_that_nothing_speaks() -> None:
    """The error names the language, those that are spoken here, and engines that would speak it."""
    with pytest.raises(VoiceError) as caught:
        _voices("host", language="mi")
    (problem,) = caught.value.problems
    assert "mi" in problem.what
    assert "en-US" in problem.what
    assert all(engine in problem.mend for engine in ("espeak", "gtts", "http"))
    assert assign([], CastRequest(previous={}, named={}, infos=(), language="mi")).members == ()


def test_the_cast_file_comes_back() -> None:
    """It is TOML with a heading, sorted, and read as it was written, whatever the names."""
    entries = {'zoë "z" \\ roe\x7f': "piper/joe*1.18", "ada cole": "hibari/heart"}
    text = render_cast(entries)
    assert text.startswith("# Who speaks in which voice")
    assert text.index("ada cole") < text.index("zoë")
    assert parse_kept(tomllib.loads(text), "cast.toml") == entries
    assert render_cast(dict(reversed(entries.items()))) == text


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.just("hibari/heart")
    )
)
def test_any_name_survives_the_cast_file(entries: dict[str, str]) -> None:
    """Quotation marks, line ends and control characters in names do no harm."""
    assert parse_kept(tomllib.loads(render_cast(entries)), "cast.toml") == entries


def test_a_bad_cast_file_is_named() -> None:
    """All its problems are told at once, each with its place."""
    with pytest.raises(ConfigError) as caught:
        parse_kept(
            {"host": "x", "voices": {"a": 5, "b": "nothing", "c": "hibari/heart"}}, "cast.toml"
        )
    assert [problem.where for problem in caught.value.problems] == [
        "cast.toml",
        "cast.toml: voices.a",
        "cast.toml: voices.b",
    ]
    with pytest.raises(ConfigError):
        parse_kept({"voices": []}, "cast.toml")


def test_a_show_that_asks_for_gtts_gets_a_cast_of_accents() -> None:
    """Where every named voice is of gtts, new people get other accents, the nearest first; else never."""
    accents = [("com", "en-US"), ("co.uk", "en-GB"), ("com.au", "en-AU"), ("ie", "en-IE")]
    infos = (*ALL, *(VoiceInfo("gtts", name, tag, "", "") for name, tag in accents))

    def voices(named: dict[str, Voice], language: str = "en") -> list[str]:
        people = _people("host", "guest", "guest")
        cast = assign(people, CastRequest(previous={}, named=named, infos=infos, language=language))
        return [str(voice) for voice in cast.voices.values()]

    assert voices({"host": Voice("gtts", "co.uk")}) == [
        "gtts/co.uk",
        "gtts/com.au",
        "gtts/ie",
    ]
    assert voices({"guest": Voice("gtts", "ie")}, "en-AU")[0] == "gtts/com.au"
    mixed = {"host": Voice("gtts", "co.uk"), "Person 1": Voice("piper", "joe")}
    assert voices(mixed)[2].startswith("hibari/heart")
    assert len({*voices({"host": Voice("gtts", "de")}, "de")}) == 3


def test_a_shows_voice_does_not_read_another_language() -> None:
    """In an episode in another language it gives way, with a note; named by the episode, or in a show of that language, it reads with a warning."""
    named = {"host": Voice("hibari", "heart"), "Person 1": Voice("piper", "joe")}

    def choice(**settings: Any) -> tuple[list[str], list[tuple[str, str]]]:
        people = _people("host", "guest")
        cast = assign(
            people, CastRequest(previous={}, named=named, infos=ALL, language="de", **settings)
        )
        rows = [(row.severity, row.where) for row in cast.findings if row.rule == "voice-language"]
        return [str(voice) for voice in cast.voices.values()], rows

    host, guest = ("Person 0", "Person 1")
    english, german = ["hibari/heart", "piper/joe"], ["espeak/de", "espeak/de*0.8"]
    assert choice(usual="en") == (german, [("note", guest), ("note", host)])
    assert choice(usual="de-AT") == (english, [("warning", guest), ("warning", host)])
    voices, rows = choice(usual="en", own=["host"])
    assert (voices[0], voices[1].partition("*")[0]) == ("hibari/heart", "espeak/de")
    assert rows == [("note", guest), ("warning", host)]


def test_a_voice_reads_another_name_of_its_language() -> None:
    """A Bokmål voice reads what is called Norwegian, as it did."""
    bokmal = VoiceInfo("espeak", "nb", "nb", "", "")
    named = {"host": Voice("espeak", "nb")}
    cast = assign(
        _people("host"), CastRequest(previous={}, named=named, infos=(bokmal,), language="no")
    )
    assert (str(cast.voices["p0"]), cast.findings) == ("espeak/nb", ())
