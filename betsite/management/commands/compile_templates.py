"""Compile every template of ours, so that a broken tag is found before a visitor finds it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines


class Command(BaseCommand):
    help = "Compile every template of the project and name those that fail."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError listing every template that does not compile."""
        engine = engines["django"]
        problems = []
        count = 0
        for path in _templates(Path(settings.BASE_DIR)):
            count += 1
            try:
                engine.from_string(path.read_text(encoding="utf-8"))
            except (TemplateSyntaxError, UnicodeDecodeError) as error:
                problems.append(f"{path.relative_to(settings.BASE_DIR)}: {error}")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{count} templates compile.")


def _templates(root: Path) -> list[Path]:
    ours = [root / "templates", *(root / app / "templates" for app in _apps(root))]
    return sorted(
        path for directory in ours for path in directory.rglob("*") if path.suffix in {".html", ".txt"}
    )


def _apps(root: Path) -> list[str]:
    return [path.parent.name for path in root.glob("*/apps.py")]
