"""The queue in Redis. It only wakes workers sooner: what has to be done stands in the database."""

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, AsyncIO, Retries, ShutdownNotifications, TimeLimit

from server.clock import now
from server.config import settings
from server.redis import is_cluster
from server.store import Store
from workers.cluster import Cluster
from workers.news import News
from workers.tick import Tick

NAMESPACE = "{dramatiq}"  # one slot: a cluster wants all keys of a script on one server
MINUTE = 60_000

store = Store(settings().database_url, clock=now, pool=4)
url = settings().redis_url
news = News(url)
tick = Tick(store, settings(), news)
broker = RedisBroker(  # type: ignore[no-untyped-call]
    client=Cluster(url) if is_cluster(url) else redis.Redis.from_url(url),
    namespace=NAMESPACE,
    middleware=[
        AgeLimit(max_age=60 * MINUTE),
        TimeLimit(time_limit=10 * MINUTE),
        ShutdownNotifications(),
        Retries(max_retries=3, min_backoff=1_000, max_backoff=MINUTE),
        AsyncIO(),
        tick,
    ],
)
dramatiq.set_broker(broker)
