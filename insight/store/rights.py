"""Who may do what: the table of rights, and the check that stands before every write by a person.

Until somebody is given a role the store is open: everybody may do everything, as on one person's
machine. From the first role on, who has none may only look. A name that is not a person's
(`user:<name>`) is the machine's keeper, who holds the file anyway.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from insight.errors import UsageError
from insight.store.schema import roles
from insight.store.values import PERSON, RightsError

ROLES: Final = {
    "viewer": "Viewer: looks, changes nothing",
    "reviewer": "Reviewer: codes, notes, and decides on quotes without a risk",
    "lead": "Lead: also changes the codebook, codes again, adds waves and projects, gives roles",
    "protection": "Data protection: decides on risky quotes, erases, deletes, gives roles",
}

RIGHTS: Final = {
    "judge responses": ("reviewer", "lead"),
    "code blind": ("reviewer", "lead"),
    "leave a remark": ("reviewer", "lead", "protection"),
    "take out more words": ("reviewer", "lead", "protection"),
    "decide on a quote": ("reviewer", "lead", "protection"),
    "approve a quote that may point at a person": ("lead", "protection"),
    "save the codebook": ("lead",),
    "publish a wave": ("lead",),
    "keep how a file is read": ("lead",),
    "make, rename or delete a project": ("lead",),
    "move a wave": ("lead",),
    "erase a respondent": ("protection",),
    "delete a wave": ("protection",),
    "give roles": ("lead", "protection"),
}


def role_of(connection: sa.Connection, by: str) -> str:
    """The role of a person, "" where the store is open, "viewer" where they have none."""
    held = everybody(connection)
    return held.get(by.removeprefix(PERSON), "viewer") if held else ""


def require(connection: sa.Connection, by: str, act: str) -> None:
    """Raise RightsError unless `by` may do `act`."""
    if not by.startswith(PERSON):
        return
    role = role_of(connection, by)
    if role and role not in RIGHTS[act]:
        raise RightsError(by, role, act, RIGHTS[act])


def everybody(connection: sa.Connection) -> dict[str, str]:
    """The role of everybody who has one, by name; a name that lost its role is left out."""
    found = connection.execute(sa.select(roles.c.name, roles.c.role).order_by(roles.c.pk))
    held = {row.name: row.role for row in found}
    return {name: role for name, role in sorted(held.items()) if role}


def give(connection: sa.Connection, name: str, role: str, by: str, now: dt.datetime) -> None:
    """Give a person a role, or take it with ""; see `Store.set_role`."""
    name = " ".join(name.split())
    if not name:
        raise UsageError("A role needs a name: the one the person signs in with.")
    if role and role not in ROLES:
        raise UsageError(f"There is no role '{role}'. Roles: {', '.join(ROLES)}.")
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE roles IN SHARE ROW EXCLUSIVE MODE"))
    require(connection, by, "give roles")
    after = {k: v for k, v in {**everybody(connection), name: role}.items() if v}
    if not any(held in RIGHTS["give roles"] for held in after.values()):
        raise UsageError(
            "Somebody must be able to give roles: make a person lead or data protection first."
        )
    connection.execute(sa.insert(roles), {"name": name, "role": role, "by": by, "at": now})
