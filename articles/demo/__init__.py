"""The demo newsroom: stories and pictures of ours, and an archive of any size for measuring."""
