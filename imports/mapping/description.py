"""What a person says the columns of a file mean: as an object, and as the JSON of docs/mapping-files.md."""

import json
from dataclasses import asdict, dataclass, field

from imports.formats._base import FileError
from imports.mapping.roles import BY_KEY, NEEDED, ODDS, ORDERS

VERSION = 1


@dataclass(frozen=True)
class Mapping:
    """Which column plays which role, and how its dates and odds are written.

    columns: role -> header. order, odds: keys of roles.ORDERS and roles.ODDS. returns_profit: the 'returned' column
    leaves the stake out. Raises FileError (validated()) for what cannot be meant.
    """

    columns: dict[str, str]
    order: str = "dmy"
    odds: str = "decimal"
    timezone: str = "UTC"
    currency: str = ""
    bookmaker: str = ""
    returns_profit: bool = False
    name: str = "My own file"
    version: int = VERSION
    doubts: dict[str, str] = field(default_factory=dict, compare=False)

    def as_json(self) -> str:
        """One line of JSON; docs/mapping-files.md describes it."""
        told = asdict(self)
        told.pop("doubts")
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Mapping:
    """The mapping a text tells. Raises FileError with what is wrong with it."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise FileError(f"The mapping is not JSON: {error}.") from error
    if not isinstance(told, dict) or not isinstance(told.get("columns"), dict):
        raise FileError('A mapping is an object with "columns": {"role": "column of the file"}.')
    known = {name: told[name] for name in Mapping.__dataclass_fields__ if name in told and name != "doubts"}
    if unknown := sorted(set(told) - set(known) - {"doubts"}):
        raise FileError(
            f"A mapping has no “{unknown[0]}”. It has {', '.join(sorted(Mapping.__dataclass_fields__))}."
        )
    return validated(Mapping(**known))


def validated(mapping: Mapping) -> Mapping:
    """The mapping, if it can be meant. Raises FileError."""
    for role, column in mapping.columns.items():
        if role not in BY_KEY or role == "leave" or not isinstance(column, str):
            raise FileError(
                f"“{role}” is no role. Roles are {', '.join(key for key in BY_KEY if key != 'leave')}."
            )
    if missing := [role for role in NEEDED if not mapping.columns.get(role)]:
        raise FileError(
            f"Say which column is the {' and the '.join(BY_KEY[role].label.lower() for role in missing)}."
        )
    if mapping.order not in ORDERS or mapping.odds not in ODDS or mapping.version != VERSION:
        raise FileError(
            f"order is one of {', '.join(ORDERS)}, odds one of {', '.join(ODDS)}, and the version is {VERSION}."
        )
    if not ({"result", "profit", "returned"} & mapping.columns.keys()):
        raise FileError(
            "Say which column is the result, the profit or the amount returned: else no bet is ever settled."
        )
    return mapping
