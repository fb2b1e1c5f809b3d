"""Words looked up in an OpenSearch, for an archive that one machine does not hold any more.

It is told documents (`upkeep/telling.py`) and gives numbers of stories. Which story may be shown,
and what it says, the database knows alone.
"""
