pytest_plugins = ["tests.services", "tests.walls.witness"]
