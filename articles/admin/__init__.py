"""The editors' desk: a file for each thing they handle."""

from articles.admin import people, pictures, story, taxonomy

__all__ = ["people", "pictures", "story", "taxonomy"]
