"""Parts of an SQL statement that a request may name: a column, an order, a sum, and never a clause.

A part is tokenised as the database does it. Its brackets balance, so that no other part of the statement lies
within it. An operator stands between two names, so that it adds no clause (``1 from tabUser``). Its functions
compute from their arguments alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(
	r"""(?P<blank>[ \t]+)
	|(?P<name>`[^`\\\n]*`)
	|(?P<text>'[^'\\\n]*'|"[^"\\\n]*")
	|(?P<number>\d+(?:\.\d+)?)
	|(?P<word>[^\W\d]\w*)
	|(?P<dot>\.)
	|(?P<comma>,)
	|(?P<open>\()
	|(?P<close>\))
	|(?P<operator><=>|[<>!]=|<>|[-+*/%<>=])""",
	re.VERBOSE,
)
_COMMENT = re.compile(r"--|/\*|\*/|#")


def _words(text: str) -> frozenset[str]:
	return frozenset(text.split())


_JOINING = _words("and or not in is between as distinct case when then else interval div mod xor")
"""Words between two operands."""

_ENDING = _words("asc desc null end first last")
"""Words that no operand follows."""

_AFTER_OPERANDS = _words("nulls microsecond second minute hour day week month quarter year")
"""Words after an operand: its unit, or the position of nulls."""

_FUNCTIONS = _words(
	"""count sum avg min max std stddev variance abs round floor ceil ceiling sign mod power sqrt greatest
	least if ifnull nullif coalesce isnull field elt length char_length concat concat_ws lower upper trim ltrim rtrim
	left right substring substr cast convert date time timestamp year
	quarter month week weekday day dayofmonth dayofweek dayofyear dayname monthname hour minute second last_day
	date_format time_format str_to_date date_add date_sub adddate subdate datediff timediff timestampdiff timestampadd
	time_to_sec sec_to_time to_days from_days unix_timestamp from_unixtime now curdate curtime current_date
	current_timestamp rand"""
)
"""Functions that read only their arguments, in linear time. Those that search one text in another are left
out: locate, instr, substring_index, replace, and ``like``. On texts as long as stored or computed ones (lpad,
group_concat) they take minutes within a single row, where the database cannot be interrupted."""

LONGEST = 2000
"""Characters of a part. Searching one text in another takes steps in the product of both lengths."""

_OPERANDS = ("name", "text", "number", "word", "close", "ending")


def is_part(expression: str, has_several: bool = False) -> bool:
	"""Return whether a text is a part that cannot change the meaning of the rest of the statement.

	Args:
		expression: a field, the field of a condition, or the columns of an order or a group.
		has_several: allow several parts with commas between them.
	"""
	if len(expression) > LONGEST:
		return False
	tokens = _tokens(expression.strip())
	if not tokens or not _is_balanced(tokens, has_several):
		return False
	return all(_may_follow(before, token) for before, token in pairwise([("start", ""), *tokens]))


def _tokens(expression: str) -> list[tuple[str, str]]:
	"""Return kind and text of each token; nothing where a character belongs to none."""
	if _COMMENT.search(_without_texts(expression)):
		return []
	tokens, position = [], 0
	while position < len(expression):
		found = _TOKEN.match(expression, position)
		if not found:
			return []
		position = found.end()
		if found.lastgroup != "blank":
			tokens.append(_classified(str(found.lastgroup), found.group()))
	return tokens


def _without_texts(expression: str) -> str:
	return re.sub(r"""`[^`]*`|'[^']*'|"[^"]*\"""", "``", expression)


def _classified(kind: str, text: str) -> tuple[str, str]:
	word = text.lower()
	if kind == "word" and word in _JOINING:
		return "operator", word
	return ("ending" if kind == "word" and word in _ENDING else kind), word


def _is_balanced(tokens: list[tuple[str, str]], has_several: bool) -> bool:
	depth = 0
	for kind, _text in tokens:
		depth += {"open": 1, "close": -1}.get(kind, 0)
		if depth < 0 or (kind == "comma" and not depth and not has_several):
			return False
	return depth == 0


def _may_follow(before: tuple[str, str], token: tuple[str, str]) -> bool:
	kind, text = token
	if kind == "open":
		return before[0] not in _OPERANDS or (before[0] == "word" and before[1] in _FUNCTIONS)
	if kind == "ending" or (kind == "word" and text in _AFTER_OPERANDS):
		return True
	return kind not in ("name", "text", "number", "word") or before[0] not in _OPERANDS
