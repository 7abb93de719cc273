"""Journeys through the app in headless Chromium."""
