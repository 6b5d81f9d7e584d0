"""One setting names a server, or a cluster by some of its servers."""

import pytest

from server.redis import is_cluster, neighbour, servers_of

pytestmark = pytest.mark.spec("U6")


@pytest.mark.parametrize(
    ("url", "servers"),
    [
        ("unix:///run/redis.sock", ["unix:///run/redis.sock"]),
        ("redis://:pw@one:6379/0", ["redis://:pw@one:6379/0"]),
        ("redis+cluster://one:6379", ["redis://one:6379"]),
        ("redis+cluster://me:p%40w@one:1,two:2", ["redis://me:p%40w@one:1", "redis://me:p%40w@two:2"]),
        (
            "rediss+cluster://one:1,[::1]:2?ssl_cert_reqs=none",
            ["rediss://one:1?ssl_cert_reqs=none", "rediss://[::1]:2?ssl_cert_reqs=none"],
        ),
    ],
)
def test_the_servers_an_address_names(url: str, servers: list[str]) -> None:
    assert servers_of(url) == servers
    assert is_cluster(url) == ("+cluster" in url)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("10.0.0.7", "rediss://me:p%40w@10.0.0.7:7001?ssl_cert_reqs=none"),
        ("fd00::7", "rediss://me:p%40w@[fd00::7]:7001?ssl_cert_reqs=none"),
        ("", "rediss://me:p%40w@one:7001?ssl_cert_reqs=none"),
    ],
    ids=["a name", "IPv6", "one that does not know its own"],
)
def test_another_server_is_reached_in_the_same_way(host: str, url: str) -> None:
    assert neighbour("rediss://me:p%40w@one:1?ssl_cert_reqs=none", host, 7001) == url
