"""Breaking news at the desk, made for a thumb."""
