"""The trades host: private streams behind the session (protocol reference, sections 2.4, 2.5 and 6.1)."""

from tests.demo.demo_client import DemoClient, Socket, Starter

ETH, BTC = "ETH_USDT_Perp", "BTC_USDT_Perp"


async def _private_streams(demo: DemoClient, socket: Socket) -> None:
    own = demo.exchange.sub_account_id
    result = await socket.subscribe("v1.position", own)
    assert (result["subs"], result["num_snapshots"]) == ([own], [2])
    feeds = await socket.feeds("v1.position", 2)
    assert {frame["sequence_number"] for frame in feeds} == {"0"}
    assert {frame["feed"]["instrument"] for frame in feeds} == {ETH, BTC}
    one = await socket.subscribe("v1.position", f"{own}-{ETH}")
    assert one["num_snapshots"] == [1]
    for stream in ("v1.order", "v1.state", "v1.fill"):
        assert (await socket.subscribe(stream, own))["num_snapshots"] == [0]
    assert await socket.error_of("v1.order", "12x") == 3020
    assert await socket.error_of("v1.order", f"{1 << 64}") == 3020
    assert await socket.error_of("v1.order", "17") == 1001
    assert await socket.error_of("v1.order", f"{own}-XYZ") == 3000
    assert await socket.error_of("v1.order", f"{own}@500") == 1103
    assert await socket.error_of("v1.deposit", "0x00") == 1001
    assert await socket.error_of("v1.mini.s", f"{ETH}@500") == 1100
    call = await socket.call("v1/positions", {"sub_account_id": own})
    assert len(call["result"]["result"]) == 2


async def test_private_streams_behind_the_session(start_demo: Starter) -> None:
    demo = await start_demo()
    headers = await demo.credentials()
    async with demo.socket(trades=True, headers=headers) as socket:
        await _private_streams(demo, socket)
        demo.exchange.expire_sessions()
        assert await socket.error_of("v1.fill", demo.exchange.sub_account_id) == 1000
        answer = await socket.call("v1/positions", {"sub_account_id": demo.exchange.sub_account_id})
        assert answer["error"]["code"] == 1000


async def test_the_account_id_may_come_in_the_query(start_demo: Starter) -> None:
    demo = await start_demo()
    headers = await demo.credentials()
    account_id = headers.pop("X-Grvt-Account-Id")
    path = f"/ws/full?x_grvt_account_id={account_id}"
    async with demo.socket(path, trades=True, headers=headers) as socket:
        assert (await socket.subscribe("v1.order", demo.exchange.sub_account_id))["num_snapshots"] == [0]


async def test_without_a_session_private_streams_are_refused(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket(trades=True) as socket:
        assert await socket.error_of("v1.position", demo.exchange.sub_account_id) == 1000
        assert await socket.error_of("v1.transfer", "0x00") == 1001
        assert await socket.error_of("v1.ticker.s", f"{ETH}@500") == 1100
        assert (await socket.call("v1/account_summary", {}))["error"]["code"] == 1000


async def test_market_data_takes_any_credentials(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket(headers={"Cookie": "gravity=nonsense", "X-Grvt-Account-Id": "x"}) as socket:
        assert (await socket.subscribe("v1.mini.s", f"{ETH}@500"))["num_snapshots"] == [1]
