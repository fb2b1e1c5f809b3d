"""The style guide, made of invented stories."""
