"""Where Redis is: one server, or a cluster: `redis+cluster://host:port,host:port`, `rediss+cluster://…` over TLS."""

from urllib.parse import urlsplit, urlunsplit

CLUSTERS = {"redis+cluster": "redis", "rediss+cluster": "rediss"}


def is_cluster(url: str) -> bool:
    return urlsplit(url).scheme in CLUSTERS


def servers_of(url: str) -> list[str]:
    """The plain address of every server it names; of a cluster one that lives is enough to find the others."""
    parts = urlsplit(url)
    if parts.scheme not in CLUSTERS:
        return [url]
    login, at, hosts = parts.netloc.rpartition("@")
    plain = parts._replace(scheme=CLUSTERS[parts.scheme])
    return [urlunsplit(plain._replace(netloc=f"{login}{at}{host}")) for host in hosts.split(",")]


def neighbour(url: str, host: str, port: int) -> str:
    """The address of another server of the same cluster, reached in the same way."""
    parts = urlsplit(url)
    login, at, _ = parts.netloc.rpartition("@")
    bracketed = f"[{host}]" if ":" in host else host or f"{parts.hostname}"
    return urlunsplit(parts._replace(netloc=f"{login}{at}{bracketed}:{port}"))
