"""The national list of demonstration counties and of the people who work for them, as an .xlsx.

``layout`` has its sheets and what their rows mean, ``write`` makes the template and the present list,
``read`` reads one and checks it as a whole. Nothing here knows where the list is kept.
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
