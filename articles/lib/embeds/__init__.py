"""What of other sites may stand in a story: known by its address, one file for each provider."""
