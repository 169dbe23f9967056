"""Environments, their addresses and what replaces them."""

import pytest

from engine.grvt.environment import (
    Environment,
    EnvironmentName,
    EnvironmentSettingError,
    parse_environment,
    resolve_environment,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("demo", EnvironmentName.DEMO),
        ("prod", EnvironmentName.PROD),
        ("mainnet", EnvironmentName.PROD),
        ("production", EnvironmentName.PROD),
        ("testnet", EnvironmentName.TESTNET),
        ("staging", EnvironmentName.STAGING),
        ("dev", EnvironmentName.DEV),
        (" Testnet ", EnvironmentName.TESTNET),
    ],
)
def test_legal_names(text: str, name: EnvironmentName) -> None:
    assert parse_environment(text) is name


@pytest.mark.parametrize("text", ["stg", "live", "", "main", "demo2"])
def test_an_unknown_name_lists_the_legal_ones(text: str) -> None:
    with pytest.raises(EnvironmentSettingError) as caught:
        parse_environment(text)
    for legal in ("demo", "prod", "testnet", "staging", "dev", "mainnet", "production"):
        assert legal in str(caught.value)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "edge", "trades", "market_data"),
    [
        ("prod", "edge.grvt.io", "trades.grvt.io", "market-data.grvt.io"),
        ("testnet", "edge.testnet.grvt.io", "trades.testnet.grvt.io", "market-data.testnet.grvt.io"),
        (
            "staging",
            "edge.staging.gravitymarkets.io",
            "trades.staging.gravitymarkets.io",
            "market-data.staging.gravitymarkets.io",
        ),
        (
            "dev",
            "edge.dev.gravitymarkets.io",
            "trades.dev.gravitymarkets.io",
            "market-data.dev.gravitymarkets.io",
        ),
    ],
)
def test_published_hosts(name: str, edge: str, trades: str, market_data: str) -> None:
    environment = resolve_environment(name, {})
    assert environment.edge_url == f"https://{edge}"
    assert environment.trades_url == f"https://{trades}"
    assert environment.market_data_url == f"https://{market_data}"
    assert environment.trades_ws_url == f"wss://{trades}/ws/full"
    assert environment.market_data_ws_url == f"wss://{market_data}/ws/full"
    assert not environment.needs_embedded_exchange


def test_the_name_beats_the_variable_and_demo_is_the_default() -> None:
    assert resolve_environment("prod", {"GRVT_ENV": "dev"}).name is EnvironmentName.PROD
    assert resolve_environment(None, {"GRVT_ENV": "dev"}).name is EnvironmentName.DEV
    assert resolve_environment(None, {"GRVT_ENV": " "}).name is EnvironmentName.DEMO
    assert resolve_environment(None, {}).name is EnvironmentName.DEMO


def test_demo_has_no_addresses_until_it_is_told() -> None:
    demo = resolve_environment("demo", {"GRVT_EDGE_URL": "http://127.0.0.1:1"})
    assert demo.needs_embedded_exchange
    assert demo.market_data_ws_url == ""
    told = demo.with_urls(
        edge_url="http://127.0.0.1:2", trades_url="http://127.0.0.1:3/", market_data_url="http://127.0.0.1:4"
    )
    assert told == Environment(
        EnvironmentName.DEMO, "http://127.0.0.1:1", "http://127.0.0.1:3", "http://127.0.0.1:4"
    )
    assert not told.needs_embedded_exchange


def test_each_override_replaces_only_its_own_url() -> None:
    environment = resolve_environment("testnet", {"GRVT_MARKET_DATA_URL": "http://127.0.0.1:8701/"})
    assert environment.market_data_url == "http://127.0.0.1:8701"
    assert environment.market_data_ws_url == "ws://127.0.0.1:8701/ws/full"
    assert environment.edge_url == "https://edge.testnet.grvt.io"


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://127.0.0.1:8701", "http://127.0.0.1:8701"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.200.3.4:1", "http://127.200.3.4:1"),
        ("http://localhost:8701/", "http://localhost:8701"),
        ("http://LOCALHOST:8701", "http://localhost:8701"),
        ("HTTP://127.0.0.1:8701", "http://127.0.0.1:8701"),
        ("http://[::1]:8701", "http://[::1]:8701"),
        ("https://gateway.example.com", "https://gateway.example.com"),
        ("https://10.0.0.7:444/", "https://10.0.0.7:444"),
        ("  https://gateway.example.com  ", "https://gateway.example.com"),
    ],
)
def test_good_overrides(given: str, base: str) -> None:
    assert resolve_environment("testnet", {"GRVT_EDGE_URL": given}).edge_url == base


@pytest.mark.parametrize(
    "given",
    [
        "http://edge.grvt.io",
        "http://10.0.0.1:8701",
        "http://0.0.0.0:8701",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.1:8701",
        "http://2130706433",
        "http://[::ffff:127.0.0.1]:1",
        "edge.grvt.io",
        "127.0.0.1:8701",
        "ws://127.0.0.1:8701",
        "ftp://127.0.0.1",
        "https://",
        "https:///path",
        "https://host/full/v1",
        "https://host?x=1",
        "https://host?",
        "https://host#part",
        "https://host:notaport",
        "https://host:99999",
        "https://host:0",
        "https://[::1",
        "https://ho st",
        "https://user@host",
    ],
)
@pytest.mark.parametrize("variable", ["GRVT_EDGE_URL", "GRVT_TRADES_URL", "GRVT_MARKET_DATA_URL"])
def test_bad_overrides_name_the_variable_the_value_and_the_fix(variable: str, given: str) -> None:
    with pytest.raises(EnvironmentSettingError) as caught:
        resolve_environment("testnet", {variable: given})
    text = str(caught.value)
    assert variable in text
    assert "https://edge.grvt.io" in text
    if "user@" not in given:
        assert repr(given) in text


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(EnvironmentSettingError) as caught:
        resolve_environment("prod", {"GRVT_EDGE_URL": "https://me:hunter22@edge.grvt.io"})
    assert "hunter22" not in str(caught.value)
    assert "edge.grvt.io" in str(caught.value)
    assert caught.value.__context__ is None
