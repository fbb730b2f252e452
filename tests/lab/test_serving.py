"""Where the laboratory listens: on this machine alone, unless another address is asked for."""

from __future__ import annotations

import re
import socket
from types import SimpleNamespace

import pytest

from msim.core.errors import InputError
from msim.lab import serving
from tests.cli.command import said


def test_it_listens_on_the_loopback_and_takes_the_next_port_that_is_free() -> None:
    first = serving.listen("127.0.0.1", None)
    second = serving.listen("127.0.0.1", None)
    with first.listening, second.listening:
        assert first.listening.getsockname()[0] == "127.0.0.1"
        assert second.port > first.port
        assert first.address == f"http://127.0.0.1:{first.port}/"


def test_a_port_that_is_taken_gives_way_to_the_next_and_it_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "serve", lambda place, *_, **__: place.listening.close())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, told = said(capsys, "lab", "--no-open", "--port", port)
    assert status == 0
    found = re.fullmatch(rf"port {port} is in use; (\d+) is taken\n", told)
    assert found is not None and port < int(found[1]) < port + serving.TRIED


def test_where_no_port_is_free_it_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, out, told = said(capsys, "lab", "--no-open", "--port", taken.getsockname()[1])
    assert (status, out) == (2, "")
    assert "cannot listen on 127.0.0.1, port" in told


@pytest.mark.parametrize("host", ["203.0.113.1", "no.such.host.invalid"])
def test_an_address_that_is_not_this_machine_s_is_said(host: str) -> None:
    with pytest.raises(InputError, match="cannot listen on"):
        serving.listen(host, 0)


def test_one_process_is_always_left_for_first_glances() -> None:
    assert serving.workers() >= 2


def test_a_class_is_told_its_code_and_where_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    def serve(place, say, show, classroom, **_):
        found.append(classroom)
        say("http://here/")
        place.listening.close()

    monkeypatch.setattr(serving, "serve", serve)
    status, out, _ = said(capsys, "lab", "--no-open", "--port", 0, "--classroom")
    assert (status, out.splitlines()[:2]) == (0, ["http://here/", f"join code: {found[0].code}"])
    status, out, _ = said(capsys, "lab", "--no-open", "--port", 0)
    assert (status, out, found[1]) == (0, "http://here/\n", None)


def test_another_address_than_this_machine_s_own_makes_a_class() -> None:
    assert serving.only_here("127.0.0.1")
    assert serving.only_here("::1")
    assert not serving.only_here("0.0.0.0")
    assert not serving.only_here("192.168.1.7")


def test_phones_are_told_the_address_of_an_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what the host name leads to; virtual networks last, and nothing that leads nowhere."""

    def each(family: int, address: str) -> SimpleNamespace:
        return SimpleNamespace(family=family, address=address)

    found = {
        "docker0": [each(socket.AF_INET, "172.17.0.1")],
        "lo": [each(socket.AF_INET, "127.0.0.1")],
        "wlan0": [each(socket.AF_INET, "192.168.1.7"), each(socket.AF_INET6, "fe80::1%wlan0"),
                  each(socket.AF_INET6, "fd00::2"), each(-1, "aa:bb")],
        "eth1": [each(socket.AF_INET, "169.254.3.4")],
        "eth2": [each(socket.AF_INET, "10.9.9.9")],
    }  # fmt: skip
    up = {name: SimpleNamespace(isup=name != "eth2") for name in found}
    monkeypatch.setattr(serving.psutil, "net_if_addrs", lambda: found)
    monkeypatch.setattr(serving.psutil, "net_if_stats", lambda: up)
    monkeypatch.setattr(socket, "gethostname", None)
    assert serving.addresses("0.0.0.0") == ["192.168.1.7", "172.17.0.1"]
    assert serving.addresses("::") == ["192.168.1.7", "fd00::2", "172.17.0.1"]
    assert serving.addresses("10.0.0.5") == ["10.0.0.5"]
