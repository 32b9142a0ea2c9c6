"""Operators for tests."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.tests.factories import create_user


def operator(name: str, role: str = "rounds") -> Any:
    """A member of staff with a role."""
    user = create_user(email=f"{name}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
