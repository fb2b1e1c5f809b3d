"""The twins of pages: what a page says, for programs that read JSON or Markdown."""
