"""Backups: the database and the files that it names, put somewhere else and brought back.

    manifest = taking.take(place, seal, …)      # `places/`: a folder or a bucket
    verifying.verify(place, manifest, …)        # brought back aside, and compared
    restoring.restore(place, manifest, …)       # brought back aside, then put in its place

What lies in a place:

    backups/20261129-033000-417203/           one backup
        tables/articles_article/00001.gz    rows as PostgreSQL's COPY writes them
        index/00001.gz                      which files there were, by what is in them
        manifest.json                       last of all: without it there is no backup
    files/ab/ab34…                          each file once, whichever backups name it
"""
