"""What a product costs that was made and never given: its share of the whole price."""

from collections import Counter

import pytest

from contracts.facts import Kind
from tests.contracts.builders import TERM, UPFRONT, a_fact, an_agreement, at, day, lives_in
from tests.contracts.columns.compared import differences
from tests.contracts.term_builders import amounts, lines

PRICE = {"price": {"amount": "1000.05 DKK"}}
NEVER = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")


@pytest.mark.parametrize(
    ("upfront", "rates"), [("100 %", "0 %"), ("10 %", "90 %"), ("1 %", "99 %"), ("0 %", "100 %")]
)
def test_the_fee_is_its_share_of_the_price_however_that_is_paid(upfront: str, rates: str) -> None:
    first = UPFRONT | PRICE | {"share": upfront, "not_infused": "50 %"}
    rest = TERM | PRICE | {"shares": [rates], "milestone": TERM["milestone"] | {"count": "1"}}
    agreement, facts = an_agreement(first, rest), (NEVER, lives_in("syddanmark"))
    assert amounts(lines(agreement, *facts)) == {"syddanmark|T1|first|1": 50003}
    assert differences(agreement, facts, at("2030-01-01"), day("2030-01-01"), Counter()) == []
