"""What is told machines besides stories: what they may do, and whom they can ask."""
