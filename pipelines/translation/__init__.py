"""Captions into other languages."""
