"""`make bench-archive`: what an archive of a million stories costs, beside one of a thousand."""
