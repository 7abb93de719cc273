"""`python -m insight.cli`: the command line without the installed script."""

import sys

from insight.cli import main

sys.exit(main())
