"""The pages of the app, one a file: each picks what to show, calls the library and draws."""
