"""Files for spreadsheets."""

import csv
import io

import pytest

from sharing.spreadsheets import csv_response


def cells(value):
    text = csv_response("trail", ["Who"], [[value]]).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("value", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(value):
    assert cells(value) == [["Who"], [f"'{value}"]]


@pytest.mark.parametrize("value", ["Petra", "", 3, "a, b", 'say "x"', "Renée"])
def test_everything_else_stays(value):
    assert cells(value) == [["Who"], [str(value)]]


def test_it_is_a_file_to_keep():
    response = csv_response("trail-2026-11-21", [], [])
    assert response["Content-Disposition"] == 'attachment; filename="trail-2026-11-21.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
