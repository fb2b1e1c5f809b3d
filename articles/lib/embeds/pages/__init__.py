"""Charts, maps and documents."""
