"""Printed configurations. That nginx's and Caddy's serve a show right is shown in tests/doctor."""

from __future__ import annotations

import json
import tomllib

import pytest
from click.testing import CliRunner

from segmentcast.cli.published.hosting import command
from segmentcast.errors import UsageError
from segmentcast.hosting import SERVERS, render

BASE = "https://news.example/podcast/"


@pytest.mark.parametrize("host", SERVERS)
def test_every_host_has_one(host: str) -> None:
    """Each is written for the show's address, with nothing left to fill in by name."""
    text = render(host, BASE)
    assert "podcast" in text
    assert "${" not in text
    assert "$root" not in text


def test_the_command_knows_every_host() -> None:
    """The command's choices are the configurations that there are."""
    for host in SERVERS:
        done = CliRunner().invoke(command, [host])
        assert done.exit_code == 0, done.output
    assert CliRunner().invoke(command, ["abacus"]).exit_code == 2


@pytest.mark.parametrize("host", ["nginx", "apache", "caddy", "cloudflare"])
def test_types_are_those_of_the_feed(host: str) -> None:
    """Captions and chapters are served with the types that the feed declares."""
    text = render(host, BASE)
    for kind in ("text/vtt", "application/x-subrip", "application/json+chapters", "audio/x-m4a"):
        assert kind in text


@pytest.mark.parametrize("host", ["nginx", "apache", "caddy", "cloudflare", "netlify"])
def test_private_feeds_are_kept_by_nobody(host: str) -> None:
    """Caches are told to leave private/ alone, so that a revoked feed ends."""
    assert "private, no-store" in render(host, BASE)


def test_machine_readable_parts_are_valid() -> None:
    """netlify.toml is TOML, S3's CORS rules are JSON."""
    headers = tomllib.loads(render("netlify", BASE))["headers"]
    assert {"for": "/podcast/*.vtt", "values": {"Content-Type": "text/vtt"}} in headers
    line = render("s3", BASE).partition('{"CORSRules": ')[2].partition("\n\n2.")[0]
    assert json.loads(line.rstrip().removesuffix("}"))[0]["AllowedOrigins"] == ["*"]


@pytest.mark.parametrize("root", ["/srv/x; rm", "/srv/{x}", "/srv/a\nb", '/srv/"'])
def test_what_would_change_a_configuration_is_refused(root: str) -> None:
    """A folder's name cannot add a directive."""
    with pytest.raises(UsageError):
        render("nginx", BASE, root)
    with pytest.raises(UsageError):
        render("nginx", f"https://news.example{root}")
