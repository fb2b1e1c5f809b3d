"""Limits on how often somebody may ask for what is costly, for each kind of door.

    wait = limiter().wait(SEARCH, network="203.0.113.9")   # seconds; 0 where it may go on

`kinds` is the table of them, `buckets` keeps them on one host and `redis` on all of a site.
"""
