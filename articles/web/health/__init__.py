"""What those who look after it ask."""
