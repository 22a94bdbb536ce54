"""Make the samples that docs/voices.md links, and measure the voices.

python3 scripts/voice_samples.py [VOICE ...]            writes docs/voices/*.mp3
python3 scripts/voice_samples.py --measure [VOICE ...]  prints speed and word error instead

Without names: every voice of the table. Kokoro's need `segmentcast voices add kokoro`. The word error is
that of Whisper base, whose weights are among the requirements of the tests, on eight sentences a language
without figures, each heard by itself; it grows with the listener's own weakness in a language.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import unicodedata
from pathlib import Path

import lameenc
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from segmentcast import engines, narration  # noqa: E402
from segmentcast.cast import parse_voice  # noqa: E402
from segmentcast.model import Spoken, Utterance, Voice  # noqa: E402
from segmentcast.narration.voice_matching import gain_db, tilt_of, tilted  # noqa: E402
from segmentcast.polyphase import converted  # noqa: E402

FOLDER = ROOT / "docs" / "voices"
VOICES = (
    "hibari/heart hibari/heart*0.80 piper/joe piper/joe*1.18 "
    "kokoro/af_heart kokoro/am_michael kokoro/bf_emma kokoro/bm_george "
    "kokoro/ef_dora kokoro/em_alex kokoro/ff_siwis kokoro/if_sara kokoro/im_nicola "
    "kokoro/pf_dora kokoro/pm_alex espeak/en-us espeak/es espeak/fr-fr espeak/it espeak/pt-br espeak/de"
).split()
KBPS = 48
PAUSE_MS = 300
TEXTS = {
    "en": (
        "After nine years the ferry is back, and the first boat left on time.",
        "Who paid for the cow?",
        "The council wants to repair the bridge before winter comes.",
        "Farmers in the valley have waited for rain since spring.",
        "The court will hear the case again in the autumn.",
        "She wrote three books about the history of the harbour.",
        "Nobody in the village had seen so much snow before.",
        "The doctors asked for more beds and more nurses.",
    ),
    "es": (
        "Después de nueve años vuelve el barco, y salió a tiempo.",
        "¿Quién pagó por la vaca?",
        "El ayuntamiento quiere reparar el puente antes del invierno.",
        "Los campesinos del valle esperan la lluvia desde la primavera.",
        "El tribunal volverá a estudiar el caso en otoño.",
        "Ella escribió tres libros sobre la historia del puerto.",
        "Nadie en el pueblo había visto tanta nieve.",
        "Los médicos pidieron más camas y más enfermeras.",
    ),
    "fr": (
        "Après neuf ans, le bateau est de retour, et il est parti à l'heure.",
        "Qui a payé pour la vache ?",
        "La mairie veut réparer le pont avant l'hiver.",
        "Les paysans de la vallée attendent la pluie depuis le printemps.",
        "Le tribunal examinera de nouveau l'affaire en automne.",
        "Elle a écrit trois livres sur l'histoire du port.",
        "Personne dans le village n'avait vu autant de neige.",
        "Les médecins ont demandé plus de lits et plus d'infirmières.",
    ),
    "it": (
        "Dopo nove anni il traghetto è tornato, ed è partito in orario.",
        "Chi ha pagato per la mucca?",
        "Il comune vuole riparare il ponte prima dell'inverno.",
        "I contadini della valle aspettano la pioggia dalla primavera.",
        "Il tribunale esaminerà di nuovo il caso in autunno.",
        "Lei ha scritto tre libri sulla storia del porto.",
        "Nessuno nel paese aveva mai visto tanta neve.",
        "I medici hanno chiesto più letti e più infermiere.",
    ),
    "pt": (
        "Depois de nove anos o barco voltou, e saiu na hora certa.",
        "Quem pagou pela vaca?",
        "A prefeitura quer consertar a ponte antes do inverno.",
        "Os agricultores do vale esperam a chuva desde a primavera.",
        "O tribunal vai examinar o caso outra vez no outono.",
        "Ela escreveu três livros sobre a história do porto.",
        "Ninguém na aldeia tinha visto tanta neve.",
        "Os médicos pediram mais camas e mais enfermeiras.",
    ),
    "de": (
        "Nach neun Jahren ist die Fähre zurück, und sie fuhr pünktlich ab.",
        "Wer hat für die Kuh bezahlt?",
        "Die Stadt will die Brücke vor dem Winter reparieren.",
        "Die Bauern im Tal warten seit dem Frühling auf Regen.",
        "Das Gericht wird den Fall im Herbst noch einmal prüfen.",
        "Sie hat drei Bücher über die Geschichte des Hafens geschrieben.",
        "Niemand im Dorf hatte je so viel Schnee gesehen.",
        "Die Ärzte baten um mehr Betten und mehr Pflegerinnen.",
    ),
}


def language_of(voice: Voice) -> str:
    """The primary language that the engine names for the voice."""
    infos = engines.get(voice.engine).voices()
    (row,) = [info for info in infos if info.name == voice.name]
    return row.language.split("-")[0]


def spoken(text: str, voice: Voice) -> np.ndarray:
    """A sentence as an episode has it: trimmed, and matched in level and treble."""
    utterance = Utterance(0, 0, "", voice, text, Spoken(text), 0)
    kept = narration.say(utterance, engines.get(voice.engine)).samples
    sound = tilted(kept, tilt_of(voice))
    return sound * np.float32(10 ** (gain_db(sound) / 20))


def write_sample(voice: Voice) -> Path:
    """The first two sentences of the voice's language, as an MP3 of about 40 kB."""
    pause = np.zeros(narration.RATE_HZ * PAUSE_MS // 1000, np.float32)
    parts = [
        part for text in TEXTS[language_of(voice)][:2] for part in (spoken(text, voice), pause)
    ]
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(KBPS)
    encoder.set_in_sample_rate(narration.RATE_HZ)
    encoder.set_channels(1)
    encoder.set_quality(2)
    encoder.silence()
    samples = np.clip(np.concatenate(parts) * 2.0, -1.0, 1.0)
    data = encoder.encode((samples * 32767).astype("<i2").tobytes()) + encoder.flush()
    name = re.sub(r"[^a-z0-9]+", "-", str(voice).lower())
    path = FOLDER / f"{name}.mp3"
    path.write_bytes(bytes(data))
    return path


def words(text: str) -> list[str]:
    """The words without case and punctuation."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold().replace("’", "'"))


def errors(written: list[str], heard: list[str]) -> int:
    """Words to substitute, remove or add (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for count, word in enumerate(written, 1):
        diagonal, row[0] = row[0], count
        for at, other in enumerate(heard, 1):
            diagonal, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, diagonal + (word != other)),
            )
    return row[-1]


def measure(voice: Voice) -> str:
    """Seconds of sound a second of processor time, and the word error rate."""
    from benchmarks import recognition

    language = language_of(voice)
    engine = engines.get(voice.engine)
    engine.synth(Spoken(TEXTS[language][0]), voice)  # loads the model
    seconds, wrong, count = 0.0, 0, 0
    began = time.process_time()
    sounds = []
    for text in TEXTS[language]:
        speech = engine.synth(Spoken(text), voice)
        seconds += len(speech.samples) / speech.rate_hz
        sounds.append(speech)
    used = time.process_time() - began
    for text, speech in zip(TEXTS[language], sounds, strict=True):
        sound = converted(speech.samples, 16_000, speech.rate_hz)
        heard, _ = recognition._listener().transcribe(sound, language=language, beam_size=5)
        wrong += errors(words(text), words(" ".join(part.text for part in heard)))
        count += len(words(text))
    return f"{voice}\t{language}\t{seconds / used:.1f} x\t{100 * wrong / count:.1f} % of {count}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("voices", nargs="*")
    parser.add_argument("--measure", action="store_true")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for text in given.voices or VOICES:
        voice = parse_voice(text, "")
        print(
            measure(voice) if given.measure else write_sample(voice).relative_to(ROOT), flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
