"""Breaking news: banners over every page, each with an end, one at a time."""
