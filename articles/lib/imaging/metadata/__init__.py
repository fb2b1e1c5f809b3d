"""What a picture's file tells of it, read and written."""
