"""The environment of a program that show.toml names: the usual variables, and no secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

_PASSED = frozenset(
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP SSL_CERT_FILE SSL_CERT_DIR"
    " REQUESTS_CA_BUNDLE CURL_CA_BUNDLE HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY"
    " SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA"
    " PROGRAMFILES USERNAME".split()
)


def environment(whole: Mapping[str, str], passed: Sequence[str]) -> dict[str, str]:
    """The usual variables of `whole` and those that `passed` names, so no other secrets."""
    variables = {}
    for name, value in whole.items():
        known = name.upper() in _PASSED or name.upper().startswith("LC_")
        if name in passed or (known and not _holds_password(name, value)):
            variables[name] = value
    return variables


def _holds_password(name: str, value: str) -> bool:
    if not name.upper().endswith("_PROXY"):
        return False
    try:
        return "@" in urlsplit(value if "://" in value else f"//{value}").netloc
    except ValueError:
        return True
