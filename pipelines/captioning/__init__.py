"""Engines that say what is in a photo."""
