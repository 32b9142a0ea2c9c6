"""Pages with charts: plotly.js writes style attributes, so these pages, and only these, allow inline styles."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update

View = TypeVar("View", bound=Callable[..., Any])


def chart_styles(view: View) -> View:
    """Let this view's page carry inline styles. Scripts stay from self only. Goes under the access decorator."""
    return cast(View, csp_update({"style-src": [UNSAFE_INLINE]})(view))
