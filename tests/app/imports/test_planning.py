"""What becomes of a row, against what the department has registered."""

from dataclasses import replace

import pytest

from tests.app.imports.conftest import EBMT_MAP, FAR_CPR, lab, only

FIX = "1404694661;14-11-2026;LOK-FIX1;{};%;1-trins"


def told(row, lang="en"):
    return " ".join(one.worded(lang) for one in row.problems).replace("\xa0", " ")


@pytest.fixture
def answered():
    from app.imports.setting import Answers

    return lambda answer, row=2, reason="Ringet til laboratoriet": Answers({row: answer}, reason)


def test_the_message_says_row_column_value_and_what_to_do_in_danish(plan) -> None:
    row = only(plan(lab(FIX.format("5,O"))))
    assert told(row, "da") == (
        "Række 2, kolonne Svar: '5,O' er ikke et tal. "
        "Mente du 5,0? Vælg det på siden, eller ret filen."
    )


def test_another_department_s_patient_is_told_in_the_words_of_an_unknown_one(plan) -> None:
    far, unknown = plan(
        lab(f"{FAR_CPR};14-11-2026;NPU19651;31;U/L;", "1502604399;14-11-2026;NPU19651;31;U/L;")
    ).rows
    assert told(far).replace("Row 2", "Row 3") == told(unknown)
    assert far.treatment_id is None


def test_another_department_s_treatment_number_is_nobody_s(plan, department) -> None:
    far = only(plan(lab(f"P-{department.far:04d};14-11-2026;NPU19651;31;U/L;")))
    unknown = only(plan(lab("P-9999;14-11-2026;NPU19651;31;U/L;")))
    assert [p.reason for p in far.problems] == [p.reason for p in unknown.problems]


def test_a_cpr_number_is_masked_in_what_is_told(plan) -> None:
    assert "4399" not in told(only(plan(lab("1502604399;14-11-2026;NPU19651;31;U/L;"))))


def test_an_unknown_cpr_number_that_lost_its_first_zero_is_told_so(plan) -> None:
    row = only(plan(lab("302684659;16-11-2026;NPU19651;24;U/L;")))
    assert (row.fate, "first zero" in told(row)) == ("refused", True)


def test_a_cpr_number_a_slip_away_is_asked_about_and_never_taken_by_itself(plan, answered) -> None:
    content = lab("0702684695;16-11-2026;NPU19651;24;U/L;")  # the last two changed places
    row = only(plan(content))
    assert (row.fate, row.offers) == ("asked", ("skip", "suggestion"))
    assert "the nearest is P-0002 (070268-••••). Did you mean P-0002?" in told(row)
    made = plan(content, answers=answered("suggestion"))
    assert (only(made).fate, made.known.bulk.rows[-1].treatment_id) == ("create", 2)


def test_a_number_written_another_way_is_the_treatment_it_names(plan) -> None:
    row = only(plan(lab("p 3;14-11-2026;NPU19651;31;U/L;")))
    assert (row.fate, row.suggests("suggestion")) == ("asked", "P-0003")


def test_a_near_patient_of_another_department_is_never_suggested(plan) -> None:
    near = f"{FAR_CPR[:8]}{FAR_CPR[9]}{FAR_CPR[8]}"
    row = only(plan(lab(f"{near};14-11-2026;NPU19651;31;U/L;")))
    assert (row.fate, row.offers, row.patients) == ("refused", (), frozenset())


def test_where_three_patients_are_as_near_none_is_suggested(plan) -> None:
    row = only(plan(lab("P-0009;14-11-2026;NPU19651;31;U/L;")))
    assert (row.fate, [one.reason for one in row.problems]) == ("refused", ["unknown_patient"])


def test_a_number_with_two_readings_can_be_chosen_either_way(plan, answered) -> None:
    content = lab("P-0003;14-11-2026;LOK-FIX1;1.031;%;1-trins")
    assert only(plan(content)).offers == ("skip", "suggestion", "other")
    made = plan(content, answers=answered("other"))
    assert (only(made).fate, made.known.bulk.rows[-1].value) == ("create", "1.031")


def test_a_question_tells_also_what_is_doubtful_about_what_was_meant(plan, answered) -> None:
    content = lab("P-0003;14-11-2026;LOK-FIX1;48O;%;1-trins")
    assert [one.reason for one in only(plan(content)).problems] == ["not_a_number", "above"]
    assert plan(content, answers=answered("suggestion")).known.bulk.rows[-1].value == "480"


def test_what_was_meant_and_is_registered_already_is_no_conflict(plan, answered) -> None:
    content = lab("1404694661;02-05-2026;LOK-FIX1;54.7;%;1-trins")
    assert [one.reason for one in only(plan(content)).problems] == ["decimal_point"]
    assert only(plan(content, answers=answered("suggestion"))).fate == "unchanged"


