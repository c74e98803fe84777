"""What is printed of a line is its explanation's sentence, without its sums, and what changed."""

import pytest

from contracts.explain import explain
from contracts.explain import printed as printed_line
from contracts.explained import Profile
from contracts.reason import Language
from tests.contracts.test_explain import printed, trued_up


@pytest.mark.parametrize("profile", ["finance", "supplier"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_printed_line_says_what_its_explanation_says(
    language: Language, profile: Profile
) -> None:
    line, agreement = trued_up(), printed()
    owed = explain(line.entitlement, agreement, language, profile, named="S-1")
    whole = explain(line, agreement, language, profile, named="S-1")
    told = printed_line(line, agreement, language, profile, named="S-1")
    assert whole.changed
    assert told == (owed.headline, *whole.changed)
