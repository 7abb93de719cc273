"""Tests of the pages of the app."""
