"""How long anybody waits for the database, and what its errors mean."""
