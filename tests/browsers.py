"""A signed-in browser without a window: the real application over its real middleware."""

import re
import secrets
from typing import Any

from starlette.testclient import TestClient


class Browser:
    """Sends requests as a browser on our own pages does, with the session's form token."""

    def __init__(self, client: TestClient, csrf_token: str, actor: Any) -> None:
        self.client, self.csrf_token, self.actor = client, csrf_token, actor

    @classmethod
    def signed_in(cls, app: Any, db: Any, actor: Any) -> "Browser":
        """A browser that holds a live session of the actor."""
        from sqlmodel import select

        from app.accounts.actions import open_session
        from app.db.engine import write_tx
        from app.db.tables.accounts import User, WebSession
        from app.web.deps import INSECURE_COOKIE, sha256

        with write_tx(db) as session:
            token = open_session(session, session.get_one(User, actor.user_id))
            session.flush()
            row = session.exec(
                select(WebSession).where(WebSession.token_sha256 == sha256(token))
            ).one()
            csrf = row.csrf_token
        client = TestClient(app, follow_redirects=False, raise_server_exceptions=True)
        client.cookies.set(INSECURE_COOKIE, token)
        return cls(client, csrf, actor)

    @classmethod
    def anonymous(cls, app: Any) -> "Browser":
        """A browser nobody is signed in with."""
        return cls(TestClient(app, follow_redirects=False), "", None)

    def actor_now(self) -> Any:
        """The actor with the session this browser holds, as the application sees it."""
        from dataclasses import replace

        from sqlmodel import select

        from app.db.engine import read_tx
        from app.db.tables.accounts import WebSession
        from app.web.deps import sha256

        token = self.client.cookies["sid"]
        with read_tx(self.client.app.state.database) as session:
            row = session.exec(
                select(WebSession).where(WebSession.token_sha256 == sha256(token))
            ).one()
        return replace(self.actor, session_id=row.id)

    def get(self, url: str, **options: Any) -> Any:
        """Open a page."""
        return self.client.get(url, **options)

    def post(self, url: str, fields: dict[str, str] | None = None, **options: Any) -> Any:
        """Send a form from one of our own pages."""
        data = {
            "csrf_token": self.csrf_token,
            "request_key": secrets.token_hex(16),
            **(fields or {}),
        }
        headers = {"sec-fetch-site": "same-origin", **options.pop("headers", {})}
        return self.client.post(url, data=data, headers=headers, **options)

    def follow(self, answer: Any) -> Any:
        """Open the page a 303 leads to."""
        assert answer.status_code == 303, (answer.status_code, answer.text[:800])
        return self.get(answer.headers["location"])


def text_of(answer: Any) -> str:
    """The words of a page, without its marks, for reading in assertions."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()
