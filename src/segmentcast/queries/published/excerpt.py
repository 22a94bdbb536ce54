"""An excerpt of a published episode for social networks: a short MP3 and a film, with the words said.

It holds whole sentences: what somebody said is never cut in the middle.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmentcast import artwork, audio_io, captions, files, layout, site, tags, timing
from segmentcast.errors import Problem, SoundError, UsageError
from segmentcast.model import Cue, Package, Show
from segmentcast.queries.published.package import published_package
from segmentcast.vocabulary.digital_sources import digital_source, iptc_address
from segmentcast.vocabulary.wordings import language
from segmentcast.workspace.show_files import read_show

LONGEST_MS = 140_000
"""The shortest limit among the networks that take films."""
_SHORTEST_MS = 1_000
_BEFORE_MS, _AFTER_MS, _FADE_MS = 150, 250, 15
_FRAMES_PER_SECOND = 12
_LINE_CHARACTERS = 42
_KBPS = 128
_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,3})?")
_UNITS = re.compile(r"(?=\d)(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was written: files, times in milliseconds within the episode, and the words in it."""

    sound: Path
    film: Path | None
    start_ms: int
    end_ms: int
    address: str
    notice: str
    cues: tuple[Cue, ...]

    def as_json(self) -> dict[str, object]:
        """The output of `segmentcast clip --json`: one object with stable keys."""
        return {
            "sound": str(self.sound),
            "film": str(self.film) if self.film else None,
            "start_seconds": timing.seconds(self.start_ms),
            "end_seconds": timing.seconds(self.end_ms),
            "address": self.address,
            "notice": self.notice,
            "sentences": [{"speaker": cue.speaker, "text": cue.text} for cue in self.cues],
        }


def moment(text: str) -> int:
    """Milliseconds of `83`, `83.5`, `1:23`, `1m23s`. Raises ValueError for anything else."""
    if _SECONDS.fullmatch(text):
        return round(float(text) * 1000)
    if (units := _UNITS.fullmatch(text)) is not None and text:
        hours, minutes, seconds = (float(part or 0) for part in units.groups())
        return round((hours * 3600 + minutes * 60 + seconds) * 1000)
    return timing.parse_timestamp(text)


def make_excerpt(
    episode: str,
    show: Path | None = None,
    *,
    turn: int | None = None,
    span: tuple[int, int] | None = None,
    folder: Path = Path(),
    with_film: bool = True,
) -> Excerpt:
    """Writes `<episode>-turn-4.mp3` and `.mp4` (or with its times) to `folder`.

    `turn` counts from 1 as on the page; `span` is in milliseconds, and is widened to whole
    sentences. Raises UsageError for what is not there, SoundError for a sound that can't be read.
    """
    show_folder, package = published_package(episode, show)
    about = read_show(show_folder).show
    cues = _of_turn(package, turn) if turn is not None else _of_span(package, span or (0, 0))
    start_ms, end_ms = _edges(package, cues)
    if not _SHORTEST_MS <= end_ms - start_ms <= LONGEST_MS:
        raise _refused(
            package,
            f"this part lasts {(end_ms - start_ms) / 1000:.0f} seconds",
            f"choose 1 to {LONGEST_MS // 1000} seconds with --from and --to",
        )
    path = _local(package, show_folder.output)
    samples, rate_hz = _samples(path, start_ms, end_ms)
    shifted = tuple(cue.shifted(-start_ms) for cue in cues)
    notice = _notice(package, cues)
    scene = _scene(about, package, notice, samples, show_folder.output)
    part = f"turn-{turn}" if turn is not None else f"{start_ms // 1000}-{-(-end_ms // 1000)}"
    files.ensure_folder(folder)
    sound = folder / f"{package.id}-{part}.mp3"
    address = f"{layout.page_url(about.base_url, site.episode_path(package))}#t={start_ms / 1000:.10g},{end_ms / 1000:.10g}"
    title = f"{package.title} ({timing.clock(start_ms)}\u2013{timing.clock(end_ms)})"
    tag = _tag(about, package, shifted, title, address, notice, scene, end_ms - start_ms)
    files.write(sound, tag + _mp3(samples, rate_hz))
    film = sound.with_suffix(".mp4") if with_film else None
    if film is not None:
        metadata = {
            "title": title,
            "artist": about.author,
            "album": about.title,
            "comment": " ".join(filter(None, (notice, address))),
            "description": " ".join(cue.text for cue in cues),
            "copyright": about.copyright,
        }
        # The encoder goes back to its file when it is done, so it gets a file of its own.
        with tempfile.TemporaryDirectory() as place:
            draft = Path(place, film.name)
            audio_io.write_film(
                draft,
                _pictures(scene, shifted, end_ms - start_ms),
                (artwork.EXCERPT_SIDE_PX, artwork.EXCERPT_SIDE_PX),
                _FRAMES_PER_SECOND,
                samples,
                rate_hz,
                {name: value for name, value in metadata.items() if value},
            )
            files.copy(draft, film)
    return Excerpt(sound, film, start_ms, end_ms, address, notice, cues)


