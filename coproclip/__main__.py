"""`coproclip` or `python -m coproclip`: without arguments the window, with them the command line."""

import os
import sys


def main() -> int:
    """Run what was asked for; returns the exit code."""
    # A library that finds speech would otherwise count its uses and send them home.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # Whatever is written, here and in every process begun from here, is for its owner alone.
    os.umask(0o077)
    # Imported here, so that a child process that only wants this module's name stays light.
    from coproclip.cli.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
