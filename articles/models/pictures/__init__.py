"""The pictures of the library: their files, their rights, and where they are shown."""
