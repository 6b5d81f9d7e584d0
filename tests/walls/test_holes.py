"""Holes that were found, and stay closed."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Staff
from server.conversations.readers import set_profile
from server.errors import Forbidden, NotFound
from tests.walls.conftest import Here


@pytest.mark.spec("U5")
async def test_support_staff_give_nobody_access(here: Here) -> None:
    made, _ = here
    dossier, friend = made.dossiers["dossier"].id, made.people["lone"].person
    with pytest.raises(Forbidden):
        await made.does("help", "access.set", dossier=dossier, person=friend, profile="full")


async def test_who_works_here_no_longer_gives_nobody_access(here: Here) -> None:
    """His socket is still open: his session was checked when it was greeted."""
    made, _ = here
    dossier, friend = made.dossiers["dossier"].id, made.people["lone"].person
    async with made.store.begin() as session:
        dismissed = col(Staff.person_id) == made.people["staff"].person
        await session.execute(update(Staff).where(dismissed).values(active=False))
    with pytest.raises(NotFound):
        await made.does("staff", "access.set", dossier=dossier, person=friend, profile="full")


@pytest.mark.spec("S1")
@pytest.mark.parametrize("stranger", ["alien", "other"])
async def test_nobody_is_drawn_over_from_another_office(here: Here, stranger: str) -> None:
    """His number would bring his name, and tell that he exists."""
    made, _ = here
    by, dossier, person = (
        made.people["admin"].principal,
        made.dossiers["dossier"].id,
        made.people[stranger].person,
    )
    with pytest.raises(NotFound):
        await made.app.state.live.services.writer.do(
            lambda work: set_profile(work, by, dossier, person, "full")
        )


async def test_who_lost_all_his_access_may_get_it_again(here: Here) -> None:
    made, _ = here
    dossier, tom = made.dossiers["dossier"].id, made.people["former"].person
    await made.does("admin", "access.set", dossier=made.dossiers["next"].id, person=tom, profile=None)
    await made.does("admin", "access.set", dossier=dossier, person=tom, profile="limited")
