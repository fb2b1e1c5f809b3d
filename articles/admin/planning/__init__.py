"""Planning: the calendar, the budget, the board, coverage plans, saved filters."""
