import socket
from pathlib import Path

import pytest

from server.config import ROOT, Settings
from server.serve import serve
from server.up import plan, procfile
from server.up.errors import CannotStart
from server.up.ports import free
from server.up.redis import LONGEST_SOCKET_PATH, socket_path

PROGRAMS = procfile.read(ROOT / "Procfile")


def made(port: int | None = None, **chosen: object) -> plan.Plan:
    return plan.make(Settings.model_validate(chosen), PROGRAMS, port)


def test_a_taken_port_is_said_in_one_line_that_names_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"^port {port} is taken; choose another with --port$"):
            made(port)


def test_links_follow_the_port_in_development_only() -> None:
    port = free()
    assert made(port).overlay["VINKJE_PUBLIC_URL"] == f"http://127.0.0.1:{port}"
    outside = "https://chat.kantoor.example"
    assert made(port, public_url=outside).overlay["VINKJE_PUBLIC_URL"] == outside
    local = "http://127.0.0.1:8480"
    assert made(port, environment="production", public_url=local).overlay["VINKJE_PUBLIC_URL"] == local


def test_a_configured_redis_and_mail_server_are_left_to_themselves(tmp_path: Path) -> None:
    ours = made(free(), data=tmp_path)
    assert [program.name for program in ours.programs] == ["web", "worker", "mail", "redis"]
    assert ours.overlay["VINKJE_REDIS__URL"].startswith("unix://")
    theirs = made(free(), redis={"url": "redis://elsewhere"}, smtp={"host": "mail.example"})
    assert [program.name for program in theirs.programs] == ["web", "worker"]
    assert "VINKJE_REDIS__URL" not in theirs.overlay and "VINKJE_SMTP__PORT" not in theirs.overlay


def test_production_catches_no_mail() -> None:
    assert not made(free(), environment="production").runs("mail")


def test_a_busy_mail_port_gives_way_to_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert made(free(), smtp={"port": port}).overlay["VINKJE_SMTP__PORT"] != str(port)


def test_a_long_data_folder_gets_a_short_socket() -> None:
    near = Path("/srv/vinkje")
    assert socket_path(near) == near / "redis.sock"
    far = near / ("x" * 60) / ("y" * 60)
    assert len(str(socket_path(far))) <= LONGEST_SOCKET_PATH
    assert socket_path(far) == socket_path(far)
    assert socket_path(far).parent.stat().st_mode & 0o777 == 0o700


def test_production_sends_no_cookie_over_plain_http() -> None:
    exposed = Settings(environment="production", public_url="http://chat.kantoor.example")
    with pytest.raises(SystemExit, match=r"^vinkje: public_url is http://chat.kantoor.example; .*https://$"):
        serve(exposed)
    for kept_in in ("https://chat.kantoor.example", "http://127.0.0.1:8480"):
        assert not Settings(environment="production", public_url=kept_in).is_exposed
