"""What every answer carries and every unsafe request must show, before any page is reached."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_MOUNTS = ("/static",)


class SecureHeaders:
    """Puts the security headers on every answer, also errors, redirects and static files."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Any) -> None:  # noqa: ANN401 - an ASGI message
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, dressed)


class SameSiteOnly:
    """Refuses unsafe requests that another site's page could have sent (CSRF)."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let safe requests and those from our own pages through."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or own_page(scope):
            await self.app(scope, receive, send)
            return
        refusal = PlainTextResponse("Cross-site request refused.", status_code=403)
        await refusal(scope, receive, send)


def own_page(scope: Scope) -> bool:
    """Whether the browser says the request comes from our own origin."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == f"{scope['scheme']}://{headers.get('host', '')}"


class NakedRoute(RuntimeError):  # noqa: N818 - what it is: start-up stops there
    """A route was added without saying who may use it, or an unsafe one without the form check."""


def policies(app: FastAPI, mounts: Iterable[str] = OPEN_MOUNTS) -> list[tuple[str, str, str]]:
    """Every (method, path, permission) of the application, sorted; the rows of the access matrix.

    Raises:
        NakedRoute: a route lacks its one permission, an unsafe one lacks the form token check, or
            a mount is not on the list. Start-up stops there.
    """
    rows: list[tuple[str, str, str]] = []
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, Mount):
            if str(context.path) not in mounts:
                raise NakedRoute(f"mount {context.path}")
            continue
        held = [d.dependency for d in context.dependencies if hasattr(d.dependency, "policy")]
        if len(held) != 1:
            raise NakedRoute(f"{sorted(context.methods or ())} {context.path}: no permission")
        guard: Any = held[0]
        for method in sorted(context.methods or ()):
            if method not in SAFE_METHODS and not guard.checks_form:
                raise NakedRoute(f"{method} {context.path}: no form check")
            rows.append((method, str(context.path), guard.policy.value))
    if not rows:
        raise NakedRoute("no routes found")
    return sorted(rows)
