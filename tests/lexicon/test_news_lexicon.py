"""The names in the news that ship with the package, in the phonemes of both offline voices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain

import pytest

from segmentcast import toml
from segmentcast.engines import hibari, piper
from segmentcast.engines.phonemes import alphabets, word_alignment
from segmentcast.lexicon import Lexicon, default_lexicon
from segmentcast.reading import speak

LEXICON = Lexicon(default_lexicon())
CONTENT = files("segmentcast.lexicon").joinpath("news.toml").read_bytes()
TABLE = toml.parse(CONTENT, "news.toml").table["en"]
assert isinstance(TABLE, dict)
IPA = {str(written): str(entry["ipa"]) for written, entry in TABLE.items()}

Pronounce = Callable[[str, str], tuple[str, str]]


@pytest.fixture(scope="module", params=["heart", "joe"])
def pronounced(request: pytest.FixtureRequest) -> Iterator[Pronounce]:
    """What a voice makes of a sentence, and a pronunciation in that voice's own alphabet."""
    if request.param == "heart":
        heart = hibari.build({})._load("heart")

        def spell_for_heart(ipa: str) -> tuple[str, ...]:
            return tuple(alphabets.for_misaki(ipa) or "")

        yield _through(heart.tts.phonemize, heart.say, spell_for_heart)
    else:
        joe = piper.build({})._load("joe")

        def spell_for_joe(ipa: str) -> tuple[str, ...]:
            return alphabets.for_espeak(ipa, joe.voice.config.phoneme_id_map, english=True) or ()

        yield _through(joe.voice.phonemize, joe.say, spell_for_joe)


def _through(
    phonemize: Callable[..., object],
    say: Callable[..., object],
    spell: Callable[[str], tuple[str, ...]],
) -> Pronounce:
    def pronounce(text: str, ipa: str) -> tuple[str, str]:
        spoken = speak(text, LEXICON, "en")[0]
        parts = word_alignment.pieces(spoken.text, spoken.phonemes)
        symbols = list(chain.from_iterable(phonemize(spoken.text)))  # type: ignore[call-overload]
        aligned = word_alignment.align(spoken.text, parts, symbols, say)  # type: ignore[arg-type]
        assert aligned is not None, text
        spellings = [spell(part.ipa) if part.ipa else None for part in parts]
        whole = word_alignment.respelled(aligned, spellings)
        return "".join(whole.symbols), "".join(spell(ipa))

    return pronounce


def test_every_name_is_said_as_its_phonemes_in_both_voices(pronounced: Pronounce) -> None:
    """Alone and with an ending; what the data says is what reaches the voice's model."""
    wrong = []
    for written, ipa in IPA.items():
        whole, name = pronounced(f"We saw {written} and {written}'s men.", ipa)
        if not name or whole.replace(" ", "").count(name.replace(" ", "")) != 2:
            wrong.append((written, whole, name))
    assert not wrong, wrong


def test_the_names_need_no_other_entry() -> None:
    """No name is in both files, and each names its pronunciation once."""
    entries = [entry.written for entry in default_lexicon()]
    assert len(entries) == len(set(entries))
    assert len(IPA) > 200
