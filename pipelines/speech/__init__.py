"""Engines that turn a sentence into a sound file."""
