"""Speaks one text with the espeak-ng library from piper's wheel, in a process of its own.

Run as a script: `espeak_child.py LIBRARY DATA VOICE WORDS_PER_MINUTE`, UTF-8 text on standard
input; standard output is the rate in Hz (four bytes, little-endian) and 16-bit samples. It needs its
own process because the library keeps its state in globals, which piper's phonemizer uses too.
Exit code 3: the library has no such voice; 4: it can't be used.
"""

from __future__ import annotations

import ctypes
import sys

SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
UTF8 = 1
RATE = 1
CHARACTERS = 1


def speak(library: str, data: str, voice: str, words_per_minute: int, text: bytes) -> bytes:
    """The rate and the samples. Raises OSError or AttributeError if the library isn't usable."""
    espeak = ctypes.CDLL(library)
    sound = bytearray()
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

    def collect(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, count * 2))
        return 0

    keep = callback_type(collect)
    espeak.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
        ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    rate_hz = espeak.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DO_NOT_EXIT)
    if rate_hz <= 0:
        raise OSError("the library does not start")
    espeak.espeak_SetSynthCallback(keep)
    if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        raise LookupError(voice)
    espeak.espeak_SetParameter(RATE, words_per_minute, 0)
    # neither the SSML nor the phoneme flag: the text is only text
    espeak.espeak_Synth(text, len(text) + 1, 0, CHARACTERS, 0, UTF8, None, None)
    espeak.espeak_Synchronize()
    return int(rate_hz).to_bytes(4, "little") + bytes(sound)


def main() -> int:
    """See the module."""
    library, data, voice, words_per_minute = sys.argv[1:5]
    text = sys.stdin.buffer.read()
    try:
        answer = speak(library, data, voice, int(words_per_minute), text)
    except LookupError:
        return 3
    except (OSError, AttributeError) as error:
        sys.stderr.write(f"{error}\n")
        return 4
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
