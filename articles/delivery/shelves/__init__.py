"""Where pages are kept beyond one process's memory, so that a restart or a new host is warm."""
