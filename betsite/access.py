"""Who may open the pages that other packages bring, by route name. A route of theirs not listed here fails the tests.

Ours say it themselves, with a decorator of web.access.
"""

from web.access import MEMBER, PUBLIC, STAFF, TOKEN

THIRD_PARTY: dict[str, str] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_reauthenticate": MEMBER,
    "account_email": MEMBER,
    "account_change_password": MEMBER,
    "account_set_password": MEMBER,
}
THIRD_PARTY_PREFIXES: dict[str, str] = {"admin:": STAFF, "api:": TOKEN}
