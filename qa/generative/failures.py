"""Why a call of a model failed, in plain words, whether trying again may help, and when."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_RETRYABLE = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 30.0
_MOST_MESSAGE_CHARS = 160
_KEY_LIKE = re.compile(r"\b(?:sk|pk|key|hf|gsk|xai)[-_][\w*.-]{6,}|\bBearer\s+\S+", re.IGNORECASE)
_TIMEOUTS = frozenset({"TimeoutError", "APITimeoutError", "TimeoutException"})
_CONNECTIONS = frozenset({"ConnectionError", "APIConnectionError", "ConnectError", "ProxyError"})
_CUT = frozenset({"RemoteProtocolError", "ReadError", "IncompleteRead", "NetworkError"})


class CallFailed(Exception):
    """A call of a model that came to nothing, or broke off.

    Attributes:
        reason: What happened, as a clause that goes on from "the model": "did not answer within 60 s".
        retryable: Whether the same call may succeed a little later.
        retry_after_s: How long the server asks to wait, in seconds.
    """

    def __init__(self, reason: str, retryable: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.retry_after_s = retry_after_s


class ServerRefused(Exception):
    """A server's word that it will not answer, from those of our classes that call one themselves.

    Attributes:
        status_code: Of the response; None if it came in the middle of the answer.
        headers: Of the response.
        body: What it said, as JSON if it is some.
    """

    def __init__(self, status_code: int | None, headers: Mapping[str, str], body: Any) -> None:
        super().__init__(f"status {status_code}")
        self.status_code = status_code
        self.headers = headers
        self.body = body


def explain(error: BaseException, *, secrets: Sequence[str] = (), url: str = "") -> CallFailed:
    """Return what an error of a provider's client means.

    The clients differ, their errors are alike: those of a refused request carry `status_code`, the others are
    known by the names of their classes. Nothing of the request is repeated, and no key.

    Args:
        error: What the client raised.
        secrets: Keys that must not stand in the reason.
        url: Where the server is, for a reader who has to start it.
    """
    if isinstance(error, CallFailed):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 400:
        return CallFailed(_refusal(status, error, secrets), status in _RETRYABLE, _retry_after(error))
    return _of_connection(error, secrets, url)


def delay_s(attempt: int, retry_after_s: float | None) -> float:
    """Return how long to wait before the next attempt, in seconds: twice as long each time, with jitter.

    Args:
        attempt: How many attempts failed, >= 1.
        retry_after_s: What the server asked for; it is never waited less.
    """
    backed_off = min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.5)
    return max(backed_off, retry_after_s or 0.0)


def redacted(text: str, secrets: Sequence[str]) -> str:
    """Return a text without keys, on one line, at most 160 characters long."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[key]")
    text = " ".join(_KEY_LIKE.sub("[key]", text).split())
    return text if len(text) <= _MOST_MESSAGE_CHARS else text[:_MOST_MESSAGE_CHARS].rstrip() + " …"


def _of_connection(error: BaseException, secrets: Sequence[str], url: str) -> CallFailed:
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & _TIMEOUTS:
        return CallFailed("did not answer in time")
    if names & _CONNECTIONS and not _CUT & {type(cause).__name__ for cause in _causes(error)}:
        where = f" at {url}" if url else ""
        return CallFailed(f"cannot be reached{where}: nothing answers there", retryable=True)
    if names & (_CUT | _CONNECTIONS):
        return CallFailed("broke off its answer", retryable=True)
    if names & {"APIError", "ResponseError", "ServerRefused"}:
        return CallFailed(f"reported an error{_message(error, secrets)}", retryable=True)
    if names & {"ValueError", "KeyError", "TypeError", "AttributeError", "IndexError"}:
        return CallFailed("sent an answer that cannot be read")
    return CallFailed(f"failed ({type(error).__name__})")


def _refusal(status: int, error: BaseException, secrets: Sequence[str]) -> str:
    if status in (401, 403):
        return f"refused the key ({status})"
    if status == 404:
        return f"is not known to its server (404){_message(error, secrets)}"
    if status == 429:
        return "is overloaded, or its quota is used up (429)"
    if status >= 500:
        return f"failed on its server ({status})"
    return f"refused the request ({status}){_message(error, secrets)}"


def _message(error: BaseException, secrets: Sequence[str]) -> str:
    """Return what the server said itself, if that is a sentence and not a page."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message") if isinstance(inner, dict) else inner
    said = body if isinstance(body, str) else getattr(error, "error", None) or getattr(error, "message", None)
    if not isinstance(said, str) or not said.strip() or "<" in said:
        return ""
    return f": {redacted(said, secrets)}"


def _retry_after(error: BaseException) -> float | None:
    """Return what the header of that name asks for: seconds, or the time of day when to come back."""
    headers = getattr(getattr(error, "response", error), "headers", None) or {}
    asked = headers.get("retry-after") or ""
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(found) < 10:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found
