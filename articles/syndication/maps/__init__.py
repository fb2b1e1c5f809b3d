"""Sitemaps: an index, a file for each month, the news, and the pages that are no stories. Each is
one or two queries off an index, and holds what search engines may read by the paper's policy."""
