"""The library of published agreements, and starting a text from one."""

import pytest

from app.agreements import drafts, library, starting
from app.db.engine import read_tx
from contracts.file.edited import CannotEdit
from contracts.library import examples_of, names, template
from contracts.load import load_agreement
from tests.browsers import text_of


def test_every_template_stands_in_the_library(db, person) -> None:
    with read_tx(db) as session:
        found = library.templates(session, person("analyst"), "da")
    assert {one.name for one in found} == set(names())
    assert all(one.agreement is not None for one in found)


def test_a_row_says_country_kind_and_where_the_fields_come_from(db, person) -> None:
    with read_tx(db) as session:
        found = library.one(session, person("analyst"), "hemgenix_dk", "da")
    assert (found.product, found.country) == ("Hemgenix", "Danmark")
    assert found.kinds == ("betaling, så længe behandlingen virker",)
    assert found.published == template("hemgenix_dk").count("basis: published")
    assert found.assumed > 0
    assert found.illustrative


def test_a_product_outside_the_catalogue_is_said_not_to_be_followed(db, client_for) -> None:
    browser = client_for("analyst")
    assert text_of(browser.get("/agreements/library")).count("Ikke i kataloget") == 4
    page = text_of(browser.get("/agreements/library/lyfgenia_us"))
    assert "patienter behandlet med det følges ikke her" in page
    assert "følges ikke her" not in text_of(browser.get("/agreements/library/hemgenix_dk"))


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("zynteglo_eu", "Den Europæiske Union"),
        ("kymriah_dmc", "Danmark"),
        ("yescarta_it", "Italien"),
    ],
)
def test_the_country_is_read_from_the_number(db, person, name, country) -> None:
    with read_tx(db) as session:
        assert library.one(session, person("analyst"), name, "da").country == country


def test_the_page_shows_sentences_provenance_and_examples(db, client_for) -> None:
    page = text_of(client_for("analyst").get("/agreements/library/us_roctavian_warranty"))
    assert "Reglen i en sætning" in page
    assert "Publiceret" in page
    assert "Antaget" in page
    assert "The list price is 2,900,000 USD." in page


def test_a_text_is_started_under_a_number_of_its_own(db, client_for) -> None:
    browser = client_for("analyst")
    answer = browser.post("/agreements/library/hemgenix_dk/start", {"number": "DK-HEM-2027"})
    page = browser.follow(answer)
    assert "id: DK-HEM-2027" in page.text
    assert "Kontrollen fandt ingen fejl" in text_of(page)


def test_starting_again_finds_what_was_written_meanwhile(db, client_for) -> None:
    browser = client_for("analyst")
    start = ("/agreements/library/hemgenix_dk/start", {"number": "DK-HEM-2027"})
    browser.post(*start)
    browser.post("/agreements/draft", {"subject": "new:DK-HEM-2027", "text": "# mine"})
    assert "# mine" in browser.follow(browser.post(*start)).text


@pytest.mark.parametrize("number", ["", "æ ø", "library", "A:B", "x" * 61])
def test_a_number_no_agreement_can_have_is_sent_back(db, client_for, number) -> None:
    browser = client_for("analyst")
    answer = browser.post("/agreements/library/hemgenix_dk/start", {"number": number})
    assert answer.status_code == 422


def test_the_number_of_an_agreement_there_is_is_sent_back(client_for, world) -> None:
    browser = client_for("analyst")
    answer = browser.post("/agreements/library/hemgenix_dk/start", {"number": world.agreement})
    assert answer.status_code == 422
    assert "er allerede en aftale" in text_of(answer)


def test_who_may_not_write_sees_no_start(db, client_for) -> None:
    page = client_for("approver").get("/agreements/library/hemgenix_dk")
    assert "/start" not in page.text
    assert client_for("analyst").get("/agreements/library/nothing").status_code == 404


@pytest.mark.parametrize("name", names())
def test_every_template_loads_under_another_number(name) -> None:
    started = load_agreement(starting.from_template(name, "XX-NEW"))
    assert (started.id, started.version) == ("XX-NEW", "1")


@pytest.mark.parametrize(
    ("version", "after"), [("1", "2"), ("1.9", "1.10"), ("2027-a", "2028-a"), ("x", "x-2")]
)
def test_the_next_version_has_the_next_number(version, after) -> None:
    assert starting.bumped(version) == after


def test_examples_of_their_own_come_into_the_text() -> None:
    text, examples = template("hemgenix_dk"), examples_of("hemgenix_dk")
    whole = starting.with_examples_inside(text, examples)
    assert load_agreement(whole).sha256 == load_agreement(text, examples).sha256
    bare = examples[examples.index("- id") :]
    assert starting.with_examples_inside(text, bare) == whole
    assert starting.with_examples_inside(text, " ") == text


def test_examples_that_are_no_list_are_not_put_in() -> None:
    with pytest.raises(CannotEdit):
        starting.with_examples_inside("a: 1", "examples: none")


@pytest.mark.parametrize(
    ("subject", "url"),
    [
        ("new", "/agreements/new"),
        ("new:DK-1", "/agreements/new?draft=new%3ADK-1"),
        ("edit:DK-1:2", "/agreements/DK-1/versions/2/edit"),
    ],
)
def test_each_draft_has_an_address(subject, url) -> None:
    assert drafts.home(subject) == url
