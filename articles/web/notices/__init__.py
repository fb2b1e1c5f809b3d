"""Where a mail leads that somebody wants no more of."""
