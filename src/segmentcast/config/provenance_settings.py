"""`[provenance]` of show.toml: whether and with which key published files are signed."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Any

from segmentcast.config.schema import SettingRow, file_name, flag, list_of, text, web_address

USUAL_VARIABLE = "SEGMENTCAST_SIGNING_KEY"
NO_AUTHORITY = "none"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")


@dataclass(frozen=True, slots=True)
class ProvenanceConfig:
    """How files get Content Credentials.

    `key` names the environment variable with the path of the PEM file that holds the private key.
    `certificate` is the certificate chain, if that file lacks it. `signer` is a program that signs in
    place of the key; `signer_environment` names variables to pass to it. `tsa` is the address of a
    time-stamp authority (RFC 3161), "none", or empty for the usual one. With `required`, a faulty
    key stops a publish that has something to sign. `watermark` is a program that marks narrated
    sound, with the version that it does not say itself.
    """

    key: str = USUAL_VARIABLE
    certificate: str = ""
    tsa: str = ""
    required: bool = True
    signer: tuple[str, ...] = ()
    signer_environment: tuple[str, ...] = ()
    watermark: tuple[str, ...] = ()
    watermark_version: str = ""


def _variable(value: Any) -> str:
    name: str = text(100_000)(value)
    if not _VARIABLE.fullmatch(name):
        # The value is not repeated, since it may be the key itself.
        raise ValueError(
            "is not the name of an environment variable | put the key in a file outside the show's"
            f' folder, its path in {USUAL_VARIABLE}, and write key = "{USUAL_VARIABLE}"'
        )
    return name


def _command(value: Any) -> tuple[str, ...]:
    """A program with its arguments, as a list or as one line."""
    if not isinstance(value, str):
        words: tuple[str, ...] = list_of(text(1000), 50)(value)
        return words
    try:
        return tuple(shlex.split(value))
    except ValueError:
        raise ValueError(
            'has an unpaired quotation mark | write it as a list: ["program", "argument"]'
        ) from None


def _authority(value: Any) -> str:
    if value == NO_AUTHORITY:
        return NO_AUTHORITY
    address: str = web_address(value)
    return address


PROVENANCE_ROWS = [
    SettingRow("key", _variable, USUAL_VARIABLE),
    SettingRow("certificate", file_name, ""),
    SettingRow("tsa", _authority, ""),
    SettingRow("required", flag, True),
    SettingRow("signer", list_of(text(1000), 50), ()),
    SettingRow("signer_environment", list_of(text(200), 50), ()),
    SettingRow("watermark", _command, ()),
    SettingRow("watermark_version", text(100), ""),
]
