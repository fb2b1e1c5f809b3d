"""What the desk keeps beside stories: comments, links for previews, jobs on many."""
