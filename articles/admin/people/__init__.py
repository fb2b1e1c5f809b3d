"""Authors, accounts and roles, and who is locked out."""
