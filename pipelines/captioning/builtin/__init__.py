"""The captioner that works before anything is downloaded: it says less, and never more than it knows."""
