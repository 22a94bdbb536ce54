"""Command groups whose help lists subcommands with their full first sentences."""

from __future__ import annotations

import click


class FullHelpGroup(click.Group):
    """A group whose help doesn't truncate the summaries of its commands."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(limit=10_000)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)