def _of_turn(package: Package, number: int) -> tuple[Cue, ...]:
    cues = tuple(cue for cue in package.cues if cue.turn == number - 1)
    if cues:
        return cues
    if not package.cues:
        raise _refused(
            package, "this episode has no transcript", "choose a part with --from and --to"
        )
    last = max(cue.turn for cue in package.cues) + 1
    if 1 <= number <= last:
        raise _refused(package, f"turn {number} is not heard in the sound", "choose another turn")
    raise _refused(package, f"there is no turn {number}", f"the turns are 1 to {last}")


def _of_span(package: Package, span: tuple[int, int]) -> tuple[Cue, ...]:
    """The sentences of which something is heard from one time to the other."""
    start_ms, end_ms = span
    if not start_ms < end_ms or start_ms >= package.duration_ms:
        what = f"{timing.clock(start_ms)} to {timing.clock(end_ms)} is no part of this episode"
        mend = f"it lasts {timing.clock(package.duration_ms)}"
        raise _refused(package, what, mend)
    cues = tuple(cue for cue in package.cues if cue.start_ms < end_ms and cue.end_ms > start_ms)
    if package.cues and not cues:
        raise _refused(package, "nothing is said in this part", "choose another")
    return cues or (Cue(start_ms, min(end_ms, package.duration_ms), "", ""),)


def _edges(package: Package, cues: Sequence[Cue]) -> tuple[int, int]:
    """A little before the first word and after the last one, but not into anybody else's."""
    first, last = min(cue.start_ms for cue in cues), max(cue.end_ms for cue in cues)
    if not package.cues:
        return first, last
    others = [cue for cue in package.cues if cue not in cues]
    before = max((cue.end_ms for cue in others if cue.end_ms <= first), default=0)
    after = min(
        (cue.start_ms for cue in others if cue.start_ms >= last), default=package.duration_ms
    )
    return max(before, first - _BEFORE_MS), min(after, last + _AFTER_MS)


def _local(package: Package, output: Path) -> Path:
    audio = package.file("audio")
    if audio is None or audio.url:
        what = "the sound of this episode lies on another host"
        raise _refused(package, what, "download it, and cut it with an editor of sound")
    path = files.inside(output, audio.path)
    if not path.is_file():
        raise _refused(package, f"its sound is not in {output}", "publish first")
    return path


