"""``s3align schema``: the published JSON Schema of the record."""

from __future__ import annotations

import json

import click

from s3align.record.schema import json_schema


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the record."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
