"""Files that stand beside the database: found, named by it, and compared with those of before."""
