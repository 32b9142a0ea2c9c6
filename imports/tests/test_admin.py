"""Staff look at uploads and statement lines; nobody edits them."""

import pytest

from accounts.tests.factories import create_user
from imports.tests.factories import import_lines, line

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.mark.parametrize("path", ["/admin/imports/upload/", "/admin/treasury/statementline/"])
def test_staff_see_everybodys_and_change_nothing(client, alice, path):
    import_lines(alice, line("deposit", "1", key="a-key"))
    client.force_login(create_user(email="root@example.com", is_staff=True, is_superuser=True))
    response = client.get(path)
    assert response.status_code == 200
    assert "alice@example.com" in response.text
    assert "addlink" not in response.text.split('id="content-main"')[1]
