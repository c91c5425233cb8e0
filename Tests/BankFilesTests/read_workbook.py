"""Prints the sheets of a workbook as another reader sees them, as JSON: `read_workbook.py FILE`.

Each sheet has its name and rows; each cell its value, its type ("s" text, "n" number, "f" formula) and
its number format.
"""

import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheets = []
for sheet in book.worksheets:
    rows = [
        [
            None if cell.value is None else [str(cell.value), cell.data_type, cell.number_format]
            for cell in row
        ]
        for row in sheet.iter_rows()
    ]
    sheets.append({"name": sheet.title, "rows": rows})
print(json.dumps(sheets))
