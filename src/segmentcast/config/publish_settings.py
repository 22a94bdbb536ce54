"""`[publish]` and `[analytics]` of show.toml: where a publish goes, and what it notifies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from segmentcast.config.schema import SettingRow, choice, flag, list_of, text, web_address, whole


@dataclass(frozen=True, slots=True)
class PublishConfig:
    """Where a publish goes without `--to`.

    `to` is a store's address without credentials. `hook` is a program with its arguments;
    `hook_environment` names variables to pass to it besides the usual ones. `single_writer` says
    that nobody else publishes there at the same time. The others are settings of the store.
    """

    to: str = ""
    endpoint: str = ""
    region: str = ""
    path_style: bool | None = None
    encryption: str = ""
    kms_key: str = ""
    compress: bool = False
    uploads: int = 8
    single_writer: bool = False
    hook: tuple[str, ...] = ()
    hook_environment: tuple[str, ...] = ()


def _prefix(value: Any) -> str:
    address: str = web_address(value)
    if "?" in address or "#" in address or not urlsplit(address).path.startswith("/"):
        raise ValueError(
            f"{address!r} is not a prefix | copy it from the service, such as https://op3.dev/e/"
        )
    return address if address.endswith("/") else address + "/"


PUBLISH_ROWS = [
    SettingRow("to", text(1000), ""),
    SettingRow("endpoint", web_address, ""),
    SettingRow("region", text(64), ""),
    SettingRow("path_style", flag, None),
    SettingRow("encryption", choice("AES256", "aws:kms", "aws:kms:dsse"), ""),
    SettingRow("kms_key", text(512), ""),
    SettingRow("compress", flag, False),
    SettingRow("uploads", whole(1, 64), 8),
    SettingRow("single_writer", flag, False),
    SettingRow("hook", list_of(text(1000), 50), ()),
    SettingRow("hook_environment", list_of(text(200), 50), ()),
]
ANALYTICS_ROWS = [SettingRow("prefix", _prefix, ""), SettingRow("pages", flag, False)]
