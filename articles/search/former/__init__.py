"""The index of former releases, which go on asking it while they are renewed."""
