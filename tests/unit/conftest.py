"""Settings of the unit tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A machine may be busy with other work: how long an example takes says nothing about the code. What has
# to be fast has a test or a benchmark of its own.
settings.register_profile("kepu_app", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kepu_app")
