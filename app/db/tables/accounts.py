"""People, what they may do, and how they are signed in."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    """One person's account; `person` ties together accounts that belong to the same human being."""

    __tablename__ = "user"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(max_length=36, index=True)
    email: str = Field(max_length=200, unique=True)
    name: str = Field(max_length=120)
    language: str = Field(default="da", max_length=2)
    password_hash: str = Field(max_length=200)
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="user.id")
    disabled_at: datetime | None = None


class RoleAssignment(SQLModel, table=True):
    """A role a person holds, at one department or nationally, until it is revoked."""

    __tablename__ = "role_assignment"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    role: str = Field(max_length=20)
    site_id: str | None = Field(default=None, foreign_key="site.id", max_length=40)
    granted_at: datetime
    granted_by: int | None = Field(default=None, foreign_key="user.id")
    revoked_at: datetime | None = None
    revoked_by: int | None = Field(default=None, foreign_key="user.id")


class WebSession(SQLModel, table=True):
    """One signed-in browser; the cookie's token is kept only as its SHA-256."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    token_sha256: str = Field(max_length=64, unique=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    csrf_token: str = Field(max_length=64)
    purpose: str = Field(default="treatment", max_length=30)
    created_at: datetime
    seen_at: datetime
    verified_at: datetime
    """When the password was last given; showing a CPR number asks again after five minutes."""
    ended_at: datetime | None = None
    device_sha256: str = Field(default="", max_length=64, index=True)
    """The browser it was opened in, by a lasting cookie; one known to its owner is never locked out
    by others' guesses."""


class Invitation(SQLModel, table=True):
    """A one-time link for a new account, also how the first administrator begins."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    token_sha256: str = Field(max_length=64, unique=True)
    email: str = Field(max_length=200)
    name: str = Field(max_length=120)
    role: str = Field(max_length=20)
    site_id: str | None = Field(default=None, foreign_key="site.id", max_length=40)
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="user.id")
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class SignInAttempt(SQLModel, table=True):
    """One attempt to sign in, for slowing down guessing; under what it counts is kept as a hash."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, index=True)
    at: datetime
    succeeded: bool
