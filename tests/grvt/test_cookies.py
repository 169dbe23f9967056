"""The session cookie in all the forms in which servers send it."""

import time
from datetime import UTC, datetime

import pytest

from engine.grvt.cookies import DEFAULT_LIFETIME_NS, session_cookie
from engine.market import NS_PER_SECOND

NOW = int(datetime(2026, 1, 1, 15, 22, 14, tzinfo=UTC).timestamp()) * NS_PER_SECOND
AT_16_22_14 = NOW + 3600 * NS_PER_SECOND
EXPIRES = "Expires=Thu, 01 Jan 2026 16:22:14 GMT"


@pytest.mark.parametrize(
    ("headers", "token", "expires_at"),
    [
        ([f"gravity=tok; Path=/; {EXPIRES}; HttpOnly; Secure"], "tok", AT_16_22_14),
        ([f"gravity=tok;path=/;{EXPIRES.lower()};httponly"], "tok", AT_16_22_14),
        ([f'  gravity = "tok" ; {EXPIRES}'], "tok", AT_16_22_14),
        (["gravity=tok; Expires=Thu, 01-Jan-2026 16:22:14 GMT"], "tok", AT_16_22_14),
        (["gravity=tok; Expires=Thu, 01 Jan 2026 16:22:14"], "tok", AT_16_22_14),
        (["gravity=tok; Expires=Thu, 01 Jan 2026 18:22:14 +0200"], "tok", AT_16_22_14),
        (["gravity=tok; Expires=Thu, 01 Jan 2026 16:22:14 UTC"], "tok", AT_16_22_14),
        (["gravity=tok"], "tok", NOW + DEFAULT_LIFETIME_NS),
        (["gravity=tok; Expires=soon"], "tok", NOW + DEFAULT_LIFETIME_NS),
        (["gravity=tok; Expires="], "tok", NOW + DEFAULT_LIFETIME_NS),
        (["gravity=tok; Expires=Thu, 99 Foo 2026 77:99:99 GMT"], "tok", NOW + DEFAULT_LIFETIME_NS),
        (["gravity=tok; Max-Age=10"], "tok", NOW + 10 * NS_PER_SECOND),
        ([f"gravity=tok; {EXPIRES}; max-age=10"], "tok", NOW + 10 * NS_PER_SECOND),
        ([f"gravity=tok; MAX-AGE=10; {EXPIRES}"], "tok", NOW + 10 * NS_PER_SECOND),
        ([f"gravity=tok; Max-Age=long; {EXPIRES}"], "tok", AT_16_22_14),
        (["gravity=tok; Max-Age=0"], "tok", NOW),
        (["gravity=tok; Max-Age=-1"], "tok", NOW - NS_PER_SECOND),
        (["gravity=tok; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "tok", 0),
        ([f"a=1; {EXPIRES}, gravity=tok; {EXPIRES}, z=2"], "tok", AT_16_22_14),
        ([f"gravity=tok; {EXPIRES},z=2; Max-Age=1"], "tok", AT_16_22_14),
        (["a=1", f"gravity=tok; {EXPIRES}", "z=2"], "tok", AT_16_22_14),
        (["gravity=old; Max-Age=1", "gravity=new; Max-Age=2"], "new", NOW + 2 * NS_PER_SECOND),
        (["gravity=; Max-Age=0", "gravity=new; Max-Age=2"], "new", NOW + 2 * NS_PER_SECOND),
        (["gravity=new; Max-Age=2", "gravity=; Max-Age=0"], "new", NOW + 2 * NS_PER_SECOND),
        (["gravity=a=b==; Max-Age=2"], "a=b==", NOW + 2 * NS_PER_SECOND),
    ],
)
def test_forms(headers: list[str], token: str, expires_at: int) -> None:
    cookie = session_cookie(headers, NOW)
    assert cookie is not None
    assert cookie.value.reveal() == token
    assert cookie.expires_at == expires_at
    assert token not in repr(cookie) or len(token) < 4


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [""],
        ["gravity"],
        ["gravity="],
        ['gravity=""'],
        ["rm=true"],
        ["Gravity=tok"],
        ["xgravity=tok"],
        ["other=gravity=tok"],
        ["other=1; gravity=tok"],
        ["; ; ,, ="],
    ],
)
def test_no_session_cookie(headers: list[str]) -> None:
    assert session_cookie(headers, NOW) is None


@pytest.mark.parametrize("zone", ["UTC0", "JST-9", "EST5EDT", "NPT-5:45"])
def test_the_local_zone_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the local zone cannot be changed on this system")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        cookie = session_cookie([f"gravity=tok; {EXPIRES}"], NOW)
        assert cookie is not None
        assert cookie.expires_at == AT_16_22_14
    finally:
        monkeypatch.undo()
        time.tzset()
