"""Accounts from the terminal: the first administrator's link, a list, and closing an account."""

from typing import Annotated

import typer

from app.cli.terminal import own_folder, refuse, say

app = typer.Typer(help="Accounts: the first administrator, a list, closing.", no_args_is_help=True)


@app.command("invite-admin")
def invite_admin(
    email: Annotated[str, typer.Argument(help="The administrator's e-mail.")],
    name: Annotated[str, typer.Argument(help="The administrator's name.")],
    url: Annotated[str, typer.Option(help="Where Effekt is served.")] = "http://127.0.0.1:8000",
) -> None:
    """Print a one-time link, good for 30 minutes, with which an administrator makes an account.

    Example: effekt user invite-admin anna@region.dk "Anna Hansen"
    """
    from app.accounts.actions import NOBODY, AccountExists, NewAccount, invite
    from app.db.engine import connect, write_tx
    from app.permissions import Role
    from app.settings import settings
    from app.setup import prepare

    own_folder()
    database = connect(settings().url)
    prepare(database)
    try:
        with write_tx(database) as session:
            token = invite(session, NOBODY, NewAccount(email, name, Role.ADMIN))
    except AccountExists:
        refuse(f"{email} has an account already. Use another e-mail, or sign in.")
    typer.echo(f"{url.rstrip('/')}/invitations/{token}")
    say("Open the link within 30 minutes. It works once.")


@app.command("list")
def list_users() -> None:
    """List accounts with their roles.

    Example: effekt user list
    """
    from sqlmodel import col, select

    from app.db.engine import connect, read_tx
    from app.db.tables.accounts import RoleAssignment, User
    from app.settings import settings

    with read_tx(connect(settings().url)) as session:
        for user in session.exec(select(User).order_by(User.email)):
            held = session.exec(
                select(RoleAssignment).where(
                    RoleAssignment.user_id == user.id, col(RoleAssignment.revoked_at).is_(None)
                )
            )
            roles = ", ".join(f"{r.role}@{r.site_id}" if r.site_id else r.role for r in held)
            state = "closed" if user.disabled_at else "in use"
            typer.echo(f"{user.email}\t{user.name}\t{roles or 'no role'}\t{state}")


@app.command("close")
def close(email: Annotated[str, typer.Argument(help="Whose account.")]) -> None:
    """Close an account and end its sessions at once.

    Example: effekt user close anna@region.dk
    """
    from sqlmodel import select

    from app import audit
    from app.accounts.actions import NOBODY, end_all_sessions
    from app.clock import now
    from app.db.engine import connect, write_tx
    from app.db.tables.accounts import User
    from app.settings import settings

    with write_tx(connect(settings().url)) as session:
        user = session.exec(select(User).where(User.email == email.lower())).first()
        if user is None:
            refuse(f"No account has the e-mail {email}. See: effekt user list")
        user.disabled_at = now()
        session.add(user)
        end_all_sessions(session, user.id or 0)
        audit.record(session, NOBODY, "user.disabled", f"user:{user.id}")
    say(f"{email} is closed.")
