<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Gridwell</source>
        <translation>关于 Gridwell</translation>
    </message>
    <message>
        <source>Gridwell&apos;s icon</source>
        <translation>Gridwell 图标</translation>
    </message>
    <message>
        <source>Gridwell {version}</source>
        <translation>Gridwell {version}</translation>
    </message>
    <message>
        <source>A workbench for grid trading on the GRVT perpetual-futures exchange, with simulated orders only. It never sends an order to the exchange.</source>
        <translation>面向 GRVT 永续合约交易所的网格交易工作台，所有订单均为模拟，绝不会向交易所发送订单。</translation>
    </message>
    <message>
        <source>Qt {version}</source>
        <translation>Qt {version}</translation>
    </message>
</context>
<context>
    <name>AccountModels</name>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>▲ long</source>
        <translation>▲ 多</translation>
    </message>
    <message>
        <source>▼ short</source>
        <translation>▼ 空</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>空仓</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>持有方向</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>开仓均价</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记价</translation>
    </message>
    <message>
        <source>Unrealized</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>Realized</source>
        <translation>已实现盈亏</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>market</source>
        <translation>市价</translation>
    </message>
    <message>
        <source>post only</source>
        <translation>只做挂单</translation>
    </message>
    <message>
        <source>reduce only</source>
        <translation>只减仓</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>已成交</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>吃单</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Liquidity</source>
        <translation>流动性</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未成交</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>待处理</translation>
    </message>
</context>
<context>
    <name>AccountOrderLabels</name>
    <message>
        <source>account ▲ BUY {size}</source>
        <translation>账户 ▲ 买 {size}</translation>
    </message>
    <message>
        <source>account ▼ SELL {size}</source>
        <translation>账户 ▼ 卖 {size}</translation>
    </message>
</context>
<context>
    <name>AccountPanel</name>
    <message>
        <source>What the exchange says about the account that is signed in. Gridwell cannot change it.</source>
        <translation>交易所给出的已登录账户的信息，Gridwell 无法更改。</translation>
    </message>
    <message>
        <source>The account, and the currency of its balances</source>
        <translation>账户及其余额的币种</translation>
    </message>
    <message>
        <source>Your real account — read only</source>
        <translation>您的真实账户（只读）</translation>
    </message>
    <message>
        <source>Your {environment} account — read only</source>
        <translation>您的 {environment} 账户（只读）</translation>
    </message>
    <message>
        <source>Positions ({count})</source>
        <translation>持仓（{count}）</translation>
    </message>
    <message>
        <source>Open orders ({count})</source>
        <translation>挂单（{count}）</translation>
    </message>
    <message>
        <source>Fills ({count})</source>
        <translation>成交（{count}）</translation>
    </message>
    <message>
        <source>● live</source>
        <translation>● 实时</translation>
    </message>
    <message>
        <source>◌ reading…</source>
        <translation>◌ 读取中…</translation>
    </message>
    <message>
        <source>▲ {state}; this is {age} old</source>
        <translation>▲ {state}；数据已过去 {age}</translation>
    </message>
    <message>
        <source>Equity</source>
        <translation>权益</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Initial margin</source>
        <translation>初始保证金</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>维持保证金</translation>
    </message>
    <message>
        <source>Unrealized</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>Positions of your account</source>
        <translation>您账户的持仓</translation>
    </message>
    <message>
        <source>Your account holds no position.</source>
        <translation>您的账户没有持仓。</translation>
    </message>
    <message>
        <source>Open orders of your account</source>
        <translation>您账户的挂单</translation>
    </message>
    <message>
        <source>Your account has no open order at the exchange.</source>
        <translation>您的账户在交易所没有挂单。</translation>
    </message>
    <message>
        <source>Fills of your account</source>
        <translation>您账户的成交</translation>
    </message>
    <message>
        <source>Your account has no fill yet.</source>
        <translation>您的账户还没有成交。</translation>
    </message>
