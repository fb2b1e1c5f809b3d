"""What trusted programs do, with a token, by the verbs, checks and rights of the desk."""
