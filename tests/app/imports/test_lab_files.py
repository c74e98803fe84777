"""Every file of fixtures/imports gives the answer that its README states."""

import pytest

from app.imports.problems import FileRefused
from tests.app.imports.conftest import files

NAMES = sorted(files())


@pytest.mark.parametrize("name", [n for n in NAMES if files()[n].answer != "file_refused"])
def test_the_file_gives_its_stated_answer(name, plan) -> None:
    one, counts = files()[name], plan(files()[name].content).counts
    given = (counts["create"], counts["duplicate"], counts["asked"], counts["refused"])
    assert given == (one.stored, one.skipped, one.asked, one.refused)


@pytest.mark.parametrize("name", [n for n in NAMES if files()[n].answer == "file_refused"])
def test_the_file_is_refused_as_a_whole_and_says_why_in_both_languages(name, plan) -> None:
    with pytest.raises(FileRefused) as refused:
        plan(files()[name].content)
    danish, english = refused.value.message("da"), refused.value.message("en")
    assert danish != english
    assert "{" not in danish + english
