"""What happens around every request: a limit, a request id, a line in the log, and metrics."""

import logging
import re
import time
import uuid
from collections.abc import Collection

from fastapi import HTTPException
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger(__name__)
HEADER = b"x-request-id"


class RequestLog:
    """Limits, numbers, logs and counts the requests to an application.

    Bodies are not logged, for they may hold what is private.

    Args:
        app: What answers.
        limit: The most bytes of a body, whether or not it says so before it is sent.
        metrics: Where they go.
        paths: Those that are told apart; a scanner must not add any.
    """

    def __init__(
        self, app: ASGIApp, limit: int, metrics: CollectorRegistry, paths: Collection[str]
    ) -> None:
        self._app = app
        self._limit = limit
        self._paths = paths
        self._requests = Counter("requests", "Answered.", ["path", "status"], registry=metrics)
        self._seconds = Histogram("request_seconds", "Taken.", ["path"], registry=metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, also one that fails unexpectedly."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, read, status = time.perf_counter(), 0, 0
        number = _number(scope)
        path = scope["path"] if scope["path"] in self._paths else "other"
        facts: dict[str, object] = {"request": number, "method": scope["method"], "path": path}

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise HTTPException(413, f"the body is larger than {self._limit} bytes")
            return message

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, number.encode())]
            await send(message)

        try:
            await self._app(scope, limited, numbered)
        except Exception:
            LOG.exception("request failed", extra=facts)
            if not status:
                answer = JSONResponse({"detail": "failed; the log of the service says why"}, 500)
                await answer(scope, receive, numbered)
        seconds = time.perf_counter() - began
        self._requests.labels(path, status).inc()
        self._seconds.labels(path).observe(seconds)
        LOG.info("request", extra={**facts, "status": status, "seconds": round(seconds, 4)})


def _number(scope: Scope) -> str:
    """Return the number that the caller gave the request, or a new one."""
    given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
    return given if re.fullmatch(r"[\w-]{1,64}", given, re.ASCII) else uuid.uuid4().hex
