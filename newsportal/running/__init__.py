"""Starts the portal's processes, keeps them running, and ends them."""
