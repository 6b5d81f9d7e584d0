"""The queue's place on a Redis Cluster."""

from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.commands.cluster import RedisClusterCommands
from redis.exceptions import ClusterDownError, ConnectionError, RedisClusterException
from redis.retry import Retry

from server.redis import servers_of

TRIES = 2  # enough to follow a slot; mails do not wait for a master to come back
PATIENCE_S = 2.0


class Cluster(RedisClusterCommands):
    """Looked for at the first command, not before; and out of reach in the same words as one server would be."""

    _event_dispatcher: Any = None  # named by its base, not used here

    def __init__(self, url: str) -> None:
        self.servers = servers_of(url)
        self.lock = Lock()
        self.found: RedisCluster | None = None

    def execute_command(self, *args: Any, **options: Any) -> Any:
        try:
            return self._cluster().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except ClusterDownError as error:
            raise ConnectionError(str(error)) from error
        except RedisClusterException as error:
            self.found = None  # nobody it knew answers: begin again with those that were named
            raise ConnectionError(str(error)) from error

    def _cluster(self) -> RedisCluster:
        with self.lock:
            if self.found is None:
                first, *others = self.servers
                named = [_node(url) for url in others]
                self.found = RedisCluster.from_url(
                    first,
                    startup_nodes=named,
                    require_full_coverage=False,
                    retry=Retry(NoBackoff(), TRIES),
                    socket_timeout=PATIENCE_S,
                    socket_connect_timeout=PATIENCE_S,
                )
            return self.found


def _node(url: str) -> ClusterNode:
    parts = urlsplit(url)
    return ClusterNode(parts.hostname, parts.port or 6379)  # type: ignore[no-untyped-call]
