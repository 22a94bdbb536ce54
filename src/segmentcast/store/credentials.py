"""Finds S3 credentials: in the environment, else in the AWS profile."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segmentcast import files
from segmentcast.errors import Problem, StoreError
from segmentcast.libraries import optional_packages

_KEYS = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}


def aws_credentials(environment: Mapping[str, str]) -> dict[str, Any]:
    """Credential settings for obstore; empty if it finds them itself (variables, or a role).

    A profile with plain keys is read here. One with SSO, a role or an external process needs boto3,
    which is used if installed. Raises StoreError if AWS_PROFILE names no profile.
    """
    if environment.get("AWS_ACCESS_KEY_ID") or environment.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        return {}
    name = environment.get("AWS_PROFILE", "")
    values = _profile(environment, name or "default")
    options = {ours: values[theirs] for theirs, ours in _KEYS.items() if values.get(theirs)}
    if values.get("region") and not environment.get("AWS_REGION"):
        options["region"] = values["region"]
    if {"access_key_id", "secret_access_key"} <= options.keys() or not (name or values):
        return options
    try:
        from boto3 import Session
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ModuleNotFoundError:
        if not name:
            return options
        raise StoreError(
            Problem(
                f"AWS_PROFILE={name}",
                "this profile has no plain keys, or does not exist",
                f"{optional_packages.install_command('aws')} (supports SSO and roles), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            )
        ) from None
    return {"credential_provider": Boto3CredentialProvider(Session(profile_name=name or None))}


def _profile(environment: Mapping[str, str], name: str) -> dict[str, str]:
    """A profile's settings from the two AWS files."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "/")
    places = (
        (
            environment.get("AWS_CONFIG_FILE") or home / ".aws" / "config",
            name if name == "default" else f"profile {name}",
        ),
        (environment.get("AWS_SHARED_CREDENTIALS_FILE") or home / ".aws" / "credentials", name),
    )
    values: dict[str, str] = {}
    for place, section in places:
        file = Path(place)
        if not file.is_file():
            continue
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(files.read(file).decode("utf-8", "replace"))
        except configparser.Error:
            # Not chained: the parser's message quotes the line, which may contain a key.
            raise StoreError(
                Problem(str(file), "not a valid AWS profile file", "run: aws configure")
            ) from None
        if parser.has_section(section):
            values |= dict(parser.items(section))
    return values
