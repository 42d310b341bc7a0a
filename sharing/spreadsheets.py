"""Files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet would run a cell that begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(
    file_name: str, head: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return the rows as a CSV file to keep, which no spreadsheet takes for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(one) for one in head])
    writer.writerows([_cell(one) for one in row] for row in rows)
    # The mark at the start tells spreadsheets that it is UTF-8.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
    return response


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
