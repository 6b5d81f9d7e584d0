from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.services", "tests.walls.witness"]

# How long an example takes says something of the machine, nothing of us.
settings.register_profile("vinkje", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("vinkje")
