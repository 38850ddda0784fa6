"""Starts real servers on free loopback ports and waits for conditions; nothing here knows a device class."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
