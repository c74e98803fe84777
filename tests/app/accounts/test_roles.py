"""Who may give whom which role: an administrator never does what he hands out."""

import re

import pytest

from tests.browsers import text_of

OTHERS = ("clinician", "site_lead", "analyst", "approver", "reviewer", "auditor")


def roles_of(admin, user_id: int) -> str:
    return f"/admin/users/{user_id}/roles"


def revokes(admin, user_id: int) -> list[str]:
    page = admin.get(f"/admin/users/{user_id}").text
    return re.findall(rf"/admin/users/{user_id}/roles/\d+/revoke", page)


@pytest.mark.parametrize("role", [*OTHERS, "admin"])
def test_nobody_gives_himself_a_role(client_for, role) -> None:
    admin = client_for("admin")
    answer = admin.post(roles_of(admin, admin.actor.user_id), {"role": role})
    assert answer.status_code == 422
    assert "Ingen ændrer sine egne roller" in text_of(answer)
    assert len(revokes(admin, admin.actor.user_id)) == 1


def test_nobody_takes_his_own_role_away(client_for) -> None:
    admin, _second = client_for("admin"), client_for("admin")
    (url,) = revokes(admin, admin.actor.user_id)
    assert "Ingen ændrer sine egne roller" in text_of(admin.post(url))
    assert admin.get("/admin/users").status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_an_administrators_account_holds_no_other_role(client_for, role) -> None:
    admin, second = client_for("admin"), client_for("admin")
    site = {"site_id": "rh-haem"} if role in {"clinician", "site_lead"} else {}
    answer = admin.post(roles_of(admin, second.actor.user_id), {"role": role, **site})
    assert answer.status_code == 422
    assert "har ingen anden rolle" in text_of(answer)


@pytest.mark.parametrize("role", OTHERS)
def test_an_account_with_another_role_does_not_become_an_administrators(client_for, role) -> None:
    site = "rh-haem" if role in {"clinician", "site_lead"} else None
    admin, other = client_for("admin"), client_for(role, site)
    answer = admin.post(roles_of(admin, other.actor.user_id), {"role": "admin"})
    assert answer.status_code == 422
    assert other.get("/admin/users").status_code == 403


def test_an_account_may_hold_several_roles_that_do_not_administer(client_for) -> None:
    admin, other = client_for("admin"), client_for("analyst")
    answer = admin.post(roles_of(admin, other.actor.user_id), {"role": "approver"})
    assert answer.status_code == 303


def test_of_two_administrators_who_take_each_others_role_one_stays(db, person) -> None:
    from sqlmodel import select

    from app.accounts.actions import LastAdmin, revoke
    from app.db.engine import write_tx
    from app.db.tables.accounts import RoleAssignment

    one, two = person("admin"), person("admin")
    with write_tx(db) as session:
        held = {r.user_id: r.id for r in session.exec(select(RoleAssignment))}
        revoke(session, one, held[two.user_id])
        with pytest.raises(LastAdmin):
            revoke(session, two, held[one.user_id])


def test_the_first_administrator_opens_a_hospital_alone(app, client_for) -> None:
    admin = client_for("admin")
    for number, role in enumerate(("analyst", "approver")):
        fields = {"email": f"p{number}@region.example", "name": f"Person {number}", "role": role}
        assert "/invitations/" in admin.post("/admin/users/invite", fields).text


@pytest.mark.parametrize(
    "email", ["Bo@Region.Example", "bo+to@region.example", "bo@re.gion.example"]
)
def test_one_mailbox_gets_one_account(db, client_for, email) -> None:
    from app.accounts.actions import NOBODY, NewAccount, create_user
    from app.db.engine import write_tx
    from app.permissions import Role

    with write_tx(db) as session:
        new = NewAccount("bo@region.example", "Bo Bo", Role.ANALYST)
        create_user(session, NOBODY, new, "no password")
    fields = {"email": email, "name": "En Anden", "role": "approver"}
    answer = client_for("admin").post("/admin/users/invite", fields)
    assert answer.status_code == 422
    assert "har en konto" in text_of(answer)


def test_a_name_that_two_accounts_share_is_pointed_out(client_for, person) -> None:
    admin = client_for("admin")
    person("analyst", name="Ib Ibsen")
    assert "det samme navn" not in text_of(admin.get("/admin/users"))
    person("approver", name="ib  ibsen")
    assert "det samme navn: Ib Ibsen" in text_of(admin.get("/admin/users"))


def test_the_second_of_two_invitations_to_one_mailbox_is_spent_with_the_first(
    app, client_for
) -> None:
    from tests.browsers import Browser

    admin, chosen = client_for("admin"), "en lang sætning til prøver"
    links = []
    for _ in range(2):
        fields = {"email": "ny@region.example", "name": "Ny Person", "role": "analyst"}
        made = admin.post("/admin/users/invite", fields).text
        links.append(re.search(r"/invitations/[\w-]+", made).group())
    sent = {"password": chosen, "again": chosen}
    assert Browser.anonymous(app).post(links[0], sent).status_code == 303
    assert Browser.anonymous(app).post(links[1], sent).status_code == 404
