"""Scenarist captions (.scc): the bytes of CEA-608 closed captions, in hexadecimal, with timecodes.

Modelled on McPoodle's SCC notes ("SCC_FORMAT.HTML") and 47 CFR §15.119 (the characters and codes).
Own code and not ttconv or pycaption, which draw the screen: lines that scroll come out twice there.
Read is the first channel of the first field, which is where captions of the programme are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from segmentcast.errors import Problem, TranscriptError
from segmentcast.transcript.document import Document, Source
from segmentcast.transcript.readers.cues.caption_timing import document_of
from segmentcast.transcript.readers.cues.source_caption import SourceCaption
from segmentcast.transcript.text.prose import excerpt

FORMAT = "SCC captions"
_SIGNATURE = re.compile(r"\s*Scenarist_SCC\b", re.I)
_LINE = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2})\s+([0-9a-f]{4}(?:\s+[0-9a-f]{4})*)\s*$", re.I)  # fmt: skip
_LIKE_LINE = re.compile(r"\s*\d{1,2}:\d{2}:\d{2}[:;.,]\d{2}\s")
_FRAMES = 30
_FRAME_MS = 1001 / 30
_MOST_PROBLEMS = 50

_BASIC = {0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ", 0x7E: "ñ", 0x7F: "█"}  # fmt: skip
_SPECIAL = "®°½¿™¢£♪à\u00a0èâêîôû"
_EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘",
}
_POP, _ROLL, _PAINT, _TEXT = "pop", "roll", "paint", "text"
_MODES = {0x20: _POP, 0x25: _ROLL, 0x26: _ROLL, 0x27: _ROLL, 0x29: _PAINT, 0x2A: _TEXT, 0x2B: _TEXT}
_BACKSPACE, _ERASE_SHOWN, _RETURN, _ERASE_LOADED, _SHOW = 0x21, 0x2C, 0x2D, 0x2E, 0x2F


def sniff(source: Source) -> float:
    """The signature, or a timecode with codes behind it."""
    if _SIGNATURE.match(source.text[:200]):
        return 1.0
    first = source.text.lstrip()[:4000].split("\n", 1)[0]
    return 0.9 if _LINE.match(first) else 0.0


def parse(source: Source) -> Document:
    """The captions as they are shown. Raises TranscriptError for lines that are no codes."""
    decoder = _Decoder()
    problems: list[Problem] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip() or _SIGNATURE.match(line):
            continue
        codes = _LINE.match(line)
        if codes is None:
            if len(problems) < _MOST_PROBLEMS:
                problems.append(
                    Problem(f"{source.name}:{number}", f'not a timecode with codes of four digits: "{excerpt(line)}"', "00:00:01:00 94ae 94ae 9420 9420")
                )  # fmt: skip
            continue
        decoder.line(number, _frame(codes), codes[6].split())
    if problems:
        raise TranscriptError(problems)
    decoder.end()
    return document_of(FORMAT, decoder.cues, source.name, rolls=False)


def _frame(codes: re.Match[str]) -> int:
    """The number of the frame; with ";" two are left out in every minute but the tenth."""
    hours, minutes, seconds, frames = (int(codes[at]) for at in (1, 2, 3, 5))
    total = ((hours * 60 + minutes) * 60 + seconds) * _FRAMES + frames
    if codes[4] == ":":
        return total
    whole = hours * 60 + minutes
    return total - 2 * (whole - whole // 10)


@dataclass(slots=True)
class _Shown:
    """What is written so far, since when, and in which line of the file it began."""

    text: list[str] = field(default_factory=list)
    start_ms: int = 0
    line: int = 0


class _Decoder:
    """One channel of captions: what is loaded, what is on the screen, the cues that were."""

    def __init__(self) -> None:
        self.cues: list[SourceCaption] = []
        self._mode = _ROLL
        self._loaded = _Shown()
        self._written = _Shown()
        self._on_screen: SourceCaption | None = None
        self._before = ""
        self._other = False
        self._data = False
        self._now = 0
        self._line = 0

    def line(self, number: int, frame: int, codes: list[str]) -> None:
        """The codes of a line, a frame each."""
        self._line = number
        for at, code in enumerate(codes):
            # A long caption may still be loading at the time of the next line.
            self._now = max(self._now, round((frame + at) * _FRAME_MS))
            first, second = int(code[:2], 16) & 0x7F, int(code[2:], 16) & 0x7F
            if 0x10 <= first < 0x20:
                # Every code is sent twice, in case one is lost.
                if code == self._before:
                    self._before = ""
                    continue
                self._before = code
                self._data = False
                self._control(first, second)
                continue
            self._before = ""
            if 0 < first < 0x10:
                self._data = first != 0x0F  # data about the programme, up to its checksum
            elif not self._data and not self._other and self._mode != _TEXT:
                self._write(first)
                self._write(second)

    def end(self) -> None:
        """What is still on the screen ends with the file; what was loaded and never shown is not lost."""
        self._close()
        self._flush()
        self._show_loaded()
        self._close()

    def _control(self, first: int, second: int) -> None:
        self._other = bool(first & 0x08)
        if self._other:
            return
        if first in (0x14, 0x15) and 0x20 <= second < 0x30:
            self._command(second)
        elif self._mode == _TEXT:
            return
        elif first == 0x11 and 0x30 <= second < 0x40:
            self._target().text.append(_SPECIAL[second - 0x30])
        elif first in _EXTENDED and 0x20 <= second < 0x40:
            # A decoder that knows only the basic characters shows the one before.
            self._backspace()
            self._target().text.append(_EXTENDED[first][second - 0x20])
        elif second >= 0x40:
            self._target().text.append("\n")
        elif first in (0x11, 0x17):
            self._target().text.append(" ")

    def _command(self, second: int) -> None:
        if second == _BACKSPACE:
            self._backspace()
        elif second == _RETURN:
            self._flush()
        elif second == _ERASE_SHOWN:
            self._close()
            self._flush()
        elif second == _ERASE_LOADED:
            if any(part.strip() for part in self._loaded.text):
                self._close()
                self._show_loaded()
        elif second == _SHOW:
            self._close()
            self._flush()
            self._mode = _POP
            self._show_loaded()
        elif mode := _MODES.get(second):
            if mode != self._mode or mode == _PAINT:
                self._flush()
            self._mode = mode

    def _show_loaded(self) -> None:
        text = "".join(self._loaded.text)
        if text.strip():
            self._on_screen = SourceCaption(text, self._now, None, line=self._loaded.line)
        self._loaded = _Shown()

    def _write(self, byte: int) -> None:
        if byte >= 0x20:
            self._target().text.append(_BASIC.get(byte, chr(byte)))

    def _target(self) -> _Shown:
        target = self._loaded if self._mode == _POP else self._written
        if not target.text:
            target.start_ms, target.line = self._now, self._line
        return target

    def _backspace(self) -> None:
        target = self._target()
        if target.text and target.text[-1] != "\n":
            target.text.pop()

    def _close(self) -> None:
        """The caption that was on the screen ends now."""
        if self._on_screen is not None:
            shown = self._on_screen
            self.cues.append(SourceCaption(shown.text, shown.start_ms, self._now, line=shown.line))
        self._on_screen = None

    def _flush(self) -> None:
        """The line that was written to the screen ends now."""
        text = "".join(self._written.text)
        if text.strip():
            self.cues.append(
                SourceCaption(text, self._written.start_ms, self._now, line=self._written.line)
            )
        self._written = _Shown()
