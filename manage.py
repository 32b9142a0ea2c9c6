#!/usr/bin/env python
"""Django's command line, with the embedded servers started for every command that needs them."""

import os
import sys

NEED_NO_SERVER = {
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "check",
    "collectstatic",
    "compile_templates",
    "compilemessages",
    "doctor",
    "down",
    "findstatic",
    "makemessages",
    "up",  # starts them itself and says so
}


def main() -> None:
    """Run one command. Its name may have hyphens: `open-round` is `open_round`."""
    sys.argv[1:] = spelled(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(
            f"Django is not installed here ({error}). Run `make setup`, then .venv/bin/python manage.py."
        )
    if len(sys.argv) > 1 and sys.argv[1] not in NEED_NO_SERVER and not {"--help", "-h"} & set(sys.argv[2:]):
        _start_servers()
    execute_from_command_line(sys.argv)


def spelled(words: list[str]) -> list[str]:
    """The words of a call with the command's own name as its module has it (the name `help` is asked about, too)."""
    named = next((n for n, word in enumerate(words) if not word.startswith("-")), None)
    if named is None:
        return words
    about = named + 1 if words[named] == "help" else named
    return [
        word.replace("-", "_") if n == about and not word.startswith("-") else word
        for n, word in enumerate(words)
    ]


def _start_servers() -> None:
    from betsite import embedded

    try:
        embedded.ensure()
    except (embedded.ServerError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
