"""When each surrogate key last changed, in memory that all processes share."""
