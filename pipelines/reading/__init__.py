"""Engines that read the text in a photo."""
