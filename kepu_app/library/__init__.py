"""案例库 and 年度对比 on the Desk; the rules are in ``core/library``."""
