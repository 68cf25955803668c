"""``python -m s3align``: the command line without an installed script."""

from s3align.cli.main import main

main()
