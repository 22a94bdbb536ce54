"""segmentcast desk"""

from __future__ import annotations

from pathlib import Path

import click

from segmentcast.cli.options import show_argument


@click.command()
@show_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8643,
    show_default=True,
    help="The port; 0 picks a free one.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
def command(show: Path, port: int, no_browser: bool) -> None:
    """Do everything in the browser, on this machine.

    Opens the show in the browser: what to do next, every episode, who says what, how names sound,
    and publishing. What it writes are the files that you would have written yourself. Only this
    machine reaches it. It stops with Ctrl-C, or by itself after an hour unused.

    \b
    Examples:
      segmentcast desk
      segmentcast desk myshow --port 9000
    """
    from segmentcast import desk
    from segmentcast.workspace.show_folder import locate

    def on_ready(address: str) -> None:
        opened = not no_browser and desk.open_browser(address)
        way = (
            "If no window opens, open this address" if opened else "Open this address in a browser"
        )
        click.echo(f"{way}; it works once: {address}")
        click.echo("Only this machine reaches it. Press Ctrl-C to stop.")

    def on_new_address(address: str) -> None:
        click.echo(f"For another browser: {address}")

    unused = desk.run(locate(show), port=port, on_ready=on_ready, on_new_address=on_new_address)
    click.echo("Stopped after an hour unused." if unused else "Stopped.")
