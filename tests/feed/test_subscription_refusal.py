"""What a refused subscription means, as a table."""

import pytest

from engine.feed.subscription_refusal import connection_error
from engine.grvt.errors import CredentialsRejected, SessionRefused, TemporarilyUnavailable
from engine.grvt.wire import RequestFailed


@pytest.mark.parametrize(
    ("code", "with_session", "kind"),
    [
        (1000, True, SessionRefused),
        (2004, True, SessionRefused),
        (1008, True, CredentialsRejected),
        (1000, False, TemporarilyUnavailable),
        (1008, False, TemporarilyUnavailable),
        (1001, True, None),
        (1100, True, None),
        (3000, False, None),
        (3020, True, None),
        (3030, False, None),
        (1002, True, TemporarilyUnavailable),
        (1006, False, TemporarilyUnavailable),
        (9999, False, TemporarilyUnavailable),
    ],
)
def test_refusal(code, with_session, kind):
    error = connection_error(RequestFailed(1, code, "words"), "v1.order", with_session=with_session)
    assert (kind is None and error is None) or type(error) is kind
    if error is not None:
        assert str(code) in str(error)


def test_a_key_that_is_not_whitelisted_comes_with_advice():
    error = connection_error(RequestFailed(1, 1008, "ip"), "v1.order", with_session=True)
    assert "whitelist" in error.advice
