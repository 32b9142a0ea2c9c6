"""A program that calls the API with a token, for tests."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tokens


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    from betsite.api import api

    return api.get_openapi_schema(path_prefix="/api/v1/")


class Api:
    """Calls as one person with some scopes; each answer is checked for its status and given as JSON."""

    def __init__(self, client: Any, user: Any, *scopes: str) -> None:
        self.client = client
        self.token = tokens.make(user=user, name="test", scopes=scopes).access

    def call(self, method: str, path: str, *, key: str = "", **more: Any) -> Any:
        """The whole response."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return getattr(self.client, method)(f"/api/v1/{path}", headers=headers, **more)

    def get(self, path: str, *, status: int = 200) -> Any:
        """The reply to a question."""
        return self._read(self.call("get", path), status)

    def questions(self, path: str) -> int:
        """How many questions to the database one reply takes."""
        with CaptureQueriesContext(connection) as asked:
            self.get(path)
        return len(asked)

    def post(self, path: str, payload: Any = None, *, status: int = 200, key: str = "") -> Any:
        """The reply to an act with a JSON body."""
        body = json.dumps(payload) if payload is not None else ""
        return self._read(
            self.call("post", path, key=key, data=body, content_type="application/json"), status
        )

    def delete(self, path: str, *, status: int = 204) -> Any:
        """The reply to a removal; None for an empty one."""
        return self._read(self.call("delete", path), status)

    def walk(self, path: str, limit: int) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        cursor = ""
        join = "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{join}limit={limit}&cursor={cursor}")
            yield from page["items"]
            if page["next"] is None:
                return
            assert len(page["items"]) == limit
            cursor = page["next"]

    def _read(self, response: Any, status: int) -> Any:
        assert response.status_code == status, response.content[:2000]
        if not response.content:
            return None
        kind = "application/problem+json" if status >= 400 else "application/json"
        assert response["Content-Type"].startswith(kind)
        told = json.loads(response.content)
        if status >= 400:
            assert told["status"] == status
            assert isinstance(told["detail"], str)
        return told