def _samples(path: Path, start_ms: int, end_ms: int) -> tuple[NDArray[np.float32], int]:
    """The part's samples, faded in and out within a few milliseconds, so that nothing clicks."""
    source = audio_io.open_source(path)
    rate_hz = source.rate_hz
    first, last = timing.ms_to_samples(start_ms, rate_hz), timing.ms_to_samples(end_ms, rate_hz)
    samples = audio_io.read_span(source.blocks(), first, last).copy()
    if len(samples) < timing.ms_to_samples(_SHORTEST_MS // 2, rate_hz):
        what = "the sound ends before this part"
        raise SoundError(Problem(str(path), what, "publish again: the file is damaged"))
    fade = np.linspace(0, 1, timing.ms_to_samples(_FADE_MS, rate_hz), dtype=np.float32)[:, None]
    samples[: len(fade)] *= fade
    samples[len(samples) - len(fade) :] *= fade[::-1]
    return samples, rate_hz


def _scene(
    about: Show, package: Package, notice: str, samples: NDArray[np.float32], output: Path
) -> artwork.ExcerptScene:
    picture = package.file("thumbnail") or package.file("artwork")
    data = b""
    if picture is not None and not picture.url:
        data = files.read(files.inside(output, picture.path))
    if not data:
        subject = artwork.CardSubject(package.title, about.title, about.site.accent)
        data = artwork.card(subject, size_px=600)
    edges = np.linspace(0, len(samples), artwork.EXCERPT_BARS + 1).astype(int)
    peaks = [
        float(np.abs(samples[first:last]).max()) if last > first else 0.0
        for first, last in pairwise(edges)
    ]
    loudest = max(0.05, *peaks)
    return artwork.ExcerptScene(
        package.title, about.title, notice, about.site.accent, data,
        tuple(peak / loudest for peak in peaks),
    )  # fmt: skip


def _pictures(scene: artwork.ExcerptScene, cues: Sequence[Cue], length_ms: int) -> Iterator[bytes]:
    """One picture after the other: the words that are said, or were said last."""
    said = captions.split(cues, line_characters=_LINE_CHARACTERS)
    shown, number = None, -1
    count = -(-length_ms * _FRAMES_PER_SECOND // 1000)
    for place in range(count):
        at_ms = place * 1000 // _FRAMES_PER_SECOND
        last = max((n for n, one in enumerate(said) if one.start_ms <= at_ms), default=0)
        if shown is None or last != number:
            number = last
            caption = said[number] if said else None
            words = " ".join(caption.lines) if caption else ""
            shown = scene.caption(caption.speaker if caption else "", words)
        yield scene.heard(shown, (place + 1) / count)


def _notice(package: Package, cues: Sequence[Cue]) -> str:
    """Whose words are spoken by synthetic voices, in the episode's language; empty if nobody's."""
    if not package.narrated:
        return ""
    words = language(package.language)
    voices = {credit.name: credit.voice for credit in package.credits}
    names = list(dict.fromkeys(cue.speaker for cue in cues if cue.speaker))
    synthetic = [name for name in names if voices.get(name, "unknown")]
    if not names:
        return words.text("voices_notice")
    if not synthetic:
        return ""
    *most, last = synthetic
    listed = words.text("list_and").join(filter(None, (words.text("list_comma").join(most), last)))
    several = len({voices.get(name, "") for name in synthetic}) > 1
    return words.text("spoken_by_voices" if several else "spoken_by_voice", names=listed)


def _tag(
    about: Show,
    package: Package,
    cues: tuple[Cue, ...],
    title: str,
    address: str,
    notice: str,
    scene: artwork.ExcerptScene,
    length_ms: int,
) -> bytes:
    voices = {credit.name: credit.voice for credit in package.credits}
    spoken_by = [voices.get(name, "") for name in {cue.speaker for cue in cues}]
    return tags.build(
        tags.TagMeta(
            title=title,
            album=about.title,
            artist=about.author,
            published=package.published,
            duration_ms=length_ms,
            language=package.language,
            comment=notice,
            copyright=about.copyright,
            url=address,
            cues=tuple(replace(cue, turn=0) for cue in cues if cue.text),
            cover=scene.poster(cues[0].speaker, cues[0].text),
            digital_source=iptc_address(digital_source(narrated=bool(notice), voices=spoken_by)),
        )
    ).data


def _mp3(samples: NDArray[np.float32], rate_hz: int) -> bytes:
    encoder = audio_io.Lame(rate_hz, samples.shape[1], _KBPS, "standard")
    whole = (np.clip(samples, -1, 1) * 32767).round().astype(np.int16)
    return b"".join((*encoder.encode(whole), encoder.finish()))


def _refused(package: Package, what: str, mend: str) -> UsageError:
    return UsageError(Problem(package.id, what, mend))
