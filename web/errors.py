"""Rules that may refuse. A refusal is a class whose docstring is the sentence the user reads."""

import inspect
from collections.abc import Mapping
from types import MappingProxyType


class Problem(Exception):
    """That cannot be done."""

    status = 422
    headers: Mapping[str, str] = MappingProxyType({})

    @property
    def message(self) -> str:
        """The user's sentence: what was raised with, else the class's docstring in one line."""
        if self.args:
            return str(self.args[0])
        return " ".join((inspect.getdoc(type(self)) or "").split())

    def __str__(self) -> str:
        return self.message
