"""The public pages. A view parses, asks a queryset and renders."""
