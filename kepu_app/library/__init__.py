"""案例库 and 年度对比 in the Desk; the rules are in ``core/library``."""
