"""The doors by which one comes to the desk, and looks after one's own login."""

from __future__ import annotations

from articles.doors.rules import BOTH, GET, POST, Door, Who, door

ANYBODY, DESK = Who.ANYBODY, Who.DESK
#: What is asked besides, where a login is not whole yet.
AFTER_PASSWORD = "the first step of a login, just done"  # noqa: S105 - a sentence
ELSEWHERE = "where OIDC_ISSUER is set"
OWN = "one's own factors; also while one has to be set up first"

LOGINS: dict[str, Door] = {
    "admin:login": door(ANYBODY, BOTH),
    "admin:login-passkey": door(ANYBODY, POST),
    "admin:login-passkey-ask": door(ANYBODY, POST),
    "admin:second-step": door(ANYBODY, BOTH, besides=AFTER_PASSWORD),
    "admin:second-step-passkey": door(ANYBODY, POST, besides=AFTER_PASSWORD),
    "admin:outside-login": door(ANYBODY, GET, besides=ELSEWHERE),
    "admin:outside-login-back": door(ANYBODY, GET, besides=ELSEWHERE),
    "admin:login-leave": door(ANYBODY, POST),
    "admin:forgotten": door(ANYBODY, BOTH),
    "admin:choose-password": door(ANYBODY, BOTH, besides="a link that holds"),
    "admin:logout": door(ANYBODY, POST),
    "admin:password_change": door(DESK, BOTH),
    "admin:password_change_done": door(DESK, GET),
    "admin:sessions": door(DESK, BOTH),
    "admin:session": door(DESK, BOTH),
    "admin:tokens": door(DESK, BOTH),
    "admin:tokens-revoke": door(DESK, POST, besides="all of one’s own"),
    "admin:token-revoke": door(DESK, POST, besides="one of one’s own"),
    "admin:factors": door(DESK, GET, besides=OWN),
    "admin:factor-app": door(DESK, BOTH, besides=OWN),
    "admin:factor-later": door(DESK, POST, besides=OWN),
    "admin:factor-remove": door(DESK, POST, besides=OWN),
    "admin:recovery-codes": door(DESK, POST, besides=OWN),
    "admin:passkey-add": door(DESK, POST, besides=OWN),
    "admin:passkey-options": door(DESK, POST, besides=OWN),
    "admin:passkey-rename": door(DESK, POST, besides=OWN),
}
