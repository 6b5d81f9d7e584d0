"""Where Redis is: one server, or a cluster: `redis+cluster://host:port,host:port`, `rediss+cluster://…` over TLS."""

import re
from urllib.parse import urlsplit, urlunsplit

CLUSTERS = {"redis+cluster": "redis", "rediss+cluster": "rediss"}
# Not `urlsplit`: to newer Pythons a list of hosts with an IPv6 address in it is no address.
LIST = re.compile(r"(?P<scheme>[^:]+)://(?P<login>[^/?#]*@)?(?P<hosts>[^/?#]*)(?P<rest>.*)", re.DOTALL)


def is_cluster(url: str) -> bool:
    return url.partition("://")[0] in CLUSTERS


def servers_of(url: str) -> list[str]:
    """The plain address of every server it names; of a cluster one that lives is enough to find the others."""
    parts = LIST.fullmatch(url)
    if parts is None or not is_cluster(url):
        return [url]
    scheme, login, hosts, rest = (
        CLUSTERS[parts["scheme"]],
        parts["login"] or "",
        parts["hosts"],
        parts["rest"],
    )
    return [f"{scheme}://{login}{host}{rest}" for host in hosts.split(",")]


def neighbour(url: str, host: str, port: int) -> str:
    """The address of another server of the same cluster, reached in the same way."""
    parts = urlsplit(url)
    login, at, _ = parts.netloc.rpartition("@")
    bracketed = f"[{host}]" if ":" in host else host or f"{parts.hostname}"
    return urlunsplit(parts._replace(netloc=f"{login}{at}{bracketed}:{port}"))
