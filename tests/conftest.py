"""What every test may rely on: default settings, and the same outcome on every machine and every run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Whoever runs the tests may have set the project up for themselves; the tests start from the defaults.
for _name in [name for name in os.environ if name.startswith("KB_")]:
    del os.environ[_name]

# Nothing is timed, and one commit gives one result.
settings.register_profile("jushi", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jushi")
