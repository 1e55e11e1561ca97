"""Soribom: hear a picture. The command line, the page, and the words both use."""

__version__ = "0.1.0"
