"""Kenspeckle: data stories whose words are tested."""

__version__ = "0.1.0"
