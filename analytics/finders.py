"""plotly.js comes from the plotly package itself: one version, no copy in the repository, no other host."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import plotly
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Finds plotly/plotly.min.js and nothing else of the package."""

    folder = Path(plotly.__file__).parent / "package_data"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's
        """The file's path, or nothing."""
        found = str(self.folder / NAME) if path == f"plotly/{NAME}" else ""
        return ([found] if found else []) if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file, for collectstatic."""
        storage = FileSystemStorage(location=str(self.folder))
        storage.prefix = "plotly"  # type: ignore[attr-defined]
        yield NAME, storage
