"""The province's workbook, both ways."""

from kepu_app.core.workbook.layout import CustomColumn, ValueType
from kepu_app.core.workbook.write import write_workbook

__all__ = ["CustomColumn", "ValueType", "write_workbook"]
