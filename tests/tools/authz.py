"""Write tests/authz.csv from the routes: run it after adding one, then read the difference."""

import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from app.db.engine import connect
from app.main import create_app
from app.web.security import policies
from tests.app.test_access import COLUMNS, MATRIX, expected_rows

with MATRIX.open("w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(expected_rows(policies(create_app(connect("sqlite:///never-opened.db")))))
