"""What keeps a broken file out: nothing loads, and place, value and remedy are told twice over."""

import pytest

from contracts.faults import AgreementRefused, Fault
from contracts.load import load_agreement
from tests.contracts.broken import Broken, corpus

CORPUS = corpus()


def told(broken: Broken) -> tuple[Fault, ...]:
    with pytest.raises(AgreementRefused) as caught:
        load_agreement(broken.text)
    return caught.value.faults


@pytest.mark.parametrize("broken", CORPUS, ids=lambda one: one.id)
def test_a_broken_file_is_refused_at_its_place_with_value_and_remedy(broken: Broken) -> None:
    faults = told(broken)
    places = {(fault.code, fault.path, fault.clause) for fault in faults}
    assert (broken.code, broken.path, broken.clause) in places
    fault = next(f for f in faults if (f.code, f.path) == (broken.code, broken.path))
    value, english, danish = broken.told
    assert value in fault.reason("en")
    assert value in fault.reason("da")
    assert english.lower() in f"{fault.reason('en')} {fault.remedy('en')}".lower()
    assert danish.lower() in f"{fault.reason('da')} {fault.remedy('da')}".lower()


@pytest.mark.parametrize("broken", CORPUS, ids=lambda one: one.id)
def test_every_fault_of_it_is_said_in_both_languages(broken: Broken) -> None:
    for fault in told(broken):
        said = {fault.reason("da"), fault.reason("en"), fault.remedy("da"), fault.remedy("en")}
        assert len(said) == 4
        assert all(len(sentence) > 8 and sentence.endswith((".", "?")) for sentence in said)


def test_the_corpus_breaks_files_in_many_ways() -> None:
    assert len(CORPUS) == len({one.id for one in CORPUS}) >= 60
    assert len({one.code for one in CORPUS}) >= 60
