"""What is said to servers of other people, at addresses that were typed or browsers gave."""
