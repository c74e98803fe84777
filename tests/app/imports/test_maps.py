"""Maps are read strictly, and every fault is told with its place and what to do."""

import pytest

from tests.app.imports.conftest import EBMT_MAP, LAB_MAP


def faults(text):
    from app.imports.map_faults import MapRefused, read_map

    with pytest.raises(MapRefused) as refused:
        read_map(text)
    return [(one.path, one.code) for one in refused.value.faults]


def test_the_packaged_laboratory_map_is_the_one_the_fixtures_are_made_for() -> None:
    from app.imports.map_faults import packaged

    assert packaged()["lab"][1] == LAB_MAP


def test_every_value_of_a_map_is_text_until_its_own_reader() -> None:
    from app.imports.map_faults import read_map

    assert read_map(LAB_MAP.replace('version: "1"', "version: 1.10")).version == "1.10"
    assert read_map(LAB_MAP.replace('empty: [""]', "empty: [NO, 0101010101]")).empty == (
        "NO",
        "0101010101",
    )


@pytest.mark.parametrize(
    ("written", "instead", "path", "code"),
    [
        ("layout: long", "layout: lang", "layout", "not_one_of"),
        ("layout: long\n", "", "layout", "missing"),
        ('decimal: ","', 'decimal: ";"', "decimal", "not_one_of"),
        ("column: Svar", "column: Svarr", "", "unknown_column"),
        ('rows: "20000"', 'rows: "2000000"', "limits.rows", "too_large"),
        ('rows: "20000"', 'rows: "1e3"', "limits.rows", "not_whole"),
        ("title:", "titel:", "title", "missing"),
        ("facts:", "map: again\nfacts:", "map", "duplicate_key"),
        ("latin-1]", "latin-1, utf-8-sig]", "", "latin_last"),
        ('"IU/mL": "100"', '"IU/mL": "NaN"', "analyses.LOK-FIX1.units.IU/mL", "not_a_number"),
        (', en: "Laboratory results"', "", "title", "untranslated"),
        ("{column: Svar}", "{column: Svar, fixed: a}", "facts.0.value", "one_of"),
        ('delimiter: ";"', 'delimiter: "a"', "", "bad_delimiter"),
        ("map: lab", "map: &x lab", "", "alias"),
        ("map: lab", "map: !!int 1", "", "tag"),
        ("map: lab", "map: [", "", "not_yaml"),
    ],
)
def test_a_fault_is_told_with_its_place(written, instead, path, code) -> None:
    assert (path, code) in faults(LAB_MAP.replace(written, instead, 1))


@pytest.mark.parametrize("text", ["", "a", "- a", "x: " + "y" * 300_000, "a: " * 100])
def test_what_is_no_map_at_all_is_refused_in_words(text) -> None:
    from app.imports.map_faults import MapRefused, read_map

    with pytest.raises(MapRefused) as refused:
        read_map(text)
    assert refused.value.message("da") != refused.value.message("en")


def test_an_event_of_an_unknown_kind_is_refused() -> None:
    assert faults(EBMT_MAP.replace("name: relapse_or_death", "name: relaps")) == [
        ("facts.0", "not_one_of")
    ]
