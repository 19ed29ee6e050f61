"""The national list of demonstration counties and of their users, as an .xlsx.

``layout`` has its sheets and the meaning of their rows, ``write`` makes the template or the present list.
``read`` parses one and validates it as a whole. Nothing here knows where the list is stored.
"""

from kepu_app.core.county_list.layout import (
	AssignedRole,
	CountyEntry,
	CountyListContent,
	KnownList,
	UserEntry,
)
from kepu_app.core.county_list.read import read_county_list
from kepu_app.core.county_list.write import write_county_list

__all__ = [
	"AssignedRole",
	"CountyEntry",
	"CountyListContent",
	"KnownList",
	"UserEntry",
	"read_county_list",
	"write_county_list",
]
