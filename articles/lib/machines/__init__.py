"""What machines may do with what is published, and the files that tell them."""