</context>
<context>
    <name>AlertsPage</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Show &amp;notifications</source>
        <translation>显示通知(&amp;N)</translation>
    </message>
    <message>
        <source>With a &amp;sound</source>
        <translation>同时播放声音(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Quiet hours</source>
        <translation>免打扰时段(&amp;Q)</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>免打扰开始</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>免打扰结束</translation>
    </message>
    <message>
        <source>This desktop shows no notifications of programs; sounds still play.</source>
        <translation>此桌面不显示程序通知；声音照常播放。</translation>
    </message>
</context>
<context>
    <name>ApiKeyDialog</name>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Environment of the key</source>
        <translation>密钥所属的环境</translation>
    </message>
    <message>
        <source>Paste the API key</source>
        <translation>粘贴 API 密钥</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Use for this session only</source>
        <translation>仅用于本次会话</translation>
    </message>
    <message>
        <source>Delete stored key</source>
        <translation>删除已保存的密钥</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Looking at the key store</source>
        <translation>正在查看密钥库</translation>
    </message>
    <message>
        <source>Testing the API key</source>
        <translation>正在测试 API 密钥</translation>
    </message>
    <message>
        <source>Saving the API key</source>
        <translation>正在保存 API 密钥</translation>
    </message>
    <message>
        <source>In use until the program ends. It is kept in memory only.</source>
        <translation>使用至程序结束，只保存在内存中。</translation>
    </message>
    <message>
        <source>Deleting the API key</source>
        <translation>正在删除 API 密钥</translation>
    </message>
    <message>
        <source>Waiting for the key store…</source>
        <translation>正在等待密钥库…</translation>
    </message>
    <message>
        <source>A key can still be used for this session, in memory only.</source>
        <translation>仍可在本次会话中使用密钥，只保存在内存中。</translation>
    </message>
    <message>
        <source>One for {environment} is there; a new one replaces it.</source>
        <translation>{environment} 已有一个密钥，新的会替换它。</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>There is no key to test: paste one above.</source>
        <translation>没有可测试的密钥：请先在上方粘贴。</translation>
    </message>
    <message>
        <source>Signed in to {environment}. Account {account}.</source>
        <translation>已登录 {environment}，账户 {account}。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Not saved: {reason}</source>
        <translation>未保存：{reason}</translation>
    </message>
    <message>
        <source>Saved, and in use now.</source>
        <translation>已保存，正在使用。</translation>
    </message>
    <message>
        <source>Saved. It is used when Gridwell starts with --env {environment}.</source>
        <translation>已保存。以 --env {environment} 启动 Gridwell 时使用。</translation>
    </message>
    <message>
        <source>Not deleted: {reason}</source>
        <translation>未删除：{reason}</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>已删除。</translation>
    </message>
    <message>
        <source>There was no stored key.</source>
        <translation>没有已保存的密钥。</translation>
    </message>
    <message>
        <source>Only for the environment that runs: start Gridwell with --env {environment}</source>
        <translation>仅用于正在运行的环境：请以 --env {environment} 启动 Gridwell</translation>
    </message>
    <message>
        <source>&amp;Environment</source>
        <translation>环境(&amp;E)</translation>
    </message>
    <message>
        <source>API &amp;key</source>
        <translation>API 密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Market data needs no key. With one, Gridwell signs in to your account; orders stay simulated. Make a key at exchange.grvt.io (testnet: exchange.testnet.grvt.io).</source>
        <translation>行情不需要密钥。有了密钥，Gridwell 会登录您的账户；订单仍为模拟。在 exchange.grvt.io 创建密钥（测试网：exchange.testnet.grvt.io）。</translation>
    </message>
</context>
<context>
    <name>CandleController</name>
    <message>
        <source>Loading the candles</source>
        <translation>正在加载 K 线</translation>
    </message>
    <message>
        <source>The candles of {instrument} could not be loaded: {reason}</source>
        <translation>无法加载 {instrument} 的 K 线：{reason}</translation>
    </message>
    <message>
        <source>No history yet.</source>
        <translation>还没有历史数据。</translation>
    </message>
    <message>
        <source>No candles yet.</source>
        <translation>还没有 K 线。</translation>
    </message>
    <message>
        <source>Loading older candles</source>
        <translation>正在加载更早的 K 线</translation>
    </message>
</context>
<context>
    <name>ChartBar</name>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>{what} ({keys})</source>
        <translation>{what}（{keys}）</translation>
    </message>
    <message>
        <source>Candles of {interval}</source>
        <translation>{interval} K 线</translation>
    </message>
    <message>
        <source>Candles of {interval} (Ctrl+{number})</source>
        <translation>{interval} K 线（Ctrl+{number}）</translation>
    </message>
    <message>
        <source>Other intervals</source>
        <translation>其他周期</translation>
    </message>
</context>
<context>
    <name>ChartContent</name>
    <message>
        <source>Waiting for candles…</source>
        <translation>正在等待 K 线…</translation>
    </message>
    <message>
        <source>Price chart</source>
        <translation>价格图表</translation>
    </message>
    <message>
        <source>Price chart, {title}</source>
        <translation>价格图表，{title}</translation>
    </message>
    <message>
        <source>Left and right move in time, plus and minus zoom, End goes to the newest bar, R resets the view.</source>
        <translation>左右键沿时间移动，加减号缩放，End 回到最新 K 线，R 重置视图。</translation>
    </message>
</context>
<context>
    <name>ChartSummary</name>
    <message>
        <source>{title}.</source>
        <translation>{title}。</translation>
    </message>
    <message>
        <source>Last price {price}.</source>
        <translation>最新价 {price}。</translation>
    </message>
    <message>
        <source>Last price {price}, which is old.</source>
        <translation>最新价 {price}，已过时。</translation>
    </message>
    <message>
        <source>{count} bars in view: {change} percent, high {high}, low {low}.</source>
        <translation>视图内 {count} 根 K 线：涨跌 {change} %，最高 {high}，最低 {low}。</translation>
    </message>
    <message>
        <source>No bars are in view.</source>
        <translation>视图内没有 K 线。</translation>
    </message>
    <message>
        <source>No grid runs here.</source>
        <translation>此处没有运行中的网格。</translation>
    </message>
    <message>
        <source>Fills: {count}.</source>
        <translation>成交：{count}。</translation>
    </message>
    <message>
        <source>Grid {number} from {lower} to {upper}: {buys} buy and {sells} sell orders wait, total profit {total}.</source>
        <translation>网格 {number}，{lower} 至 {upper}：{buys} 个买单和 {sells} 个卖单在等待，总盈亏 {total}。</translation>
    </message>
</context>
<context>
    <name>ConnectionChip</name>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Subscribing…</source>
        <translation>正在订阅…</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>行情停滞</translation>
    </message>
    <message>
        <source>Stale {age}</source>
        <translation>行情停滞 {age}</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>Failed: {reason}</source>
        <translation>失败：{reason}</translation>
    </message>
    <message>
        <source>Live, no price yet</source>
        <translation>实时，尚无价格</translation>
    </message>
    <message>
        <source>Live {age}</source>
        <translation>实时 {age}</translation>
    </message>
    <message>
        <source>Reconnecting… (try {attempt})</source>
        <translation>正在重新连接…（第 {attempt} 次）</translation>
    </message>
    <message>
        <source>Reconnecting in {seconds} s (try {attempt})</source>
        <translation>{seconds} 秒后重新连接（第 {attempt} 次）</translation>
    </message>
    <message>
        <source>Recovering {start}-{end}, {count} trades</source>
        <translation>正在补齐 {start}-{end}，{count} 笔成交</translation>
    </message>
    <message>
        <source>Recovering {start}-{end}…</source>
        <translation>正在补齐 {start}-{end}…</translation>
    </message>
    <message>
        <source>Reconnect now</source>
        <translation>立即重新连接</translation>
    </message>
    <message>
        <source>Try again at once instead of waiting (Ctrl+R)</source>
        <translation>不再等待，马上重试（Ctrl+R）</translation>
    </message>
    <message>
        <source>Connection: {text}</source>
        <translation>连接：{text}</translation>
    </message>
    <message>
        <source>Click for the details of every feed</source>
        <translation>点击查看每个数据流的详情</translation>
    </message>
</context>
<context>
    <name>ConnectionController</name>
    <message>
        <source>Waiting for missed trades</source>
        <translation>正在等待缺失的成交</translation>
    </message>
</context>
<context>
    <name>ConnectionDialog</name>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>Feeds</source>
        <translation>数据流</translation>
    </message>
    <message>
        <source>No feed is followed yet. Feeds appear when an instrument is looked at.</source>
        <translation>还没有订阅任何数据流。查看某个合约后，数据流会出现在这里。</translation>
    </message>
    <message>
        <source>Reconnect now</source>
        <translation>立即重新连接</translation>
    </message>
    <message>
        <source>Connect anew at once, whatever the state (Ctrl+R)</source>
        <translation>无论当前状态如何，立即重新连接（Ctrl+R）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>d MMM</source>
        <comment>a pattern of QLocale: a day without its year</comment>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>DemoFaults</name>
    <message>
        <source>&amp;Cut the connection</source>
        <translation>切断连接(&amp;C)</translation>
    </message>
    <message>
        <source>Go &amp;silent</source>
        <translation>静默(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Drop 20 trades</source>
        <translation>丢弃 20 笔成交(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Expire the session</source>
        <translation>使会话过期(&amp;E)</translation>
    </message>
    <message>
        <source>Re&amp;ject the key</source>
        <translation>拒绝密钥(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Restart the gateway</source>
        <translation>重启网关(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Heal everything</source>
        <translation>全部恢复正常(&amp;H)</translation>
    </message>
    <message>
        <source>Every connection is cut. The desk reconnects by itself and fetches the trades it missed.</source>
        <translation>所有连接已被切断。交易台会自动重连并补齐错过的成交。</translation>
    </message>
    <message>
        <source>The open connections go silent, pongs included. After 15 s the price is shown with its age, and within 20 s the connection is replaced.</source>
        <translation>已打开的连接不再发送任何数据，包括 pong。15 秒后价格会显示其时长，20 秒内连接会被替换。</translation>
    </message>
    <message>
        <source>The next 20 trades are not sent. The jump in their numbers gives it away, and they are fetched from the history.</source>
        <translation>接下来的 20 笔成交不会发送。编号的跳跃会暴露这一点，缺失的成交将从历史中补齐。</translation>
    </message>
    <message>
        <source>The session has ended. The desk signs in again; prices go on meanwhile.</source>
        <translation>会话已结束。交易台会重新登录；行情照常。</translation>
    </message>
    <message>
        <source>The key is no longer accepted. Signing in stops at once; prices and paper grids go on.</source>
        <translation>密钥不再被接受。登录立即停止；行情和模拟网格照常运行。</translation>
    </message>
    <message>
        <source>The gateway restarts: every connection ends, and the numbers of its messages begin again.</source>
        <translation>网关重启：所有连接中断，消息编号重新开始。</translation>
    </message>
    <message>
        <source>The demo exchange works as it should again.</source>
        <translation>演示交易所已恢复正常。</translation>
    </message>
</context>
<context>
    <name>DepthPanel</name>
    <message>
        <source>Choose an instrument to see its order book.</source>
        <translation>选择一个合约以查看其订单簿。</translation>
    </message>
    <message>
        <source>No order book yet. It comes with the market data.</source>
        <translation>还没有订单簿，它会随行情到来。</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>您的</translation>
    </message>
    <message>
        <source>Spread {spread}</source>
        <translation>价差 {spread}</translation>
    </message>
    <message>
        <source>Spread {spread}, old</source>
        <translation>价差 {spread}，已过时</translation>
    </message>
    <message>
        <source>Order book</source>
        <translation>订单簿</translation>
    </message>
    <message>
        <source>Best bid</source>
        <translation>最优买价</translation>
    </message>
    <message>
        <source>Best ask</source>
        <translation>最优卖价</translation>
    </message>
    <message>
        <source>{what} {price}, size {size}.</source>
        <translation>{what} {price}，数量 {size}。</translation>
    </message>
    <message>
        <source>You have orders at one price: {prices}.</source>
        <translation>您在一个价位有订单：{prices}。</translation>
    </message>
    <message>
        <source>You have orders at {count} prices, the nearest: {prices}.</source>
        <translation>您在 {count} 个价位有订单，最近的是：{prices}。</translation>
    </message>
</context>
<context>
    <name>DockHead</name>
    <message>
        <source>Put {panel} back into the window</source>
        <translation>将“{panel}”放回窗口</translation>
    </message>
    <message>
        <source>Float {panel}</source>
        <translation>将“{panel}”浮动显示</translation>
    </message>
</context>
<context>
    <name>DraftController</name>
    <message>
        <source>There are not enough candles for this range yet. Draw one, or begin around the price.</source>
        <translation>K 线还不够计算此区间。请画一个，或从当前价附近开始。</translation>
    </message>
    <message>
        <source>Waiting for the list of instruments…</source>
        <translation>正在等待合约列表…</translation>
    </message>
    <message>
        <source>Waiting for the first price…</source>
        <translation>正在等待第一个价格…</translation>
    </message>
    <message>
        <source>{levels} lines · {profit} {quote} per round trip</source>
        <translation>{levels} 条网格线 · 每次配对 {profit} {quote}</translation>
    </message>
</context>
<context>
    <name>DraftLayer</name>
    <message>
        <source>⇕ Upper</source>
        <translation>⇕ 上限</translation>
    </message>
    <message>
        <source>⇕ Lower</source>
        <translation>⇕ 下限</translation>
    </message>
    <message>
        <source>⇕ Stop</source>
        <translation>⇕ 止损</translation>
    </message>
    <message>
        <source>⇕ Reference</source>
        <translation>⇕ 参考价</translation>
    </message>
    <message>
        <source>Upper bound</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Lower bound</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Stop above</source>
        <translation>上方止损</translation>
    </message>
    <message>
        <source>Stop below</source>
        <translation>下方止损</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考价</translation>
    </message>
    <message>
        <source>Whole range</source>
        <translation>整个区间</translation>
    </message>
    <message>
        <source>+ Stop</source>
        <translation>+ 止损</translation>
    </message>
    <message>
        <source>▲ BUY {size}</source>
        <translation>▲ 买 {size}</translation>
    </message>
    <message>
        <source>▼ SELL {size}</source>
        <translation>▼ 卖 {size}</translation>
    </message>
    <message>
        <source>{order} · exit</source>
        <translation>{order} · 平仓</translation>
    </message>
    <message>
        <source>✕ {cells} cells do not pay their fees</source>
        <translation>✕ {cells} 格不足以支付手续费</translation>
    </message>
</context>
<context>
    <name>DraftOffer</name>
    <message>
        <source>New grid</source>
        <translation>新建网格</translation>
    </message>
    <message>
        <source>Draw grid</source>
        <translation>绘制网格</translation>
    </message>
    <message>
        <source>Press in the chart at one price and drag to the other (G)</source>
        <translation>在图表上按住一个价格，拖到另一个价格（G）</translation>
    </message>
    <message>
        <source>Or begin with a range:</source>
        <translation>或从一个区间开始：</translation>
    </message>
    <message>
        <source>Around the price</source>
        <translation>当前价附近</translation>
    </message>
    <message>
        <source>A narrow grid of 21 lines around the last price</source>
        <translation>以最新价为中心、21 条线的窄网格</translation>
    </message>
    <message>
        <source>From recent volatility</source>
        <translation>按近期波动率</translation>
    </message>
    <message>
        <source>Last price × exp(±s). s is the standard deviation of a day&apos;s return: that of the logarithmic returns of the last 24 hours&apos; bars, times the square root of the bars in a day.</source>
        <translation>最新价 × exp(±s)。s 为日收益率的标准差：取最近 24 小时 K 线对数收益率的标准差，乘以一天 K 线数的平方根。</translation>
    </message>
    <message>
        <source>Visible high and low</source>
        <translation>可见最高价与最低价</translation>
    </message>
    <message>
        <source>From the lowest to the highest price of the bars in view</source>
        <translation>视图内 K 线的最低价到最高价</translation>
    </message>
    <message>
        <source>Draw the range in the chart. Nothing runs until you start it.</source>
        <translation>在图表上画出区间，点击启动前什么都不会运行。</translation>
    </message>
    <message>
        <source>Drawing… Esc cancels</source>
        <translation>绘制中… 按 Esc 取消</translation>
    </message>
</context>
<context>
    <name>DraftWords</name>
    <message>
        <source>This is not a number.</source>
        <translation>这不是数字。</translation>
    </message>
    <message>
        <source>Enter a whole number.</source>
        <translation>请输入整数。</translation>
    </message>
    <message>
        <source>Enter a number.</source>
        <translation>请输入数字。</translation>
    </message>
    <message>
        <source>Must be above zero.</source>
        <translation>必须大于零。</translation>
    </message>
    <message>
        <source>Must be above the lower bound {price}.</source>
        <translation>必须高于下限 {price}。</translation>
    </message>
    <message>
        <source>Must be below the upper bound {price}.</source>
        <translation>必须低于上限 {price}。</translation>
    </message>
    <message>
        <source>Enter {least} to {most} lines.</source>
        <translation>请输入 {least} 到 {most} 条线。</translation>
    </message>
    <message>
        <source>The range holds {most} lines: each needs a tick of its own.</source>
        <translation>该区间最多容纳 {most} 条线：每条线至少要占一个最小变动价位。</translation>
    </message>
    <message>
        <source>{levels} lines need more room: each needs a tick of its own.</source>
        <translation>{levels} 条线需要更大的空间：每条线至少要占一个最小变动价位。</translation>
    </message>
    <message>
        <source>The exchange takes {size} or more.</source>
        <translation>交易所要求至少 {size}。</translation>
    </message>
    <message>
        <source>An order must be worth {notional} {quote} at the lower bound: {size} or more.</source>
        <translation>在下限处，一个订单的价值至少为 {notional} {quote}：即 {size} 或更多。</translation>
    </message>
    <message>
        <source>The largest position must be at least one cell, {size}.</source>
        <translation>最大持仓至少为一格，即 {size}。</translation>
    </message>
    <message>
        <source>The stop must be below the lower bound {price}.</source>
        <translation>止损价必须低于下限 {price}。</translation>
    </message>
    <message>
        <source>The stop must be above the upper bound {price}.</source>
        <translation>止损价必须高于上限 {price}。</translation>
    </message>
    <message>
        <source>The stop at {price} must stay outside the range.</source>
        <translation>止损价 {price} 必须在区间之外。</translation>
    </message>
    <message>
        <source>Enter a fee between −100 and 100 %.</source>
        <translation>请输入 −100 到 100 % 之间的费率。</translation>
    </message>
    <message>
        <source>Enter a leverage of 1 or more.</source>
        <translation>请输入 1 或更高的杠杆。</translation>
    </message>
    <message>
        <source>Cells {cells} do not pay their fees: the worst loses {loss} a round trip. Choose fewer lines or a wider range; a step needs more than {step}.</source>
        <translation>第 {cells} 格不足以支付手续费：最差的每次配对亏损 {loss}。请减少网格线或扩大区间；间距需大于 {step}。</translation>
    </message>
    <message>
        <source>The price {last} is below the range, which starts at {bound}.</source>
        <translation>价格 {last} 低于区间下限 {bound}。</translation>
    </message>
    <message>
        <source>The price {last} is above the range, which ends at {bound}.</source>
        <translation>价格 {last} 高于区间上限 {bound}。</translation>
    </message>
    <message>
        <source>The size {size} is below the exchange&apos;s minimum {minimum}.</source>
        <translation>数量 {size} 低于交易所的最小值 {minimum}。</translation>
    </message>
    <message>
        <source>The size {size} is not a multiple of {step}.</source>
        <translation>数量 {size} 不是 {step} 的整数倍。</translation>
    </message>
    <message>
        <source>An order at {price} is worth {notional}, less than the {minimum} that the exchange takes. Choose a larger size.</source>
        <translation>{price} 处的订单价值 {notional}，低于交易所要求的 {minimum}。请增大数量。</translation>
    </message>
    <message>
        <source>The position can reach {position}, more than the {maximum} that the exchange allows.</source>
        <translation>持仓可能达到 {position}，超过交易所允许的 {maximum}。</translation>
    </message>
    <message>
        <source>The grid works up to {orders} orders, more than the {maximum} allowed. Choose fewer lines.</source>
        <translation>网格最多有 {orders} 个订单，超过允许的 {maximum}。请减少网格线。</translation>
    </message>
    <message>
        <source>The exchange allows a leverage of {maximum} for this position.</source>
        <translation>此持仓在交易所允许的杠杆为 {maximum}。</translation>
    </message>
    <message>
        <source>The capital {capital} is less than the {required} that the exchange asks for at the start.</source>
        <translation>资金 {capital} 少于开始时所需的 {required}。</translation>
    </message>
    <message>
        <source>The capital does not last: a falling price would liquidate the grid at {price}, before it reaches {next}.</source>
        <translation>资金不足以支撑：价格下跌时网格会在到达 {next} 之前于 {price} 被强平。</translation>
    </message>
    <message>
        <source>The capital does not last: a rising price would liquidate the grid at {price}, before it reaches {next}.</source>
        <translation>资金不足以支撑：价格上涨时网格会在到达 {next} 之前于 {price} 被强平。</translation>
    </message>
    <message>
        <source>The grid would be liquidated at {price}, close below {bound}.</source>
        <translation>网格会在 {price} 被强平，略低于 {bound}。</translation>
    </message>
    <message>
        <source>The grid would be liquidated at {price}, close above {bound}.</source>
        <translation>网格会在 {price} 被强平，略高于 {bound}。</translation>
    </message>
    <message>
        <source>{cells} and {count} more</source>
        <translation>{cells} 等另外 {count} 格</translation>
    </message>
</context>
<context>
    <name>EndpointsModel</name>
    <message>
        <source>Endpoint</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Next try in</source>
        <translation>下次尝试</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>the session is missing or has expired</source>
        <translation>会话不存在或已过期</translation>
    </message>
    <message>
        <source>this API key has no permission for it</source>
        <translation>此 API 密钥没有相应权限</translation>
    </message>
    <message>
        <source>the exchange had an internal error</source>
        <translation>交易所内部错误</translation>
    </message>
    <message>
        <source>the exchange could not read the request</source>
        <translation>交易所无法读取请求</translation>
    </message>
    <message>
        <source>the exchange has no such data</source>
        <translation>交易所没有该数据</translation>
    </message>
    <message>
        <source>the exchange had an unknown error</source>
        <translation>交易所发生未知错误</translation>
    </message>
    <message>
        <source>too many requests for this account&apos;s tier</source>
        <translation>请求次数超出此账户等级的限制</translation>
    </message>
    <message>
        <source>this computer&apos;s IP address is not on the key&apos;s whitelist</source>
        <translation>本机 IP 地址不在密钥的白名单中</translation>
    </message>
    <message>
        <source>the exchange has switched this function off for now</source>
        <translation>交易所暂时关闭了此功能</translation>
    </message>
    <message>
        <source>this host does not serve that stream</source>
        <translation>此主机不提供该数据流</translation>
    </message>
    <message>
        <source>the selector lacks its @ part</source>
        <translation>选择器缺少 @ 部分</translation>
    </message>
    <message>
        <source>the selector names the wrong number of things before the @</source>
        <translation>选择器中 @ 之前的项数不对</translation>
    </message>
    <message>
        <source>the selector names the wrong number of things after the @</source>
        <translation>选择器中 @ 之后的项数不对</translation>
    </message>
    <message>
        <source>the exchange does not know this method</source>
        <translation>交易所没有此方法</translation>
    </message>
    <message>
        <source>the exchange does not know this instrument</source>
        <translation>交易所没有此合约</translation>
    </message>
    <message>
        <source>the exchange does not know this stream</source>
        <translation>交易所没有此数据流</translation>
    </message>
    <message>
        <source>not available for spot instruments</source>
        <translation>现货不适用</translation>
    </message>
    <message>
        <source>the limit is too small or too large</source>
        <translation>条数限制过小或过大</translation>
    </message>
    <message>
        <source>this exact limit is not offered</source>
        <translation>不提供此条数限制</translation>
    </message>
    <message>
        <source>the sub-account id must be a whole number</source>
        <translation>子账户编号必须是整数</translation>
    </message>
    <message>
        <source>this feed rate is not offered</source>
        <translation>不提供此推送频率</translation>
    </message>
    <message>
        <source>this book depth is not offered</source>
        <translation>不提供此盘口深度</translation>
    </message>
    <message>
        <source>this candle interval is not offered</source>
        <translation>不提供此 K 线周期</translation>
    </message>
    <message>
        <source>this candle type is not offered</source>
        <translation>不提供此 K 线类型</translation>
    </message>
    <message>
        <source>this candle type is not offered for spot instruments</source>
        <translation>现货不提供此 K 线类型</translation>
    </message>
    <message>
        <source>{error} (code {code}: &quot;{said}&quot;)</source>
        <translation>{error}（代码 {code}：“{said}”）</translation>
    </message>
    <message>
        <source>{error} (code {code}: &quot;no message&quot;)</source>
        <translation>{error}（代码 {code}，未附说明）</translation>
    </message>
    <message>
        <source>{error} (code {code})</source>
        <translation>{error}（代码 {code}）</translation>
    </message>
    <message>
        <source>the exchange refused: &quot;{said}&quot; (code {code})</source>
        <translation>交易所拒绝：“{said}”（代码 {code}）</translation>
    </message>
    <message>
        <source>the exchange refused: &quot;no message&quot; (code {code})</source>
        <translation>交易所拒绝，未附说明（代码 {code}）</translation>
    </message>
    <message>
        <source>{place}: {error}</source>
        <translation>{place}：{error}</translation>
    </message>
    <message>
        <source>{request} answered {answer}</source>
        <translation>{request} 返回：{answer}</translation>
    </message>
    <message>
        <source>neither a result nor an error</source>
        <translation>既非结果也非错误</translation>
    </message>
    <message>
        <source>{request} answered HTTP {status}</source>
        <translation>{request} 返回 HTTP {status}</translation>
    </message>
    <message>
        <source>{request} answered with something that cannot be read ({kind})</source>
        <translation>{request} 返回的内容无法读取（{kind}）</translation>
    </message>
    <message>
        <source>/time cannot be read ({said})</source>
        <translation>/time 的内容无法读取（{said}）</translation>
    </message>
    <message>
        <source>the exchange rejected the API key: &quot;{reason}&quot;</source>
        <translation>交易所拒绝了 API 密钥：“{reason}”</translation>
    </message>
    <message>
        <source>the exchange rejected the API key: &quot;{reason}&quot;. {advice}</source>
        <translation>交易所拒绝了 API 密钥：“{reason}”。{advice}</translation>
    </message>
    <message>
        <source>The exchange rejected the key: {reason}</source>
        <translation>交易所拒绝了密钥：{reason}</translation>
    </message>
    <message>
        <source>the exchange did not accept the session: {reason}</source>
        <translation>交易所不接受此会话：{reason}</translation>
    </message>
    <message>
        <source>The sign-in could not be tried: {error}</source>
        <translation>无法尝试登录：{error}</translation>
    </message>
    <message>
        <source>Check the network and try again.</source>
        <translation>请检查网络后重试。</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>已登录</translation>
    </message>
    <message>
        <source>Signed in as account {account}</source>
        <translation>已登录，账户 {account}</translation>
    </message>
    <message>
        <source>sign-in answered HTTP {status}</source>
        <translation>登录返回 HTTP {status}</translation>
    </message>
    <message>
        <source>sign-in answered HTTP {status}: &quot;{said}&quot;</source>
        <translation>登录返回 HTTP {status}：“{said}”</translation>
    </message>
    <message>
        <source>sign-in answered HTTP {status} without a session cookie</source>
        <translation>登录返回 HTTP {status}，但没有会话 Cookie</translation>
    </message>
    <message>
        <source>sign-in answered HTTP {status} without an account id</source>
        <translation>登录返回 HTTP {status}，但没有账户编号</translation>
    </message>
    <message>
        <source>the new session expired already at {then}, while it is {now} here; check this computer&apos;s clock</source>
        <translation>新会话在 {then} 就已过期，而本机时间为 {now}；请检查本机时钟</translation>
    </message>
    <message>
        <source>an impossible time</source>
        <translation>不可能的时间</translation>
    </message>
    <message>
        <source>The demo exchange has its own key: unset {variable} or give the key it was started with.</source>
        <translation>演示交易所有自己的密钥：请取消设置 {variable}，或提供启动时使用的密钥。</translation>
    </message>
    <message>
        <source>Make a new key at {page} (keys of other environments do not work here), then give it to {ways}.</source>
        <translation>请在{page}创建新密钥（其他环境的密钥在此无效），然后将其输入{ways}。</translation>
    </message>
    <message>
        <source>Prices and paper grids work without a key. To sign in, make one at {page} and give it to {ways}.</source>
        <translation>没有密钥也能查看价格和运行模拟网格。如需登录，请在{page}创建密钥，并将其输入{ways}。</translation>
    </message>
    <message>
        <source>{address} → API keys</source>
        <translation> {address} 的“API keys”页面</translation>
    </message>
    <message>
        <source>the API keys page of the {environment} exchange</source>
        <translation> {environment} 交易所的 API 密钥页面</translation>
    </message>
    <message>
        <source>the demo exchange has its own key</source>
        <translation>演示交易所（它有自己的密钥）</translation>
    </message>
    <message>
        <source>the API key dialog of the window, `{command}`, or {variable} for one run</source>
        <translation>窗口的“API 密钥”对话框、`{command}`，或仅用于一次运行的 {variable}</translation>
    </message>
    <message>
        <source>The exchange does not serve this country or network; a new key will not change that.</source>
        <translation>交易所不向此国家或网络提供服务；更换密钥也无济于事。</translation>
    </message>
    <message>
        <source>Add this computer&apos;s IP address to the key&apos;s whitelist on the API keys page, or make a key without one.</source>
        <translation>请在 API 密钥页面将本机 IP 地址加入密钥的白名单，或创建不带白名单的密钥。</translation>
    </message>
    <message>
        <source>A bot check or country block in front of the exchange answers so as well.</source>
        <translation>交易所前端的机器人验证或地区限制也会这样返回。</translation>
    </message>
    <message>
        <source>A bot check or country block in front of the exchange answers so as well. {advice}</source>
        <translation>交易所前端的机器人验证或地区限制也会这样返回。{advice}</translation>
    </message>
    <message>
        <source>no answer within {seconds} s</source>
        <translation>{seconds} 秒内没有响应</translation>
    </message>
    <message>
        <source>the host name cannot be resolved (no network, or a wrong address)</source>
        <translation>无法解析主机名（没有网络，或地址错误）</translation>
    </message>
    <message>
        <source>the server&apos;s certificate is not trusted ({said})</source>
        <translation>服务器证书不受信任（{said}）</translation>
    </message>
    <message>
        <source>no secure connection could be made (TLS failed)</source>
        <translation>无法建立安全连接（TLS 失败）</translation>
    </message>
    <message>
        <source>the server closed the connection without an answer</source>
        <translation>服务器未响应即关闭了连接</translation>
    </message>
    <message>
        <source>the answer broke off</source>
        <translation>响应中断</translation>
    </message>
    <message>
        <source>the server sent us to an address that cannot be used</source>
        <translation>服务器重定向到无法使用的地址</translation>
    </message>
    <message>
        <source>the connection failed ({kind})</source>
        <translation>连接失败（{kind}）</translation>
    </message>
    <message>
        <source>connection refused (nothing listens there)</source>
        <translation>连接被拒绝（该处没有服务在监听）</translation>
    </message>
    <message>
        <source>the connection was reset</source>
        <translation>连接被重置</translation>
    </message>
    <message>
        <source>the connection is gone: {error}</source>
        <translation>连接已断开：{error}</translation>
    </message>
    <message>
        <source>{host} refused the WebSocket with HTTP {status}</source>
        <translation>{host} 以 HTTP {status} 拒绝了 WebSocket</translation>
    </message>
    <message>
        <source>{host} did not complete the WebSocket upgrade</source>
        <translation>{host} 未完成 WebSocket 升级</translation>
    </message>
    <message>
        <source>{host} answered the WebSocket upgrade with HTTP {status}</source>
        <translation>{host} 对 WebSocket 升级返回 HTTP {status}</translation>
    </message>
    <message>
        <source>the exchange closed the connection</source>
        <translation>交易所关闭了连接</translation>
    </message>
    <message>
        <source>the exchange is going away</source>
        <translation>交易所即将下线</translation>
    </message>
    <message>
        <source>the exchange saw a protocol error</source>
        <translation>交易所发现协议错误</translation>
    </message>
    <message>
        <source>the exchange does not accept our data</source>
        <translation>交易所不接受我们的数据</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>连接丢失</translation>
    </message>
    <message>
        <source>invalid text in a message</source>
        <translation>消息中的文本无效</translation>
    </message>
    <message>
        <source>the exchange closed the connection for a breach of its rules</source>
        <translation>交易所因违反规则关闭了连接</translation>
    </message>
    <message>
        <source>a message larger than 16 MB</source>
        <translation>消息超过 16 MB</translation>
    </message>
    <message>
        <source>the exchange restarts</source>
        <translation>交易所正在重启</translation>
    </message>
    <message>
        <source>the exchange is overloaded</source>
        <translation>交易所过载</translation>
    </message>
    <message>
        <source>the computer was asleep or its clock jumped ({seconds} s)</source>
        <translation>计算机曾休眠或时钟跳变（{seconds} 秒）</translation>
    </message>
    <message>
        <source>nothing arrived for {seconds} s, not even a pong</source>
        <translation>{seconds} 秒内没有任何数据到达，连 pong 也没有</translation>
    </message>
    <message>
        <source>no answer to a subscription for {seconds} s</source>
        <translation>订阅在 {seconds} 秒内没有得到响应</translation>
    </message>
    <message>
        <source>the market moved on, but no data arrived for {seconds} s</source>
        <translation>市场在变动，但 {seconds} 秒内没有数据到达</translation>
    </message>
    <message>
        <source>reconnect asked for</source>
        <translation>已要求重新连接</translation>
    </message>
    <message>
        <source>the connection ended</source>
        <translation>连接已结束</translation>
    </message>
    <message>
        <source>the session changed while connecting</source>
        <translation>连接期间会话已更换</translation>
    </message>
    <message>
        <source>renewing the session</source>
        <translation>正在续期会话</translation>
    </message>
    <message>
        <source>the exchange ended the session</source>
        <translation>交易所结束了会话</translation>
    </message>
    <message>
        <source>the session was renewed</source>
        <translation>会话已续期</translation>
    </message>
    <message>
        <source>gave up</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>gave up after {number} retries: {reason}</source>
        <translation>重试 {number} 次后放弃：{reason}</translation>
    </message>
    <message>
        <source>subscribing {stream} failed: {said} (code {code})</source>
        <translation>订阅 {stream} 失败：{said}（代码 {code}）</translation>
    </message>
    <message>
        <source>the exchange refused {stream}: {said} (code {code})</source>
        <translation>交易所拒绝了 {stream}：{said}（代码 {code}）</translation>
    </message>
    <message>
        <source>the exchange serves no order book, so only the best bid and offer are known: {said} (code {code})</source>
        <translation>交易所不提供盘口，因此只知道最优买卖价：{said}（代码 {code}）</translation>
    </message>
    <message>
        <source>skipped a {error}</source>
        <translation>已跳过：{error}</translation>
    </message>
    <message>
        <source>malformed message ({kind}): {said}</source>
        <translation>无效消息（{kind}）：{said}</translation>
    </message>
    <message>
        <source>there is no price, and it could not be asked for: {error}</source>
        <translation>没有价格，也无法查询：{error}</translation>
    </message>
    <message>
        <source>the replay of recent trades came incomplete</source>
        <translation>最近成交的回放不完整</translation>
    </message>
    <message>
        <source>missed trades could not be fetched: {error}</source>
        <translation>无法获取错过的成交：{error}</translation>
    </message>
    <message>
        <source>the quiet feed could not be compared with the exchange: {error}</source>
        <translation>行情沉默，且无法与交易所核对：{error}</translation>
    </message>
    <message>
        <source>this key belongs to no trading account, so there are no balances, positions or orders to show; for those make a key under a trading account</source>
        <translation>此密钥不属于任何交易账户，因此没有余额、持仓或订单可显示；如需查看，请在交易账户下创建密钥</translation>
    </message>
    <message>
        <source>the account changed, but its feed did not say so for {seconds} s</source>
        <translation>账户已变动，但其数据流在 {seconds} 秒内没有通知</translation>
    </message>
    <message>
        <source>a part of the account could not be read: {error}</source>
        <translation>账户的一部分无法读取：{error}</translation>
    </message>
    <message>
        <source>sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>journal</source>
        <translation>交易日志</translation>
    </message>
    <message>
        <source>market data</source>
        <translation>行情</translation>
    </message>
    <message>
        <source>market data: {error}</source>
        <translation>行情：{error}</translation>
    </message>
    <message>
        <source>account feed</source>
        <translation>账户数据</translation>
    </message>
    <message>
        <source>account feed: {error}</source>
        <translation>账户数据：{error}</translation>
    </message>
    <message>
        <source>instrument</source>
        <translation>合约（instrument）</translation>
    </message>
    <message>
        <source>direction</source>
        <translation>方向（direction）</translation>
    </message>
    <message>
        <source>spacing</source>
        <translation>间距（spacing）</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>下限（lower）</translation>
    </message>
    <message>
        <source>upper</source>
        <translation>上限（upper）</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>网格线（levels）</translation>
    </message>
    <message>
        <source>size</source>
        <translation>数量（size）</translation>
    </message>
    <message>
        <source>fill_model</source>
        <translation>成交模型（fill_model）</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参考价（reference）</translation>
    </message>
    <message>
        <source>initial</source>
        <translation>启动方式（initial）</translation>
    </message>
    <message>
        <source>maker_fee</source>
        <translation>挂单费率（maker_fee）</translation>
    </message>
    <message>
        <source>taker_fee</source>
        <translation>吃单费率（taker_fee）</translation>
    </message>
    <message>
        <source>max_position</source>
        <translation>最大持仓（max_position）</translation>
    </message>
    <message>
        <source>stop_below</source>
        <translation>下方止损（stop_below）</translation>
    </message>
    <message>
        <source>stop_above</source>
        <translation>上方止损（stop_above）</translation>
    </message>
    <message>
        <source>leverage</source>
        <translation>杠杆（leverage）</translation>
    </message>
    <message>
        <source>capital</source>
        <translation>资金（capital）</translation>
    </message>
    <message>
        <source>buffer</source>
        <translation>强平缓冲（buffer）</translation>
    </message>
    <message>
        <source>liquidation_fee</source>
        <translation>强平费率（liquidation_fee）</translation>
    </message>
    <message>
        <source>max_orders</source>
        <translation>最多订单数（max_orders）</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>{value} is out of range; {expected}</source>
        <translation>{value} 超出范围；应为{expected}</translation>
    </message>
    <message>
        <source>{value} is out of range; a whole number from {least} to {most}</source>
        <translation>{value} 超出范围；应为 {least} 到 {most} 的整数</translation>
    </message>
    <message>
        <source>a price above 0</source>
        <translation>大于 0 的价格</translation>
    </message>
    <message>
        <source>a price above lower = {price}</source>
        <translation>高于下限 lower = {price} 的价格</translation>
    </message>
    <message>
        <source>a price above 0 and below lower = {price}</source>
        <translation>大于 0 且低于下限 lower = {price} 的价格</translation>
    </message>
    <message>
        <source>a price above upper = {price}</source>
        <translation>高于上限 upper = {price} 的价格</translation>
    </message>
    <message>
        <source>base units above 0</source>
        <translation>大于 0 的标的数量</translation>
    </message>
    <message>
        <source>base units of at least size = {size}</source>
        <translation>不小于 size = {size} 的标的数量</translation>
    </message>
    <message>
        <source>a fraction of notional between -1 and 1, e.g. 0.00045 for 0.045 %</source>
        <translation>名义价值的 -1 到 1 之间的比例，例如 0.00045 表示 0.045 %</translation>
    </message>
    <message>
        <source>an amount in quote above 0</source>
        <translation>大于 0 的计价货币金额</translation>
    </message>
    <message>
        <source>1 or more</source>
        <translation>1 或更大的数</translation>
    </message>
    <message>
        <source>a fraction from 0 to 1</source>
        <translation>0 到 1 之间的比例</translation>
    </message>
    <message>
        <source>a fraction of notional from 0 to 1</source>
        <translation>名义价值的 0 到 1 之间的比例</translation>
    </message>
    <message>
        <source>is empty; write its exchange name, e.g. &quot;{example}&quot;</source>
        <translation>为空；请填写交易所的名称，例如 &quot;{example}&quot;</translation>
    </message>
    <message>
        <source>{value} is not a number; write it as a string, e.g. {example}</source>
        <translation>{value} 不是数字；请写成字符串，例如 {example}</translation>
    </message>
    <message>
        <source>{value} is not a number; write digits with a decimal point</source>
        <translation>{value} 不是数字；请用数字和小数点书写</translation>
    </message>
    <message>
        <source>{value} is not a finite number; write digits with a decimal point</source>
        <translation>{value} 不是有限的数；请用数字和小数点书写</translation>
    </message>
    <message>
        <source>{value} has more than {most} digits; write it shorter</source>
        <translation>{value} 超过 {most} 位；请缩短</translation>
    </message>
    <message>
        <source>{value} is not a whole number; from {least} to {most}</source>
        <translation>{value} 不是整数；应为 {least} 到 {most}</translation>
    </message>
    <message>
        <source>{value} is not known; one of {legal}</source>
        <translation>{value} 无法识别；可选 {legal}</translation>
    </message>
    <message>
        <source>{value} is not a name; write e.g. &quot;{example}&quot;</source>
        <translation>{value} 不是名称；例如应写 &quot;{example}&quot;</translation>
    </message>
    <message>
        <source>what is written</source>
        <translation>所写的值</translation>
    </message>
    <message>
        <source>{name}: is not a key of a grid file; known keys: {legal}</source>
        <translation>{name}：不是网格文件的键；可用的键：{legal}</translation>
    </message>
    <message>
        <source>is not a key of a grid file; known keys: {legal}</source>
        <translation>不是网格文件的键；可用的键：{legal}</translation>
    </message>
    <message>
        <source>is missing; every grid file needs it</source>
        <translation>缺失；每个网格文件都需要它</translation>
    </message>
    <message>
        <source>grid file: {error}</source>
        <translation>网格文件：{error}</translation>
    </message>
    <message>
        <source>is not valid TOML: {said}</source>
        <translation>不是有效的 TOML：{said}</translation>
    </message>
    <message>
        <source>is nested too deep; a grid file is a plain list of keys</source>
        <translation>嵌套过深；网格文件只是简单的键列表</translation>
    </message>
    <message>
        <source>holds a number that cannot be read; write numbers as strings</source>
        <translation>含有无法读取的数字；请将数字写成字符串</translation>
    </message>
    <message>
        <source>{path} cannot be read: {said}</source>
        <translation>无法读取 {path}：{said}</translation>
    </message>
    <message>
        <source>{path} is not a text in UTF-8</source>
        <translation>{path} 不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>{levels} lines do not fit between {lower} and {upper} on a tick of {tick}; the range can hold at most {most} levels</source>
        <translation>在 {lower} 与 {upper} 之间以 {tick} 为最小变动价位放不下 {levels} 条线；该区间最多容纳 {most} 条</translation>
    </message>
    <message>
        <source>{value} is not a multiple of the tick size {tick}</source>
        <translation>{value} 不是最小变动价位 {tick} 的整数倍</translation>
    </message>
    <message>
        <source>{value} is not a multiple of the size step {step}</source>
        <translation>{value} 不是数量步长 {step} 的整数倍</translation>
    </message>
    <message>
        <source>{value} is below the minimum size {least}</source>
        <translation>{value} 低于最小数量 {least}</translation>
    </message>
    <message>
        <source>{value} at the lowest price is worth {notional} {quote}, below the minimum notional {least}</source>
        <translation>{value} 按最低价计值 {notional} {quote}，低于最小名义价值 {least}</translation>
    </message>
    <message>
        <source>{instrument} is delisted; choose an active instrument</source>
        <translation>{instrument} 已下架；请选择可交易的合约</translation>
    </message>
    <message>
        <source>the exchange does not know &quot;{instrument}&quot;: {error}</source>
        <translation>交易所没有“{instrument}”：{error}</translation>
    </message>
    <message>
        <source>has stopped and cannot be changed; start a new one</source>
        <translation>已停止，无法更改；请另启动一个</translation>
    </message>
    <message>
        <source>&quot;{then}&quot; cannot replace &quot;{now}&quot; while the grid runs; stop it and start another</source>
        <translation>网格运行期间不能用“{then}”替换“{now}”；请停止后另启动一个</translation>
    </message>
    <message>
        <source>risk_brackets</source>
        <translation>风险档位（risk_brackets）</translation>
    </message>
    <message>
        <source>{value} is below 1; choose 1 or more</source>
        <translation>{value} 小于 1；请选择 1 或更大的数</translation>
    </message>
    <message>
        <source>are empty; at least one bracket is needed</source>
        <translation>为空；至少需要一个档位</translation>
    </message>
    <message>
        <source>{value} of the lowest bracket; expected 0</source>
        <translation>最低档位为 {value}；应为 0</translation>
    </message>
    <message>
        <source>{value} of tier {tier} is not the floor {floor} of tier {next}</source>
        <translation>第 {tier} 档的 {value} 与第 {next} 档的下界 {floor} 不一致</translation>
    </message>
    <message>
        <source>{value} of tier {tier} is not above its floor</source>
        <translation>第 {tier} 档的 {value} 不高于其下界</translation>
    </message>
    <message>
        <source>{value} of tier {tier} is not a fraction from 0 to 1</source>
        <translation>第 {tier} 档的 {value} 不是 0 到 1 之间的比例</translation>
    </message>
    <message>
        <source>{value} of tier {tier} is not a fraction above 0, up to 1</source>
        <translation>第 {tier} 档的 {value} 不是大于 0 且不超过 1 的比例</translation>
    </message>
    <message>
        <source>{value} of tier {tier} is below 1</source>
        <translation>第 {tier} 档的 {value} 小于 1</translation>
    </message>
    <message>
        <source>the margin rules could not be read, {outcome}: {error}</source>
        <translation>无法读取保证金规则，{outcome}：{error}</translation>
    </message>
    <message>
        <source>margin and liquidation stay unknown</source>
        <translation>保证金和强平价保持未知</translation>
    </message>
    <message>
        <source>trying again</source>
        <translation>正在重试</translation>
    </message>
    <message>
        <source>the funding rate of a settlement could not be read, {outcome}: {error}</source>
        <translation>无法读取某次结算的资金费率，{outcome}：{error}</translation>
    </message>
    <message>
        <source>it stays pending</source>
        <translation>该结算保持待处理</translation>
    </message>
    <message>
        <source>stopped by the user</source>
        <translation>由用户停止</translation>
    </message>
    <message>
        <source>liquidated at the mark price {price}</source>
        <translation>在标记价格 {price} 被强平</translation>
    </message>
    <message>
        <source>the price {price} reached stop_below = {stop}</source>
        <translation>价格 {price} 触及下方止损 {stop}</translation>
    </message>
    <message>
        <source>the price {price} reached stop_above = {stop}</source>
        <translation>价格 {price} 触及上方止损 {stop}</translation>
    </message>
    <message>
        <source>the price {price} reached {name} = {stop}</source>
        <translation>价格 {price} 触及 {name} = {stop}</translation>
    </message>
    <message>
        <source>a new grid was started from the same file (--new)</source>
        <translation>已从同一文件启动新网格（--new）</translation>
    </message>
    <message>
        <source>grid {number} is not running</source>
        <translation>网格 {number} 未在运行</translation>
    </message>
    <message>
        <source>there is no grid {number} to resume</source>
        <translation>没有可恢复的网格 {number}</translation>
    </message>
    <message>
        <source>there is no grid {number} in the journal</source>
        <translation>交易日志中没有网格 {number}</translation>
    </message>
    <message>
        <source>grid {number} cannot be resumed: the journal does not have its state</source>
        <translation>网格 {number} 无法恢复：交易日志中没有它的状态</translation>
    </message>
    <message>
        <source>grid {number} cannot be resumed: its state in the journal cannot be read ({said})</source>
        <translation>网格 {number} 无法恢复：交易日志中的状态无法读取（{said}）</translation>
    </message>
    <message>
        <source>{instrument} is not followed</source>
        <translation>未跟踪 {instrument}</translation>
    </message>
    <message>
        <source>{instrument} is not known yet; wait until the connection is live</source>
        <translation>尚无 {instrument} 的信息；请等到连接恢复实时</translation>
    </message>
    <message>
        <source>there is no price for {instrument} yet; wait until the connection is live</source>
        <translation>{instrument} 还没有价格；请等到连接恢复实时</translation>
    </message>
    <message>
        <source>there is no live price for {instrument}; wait until the connection is live</source>
        <translation>{instrument} 没有实时价格；请等到连接恢复实时</translation>
    </message>
    <message>
        <source>there is no live price for {instrument} to close the position at; wait until the connection is live, or stop the grid and keep its position</source>
        <translation>{instrument} 没有可用于平仓的实时价格；请等到连接恢复实时，或停止网格并保留持仓</translation>
    </message>
    <message>
        <source>{fault} cannot be done here; one of: {legal}</source>
        <translation>此处无法执行 {fault}；可选：{legal}</translation>
    </message>
    <message>
        <source>only the embedded demo exchange can cut its connections</source>
        <translation>只有内置的演示交易所可以切断连接</translation>
    </message>
    <message>
        <source>a part of the desk ended by a defect</source>
        <translation>交易台的一部分因缺陷而终止</translation>
    </message>
    <message>
        <source>nothing can be kept now: {error}</source>
        <translation>现在无法保存任何内容：{error}</translation>
    </message>
    <message>
        <source>{who} is using {home}; close it first, or set GRIDWELL_HOME to another folder for this one</source>
        <translation>{who}正在使用 {home}；请先将其关闭，或为本程序将 GRIDWELL_HOME 设为其他文件夹</translation>
    </message>
    <message>
        <source>another Gridwell</source>
        <translation>另一个 Gridwell </translation>
    </message>
    <message>
        <source>another Gridwell (process {number})</source>
        <translation>另一个 Gridwell（进程 {number}）</translation>
    </message>
    <message>
        <source>the journal {path} cannot be used: {advice}</source>
        <translation>交易日志 {path} 无法使用：{advice}</translation>
    </message>
    <message>
        <source>the disk is full; free some space</source>
        <translation>磁盘已满；请释放一些空间</translation>
    </message>
    <message>
        <source>{said}; check that the folder exists and that you may write there, or set GRIDWELL_HOME to another folder</source>
        <translation>{said}；请检查文件夹是否存在以及您是否有写入权限，或将 GRIDWELL_HOME 设为其他文件夹</translation>
    </message>
    <message>
        <source>the journal {path} refused a record that does not fit it: {said}</source>
        <translation>交易日志 {path} 拒绝了一条不相符的记录：{said}</translation>
    </message>
    <message>
        <source>the disk that holds the journal {path} is full; free some space and try again</source>
        <translation>交易日志 {path} 所在的磁盘已满；请释放一些空间后重试</translation>
    </message>
    <message>
        <source>the journal {path} is damaged ({said}); close Gridwell and open it again: it is set aside then</source>
        <translation>交易日志 {path} 已损坏（{said}）；请关闭 Gridwell 后重新打开：届时会将其另存</translation>
    </message>
    <message>
        <source>the journal {path} is damaged ({said}); it was left as it is</source>
        <translation>交易日志 {path} 已损坏（{said}）；未作任何改动</translation>
    </message>
    <message>
        <source>the journal {path} failed: {said}; check the disk and try again</source>
        <translation>交易日志 {path} 出错：{said}；请检查磁盘后重试</translation>
    </message>
    <message>
        <source>the disk that holds the journal {path} is too slow: {number} changes wait to be kept; the grids go on once they are</source>
        <translation>交易日志 {path} 所在的磁盘太慢：有 {number} 项变更等待保存；保存完成后网格将继续运行</translation>
    </message>
    <message>
        <source>the journal {path} holds a record that cannot be read: {said}</source>
        <translation>交易日志 {path} 中有一条无法读取的记录：{said}</translation>
    </message>
    <message>
        <source>the journal {path} is closed</source>
        <translation>交易日志 {path} 已关闭</translation>
    </message>
    <message>
        <source>this Python comes with SQLite {version}, the journal needs 3.37 or newer; use a newer Python</source>
        <translation>此 Python 自带 SQLite {version}，交易日志需要 3.37 或更高版本；请使用更新的 Python</translation>
    </message>
    <message>
        <source>The journal {path} {unfit}. It was renamed to {name}, and a new journal was begun.</source>
        <translation>交易日志 {path} {unfit}。它已改名为 {name}，并新建了交易日志。</translation>
    </message>
    <message>
        <source>the journal {path} cannot be begun anew: it {unfit}</source>
        <translation>无法新建交易日志 {path}：它{unfit}</translation>
    </message>
    <message>
        <source>is damaged ({said})</source>
        <translation>已损坏（{said}）</translation>
    </message>
    <message>
        <source>is damaged (the file is empty or missing, its -wal file is not)</source>
        <translation>已损坏（文件为空或缺失，而其 -wal 文件仍在）</translation>
    </message>
    <message>
        <source>is damaged (the file is not a database)</source>
        <translation>已损坏（文件不是数据库）</translation>
    </message>
    <message>
        <source>is a database of another program</source>
        <translation>是其他程序的数据库</translation>
    </message>
    <message>
        <source>was written by a newer Gridwell (version {version} of the journal, this one knows {newest})</source>
        <translation>由更新的 Gridwell 写入（交易日志版本 {version}，本程序只支持到 {newest}）</translation>
    </message>
    <message>
        <source>{path} is a database of another program; it was left as it is</source>
        <translation>{path} 是其他程序的数据库；未作任何改动</translation>
    </message>
    <message>
        <source>the journal {path} was written by a newer Gridwell (version {version} of the journal, this one knows {newest}); use that Gridwell to read it</source>
        <translation>交易日志 {path} 由更新的 Gridwell 写入（交易日志版本 {version}，本程序只支持到 {newest}）；请用该版本的 Gridwell 读取</translation>
    </message>
    <message>
        <source>there is no journal in {folder}, so no grid was kept there; set GRIDWELL_HOME to the folder that Gridwell used</source>
        <translation>{folder} 中没有交易日志，因此那里没有保存过网格；请将 GRIDWELL_HOME 设为 Gridwell 使用过的文件夹</translation>
    </message>
    <message>
        <source>{path} is there already; choose another place, or move it away first</source>
        <translation>{path} 已存在；请选择其他位置，或先将其移走</translation>
    </message>
    <message>
        <source>{path} is a folder; choose another place</source>
        <translation>{path} 是文件夹；请选择其他位置</translation>
    </message>
    <message>
        <source>{path} could not be written: {said}; check the folder, its free space and your permissions, or choose another place</source>
        <translation>无法写入 {path}：{said}；请检查文件夹、可用空间和您的权限，或选择其他位置</translation>
    </message>
    <message>
        <source>the format {name} is not known; choose one or both of csv, json</source>
        <translation>无法识别格式 {name}；请选择 csv、json 之一或两者</translation>
    </message>
    <message>
        <source>the API key is empty: paste the key as the exchange shows it</source>
        <translation>API 密钥为空：请按交易所显示的内容粘贴密钥</translation>
    </message>
    <message>
        <source>the API key has {number} characters, legal is up to {most}: paste only the key</source>
        <translation>API 密钥有 {number} 个字符，最多允许 {most} 个：请只粘贴密钥</translation>
    </message>
    <message>
        <source>the API key holds white space or an invisible character at place {number}: paste only the key</source>
        <translation>API 密钥的第 {number} 个字符是空白或不可见字符：请只粘贴密钥</translation>
    </message>
    <message>
        <source>Keys are kept in this computer&apos;s {store}, one for each environment.</source>
        <translation>密钥保存在本机的{store}中，每个环境一个。</translation>
    </message>
    <message>
        <source>macOS Keychain</source>
        <translation>macOS 钥匙串</translation>
    </message>
    <message>
        <source>Windows Credential Manager</source>
        <translation>Windows 凭据管理器</translation>
    </message>
    <message>
        <source>Secret Service (GNOME Keyring, KeePassXC or the like)</source>
        <translation> Secret Service（GNOME Keyring、KeePassXC 等）</translation>
    </message>
    <message>
        <source>KDE Wallet</source>
        <translation>KDE 钱包</translation>
    </message>
    <message>
        <source>The key is kept in memory and forgotten when the program ends.</source>
        <translation>密钥只保存在内存中，程序结束后即被清除。</translation>
    </message>
    <message>
        <source>A key can still be used for this session, in memory only.</source>
        <translation>仍可在本次会话中使用密钥，只保存在内存中。</translation>
    </message>
    <message>
        <source>{error} A key can still be used for this session, in memory only.</source>
        <translation>{error}仍可在本次会话中使用密钥，只保存在内存中。</translation>
    </message>
    <message>
        <source>reading the key</source>
        <translation>读取密钥</translation>
    </message>
    <message>
        <source>saving the key</source>
        <translation>保存密钥</translation>
    </message>
    <message>
        <source>deleting the key</source>
        <translation>删除密钥</translation>
    </message>
    <message>
        <source>looking for a key store</source>
        <translation>查找密钥库</translation>
    </message>
    <message>
        <source>The key store did not answer within {seconds} s while {doing}: it may be showing a prompt.</source>
        <translation>{doing}时，密钥库在 {seconds} 秒内没有响应：它可能正在显示提示框。</translation>
    </message>
    <message>
        <source>The only key store found ({name}) is not one of the operating system&apos;s, and could leave keys readable by anyone, so it is not used.</source>
        <translation>找到的唯一密钥库（{name}）不属于操作系统，可能使任何人都能读取密钥，因此不予使用。</translation>
    </message>
    <message>
        <source>This computer offers no key store (on Linux: no Secret Service such as GNOME Keyring or KDE Wallet runs in this session).</source>
        <translation>本机没有密钥库（在 Linux 上：本次会话中没有运行 GNOME Keyring 或 KDE Wallet 等 Secret Service）。</translation>
    </message>
    <message>
        <source>The key store is locked and was not unlocked ({doing}): unlock it and try again.</source>
        <translation>密钥库已锁定且未解锁（{doing}）：请解锁后重试。</translation>
    </message>
    <message>
        <source>The key store cannot be reached ({doing}): {said}.</source>
        <translation>无法访问密钥库（{doing}）：{said}。</translation>
    </message>
    <message>
        <source>The configured key store cannot be loaded: {said}. Check PYTHON_KEYRING_BACKEND.</source>
        <translation>无法加载配置的密钥库：{said}。请检查 PYTHON_KEYRING_BACKEND。</translation>
    </message>
    <message>
        <source>The key store failed while {doing}: {said}.</source>
        <translation>{doing}时密钥库出错：{said}。</translation>
    </message>
    <message>
        <source>{text}.</source>
        <translation>{text}。</translation>
    </message>
</context>
<context>
    <name>EnvironmentBadge</name>
    <message>
        <source>Click to switch the environment</source>
        <translation>点击切换环境</translation>
    </message>
    <message>
        <source>Environment {name}</source>
        <translation>环境 {name}</translation>
    </message>
</context>
<context>
    <name>Environments</name>
    <message>
        <source>The exchange inside this program, with an invented market</source>
        <translation>程序内置的交易所，行情为虚构</translation>
    </message>
    <message>
        <source>GRVT&apos;s real market</source>
        <translation>GRVT 的真实市场</translation>
    </message>
    <message>
        <source>GRVT&apos;s public test market</source>
        <translation>GRVT 的公开测试市场</translation>
    </message>
    <message>
        <source>GRVT&apos;s staging market</source>
        <translation>GRVT 的预发布市场</translation>
    </message>
    <message>
        <source>GRVT&apos;s development market</source>
        <translation>GRVT 的开发市场</translation>
    </message>
</context>
<context>
    <name>EquityPlot</name>
    <message>
        <source>Profit and loss over time</source>
        <translation>盈亏随时间的变化</translation>
    </message>
    <message>
        <source>From {first} at {start} to {last} at {end}, lowest {low}, highest {high}.</source>
        <translation>从 {start} 的 {first} 到 {end} 的 {last}，最低 {low}，最高 {high}。</translation>
    </message>
    <message>
        <source>Total over time; shaded: below its peak</source>
        <translation>总盈亏曲线；阴影：低于峰值的部分</translation>
    </message>
</context>
<context>
    <name>ExportController</name>
    <message>
        <source>Grid {number} · {instrument} · {state}</source>
        <translation>网格 {number} · {instrument} · {state}</translation>
    </message>
    <message>
        <source>Nothing is kept in this session, so there is nothing to export.</source>
        <translation>本次会话不保存任何内容，因此没有可导出的数据。</translation>
    </message>
    <message>
        <source>There is no grid yet.</source>
        <translation>还没有网格。</translation>
    </message>
    <message>
        <source>Export {table}</source>
        <translation>导出{table}</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>Exporting a table</source>
        <translation>正在导出表格</translation>
    </message>
    <message>
        <source>Exporting a grid</source>
        <translation>正在导出网格</translation>
    </message>
    <message>
        <source>Making the support bundle</source>
        <translation>正在制作支持包</translation>
    </message>
    <message>
        <source>Nothing was written: {reason}</source>
        <translation>未写入任何内容：{reason}</translation>
    </message>
    <message>
        <source>{count} files were written to {folder}.</source>
        <translation>已将 {count} 个文件写入 {folder}。</translation>
    </message>
    <message>
        <source>No bundle was made: {reason}</source>
        <translation>未制作支持包：{reason}</translation>
    </message>
    <message>
        <source>The bundle is {file}.</source>
        <translation>支持包为 {file}。</translation>
    </message>
    <message>
        <source>{file} was not written: {reason}</source>
        <translation>未写入 {file}：{reason}</translation>
    </message>
    <message>
        <source>{count} rows were written to {file}.</source>
        <translation>已将 {count} 行写入 {file}。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Writes the fills, round trips, orders, the equity curve and the funding of one grid.</source>
        <translation>写出一个网格的成交、配对、订单、权益曲线和资金费。</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Export grid</source>
        <translation>导出网格</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>&amp;CSV, for spreadsheets</source>
        <translation>CSV，用于电子表格(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;JSON, for programs</source>
        <translation>JSON，用于程序(&amp;J)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>One zip file with the logs, the journal of the paper grids, the versions and the settings. Keys, cookies and account ids are taken out. Nothing is sent: you decide who gets the file.</source>
        <translation>一个 zip 文件，含日志、模拟网格的交易日志、版本和设置。密钥、Cookie 和账户编号均已去除。不会发送任何内容：由您决定交给谁。</translation>
    </message>
    <message>
        <source>&amp;Make bundle</source>
        <translation>制作支持包(&amp;M)</translation>
    </message>
</context>
<context>
    <name>FeedsModel</name>
    <message>
        <source>Endpoint</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>流</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Since the newest message</source>
        <translation>距最新一条消息</translation>
    </message>
    <message>
        <source>Per s</source>
        <translation>每秒</translation>
    </message>
    <message>
        <source>{count} messages since the start</source>
        <translation>启动以来 {count} 条消息</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>缺口</translation>
    </message>
    <message>
        <source>Jumps in the numbers of the stream</source>
        <translation>数据流编号的跳跃</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Messages that came twice and were left out</source>
        <translation>到达两次而被忽略的消息</translation>
    </message>
    <message>
        <source>Recovered</source>
        <translation>已补齐</translation>
    </message>
    <message>
        <source>Missed trades that were fetched later</source>
        <translation>事后取回的缺失成交</translation>
    </message>
    <message>
        <source>Reconnects</source>
        <translation>重连次数</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返延迟</translation>
    </message>
    <message>
        <source>From a ping to its pong</source>
        <translation>从 ping 到 pong</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>The exchange&apos;s clock minus this computer&apos;s</source>
        <translation>交易所时钟减去本机时钟</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>最近的错误</translation>
    </message>
</context>
<context>
    <name>FillController</name>
    <message>
        <source>Reading the trades around a fill</source>
        <translation>正在读取该成交前后的市场成交</translation>
    </message>
</context>
<context>
    <name>FillDetail</name>
    <message>
        <source>Fill</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Trades around the fill</source>
        <translation>该成交前后的市场成交</translation>
    </message>
    <message>
        <source>{side} {size} {base} at {price}</source>
        <translation>{side} {size} {base} @ {price}</translation>
    </message>
    <message>
        <source>Fill {number} of grid {grid} · {instrument}</source>
        <translation>网格 {grid} 的成交 {number} · {instrument}</translation>
    </message>
    <message>
        <source>{order}, {intent}</source>
        <translation>{order}，{intent}</translation>
    </message>
    <message>
        <source>Reading the trades around it…</source>
        <translation>正在读取前后的市场成交…</translation>
    </message>
    <message>
        <source>No trade caused this fill.</source>
        <translation>此成交不由市场成交触发。</translation>
    </message>
    <message>
        <source>The exchange&apos;s history does not hold the trade of this fill any more.</source>
        <translation>交易所的历史中已没有触发此成交的那笔交易。</translation>
    </message>
    <message>
        <source>The trades around it could not be read: {reason}</source>
        <translation>无法读取前后的市场成交：{reason}</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Trade</source>
        <translation>市场成交</translation>
    </message>
    <message>
        <source>Fill model</source>
        <translation>成交模型</translation>
    </message>
    <message>
        <source>Printed size</source>
        <translation>市场成交量</translation>
    </message>
    <message>
        <source>The trade came</source>
        <translation>到达方式</translation>
    </message>
    <message>
        <source>Queue ahead</source>
        <translation>前方排队量</translation>
    </message>
    <message>
        <source>Liquidity</source>
        <translation>流动性</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>格</translation>
    </message>
</context>
<context>
    <name>FillReason</name>
    <message>
        <source>The position was closed as taker at {price} when the grid ended.</source>
        <translation>网格结束时以吃单方式在 {price} 平仓。</translation>
    </message>
    <message>
        <source>Its line was above the market when the grid started, so it bought at the best ask.</source>
        <translation>网格启动时此线高于市价，因此以最优卖价买入。</translation>
    </message>
    <message>
        <source>Its line was below the market when the grid started, so it sold at the best bid.</source>
        <translation>网格启动时此线低于市价，因此以最优买价卖出。</translation>
    </message>
    <message>
        <source>A trade at {price} reached a stop, so the position was closed as taker at that price.</source>
        <translation>{price} 的一笔成交触及止损，因此以该价格吃单平仓。</translation>
    </message>
    <message>
        <source>A trade of {printed} reached {price}; by the touch rule that fills the whole order.</source>
        <translation>一笔 {printed} 的成交到达 {price}；按触价规则，整个订单成交。</translation>
    </message>
    <message>
        <source>A trade of {printed} went beyond {price}{at}; by the through rule that fills the whole order.</source>
        <translation>一笔 {printed} 的成交越过 {price}{at}；按穿价规则，整个订单成交。</translation>
    </message>
    <message>
        <source>A trade of {printed} went beyond {price}{at}, so everything that waited at {price} was filled.</source>
        <translation>一笔 {printed} 的成交越过 {price}{at}，因此在 {price} 等待的全部订单都已成交。</translation>
    </message>
    <message>
        <source>A trade of {printed} came to {price}: it used up the {ahead} that were ahead in the queue, and {size} of the rest filled this order.</source>
        <translation>一笔 {printed} 的成交到达 {price}：先消耗前方排队的 {ahead}，余下的 {size} 成交了此订单。</translation>
    </message>
    <message>
        <source>A trade of {printed} came to {price}, where nothing was ahead in the queue any more: {size} of it filled this order.</source>
        <translation>一笔 {printed} 的成交到达 {price}，前方已无排队：其中 {size} 成交了此订单。</translation>
    </message>
    <message>
        <source>A trade of {printed} went beyond {price}{at}; the queue there was not known, and needs not be.</source>
        <translation>一笔 {printed} 的成交越过 {price}{at}；当时的排队未知，也无需知道。</translation>
    </message>
    <message>
        <source>A trade of {printed} filled it at {price}.</source>
        <translation>{price} 的一笔 {printed} 成交使其成交。</translation>
    </message>
    <message>
        <source> (to {trade_price})</source>
        <translation>（至 {trade_price}）</translation>
    </message>
</context>
<context>
    <name>FillWords</name>
    <message>
        <source>and {count} more fills here</source>
        <translation>此处还有 {count} 笔成交</translation>
    </message>
    <message>
        <source>Click for its evidence</source>
        <translation>点击查看依据</translation>
    </message>
    <message>
        <source>▲ BUY</source>
        <translation>▲ 买</translation>
    </message>
    <message>
        <source>▼ SELL</source>
        <translation>▼ 卖</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>开仓</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>close</source>
        <translation>清仓</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>吃单</translation>
    </message>
    <message>
        <source>no cell</source>
        <translation>无格</translation>
    </message>
    <message>
        <source>cell {cell}</source>
        <translation>第 {cell} 格</translation>
    </message>
    <message>
        <source>{side} {size} @ {price}</source>
        <translation>{side} {size} @ {price}</translation>
    </message>
    <message>
        <source>{intent}, {cell}, {role}</source>
        <translation>{intent}，{cell}，{role}</translation>
    </message>
    <message>
        <source>fee {fee}</source>
        <translation>手续费 {fee}</translation>
    </message>
    <message>
        <source>rebate {amount}</source>
        <translation>返佣 {amount}</translation>
    </message>
    <message>
        <source>queue ahead {before} → {after}</source>
        <translation>前方排队 {before} → {after}</translation>
    </message>
    <message>
        <source>recovered after an outage</source>
        <translation>中断后补齐</translation>
    </message>
</context>
<context>
    <name>FillsModel</name>
    <message>
        <source>no trade</source>
        <translation>无市场成交</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>已补齐</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Intent</source>
        <translation>意图</translation>
    </message>
    <message>
        <source>Liquidity</source>
        <translation>流动性</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>格</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Trade</source>
        <translation>市场成交</translation>
    </message>
    <message>
        <source>Came</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Whether the trade arrived live or was fetched after an interruption</source>
        <translation>该笔成交是实时到达，还是中断后补取</translation>
    </message>
</context>
<context>
    <name>FirstRunDialog</name>
    <message>
        <source>Welcome to Gridwell</source>
        <translation>欢迎使用 Gridwell</translation>
    </message>
    <message>
        <source>Explore the demo</source>
        <translation>体验演示</translation>
    </message>
    <message>
        <source>An invented market inside this program. No network, no account: a grid in two clicks.</source>
        <translation>程序内置的虚构市场。无需网络和账户：点两下即可运行网格。</translation>
    </message>
    <message>
        <source>Watch the real market</source>
        <translation>观看真实市场</translation>
    </message>
    <message>
        <source>GRVT&apos;s live prices with paper grids on them. No key needed.</source>
        <translation>GRVT 的实时价格，在其上运行模拟网格。无需密钥。</translation>
    </message>
    <message>
        <source>Connect an account</source>
        <translation>连接账户</translation>
    </message>
    <message>
        <source>The real market, and your own positions and orders beside it, read only. Needs an API key.</source>
        <translation>真实市场，旁边显示您自己的持仓和订单（只读）。需要 API 密钥。</translation>
    </message>
    <message>
        <source>How do you want to begin?</source>
        <translation>您想如何开始？</translation>
    </message>
    <message>
        <source>Gridwell simulates every order. It never sends one to the exchange.</source>
        <translation>Gridwell 的所有订单均为模拟，绝不会发送到交易所。</translation>
    </message>
    <message>
        <source>You can change this at any time: Connection &gt; Environment.</source>
        <translation>以后可随时更改：连接 &gt; 环境。</translation>
    </message>
</context>
<context>
    <name>GapBands</name>
    <message>
        <source>{start} – {end} {zone}</source>
        <translation>{start} – {end} {zone}</translation>
    </message>
    <message>
        <source>number unknown</source>
        <translation>数量未知</translation>
    </message>
    <message>
        <source>1 trade</source>
        <translation>1 笔成交</translation>
    </message>
    <message>
        <source>{count} trades</source>
        <translation>{count} 笔成交</translation>
    </message>
    <message>
        <source>Recovered: {span}, {trades}</source>
        <translation>已补齐：{span}，{trades}</translation>
    </message>
    <message>
        <source>Trades missing, not recovered: {span}, {trades}</source>
        <translation>成交缺失，未能补齐：{span}，{trades}</translation>
    </message>
</context>
<context>
    <name>GapLabels</name>
    <message>
        <source>trades missing</source>
        <translation>成交缺失</translation>
    </message>
    <message>
        <source>trades missing ×{count}</source>
        <translation>成交缺失 ×{count}</translation>
    </message>
</context>
<context>
    <name>GridController</name>
    <message>
        <source>Starting the grid</source>
        <translation>正在启动网格</translation>
    </message>
    <message>
        <source>The grid was not started: {reason}. The draft is kept; try again.</source>
        <translation>网格未启动：{reason}。草稿已保留，请重试。</translation>
    </message>
    <message>
        <source>The grid cannot be changed so: {reason}. It runs on as it is.</source>
        <translation>不能这样更改网格：{reason}。它照原样继续运行。</translation>
    </message>
    <message>
        <source>Changing the grid</source>
        <translation>正在更改网格</translation>
    </message>
    <message>
        <source>The grid was not changed: {reason}. It runs on as it was, and the draft is kept; try again.</source>
        <translation>网格未更改：{reason}。它照原样继续运行，草稿已保留，请重试。</translation>
    </message>
    <message>
        <source>Grid {number} has stopped meanwhile.</source>
        <translation>网格 {number} 在此期间已停止。</translation>
    </message>
    <message>
        <source>The grid was not stopped: {reason}. It runs on; try again.</source>
        <translation>网格未停止：{reason}。它继续运行，请重试。</translation>
    </message>
    <message>
        <source>Grid {number} has stopped, so it cannot be changed any more.</source>
        <translation>网格 {number} 已停止，不能再更改。</translation>
    </message>
    <message>
        <source>Stopping the grid</source>
        <translation>正在停止网格</translation>
    </message>
</context>
<context>
    <name>GridEditor</name>
    <message>
        <source>Press at one price, drag to the other and release. Enter takes the range in view, Esc cancels.</source>
        <translation>在一个价格处按下，拖到另一个价格后松开。按 Enter 采用可见区间，按 Esc 取消。</translation>
    </message>
</context>
<context>
    <name>GridForm</name>
    <message>
        <source>about {amount} {quote} an order</source>
        <translation>每单约 {amount} {quote}</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>Buys below the price and sells above it.</source>
        <translation>价格下方买入，上方卖出。</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>做多</translation>
    </message>
    <message>
        <source>Buys on the way down, sells one line higher.</source>
        <translation>下跌时买入，高一格卖出。</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>做空</translation>
    </message>
    <message>
        <source>Sells on the way up, buys back one line lower.</source>
        <translation>上涨时卖出，低一格买回。</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>间距</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>等差</translation>
    </message>
    <message>
        <source>Every step is the same in price.</source>
        <translation>每格的价差相同。</translation>
    </message>
    <message>
        <source>Geometric</source>
        <translation>等比</translation>
    </message>
    <message>
        <source>Every step is the same in percent.</source>
        <translation>每格的百分比相同。</translation>
    </message>
    <message>
        <source>At the start</source>
        <translation>启动时</translation>
    </message>
    <message>
        <source>fill at once, as taker</source>
        <translation>立即以吃单成交</translation>
    </message>
    <message>
        <source>wait for the price</source>
        <translation>等待价格到达</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>after the queue ahead</source>
        <translation>前方排队成交之后</translation>
    </message>
    <message>
        <source>when trades go through</source>
        <translation>价格穿过时</translation>
    </message>
    <message>
        <source>when trades touch</source>
        <translation>价格触及时</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>last price</source>
        <translation>最新价</translation>
    </message>
    <message>
        <source>Upper</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>网格线</translation>
    </message>
    <message>
        <source>Both bounds are lines too</source>
        <translation>上下限也算网格线</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Of the order in each cell</source>
        <translation>每格订单的数量</translation>
    </message>
    <message>
        <source>Stop above</source>
        <translation>上方止损</translation>
    </message>
    <message>
        <source>Stop below</source>
        <translation>下方止损</translation>
    </message>
    <message>
        <source>Capital</source>
        <translation>资金</translation>
    </message>
    <message>
        <source>Leverage</source>
        <translation>杠杆</translation>
    </message>
    <message>
        <source>highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>Max position</source>
        <translation>最大持仓</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考价</translation>
    </message>
    <message>
        <source>Splits the cells that buy first from those that sell first</source>
        <translation>区分先买的格与先卖的格</translation>
    </message>
    <message>
        <source>Maker fee</source>
        <translation>挂单费率</translation>
    </message>
    <message>
        <source>Taker fee</source>
        <translation>吃单费率</translation>
    </message>
    <message>
        <source>Stops, capital, fees</source>
        <translation>止损、资金、费率</translation>
    </message>
</context>
<context>
    <name>GridLabels</name>
    <message>
        <source>{left} of {whole}</source>
        <translation>{left} / {whole}</translation>
    </message>
    <message>
        <source>▲ BUY {size}</source>
        <translation>▲ 买 {size}</translation>
    </message>
    <message>
        <source>▼ SELL {size}</source>
        <translation>▼ 卖 {size}</translation>
    </message>
    <message>
        <source>{order} · exit</source>
        <translation>{order} · 平仓</translation>
    </message>
</context>
<context>
    <name>GridLines</name>
    <message>
        <source>grid {number} · reference</source>
        <translation>网格 {number} · 参考价</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参考价</translation>
    </message>
    <message>
        <source>grid {number} · stopped</source>
        <translation>网格 {number} · 已停止</translation>
    </message>
</context>
<context>
    <name>GridPanel</name>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Grid shown</source>
        <translation>显示的网格</translation>
    </message>
    <message>
        <source>Edit grid</source>
        <translation>编辑网格</translation>
    </message>
    <message>
        <source>Change range, size or stops of this grid; its position stays</source>
        <translation>更改此网格的区间、数量或止损；持仓保持不变</translation>
    </message>
    <message>
        <source>Stop grid…</source>
        <translation>停止网格…</translation>
    </message>
    <message>
        <source>Change grid {number}</source>
        <translation>更改网格 {number}</translation>
    </message>
    <message>
        <source>Review changes…</source>
        <translation>查看更改…</translation>
    </message>
    <message>
        <source>See which orders go and come before anything changes (Ctrl+G)</source>
        <translation>先看哪些订单撤销、哪些新挂，再作更改（Ctrl+G）</translation>
    </message>
    <message>
        <source>New grid</source>
        <translation>新建网格</translation>
    </message>
    <message>
        <source>Start paper grid</source>
        <translation>启动模拟网格</translation>
    </message>
    <message>
        <source>● Grid {number} · {total} {quote}</source>
        <translation>● 网格 {number} · {total} {quote}</translation>
    </message>
    <message>
        <source>■ Grid {number} · {total} {quote}</source>
        <translation>■ 网格 {number} · {total} {quote}</translation>
    </message>
    <message>
        <source>Start this grid with simulated orders (Ctrl+G)</source>
        <translation>以模拟订单启动此网格（Ctrl+G）</translation>
    </message>
    <message>
        <source>Paper only: nothing is sent to the exchange.</source>
        <translation>仅为模拟：不会向交易所发送任何订单。</translation>
    </message>
    <message>
        <source>Stop this grid and keep its position, or close it (Ctrl+Shift+G)</source>
        <translation>停止此网格并保留持仓，或一并平仓（Ctrl+Shift+G）</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Give the draft up (Esc in the chart); Ctrl+Z brings it back</source>
        <translation>放弃草稿（图表中按 Esc）；Ctrl+Z 可恢复</translation>
    </message>
    <message>
        <source>Waiting for the first price…</source>
        <translation>正在等待第一个价格…</translation>
    </message>
    <message>
        <source>▲ The price is {age} old.</source>
        <translation>▲ 价格已过去 {age}。</translation>
    </message>
</context>
<context>
    <name>GridsModel</name>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>not resumed</source>
        <translation>未恢复</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总盈亏</translation>
    </message>
    <message>
        <source>Realized and unrealized, less fees, with funding</source>
        <translation>已实现与未实现盈亏，扣除手续费，加上资金费</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>Completed round trips, after their fees</source>
        <translation>已完成的配对，已扣手续费</translation>
    </message>
    <message>
        <source>Unrealized</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>The position at the mark price</source>
        <translation>按标记价计算的持仓</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>What the fills cost, or brought as a rebate</source>
        <translation>成交所付的手续费，或所得的返佣</translation>
    </message>
    <message>
        <source>Funding</source>
        <translation>资金费</translation>
    </message>
    <message>
        <source>Positive when received</source>
        <translation>收到时为正</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>区间</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>网格线</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Fill model</source>
        <translation>成交模型</translation>
    </message>
    <message>
        <source>▲ {count} not recovered</source>
        <translation>▲ {count} 处未补齐</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>缺口</translation>
    </message>
    <message>
        <source>Stretches of missing trades</source>
        <translation>缺失成交的时段</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束</translation>
    </message>
</context>
<context>
    <name>GridsPanel</name>
    <message>
        <source>Grids</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>No grids yet. Every grid that you start is kept here, with its results.</source>
        <translation>还没有网格。您启动的每个网格及其结果都会保存在这里。</translation>
    </message>
    <message>
        <source>Running and past</source>
        <translation>运行中和历史</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Past</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Sums of the shown grids</source>
        <translation>所示网格合计</translation>
    </message>
    <message>
        <source>Show in &amp;chart</source>
        <translation>在图表中显示(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Stop…</source>
        <translation>停止(&amp;S)…</translation>
    </message>
    <message>
        <source>Start &amp;again…</source>
        <translation>再次启动(&amp;A)…</translation>
    </message>
    <message>
        <source>Make a draft with the same settings; nothing starts yet</source>
        <translation>以相同设置创建草稿；暂不启动</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>导出(&amp;X)…</translation>
    </message>
    <message>
        <source>Hide in &amp;chart</source>
        <translation>在图表中隐藏(&amp;C)</translation>
    </message>
    <message>
        <source>{count} grids, {running} running</source>
        <translation>{count} 个网格，{running} 个运行中</translation>
    </message>
    <message>
        <source>total {total} {quote}, grid profit {profit}, {fees}, funding {funding}</source>
        <translation>总盈亏 {total} {quote}，网格利润 {profit}，{fees}，资金费 {funding}</translation>
    </message>
</context>
<context>
    <name>GridsQuestion</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>HelpOverlay</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Keys and gestures</source>
        <translation>快捷键与手势</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>HelpPages</name>
    <message>
        <source>Copy the selected rows</source>
        <translation>复制选中的行</translation>
    </message>
    <message>
        <source>Show in the chart</source>
        <translation>在图表中显示</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Stretch an axis</source>
        <translation>拉伸坐标轴</translation>
    </message>
    <message>
        <source>Drag on the axis</source>
        <translation>在坐标轴上拖动</translation>
    </message>
    <message>
        <source>Reset an axis</source>
        <translation>重置坐标轴</translation>
    </message>
    <message>
        <source>Double-click on the axis</source>
        <translation>在坐标轴上双击</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Shift-drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>Measure by keys</source>
        <translation>用键盘测量</translation>
    </message>
    <message>
        <source>Measure on from there, leave it</source>
        <translation>从该处继续测量、保留结果</translation>
    </message>
    <message>
        <source>Space, Enter</source>
        <translation>空格、Enter</translation>
    </message>
    <message>
        <source>Move and zoom by keys</source>
        <translation>用按键移动和缩放</translation>
    </message>
    <message>
        <source>Take the range in view</source>
        <translation>采用可见区间</translation>
    </message>
    <message>
        <source>Next bound or stop</source>
        <translation>下一个边界或止损线</translation>
    </message>
    <message>
        <source>Move it by a tick, by ten</source>
        <translation>移动一个或十个最小变动价位</translation>
    </message>
    <message>
        <source>More or fewer lines</source>
        <translation>增减网格线</translation>
    </message>
    <message>
        <source>Give the draft up</source>
        <translation>放弃草稿</translation>
    </message>
    <message>
        <source>Candles</source>
        <translation>K 线</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Draft in the chart</source>
        <translation>图表中的草稿</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
</context>
<context>
    <name>HistoryBadge</name>
    <message>
        <source>Loading older bars… {bars} so far</source>
        <translation>正在加载更早的 K 线… 已有 {bars} 根</translation>
    </message>
    <message>
        <source>Older bars are not loaded</source>
        <translation>未加载更早的 K 线</translation>
    </message>
    <message>
        <source>Older bars could not be loaded: {reason}</source>
        <translation>无法加载更早的 K 线：{reason}</translation>
    </message>
    <message>
        <source>The exchange&apos;s history begins here: {bars} bars</source>
        <translation>交易所的历史到此为止：{bars} 根 K 线</translation>
    </message>
    <message>
        <source>The chart holds {bars} bars, and no more</source>
        <translation>图表已有 {bars} 根 K 线，不再加载</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>Reading the table</source>
        <translation>正在读取表格</translation>
    </message>
</context>
<context>
    <name>InstrumentPicker</name>
    <message>
        <source>Choose another instrument (Ctrl+I)</source>
        <translation>选择其他合约（Ctrl+I）</translation>
    </message>
    <message>
        <source>Choose an instrument</source>
        <translation>选择合约</translation>
    </message>
    <message>
        <source>Loading instruments…</source>
        <translation>正在加载合约…</translation>
    </message>
    <message>
        <source>Instrument {name}, choose another</source>
        <translation>合约 {name}，选择其他</translation>
    </message>
</context>
<context>
    <name>InstrumentPopup</name>
    <message>
        <source>Instruments</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Search instruments</source>
        <translation>搜索合约</translation>
    </message>
    <message>
        <source>No instrument has “{text}” in its name. Delete some of it to see more.</source>
        <translation>没有名称包含“{text}”的合约。删去几个字可看到更多。</translation>
    </message>
</context>
<context>
    <name>InstrumentsModel</name>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最新价</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>Volume 24 h</source>
        <translation>24 小时成交量</translation>
    </message>
    <message>
        <source>{name}, shown now</source>
        <translation>{name}，当前显示</translation>
    </message>
</context>
<context>
    <name>JournalTeller</name>
    <message>
        <source>Paper trading is paused because nothing can be kept: {reason} Nothing that was shown is lost; the grids catch up with the missed trades as soon as the journal can be written again.</source>
        <translation>模拟交易已暂停，因为无法保存任何内容：{reason} 已显示的内容不会丢失；交易日志恢复写入后，网格会立即补上错过的成交。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>KeyController</name>
    <message>
        <source>Reading the stored API key</source>
        <translation>正在读取已保存的 API 密钥</translation>
    </message>
    <message>
        <source>The stored API key could not be read: {reason}</source>
        <translation>无法读取已保存的 API 密钥：{reason}</translation>
    </message>
    <message>
        <source>API key…</source>
        <translation>API 密钥…</translation>
    </message>
    <message>
        <source>Signing in with the new API key</source>
        <translation>正在以新的 API 密钥登录</translation>
    </message>
    <message>
        <source>Signing out</source>
        <translation>正在退出登录</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Stopping the grids</source>
        <translation>正在停止网格</translation>
    </message>
    <message>
        <source>Grid {number} was not stopped: {reason}. Nothing was closed.</source>
        <translation>网格 {number} 未停止：{reason}。未关闭任何内容。</translation>
    </message>
    <message>
        <source>Quit Gridwell</source>
        <translation>退出 Gridwell</translation>
    </message>
    <message numerus="yes">
        <source>%n paper grid(s) still running.</source>
        <translation>
            <numerusform>还有 %n 个模拟网格在运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep: they go on from here at the next start, and the trades missed meanwhile are fetched.
Stop: their orders are cancelled; positions and results stay in the history.</source>
        <translation>保留：下次启动时从此处继续，期间错过的成交会被补齐。
停止：撤销其订单；持仓和结果保留在历史中。</translation>
    </message>
    <message>
        <source>Keep and quit</source>
        <translation>保留并退出</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Switch to {environment}</source>
        <translation>切换到 {environment}</translation>
    </message>
    <message numerus="yes">
        <source>%n paper grid(s) running in {environment}.</source>
        <translation>
            <numerusform>{environment} 中有 %n 个模拟网格在运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>They pause while you are in {there}, and go on when you come back to {here}: the trades missed meanwhile are fetched.</source>
        <translation>您在 {there} 期间它们会暂停，回到 {here} 时继续：期间错过的成交会被补齐。</translation>
    </message>
    <message>
        <source>Stop all grids</source>
        <translation>停止所有网格</translation>
    </message>
    <message numerus="yes">
        <source>Stop %n paper grid(s)?</source>
        <translation>
            <numerusform>停止 %n 个模拟网格？</numerusform>
        </translation>
    </message>
    <message>
        <source>Their orders are cancelled; positions and results stay in the history.</source>
        <translation>撤销其订单；持仓和结果保留在历史中。</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>O</source>
        <comment>open price</comment>
        <translation>开</translation>
    </message>
    <message>
        <source>H</source>
        <comment>high price</comment>
        <translation>高</translation>
    </message>
    <message>
        <source>L</source>
        <comment>low price</comment>
        <translation>低</translation>
    </message>
    <message>
        <source>C</source>
        <comment>close price</comment>
        <translation>收</translation>
    </message>
    <message>
        <source>Vol</source>
        <comment>volume</comment>
        <translation>量</translation>
    </message>
</context>
<context>
    <name>LevelStory</name>
    <message>
        <source>Fills here: {count}, the newest at {time}</source>
        <translation>此处成交：{count}，最近一笔 {time}</translation>
    </message>
    <message>
        <source>No fill here yet</source>
        <translation>此处还没有成交</translation>
    </message>
    <message>
        <source>Grid {number} · no order at {price}</source>
        <translation>网格 {number} · {price} 处没有订单</translation>
    </message>
    <message>
        <source>Grid {number} · ▲ BUY {size} at {price} · {intent}</source>
        <translation>网格 {number} · ▲ 买 {size} @ {price} · {intent}</translation>
    </message>
    <message>
        <source>Grid {number} · ▼ SELL {size} at {price} · {intent}</source>
        <translation>网格 {number} · ▼ 卖 {size} @ {price} · {intent}</translation>
    </message>
    <message>
        <source>Order {number} waits for {age}</source>
        <translation>订单 {number} 已等待 {age}</translation>
    </message>
    <message>
        <source>{filled} of {size} filled</source>
        <translation>已成交 {filled} / {size}</translation>
    </message>
    <message>
        <source>Ahead of it in the queue: {size}</source>
        <translation>前方排队：{size}</translation>
    </message>
    <message>
        <source>How much is ahead of it in the queue is not known</source>
        <translation>前方排队量未知</translation>
    </message>
    <message>
        <source>No round trip yet</source>
        <translation>还没有配对</translation>
    </message>
    <message>
        <source>Round trips: {count}, profit {profit} {quote}</source>
        <translation>配对：{count}，利润 {profit} {quote}</translation>
    </message>
    <message>
        <source>Round trips of late: {count}, profit {profit} {quote}</source>
        <translation>近期配对：{count}，利润 {profit} {quote}</translation>
    </message>
</context>
<context>
    <name>Lifecycle</name>
    <message>
        <source>Closing: the journal is being finished…</source>
        <translation>正在关闭：正在写完交易日志…</translation>
    </message>
</context>
<context>
    <name>LookPage</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Green up, red down</source>
        <translation>绿涨红跌</translation>
    </message>
    <message>
        <source>Red up, green down</source>
        <translation>红涨绿跌</translation>
    </message>
    <message>
        <source>Blue up, orange down (colour-blind safe)</source>
        <translation>蓝涨橙跌（色觉友好）</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>This computer&apos;s</source>
        <translation>本机时区</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Closing the window keeps Gridwell in the tray</source>
        <translation>关闭窗口后 Gridwell 留在托盘中</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>时区(&amp;Z)</translation>
    </message>
    <message>
        <source>This desktop has no tray, so closing the window ends Gridwell.</source>
        <translation>此桌面没有托盘，关闭窗口即退出 Gridwell。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Paper trading – {environment}</source>
        <translation>模拟交易 – {environment}</translation>
    </message>
    <message>
        <source>Preparing the chart…</source>
        <translation>正在准备图表…</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Grids</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>业绩</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
</context>
<context>
    <name>MarketController</name>
    <message>
        <source>Loading the instruments</source>
        <translation>正在加载合约</translation>
    </message>
    <message>
        <source>Waiting for the list of instruments…</source>
        <translation>正在等待合约列表…</translation>
    </message>
    <message>
        <source>The list of instruments could not be loaded: {reason}</source>
        <translation>无法加载合约列表：{reason}</translation>
    </message>
    <message>
        <source>{instrument} is not traded in {environment}.</source>
        <translation>{instrument} 不在 {environment} 交易。</translation>
    </message>
    <message>
        <source>The exchange lists no instruments.</source>
        <translation>交易所没有列出任何合约。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Loading {instrument}…</source>
        <translation>正在加载 {instrument}…</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>1 bar</source>
        <translation>1 根 K 线</translation>
    </message>
    <message>
        <source>{count} bars</source>
        <translation>{count} 根 K 线</translation>
    </message>
    <message>
        <source>{bars} · {time}</source>
        <translation>{bars} · {time}</translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation>{count} 天</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
</context>
<context>
    <name>MessagesModel</name>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>ModelRange</name>
    <message>
        <source>Total by fill model</source>
        <translation>各成交模型的总盈亏</translation>
    </message>
</context>
<context>
    <name>Narrator</name>
    <message>
        <source>{what}: {why}</source>
        <translation>{what}：{why}</translation>
    </message>
    <message>
        <source>No reason given</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>Signed in. Account {account}.</source>
        <translation>已登录，账户 {account}。</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Grid {number} started.</source>
        <translation>网格 {number} 已启动。</translation>
    </message>
    <message>
        <source>Grid {number} stopped: {reason}</source>
        <translation>网格 {number} 已停止：{reason}</translation>
    </message>
    <message>
        <source>Paper trading is paused, nothing can be kept: {reason}</source>
        <translation>模拟交易已暂停，无法保存任何内容：{reason}</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>交易日志</translation>
    </message>
    <message>
        <source>The journal writes again; the grids go on.</source>
        <translation>交易日志恢复写入，网格继续运行。</translation>
    </message>
    <message>
        <source>Grid {number} was changed; its position stays.</source>
        <translation>网格 {number} 已更改，持仓保持不变。</translation>
    </message>
    <message>
        <source>Grid {number} was liquidated at {price}: its equity fell to the maintenance margin.</source>
        <translation>网格 {number} 在 {price} 被强平：其权益跌至维持保证金。</translation>
    </message>
    <message>
        <source>Grid {number} received {amount} of funding at {rate} %.</source>
        <translation>网格 {number} 以费率 {rate} % 收到资金费 {amount}。</translation>
    </message>
    <message>
        <source>Grid {number} paid {amount} of funding at {rate} %.</source>
        <translation>网格 {number} 以费率 {rate} % 支付资金费 {amount}。</translation>
    </message>
    <message>
        <source>Sign-in was rejected. {reason} Another key is entered under Connection &gt; API key…; market data and paper grids go on without one.</source>
        <translation>登录被拒绝。{reason} 可在“连接 &gt; API 密钥…”中输入其他密钥；没有密钥时行情和模拟网格照常运行。</translation>
    </message>
    <message>
        <source>API key…</source>
        <translation>API 密钥…</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>正在登录</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Connected, subscribing</source>
        <translation>已连接，正在订阅</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Stale: nothing arrives any more</source>
        <translation>行情停滞：不再有数据到达</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{text} (try {attempt} in {seconds} s)</source>
        <translation>{text}（{seconds} 秒后第 {attempt} 次尝试）</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>已补齐</translation>
    </message>
    <message>
        <source>NOT recovered: fills may be missing</source>
        <translation>未能补齐：可能缺少成交</translation>
    </message>
    <message>
        <source>Trades missing from {start} to {end}: {count}, {outcome}.</source>
        <translation>{start} 至 {end} 缺失成交：{count}，{outcome}。</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Dismiss this notice</source>
        <translation>关闭此提示</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>提示</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Grid stopped</source>
        <translation>网格已停止</translation>
    </message>
    <message>
        <source>Price left the range</source>
        <translation>价格离开区间</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Price is stale</source>
        <translation>价格停滞</translation>
    </message>
    <message>
        <source>Paper account liquidated</source>
        <translation>模拟账户被强平</translation>
    </message>
    <message>
        <source>Journal paused</source>
        <translation>交易日志暂停</translation>
    </message>
    <message>
        <source>Grid {number} on {instrument}: {reason}</source>
        <translation>{instrument} 的网格 {number}：{reason}</translation>
    </message>
    <message>
        <source>Grid {number} on {instrument} reached its maintenance margin and was closed at {price}.</source>
        <translation>{instrument} 的网格 {number} 达到维持保证金，已在 {price} 平仓。</translation>
    </message>
    <message>
        <source>Grid {number} on {instrument}: the price {price} is beyond {bound}.</source>
        <translation>{instrument} 的网格 {number}：价格 {price} 已越过 {bound}。</translation>
    </message>
    <message>
        <source>No market data. Gridwell keeps trying; missed trades are fetched when it is back.</source>
        <translation>没有行情。Gridwell 会不断重试；恢复后补齐错过的成交。</translation>
    </message>
    <message>
        <source>{instrument}: no new price for {age}.</source>
        <translation>{instrument}：{age} 没有新价格。</translation>
    </message>
    <message>
        <source>Nothing can be kept, so the paper grids stand still. {reason}</source>
        <translation>无法保存任何内容，模拟网格已暂停。{reason}</translation>
    </message>
    <message>
        <source>Bought {size} {base} at {price} (grid {number})</source>
        <translation>买入 {size} {base}，价格 {price}（网格 {number}）</translation>
    </message>
    <message>
        <source>Sold {size} {base} at {price} (grid {number})</source>
        <translation>卖出 {size} {base}，价格 {price}（网格 {number}）</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>PAPER · {title}</source>
        <translation>模拟盘 · {title}</translation>
    </message>
    <message>
        <source>Gridwell · PAPER · {environment}</source>
        <translation>Gridwell · 模拟盘 · {environment}</translation>
    </message>
    <message numerus="yes">
        <source>%n grid(s), total {profit}</source>
        <translation>
            <numerusform>%n 个网格，总盈亏 {profit}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OrdersModel</name>
    <message>
        <source>No price yet</source>
        <translation>还没有价格</translation>
    </message>
    <message>
        <source>From {last}, which is not live</source>
        <translation>相对于 {last}，该价格不是实时的</translation>
    </message>
    <message>
        <source>From the last price, {last}</source>
        <translation>相对于最新价 {last}</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Intent</source>
        <translation>意图</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>格</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Queue ahead</source>
        <translation>前方排队量</translation>
    </message>
    <message>
        <source>What other orders at this price are filled before it, as far as known</source>
        <translation>已知在此价位先于它成交的其他订单数量</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>自</translation>
    </message>
</context>
<context>
    <name>OutageTeller</name>
    <message>
        <source>The computer was asleep or its clock jumped: {time} were missed. Reconnecting…</source>
        <translation>电脑曾休眠或时钟跳变：错过了 {time}。正在重新连接…</translation>
    </message>
    <message>
        <source>{time} were missed while the computer slept, and not every trade could be recovered: fills may be missing.</source>
        <translation>电脑休眠期间错过了 {time}，并非所有成交都能补齐：可能缺少成交。</translation>
    </message>
    <message>
        <source>{time} were missed while the computer slept; {count} trades recovered.</source>
        <translation>电脑休眠期间错过了 {time}；已补齐 {count} 笔成交。</translation>
    </message>
</context>
<context>
    <name>Overlays</name>
    <message>
        <source>Latest ⇥</source>
        <translation>最新 ⇥</translation>
    </message>
    <message>
        <source>Go to the newest bar and follow it (End)</source>
        <translation>跳到最新 K 线并跟随（End）</translation>
    </message>
</context>
<context>
    <name>PastGridView</name>
    <message>
        <source>Reading the fills of a past grid</source>
        <translation>正在读取历史网格的成交</translation>
    </message>
    <message>
        <source>Grid {number} could not be read: {reason}</source>
        <translation>无法读取网格 {number}：{reason}</translation>
    </message>
</context>
<context>
    <name>Performance</name>
    <message>
        <source>Total and grid profit are the same: nothing is held, and every fee is counted.</source>
        <translation>总盈亏与网格利润相同：没有持仓，手续费均已计入。</translation>
    </message>
    <message>
        <source>{amount} on what is still open</source>
        <translation>{amount} 来自尚未平仓的部分</translation>
    </message>
    <message>
        <source>{amount} from closing the position</source>
        <translation>平仓产生 {amount}</translation>
    </message>
    <message>
        <source>{amount} in fees and parts of unfinished round trips</source>
        <translation>手续费及未完成配对的部分 {amount}</translation>
    </message>
    <message>
        <source>{amount} of funding</source>
        <translation>资金费 {amount}</translation>
    </message>
    <message>
        <source>The total is {difference} below the grid profit of {profit}: {parts}.</source>
        <translation>总盈亏比网格利润 {profit} 低 {difference}：{parts}。</translation>
    </message>
    <message>
        <source>The total is {difference} above the grid profit of {profit}: {parts}.</source>
        <translation>总盈亏比网格利润 {profit} 高 {difference}：{parts}。</translation>
    </message>
    <message>
        <source>The two ledgers are compared while the grid runs.</source>
        <translation>网格运行时会核对两本账。</translation>
    </message>
    <message>
        <source>matched {amount}</source>
        <translation>已配对 {amount}</translation>
    </message>
    <message>
        <source>floating {amount}</source>
        <translation>浮动 {amount}</translation>
    </message>
    <message>
        <source>closed {amount}</source>
        <translation>已平仓 {amount}</translation>
    </message>
    <message>
        <source>✓ {pairs} = realized {realized} + unrealized {unrealized}, checked</source>
        <translation>✓ {pairs} = 已实现 {realized} + 未实现 {unrealized}，已核对</translation>
    </message>
    <message>
        <source>✕ {pairs} is not realized {realized} + unrealized {unrealized}: a defect; do not trust these totals</source>
        <translation>✕ {pairs} 不等于已实现 {realized} + 未实现 {unrealized}：这是程序缺陷，请勿相信这些合计</translation>
    </message>
    <message>
        <source>realized {realized} + unrealized {unrealized} {minus} fees {fees} + funding {funding}</source>
        <translation>已实现 {realized} + 未实现 {unrealized} {minus} 手续费 {fees} + 资金费 {funding}</translation>
    </message>
    <message>
        <source>realized {realized} + unrealized {unrealized} + rebates {fees} + funding {funding}</source>
        <translation>已实现 {realized} + 未实现 {unrealized} + 返佣 {fees} + 资金费 {funding}</translation>
    </message>
</context>
<context>
    <name>PerformanceController</name>
    <message>
        <source>Grid {number} · {instrument} · {state}</source>
        <translation>网格 {number} · {instrument} · {state}</translation>
    </message>
    <message>
        <source>The curve appears with the first minutes of the grid.</source>
        <translation>网格运行几分钟后出现曲线。</translation>
    </message>
    <message>
        <source>No curve was kept of this grid.</source>
        <translation>此网格没有保存曲线。</translation>
    </message>
    <message>
        <source>Reading the curve of a grid</source>
        <translation>正在读取网格的曲线</translation>
    </message>
    <message>
        <source>The curve of grid {number} could not be read: {reason}</source>
        <translation>无法读取网格 {number} 的曲线：{reason}</translation>
    </message>
</context>
<context>
    <name>PerformancePanel</name>
    <message>
        <source>Performance</source>
        <translation>业绩</translation>
    </message>
    <message>
        <source>Grid whose performance is shown</source>
        <translation>显示业绩的网格</translation>
    </message>
    <message>
        <source>Total profit and loss</source>
        <translation>总盈亏</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>The same trades by each fill model</source>
        <translation>同样的市场成交按各成交模型计算</translation>
    </message>
    <message>
        <source>No grid yet. Start one; what it earns, and why, appears here.</source>
        <translation>还没有网格。启动一个后，这里会显示它赚了多少以及原因。</translation>
    </message>
    <message>
        <source>▲ {count} not recovered</source>
        <translation>▲ {count} 处未补齐</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总盈亏</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>What the fills cost, or brought as a rebate; the total is less fees</source>
        <translation>成交所付的手续费，或所得的返佣；总盈亏已扣除手续费</translation>
    </message>
    <message>
        <source>Funding</source>
        <translation>资金费</translation>
    </message>
    <message>
        <source>Positive when received</source>
        <translation>收到时为正</translation>
    </message>
    <message>
        <source>Largest drawdown</source>
        <translation>最大回撤</translation>
    </message>
    <message>
        <source>The deepest fall of the equity from a peak</source>
        <translation>权益从峰值的最大跌幅</translation>
    </message>
    <message>
        <source>Gaps in the feed</source>
        <translation>行情缺口</translation>
    </message>
    <message>
        <source>Stretches of missing trades</source>
        <translation>缺失成交的时段</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Cells that were entered and left again</source>
        <translation>已开仓并再次平仓的格</translation>
    </message>
    <message>
        <source>Running time</source>
        <translation>运行时间</translation>
    </message>
    <message>
        <source>From the start of the grid until now or its end</source>
        <translation>从网格启动到现在或其结束</translation>
    </message>
    <message>
        <source>Equity</source>
        <translation>权益</translation>
    </message>
    <message>
        <source>Allocated capital and total profit and loss</source>
        <translation>分配的资金加总盈亏</translation>
    </message>
    <message>
        <source>Liquidation at</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>Where the equity would meet the maintenance margin</source>
        <translation>权益跌至维持保证金的价格</translation>
    </message>
</context>
<context>
    <name>PositionLines</name>
    <message>
        <source>liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>average entry · {position}</source>
        <translation>开仓均价 · {position}</translation>
    </message>
    <message>
        <source>grid {number} · {what}</source>
        <translation>网格 {number} · {what}</translation>
    </message>
</context>
<context>
    <name>PreviewCard</name>
    <message>
        <source>Preview of the draft</source>
        <translation>草稿预览</translation>
    </message>
    <message>
        <source>Profit per round trip</source>
        <translation>每次配对利润</translation>
    </message>
    <message>
        <source>per round trip, after fees ({percent})</source>
        <translation>每次配对，已扣手续费（{percent}）</translation>
    </message>
    <message>
        <source>Lowest cell {lowest} {quote}, highest cell {highest} {quote}</source>
        <translation>最低格 {lowest} {quote}，最高格 {highest} {quote}</translation>
    </message>
    <message>
        <source>{count} at the start</source>
        <translation>启动时 {count} 个</translation>
    </message>
    <message>
        <source>At most {count} at one time</source>
        <translation>同时最多 {count} 个</translation>
    </message>
    <message>
        <source>{step} {quote} ({percent})</source>
        <translation>{step} {quote}（{percent}）</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>空仓</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚不可知</translation>
    </message>
    <message>
        <source>{amount} {quote} at {leverage}×</source>
        <translation>{amount} {quote}，{leverage} 倍杠杆</translation>
    </message>
    <message>
        <source>{amount} {quote}</source>
        <translation>{amount} {quote}</translation>
    </message>
    <message>
        <source>{start} at the start with its fees; {survive} so that neither end is liquidated before its stop, or 5 % beyond its bound</source>
        <translation>启动时连同手续费需 {start}；要在到达止损前（或超出上下限 5 % 前）两端都不被强平，需 {survive}</translation>
    </message>
    <message>
        <source>{size} {base} · {notional}</source>
        <translation>{size} {base} · {notional}</translation>
    </message>
    <message>
        <source>Worth {notional} {quote}</source>
        <translation>价值 {notional} {quote}</translation>
    </message>
    <message>
        <source>none: maker rebate</source>
        <translation>无：挂单返佣</translation>
    </message>
    <message>
        <source>buys {size} at {price}</source>
        <translation>以 {price} 买入 {size}</translation>
    </message>
    <message>
        <source>sells {size} at {price}</source>
        <translation>以 {price} 卖出 {size}</translation>
    </message>
    <message>
        <source>{result} · flat</source>
        <translation>{result} · 空仓</translation>
    </message>
    <message>
        <source>{result} · long {size}</source>
        <translation>{result} · 多 {size}</translation>
    </message>
    <message>
        <source>{result} · short {size}</source>
        <translation>{result} · 空 {size}</translation>
    </message>
    <message>
        <source>falling: at {price}, before fill {fill} of {fills}</source>
        <translation>下跌：{price}，在第 {fill} / {fills} 笔成交之前</translation>
    </message>
    <message>
        <source>falling: at {price}, after the last fill</source>
        <translation>下跌：{price}，在最后一笔成交之后</translation>
    </message>
    <message>
        <source>rising: at {price}, before fill {fill} of {fills}</source>
        <translation>上涨：{price}，在第 {fill} / {fills} 笔成交之前</translation>
    </message>
    <message>
        <source>rising: at {price}, after the last fill</source>
        <translation>上涨：{price}，在最后一笔成交之后</translation>
    </message>
    <message>
        <source>not before both ends</source>
        <translation>到达两端之前不会</translation>
    </message>
    <message>
        <source>The result when the price first gets there, after fees, without one round trip</source>
        <translation>价格首次到达该处时的结果，已扣手续费，不含任何配对</translation>
    </message>
    <message>
        <source>Break-even step</source>
        <translation>盈亏平衡间距</translation>
    </message>
    <message>
        <source>A step of this size just pays its fees</source>
        <translation>这样的间距刚好支付手续费</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>All cells</source>
        <translation>全部格</translation>
    </message>
    <message>
        <source>Size and worth of all cells that have room, entered</source>
        <translation>所有可容纳的格全部开仓时的数量和价值</translation>
    </message>
    <message>
        <source>At the start</source>
        <translation>启动时</translation>
    </message>
    <message>
        <source>What fills at once, as taker</source>
        <translation>启动时立即以吃单成交的部分</translation>
    </message>
    <message>
        <source>Initial margin</source>
        <translation>初始保证金</translation>
    </message>
    <message>
        <source>Capital needed</source>
        <translation>所需资金</translation>
    </message>
    <message>
        <source>At lower bound</source>
        <translation>在下限</translation>
    </message>
    <message>
        <source>At upper bound</source>
        <translation>在上限</translation>
    </message>
    <message>
        <source>At stop below</source>
        <translation>到达下方止损时</translation>
    </message>
    <message>
        <source>At stop above</source>
        <translation>到达上方止损时</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>Step by step through the fills of each way</source>
        <translation>沿两个方向逐笔成交推算</translation>
    </message>
</context>
<context>
    <name>PriceDisplay</name>
    <message>
        <source>mark</source>
        <translation>标记价</translation>
    </message>
    <message>
        <source>{seconds} s old</source>
        <translation>{seconds} 秒前</translation>
    </message>
    <message>
        <source>{minutes} min old</source>
        <translation>{minutes} 分钟前</translation>
    </message>
    <message>
        <source>{hours} h old</source>
        <translation>{hours} 小时前</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>&amp;Export what is shown…</source>
        <translation>导出所示内容(&amp;E)…</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>查找中…</translation>
    </message>
    <message>
        <source>Nothing matches the filter. Clear it to see all rows.</source>
        <translation>没有符合筛选条件的内容。清空筛选可查看全部。</translation>
    </message>
    <message>
        <source>{shown} found so far</source>
        <translation>目前找到 {shown} 条</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
    <message>
        <source>◌ Reading {read} of {total}…</source>
        <translation>◌ 正在读取 {read} / {total}…</translation>
    </message>
</context>
<context>
    <name>RecordTables</name>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>No fills yet. Start a grid; its simulated fills appear here.</source>
        <translation>还没有成交。启动网格后，其模拟成交会出现在这里。</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>No working orders. Start a grid; its orders appear here.</source>
        <translation>没有挂单。启动网格后，其订单会出现在这里。</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>No round trips yet. A cell that is entered and left again appears here.</source>
        <translation>还没有配对。开仓并再次平仓的格会出现在这里。</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Changes of the connection and errors appear here.</source>
        <translation>连接的变化和错误会出现在这里。</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>All grids</source>
        <translation>全部网格</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>买卖双向</translation>
    </message>
</context>
<context>
    <name>Records</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>RecordsController</name>
    <message>
        <source>Reading the history of grids</source>
        <translation>正在读取网格历史</translation>
    </message>
    <message>
        <source>Grid {number} · {instrument}</source>
        <translation>网格 {number} · {instrument}</translation>
    </message>
    <message>
        <source>The history of grids could not be read: {reason}</source>
        <translation>无法读取网格历史：{reason}</translation>
    </message>
</context>
<context>
    <name>Reporter</name>
    <message>
        <source>Unexpected error</source>
        <translation>意外错误</translation>
    </message>
</context>
<context>
    <name>ReviseGridDialog</name>
    <message>
        <source>Change grid {number}</source>
        <translation>更改网格 {number}</translation>
    </message>
    <message>
        <source>Change grid {number}?</source>
        <translation>更改网格 {number}？</translation>
    </message>
    <message>
        <source>✕ Cancelled ({count})</source>
        <translation>✕ 撤销（{count}）</translation>
    </message>
    <message>
        <source>+ Placed ({count})</source>
        <translation>+ 新挂（{count}）</translation>
    </message>
    <message>
        <source>= Kept ({count})</source>
        <translation>= 保留（{count}）</translation>
    </message>
    <message>
        <source>Apply changes</source>
        <translation>应用更改</translation>
    </message>
    <message>
        <source>Back to the draft</source>
        <translation>返回草稿</translation>
    </message>
    <message>
        <source>The grid is flat, and stays so.</source>
        <translation>网格空仓，并保持空仓。</translation>
    </message>
    <message>
        <source>The position of {size} {base} stays as it is.</source>
        <translation>{size} {base} 的持仓保持不变。</translation>
    </message>
    <message>
        <source>{side} {size} at {price}</source>
        <translation>{side} {size} @ {price}</translation>
    </message>
    <message>
        <source>{side} {size} at {price} · exit</source>
        <translation>{side} {size} @ {price} · 平仓</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Starting the desk</source>
        <translation>正在启动交易台</translation>
    </message>
    <message>
        <source>The grids could not be resumed</source>
        <translation>无法恢复网格</translation>
    </message>
    <message>
        <source>Another Gridwell is already running</source>
        <translation>另一个 Gridwell 已在运行</translation>
    </message>
    <message>
        <source>The desk could not start</source>
        <translation>交易台无法启动</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Nothing was changed: grids and settings are as they were.</source>
        <translation>未作任何更改：网格和设置保持原样。</translation>
    </message>
</context>
<context>
    <name>SessionChip</name>
    <message>
        <source>Signed in {account}</source>
        <translation>已登录 {account}</translation>
    </message>
    <message>
        <source>Sign-in in {left} (try {attempt})</source>
        <translation>{left}后登录（第 {attempt} 次）</translation>
    </message>
    <message>
        <source>Key rejected: public data</source>
        <translation>密钥被拒绝：仅公开数据</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Signed out: public data</source>
        <translation>未登录：仅公开数据</translation>
    </message>
    <message>
        <source>Session: {text}</source>
        <translation>会话：{text}</translation>
    </message>
    <message>
        <source>Market data and paper grids need no sign-in. Click for the API key.</source>
        <translation>行情和模拟网格无需登录。点击输入 API 密钥。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Take back changes</source>
        <translation>撤销更改</translation>
    </message>
    <message>
        <source>Everything as it was when this dialog was opened</source>
        <translation>恢复到打开此对话框时的状态</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Changes apply at once.</source>
        <translation>更改立即生效。</translation>
    </message>
</context>
<context>
    <name>StopGridDialog</name>
    <message>
        <source>Stop grid {number}</source>
        <translation>停止网格 {number}</translation>
    </message>
    <message>
        <source>Stop grid {number}?</source>
        <translation>停止网格 {number}？</translation>
    </message>
    <message>
        <source>Its working orders ({count}) are cancelled. Fills and results stay in the history.</source>
        <translation>撤销其 {count} 个挂单。成交和结果保留在历史中。</translation>
    </message>
    <message>
        <source>Keep the position</source>
        <translation>保留持仓</translation>
    </message>
    <message>
        <source>Close the position at market</source>
        <translation>市价平仓</translation>
    </message>
    <message>
        <source>Stop grid</source>
        <translation>停止网格</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>{size} {base} stay as they are and are no longer traded. Unrealized now: {unrealized} {quote}.</source>
        <translation>{size} {base} 保持不变，不再交易。当前未实现盈亏：{unrealized} {quote}。</translation>
    </message>
    <message>
        <source>Not possible now: there is no price to close at.</source>
        <translation>现在不可用：没有可平仓的价格。</translation>
    </message>
    <message>
        <source>{size} {base} close at about {price}, as taker, for a fee of {fee} {quote}. The grid then ends with about {total} {quote}.</source>
        <translation>{size} {base} 以吃单方式约在 {price} 平仓，手续费 {fee} {quote}。网格结束时总盈亏约为 {total} {quote}。</translation>
    </message>
</context>
<context>
    <name>SummaryCard</name>
    <message>
        <source>Summary of the grid</source>
        <translation>网格概要</translation>
    </message>
    <message>
        <source>Total profit and loss</source>
        <translation>总盈亏</translation>
    </message>
    <message>
        <source>Grid {number}</source>
        <translation>网格 {number}</translation>
    </message>
    <message>
        <source>● Running</source>
        <translation>● 运行中</translation>
    </message>
    <message>
        <source>■ Stopped</source>
        <translation>■ 已停止</translation>
    </message>
    <message>
        <source>Total = realized + unrealized {minus} fees + funding = {total} {quote}</source>
        <translation>总盈亏 = 已实现 + 未实现 {minus} 手续费 + 资金费 = {total} {quote}</translation>
    </message>
    <message>
        <source>{quote} total</source>
        <translation>{quote} 总盈亏</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>空仓</translation>
    </message>
    <message>
        <source>{size} {base} @ {price}</source>
        <translation>{size} {base} @ {price}</translation>
    </message>
    <message>
        <source>{count} not recovered</source>
        <translation>{count} 处未补齐</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>持仓</translation>
    </message>
    <message>
        <source>Signed size in base, at its average entry price</source>
        <translation>带符号的持仓数量及其开仓均价</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>Completed round trips, after their fees</source>
        <translation>已完成的配对，已扣手续费</translation>
    </message>
    <message>
        <source>Realized</source>
        <translation>已实现盈亏</translation>
    </message>
    <message>
        <source>Closing fills against average entry, before fees</source>
        <translation>平仓成交相对开仓均价，未扣手续费</translation>
    </message>
    <message>
        <source>Unrealized</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>The position at the mark price</source>
        <translation>按标记价计算的持仓</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>What the fills cost, or brought as a rebate; the total is less fees</source>
        <translation>成交所付的手续费，或所得的返佣；总盈亏已扣除手续费</translation>
    </message>
    <message>
        <source>Funding</source>
        <translation>资金费</translation>
    </message>
    <message>
        <source>Positive when received</source>
        <translation>收到时为正</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Cells that were entered and left again</source>
        <translation>已开仓并再次平仓的格</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Every fill, partial ones too</source>
        <translation>每一笔成交，包括部分成交</translation>
    </message>
    <message>
        <source>Gaps in the feed</source>
        <translation>行情缺口</translation>
    </message>
    <message>
        <source>Stretches of missing trades</source>
        <translation>缺失成交的时段</translation>
    </message>
</context>
<context>
    <name>SupportDialog</name>
    <message>
        <source>Support bundle</source>
        <translation>支持包</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>File for the support bundle</source>
        <translation>支持包文件</translation>
    </message>
</context>
<context>
    <name>Swatch</name>
    <message>
        <source>Sample of the colours</source>
        <translation>颜色示例</translation>
    </message>
</context>
<context>
    <name>TablePanel</name>
    <message>
        <source>&amp;Copy the selected rows</source>
        <translation>复制选中的行(&amp;C)</translation>
    </message>
    <message>
        <source>C&amp;olumns</source>
        <translation>列(&amp;O)</translation>
    </message>
    <message>
        <source>As at first</source>
        <translation>恢复初始</translation>
    </message>
</context>
<context>
    <name>TableTools</name>
    <message>
        <source>Filter…</source>
        <translation>筛选…</translation>
    </message>
    <message>
        <source>Show only rows with these words</source>
        <translation>只显示包含这些字词的行</translation>
    </message>
    <message>
        <source>More for this table</source>
        <translation>此表格的更多操作</translation>
    </message>
    <message>
        <source>Copy, export, choose columns</source>
        <translation>复制、导出、选择列</translation>
    </message>
</context>
<context>
    <name>TapeModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Taker</source>
        <translation>吃单方</translation>
    </message>
    <message>
        <source>Trade</source>
        <translation>市场成交</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>this fill</source>
        <translation>此成交</translation>
    </message>
</context>
<context>
    <name>TickerController</name>
    <message>
        <source>Loading the prices…</source>
        <translation>正在加载价格…</translation>
    </message>
    <message>
        <source>Loading the prices of all instruments</source>
        <translation>正在加载所有合约的价格</translation>
    </message>
    <message>
        <source>The prices could not be loaded: {reason}</source>
        <translation>无法加载价格：{reason}</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Market and connection</source>
        <translation>市场与连接</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最新价</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>买一</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>卖一</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记价</translation>
    </message>
    <message>
        <source>{age} old</source>
        <translation>{age}前</translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation>模拟盘</translation>
    </message>
    <message>
        <source>Orders and fills are simulated. Nothing is sent to the exchange.</source>
        <translation>订单和成交均为模拟，不会向交易所发送任何内容。</translation>
    </message>
    <message>
        <source>Paper trading: orders are simulated</source>
        <translation>模拟交易：订单为模拟</translation>
    </message>
</context>
<context>
    <name>TradingPage</name>
    <message>
        <source>New grids</source>
        <translation>新网格</translation>
    </message>
    <message>
        <source>Fill model</source>
        <translation>成交模型</translation>
    </message>
    <message>
        <source>Queue: when the orders ahead have traded</source>
        <translation>排队：前方订单成交之后</translation>
    </message>
    <message>
        <source>Through: when the price trades beyond</source>
        <translation>穿价：价格穿过时</translation>
    </message>
    <message>
        <source>Touch: when the price is reached</source>
        <translation>触价：价格到达时</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Maker fee in percent</source>
        <translation>挂单费率（%）</translation>
    </message>
    <message>
        <source>Taker fee in percent</source>
        <translation>吃单费率（%）</translation>
    </message>
    <message>
        <source>Exchange default</source>
        <translation>交易所默认</translation>
    </message>
    <message>
        <source>&amp;Fill model</source>
        <translation>成交模型(&amp;F)</translation>
    </message>
    <message>
        <source>Fees &amp;in</source>
        <translation>费率环境(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Maker</source>
        <translation>挂单(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Taker</source>
        <translation>吃单(&amp;T)</translation>
    </message>
    <message>
        <source>A negative fee is a rebate. Running grids keep what they were started with.</source>
        <translation>负费率为返佣。运行中的网格保持启动时的设置。</translation>
    </message>
    <message>
        <source>A fee is a percentage between -10 and 10, for example 0.045.</source>
        <translation>费率为 -10 到 10 之间的百分比，例如 0.045。</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>&amp;Show window</source>
        <translation>显示窗口(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top all grids…</source>
        <translation>停止所有网格(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>TripsModel</name>
    <message>
        <source>Closed</source>
        <translation>平仓时间</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>开仓方向</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Bought at</source>
        <translation>买入价</translation>
    </message>
    <message>
        <source>Average price of its buys</source>
        <translation>买入的平均价格</translation>
    </message>
    <message>
        <source>Sold at</source>
        <translation>卖出价</translation>
    </message>
    <message>
        <source>Average price of its sells</source>
        <translation>卖出的平均价格</translation>
    </message>
    <message>
        <source>Gross</source>
        <translation>毛利</translation>
    </message>
    <message>
        <source>Before fees</source>
        <translation>未扣手续费</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>What its fills cost, or brought as a rebate</source>
        <translation>其成交所付的手续费，或所得的返佣</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>净利</translation>
    </message>
    <message>
        <source>Grid profit of this round trip, after its fees</source>
        <translation>此次配对的网格利润，已扣手续费</translation>
    </message>
    <message>
        <source>Net %</source>
        <translation>净利 %</translation>
    </message>
    <message>
        <source>Net as a percentage of what its entry was worth</source>
        <translation>净利占开仓价值的百分比</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>开仓时间</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>格</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
</context>
<context>
    <name>WarningLine</name>
    <message numerus="yes">
        <source>▲ %n warning(s): {first}</source>
        <translation>
            <numerusform>▲ %n 条警告：{first}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>&amp;Draw grid</source>
        <translation>绘制网格(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Start paper grid</source>
        <translation>启动模拟网格(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top grid…</source>
        <translation>停止网格(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Export grid…</source>
        <translation>导出网格(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Make support bundle…</source>
        <translation>制作支持包(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Undo in the draft</source>
        <translation>撤销草稿更改(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo in the draft</source>
        <translation>重做草稿更改(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Find &amp;instrument</source>
        <translation>查找合约(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Follow price</source>
        <translation>跟随价格(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Reset view</source>
        <translation>重置视图(&amp;R)</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>&amp;Line chart</source>
        <translation>折线图(&amp;L)</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>折线</translation>
    </message>
    <message>
        <source>Lo&amp;garithmic prices</source>
        <translation>对数坐标(&amp;G)</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>测量(&amp;M)</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure price, time and bars with the next drag or the arrow keys; or drag with Shift held</source>
        <translation>用下一次拖动或方向键测量价格、时间和 K 线数；或按住 Shift 拖动</translation>
    </message>
    <message>
        <source>&amp;Reconnect now</source>
        <translation>立即重新连接(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;API key…</source>
        <translation>API 密钥(&amp;A)…</translation>
    </message>
    <message>
        <source>Connection &amp;details…</source>
        <translation>连接详情(&amp;D)…</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>设置(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Keys and gestures</source>
        <translation>快捷键与手势(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Gridwell</source>
        <translation>关于 Gridwell(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Grid</source>
        <translation>网格(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Connection</source>
        <translation>连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Environment</source>
        <translation>环境(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Demo</source>
        <translation>演示(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>As the s&amp;ystem</source>
        <translation>跟随系统(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n fill(s) in {time}: {buys} bought, {sells} sold · {names}</source>
        <translation>
            <numerusform>{time}内 %n 笔成交：买入 {buys}，卖出 {sells} · {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>fees {amount}</source>
        <translation>手续费 {amount}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>BUY</source>
        <translation>买</translation>
    </message>
    <message>
        <source>SELL</source>
        <translation>卖</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>开仓</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>close</source>
        <translation>清仓</translation>
    </message>
    <message>
        <source>open</source>
        <translation>挂单中</translation>
    </message>
    <message>
        <source>partly filled</source>
        <translation>部分成交</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>已成交</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>吃单</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>touch</source>
        <translation>触价</translation>
    </message>
    <message>
        <source>through</source>
        <translation>穿价</translation>
    </message>
    <message>
        <source>long</source>
        <translation>做多</translation>
    </message>
    <message>
        <source>short</source>
        <translation>做空</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Market data</source>
        <translation>行情</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>signing in</source>
        <translation>登录中</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>subscribing</source>
        <translation>订阅中</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>停滞</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>rebate {amount}</source>
        <translation>返佣 {amount}</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message numerus="yes">
        <source>%n grid(s) resumed where they were. Trades missed meanwhile are fetched first.</source>
        <translation>
            <numerusform>已恢复 %n 个网格，从中断处继续。会先补齐期间错过的成交。</numerusform>
        </translation>
    </message>
    <message>
        <source>Grids</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>No API key: public market data only. Paper grids need no more.</source>
        <translation>没有 API 密钥：仅公开行情。模拟网格不需要更多。</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Demo: {story}</source>
        <translation>演示：{story}</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
</context>
</TS>