def test_a_row_with_one_fault_that_cannot_be_answered_is_refused(plan) -> None:
    row = only(plan(lab("P-0003;31-02-2026;LOK-FIX1;5,O;%;1-trins")))
    assert (row.fate, row.offers) == ("refused", ())


def test_the_form_of_a_date_is_told_in_the_reader_s_language(plan) -> None:
    row = only(plan(lab("P-0003;14/11/2026;LOK-FIX1;5,0;%;1-trins")))
    assert "Skriv den som dd-mm-åååå" in told(row, "da")
    assert "Write it as dd-mm-yyyy" in told(row)


def test_every_problem_of_a_row_is_told_at_once(plan) -> None:
    row = only(plan(lab("P-999;31-02-2026;LOK-FIX1;1.234;mg/L;hurtig")))
    reasons = [
        "unknown_patient",
        "no_such_day",
        "ambiguous_number",
        "unknown_unit",
        "unknown_method",
    ]
    assert [one.reason for one in row.problems] == reasons


def test_a_conflict_shows_both_values(plan) -> None:
    row = only(plan(lab("1404694661;02-05-2026;LOK-FIX1;61,7;%;1-trins")))
    assert row.fate == "asked"
    assert "2 May 2026 has 54.7 in the register, the file says 61,7" in told(row)


def test_a_registered_value_again_is_known_already_however_it_is_written(plan) -> None:
    assert only(plan(lab("1404694661;02-05-2026;LOK-FIX1;54,70;%;1-trins"))).fate == "unchanged"


def test_two_values_for_one_day_in_the_file_are_asked_about(plan) -> None:
    first, second = plan(lab(FIX.format("32,4"), FIX.format("33,4"))).rows
    assert (first.fate, second.fate) == ("create", "asked")
    assert "row 2 of the file says 32.4" in told(second)


def test_the_same_value_typed_at_a_visit_near_by_is_asked_about(plan) -> None:
    row = only(plan(lab("1404694661;03-05-2026;LOK-FIX1;54,7;%;1-trins")))
    assert [one.reason for one in row.problems] == ["other_day"]


def test_the_suggestion_is_stored_with_its_reason_when_chosen(plan, answered) -> None:
    made = plan(lab(FIX.format("480")), answers=answered("suggestion"))
    value = made.known.bulk.rows[-1]
    assert (only(made).fate, value.value, value.note) == ("create", "48", "Ringet til laboratoriet")


def test_a_doubtful_value_is_kept_when_the_person_says_so(plan, answered) -> None:
    made = plan(lab(FIX.format("480")), answers=answered("accept"))
    assert (only(made).fate, made.known.bulk.rows[-1].value) == ("create", "480")


def test_nothing_is_taken_against_a_doubt_without_a_reason(plan, answered) -> None:
    made = plan(lab(FIX.format("480")), answers=answered("accept", reason=""))
    assert (only(made).fate, made.known.bulk.rows) == ("asked", [])


def test_a_conflict_becomes_a_correction_when_the_person_chooses_it(plan, answered) -> None:
    row = "1404694661;02-05-2026;LOK-FIX1;61,7;%;1-trins"
    made = plan(lab(row), answers=answered("accept"))
    assert (made.counts["facts"], made.counts["corrected"]) == (0, 1)
    assert made.known.bulk.rows[-1].reason == "Ringet til laboratoriet"


def test_an_answer_cannot_mend_a_row_that_is_refused_without_a_suggestion(plan, answered) -> None:
    assert only(plan(lab(FIX.format("NaN")), answers=answered("accept"))).fate == "refused"


def test_new_treatments_are_counted_from_the_highest_after_a_near_patient_was_found(
    plan, department
) -> None:
    made = plan(lab("0702684695;16-11-2026;NPU19651;24;U/L;"))
    assert next(reversed(made.known.bulk.treatments)) == department.far > 2


def test_a_death_before_the_infusion_is_told_with_both_days(plan, department) -> None:
    first = EBMT_MAP.index("  - {kind: event")
    event = "  - {kind: event, name: death, attributes: {cause: {fixed: unknown}}, valid_on: "
    by = EBMT_MAP[:first] + event + '{column: rfstime, format: "yyyy-mm-dd"}}\n'
    rows = "id,prtime,prstat,rfstime,rfsstat,dissub,age,drmatch,tcd\n9,,,2004-12-31,,,,,\n"
    row = only(plan(rows.encode(), replace(department.nurse, site_ids={"EBMT"}), map_text=by))
    assert (row.fate, told(row, "da")) == (
        "refused",
        (
            "Række 2, kolonne rfstime: dødsfaldet 31-12-2004 ligger før infusionen "
            "01-01-2005. Kontrollér begge datoer i filen og i registeret."
        ),
    )


def test_blank_rows_are_left_out_and_row_numbers_are_the_spreadsheet_s(plan) -> None:
    assert only(plan(lab("", ";;;;;", FIX.format("32,4")))).row.number == 4
