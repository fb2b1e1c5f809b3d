"""What people at the desk are told: of what, when, and by which ways each of them chooses."""
