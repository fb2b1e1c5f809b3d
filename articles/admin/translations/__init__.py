"""A story and its versions in other languages, at the desk."""
