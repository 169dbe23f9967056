BEGIN TRANSACTION;
CREATE TABLE cursors (
    grid_id         INTEGER PRIMARY KEY REFERENCES grids,
    trade_time      INTEGER,
    trade_execution INTEGER,
    trade_fill      INTEGER,
    last_price      TEXT NOT NULL,
    trades          INTEGER NOT NULL,
    core_state      TEXT,
    totals          TEXT  -- JSON
, told_fill INTEGER NOT NULL DEFAULT 0, curve TEXT, number INTEGER) STRICT;
INSERT INTO "cursors" VALUES(1,1700000000000000002,73808532,1,'2680.50',1,'{"queue":"1.5"}',NULL,0,NULL,NULL);
INSERT INTO "cursors" VALUES(2,1700000000000000004,73808534,1,'2680.50',3,'{"queue":"1.5"}','{"fills":3,"entries":2,"exits":1,"round_trips":1,"trades":40,"position":"-0.1","average_entry":"2681.623333333333333333333333333333333333333333333333333333","grid_profit":"0.05","realized":"0.049999999999999999999999999999999999999999999999999999","unrealized":"-1.25","fees":"-0.00080448","funding":"0","total":"-1.2"}',0,NULL,NULL);
CREATE TABLE equity (
    grid_id  INTEGER NOT NULL REFERENCES grids,
    time     INTEGER NOT NULL,
    total    TEXT NOT NULL,
    position TEXT NOT NULL,
    mark     TEXT NOT NULL,
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;
INSERT INTO "equity" VALUES(2,1700000000000000001,'1.5','0.1','2680');
CREATE TABLE fills (
    grid_id            INTEGER NOT NULL REFERENCES grids,
    fill_id            INTEGER NOT NULL,
    seq                INTEGER NOT NULL,
    order_id           INTEGER NOT NULL,
    cell               INTEGER,
    intent             TEXT NOT NULL,
    side               TEXT NOT NULL,
    price              TEXT NOT NULL,
    size               TEXT NOT NULL,
    fee                TEXT NOT NULL,
    liquidity          TEXT NOT NULL,
    trade_execution    INTEGER,
    trade_fill         INTEGER,
    backfilled         INTEGER NOT NULL CHECK (backfilled IN (0, 1)),
    time               INTEGER NOT NULL,
    queue_ahead_before TEXT,
    queue_ahead_after  TEXT,
    printed_size       TEXT,
    model              TEXT,
    PRIMARY KEY (grid_id, fill_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "fills" VALUES(1,1,3,1,1,'entry','buy','2680.50','0.1','-0.00026805','maker',73808532,1,0,1700000000000000002,'12.5','0','15.5','queue');
CREATE TABLE funding (
    grid_id  INTEGER NOT NULL REFERENCES grids,
    time     INTEGER NOT NULL,
    position TEXT NOT NULL,
    mark     TEXT NOT NULL,
    rate     TEXT NOT NULL,  -- percent
    amount   TEXT NOT NULL,
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;
INSERT INTO "funding" VALUES(2,1700000000000000001,'0.1','2680','0.01','-0.0268');
CREATE TABLE gaps (
    gap_id     INTEGER PRIMARY KEY,
    grid_id    INTEGER NOT NULL REFERENCES grids,
    instrument TEXT NOT NULL,
    from_time  INTEGER NOT NULL,
    to_time    INTEGER NOT NULL,
    trades     INTEGER,
    recovered  INTEGER NOT NULL CHECK (recovered IN (0, 1))
) STRICT;
INSERT INTO "gaps" VALUES(1,2,'ETH_USDT_Perp',1700000000000000001,1700000000000000006,3,0);
CREATE TABLE grids (
    grid_id                INTEGER PRIMARY KEY,
    created_at             INTEGER NOT NULL,
    environment            TEXT NOT NULL,
    instrument_name        TEXT NOT NULL,
    instrument             TEXT NOT NULL,  -- JSON: the instrument as it was at the start
    spec                   TEXT NOT NULL,  -- TOML: the grid file's content
    file_sha256            TEXT,
    start_time             INTEGER NOT NULL,
    reference              TEXT NOT NULL,
    last_price             TEXT NOT NULL,
    best_bid               TEXT,
    best_bid_size          TEXT,
    best_ask               TEXT,
    best_ask_size          TEXT,
    book_time              INTEGER NOT NULL,
    newest_trade_time      INTEGER,
    newest_trade_execution INTEGER,
    newest_trade_fill      INTEGER
, means TEXT) STRICT;
INSERT INTO "grids" VALUES(1,1700000000000000001,'demo','ETH_USDT_Perp','{"name":"ETH_USDT_Perp","base":"ETH","quote":"USDT","kind":"PERPETUAL","tick_size":"0.01","size_step":"0.01","min_size":"0.01","min_notional":"20","max_position_size":"1600.5","funding_interval_hours":8,"is_active":true}','instrument = "ETH_USDT_Perp"
levels = 15
','abababababababababababababababababababababababababababababababab',1700000000000000002,'2681.62','2681.60','2681.59','12.34','2681.61','0.5',1699999999999999996,1699999999999999994,73808531,2,NULL);
INSERT INTO "grids" VALUES(2,1700000000000000001,'demo','ETH_USDT_Perp','{"name":"ETH_USDT_Perp","base":"ETH","quote":"USDT","kind":"PERPETUAL","tick_size":"0.01","size_step":"0.01","min_size":"0.01","min_notional":"20","max_position_size":"1600.5","funding_interval_hours":8,"is_active":true}','instrument = "ETH_USDT_Perp"
levels = 15
','abababababababababababababababababababababababababababababababab',1700000000000000002,'2681.62','2681.60','2681.59','12.34','2681.61','0.5',1699999999999999996,1699999999999999994,73808531,2,'{"capital":"1000","leverage":"5","max_orders":null,"buffer":"0.05","liquidation_fee":"0"}');
CREATE TABLE margin_rules (
    grid_id INTEGER NOT NULL REFERENCES grids,
    time    INTEGER NOT NULL,
    rules   TEXT NOT NULL,  -- JSON
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;
INSERT INTO "margin_rules" VALUES(2,1700000000000000001,'{"instrument":"ETH_USDT_Perp","brackets":[{"tier":1,"notional_floor":"0","notional_cap":null,"maintenance_margin_rate":"0.01","initial_margin_rate":"0.02","max_leverage":50,"cumulative_maintenance_amount":"0"}],"max_position_size":"1000"}');
CREATE TABLE notes (
    note_id INTEGER PRIMARY KEY,
    grid_id INTEGER NOT NULL REFERENCES grids,
    time    INTEGER NOT NULL,
    text    TEXT NOT NULL
) STRICT;
INSERT INTO "notes" VALUES(1,2,1700000000000000001,'a note');
CREATE TABLE orders (
    grid_id  INTEGER NOT NULL REFERENCES grids,
    seq      INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    cell     INTEGER,
    intent   TEXT NOT NULL,
    side     TEXT NOT NULL,
    price    TEXT NOT NULL,
    size     TEXT NOT NULL,
    filled   TEXT NOT NULL,
    status   TEXT NOT NULL,
    time     INTEGER NOT NULL, queue_ahead TEXT,
    PRIMARY KEY (grid_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "orders" VALUES(1,1,1,1,'entry','buy','2680.50','0.1','0','open',1700000000000000002,NULL);
INSERT INTO "orders" VALUES(1,2,1,1,'entry','buy','2680.50','0.1','0','filled',1700000000000000002,NULL);
INSERT INTO "orders" VALUES(2,2,1,1,'entry','buy','2680.50','0.1','0','open',1700000000000000002,'3.5');
CREATE TABLE revisions (
    grid_id INTEGER NOT NULL REFERENCES grids,
    seq     INTEGER NOT NULL,
    time    INTEGER NOT NULL,
    spec    TEXT NOT NULL,
    PRIMARY KEY (grid_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "revisions" VALUES(2,1,1700000000000000001,'levels = 9
');
CREATE TABLE stops (
    grid_id INTEGER PRIMARY KEY REFERENCES grids,
    time    INTEGER NOT NULL,
    reason  TEXT NOT NULL
) STRICT;
INSERT INTO "stops" VALUES(2,1700000000000000010,'stopped by the user');
CREATE TABLE trips (
    trip_id    INTEGER PRIMARY KEY,
    grid_id    INTEGER NOT NULL REFERENCES grids,
    cell       INTEGER NOT NULL,
    entry_side TEXT NOT NULL,
    size       TEXT NOT NULL,
    gross      TEXT NOT NULL,
    fees       TEXT NOT NULL,
    entry_time INTEGER NOT NULL,
    exit_time  INTEGER NOT NULL
, cost TEXT) STRICT;
INSERT INTO "trips" VALUES(1,2,0,'buy','0.1','0.2','-0.01',1700000000000000001,1700000000000000005,'267.5');
CREATE INDEX gaps_of_grid ON gaps (grid_id);
CREATE INDEX notes_of_grid ON notes (grid_id);
CREATE INDEX trips_of_grid ON trips (grid_id);
COMMIT;
