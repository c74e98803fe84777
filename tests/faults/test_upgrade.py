"""Work under way when a release takes another's place is done by the new one."""

import os

import pytest

from tests.faults.test_kill_draft import _asked, _ended, _judging, _many, _wait, _worker
from tests.serving import ROOT
from tests.world import make_world

pytestmark = pytest.mark.faults


@pytest.fixture
def world(db, person):
    found = make_world(db, person)
    _many(db, found.people["own"])
    return found


@pytest.fixture
def earlier(tmp_path) -> dict[str, str]:
    """What makes a process of an earlier release."""
    told = tmp_path / "release" / "effekt-0.0.9.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: effekt\nVersion: 0.0.9\n")
    return {"PYTHONPATH": os.pathsep.join([str(told.parent), str(ROOT)])}


def test_a_draft_begun_by_an_earlier_release_is_ended_by_this_one(
    db, world, data_folder, tmp_path, earlier
) -> None:
    job_id = _asked(db, world)
    with _worker(db, tmp_path, **earlier):
        _wait(db, job_id, _judging)
    with _worker(db, tmp_path):
        _wait(db, job_id, _ended)
