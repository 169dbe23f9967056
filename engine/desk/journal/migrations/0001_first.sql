-- Prices, sizes and money are decimals written as text, exact; times are nanoseconds since the Unix epoch.
-- Rows are only added; cursors, and equity points of one time, are replaced.

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
) STRICT;

CREATE TABLE stops (
    grid_id INTEGER PRIMARY KEY REFERENCES grids,
    time    INTEGER NOT NULL,
    reason  TEXT NOT NULL
) STRICT;

-- Orders, fills and revisions of one grid share one numbering, seq: the order in which they happened.

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
    time     INTEGER NOT NULL,
    PRIMARY KEY (grid_id, seq)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE revisions (
    grid_id INTEGER NOT NULL REFERENCES grids,
    seq     INTEGER NOT NULL,
    time    INTEGER NOT NULL,
    spec    TEXT NOT NULL,
    PRIMARY KEY (grid_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
    grid_id         INTEGER PRIMARY KEY REFERENCES grids,
    trade_time      INTEGER,
    trade_execution INTEGER,
    trade_fill      INTEGER,
    last_price      TEXT NOT NULL,
    trades          INTEGER NOT NULL,
    core_state      TEXT,
    totals          TEXT  -- JSON
) STRICT;

CREATE TABLE gaps (
    gap_id     INTEGER PRIMARY KEY,
    grid_id    INTEGER NOT NULL REFERENCES grids,
    instrument TEXT NOT NULL,
    from_time  INTEGER NOT NULL,
    to_time    INTEGER NOT NULL,
    trades     INTEGER,
    recovered  INTEGER NOT NULL CHECK (recovered IN (0, 1))
) STRICT;

CREATE INDEX gaps_of_grid ON gaps (grid_id);

CREATE TABLE funding (
    grid_id  INTEGER NOT NULL REFERENCES grids,
    time     INTEGER NOT NULL,
    position TEXT NOT NULL,
    mark     TEXT NOT NULL,
    rate     TEXT NOT NULL,  -- percent
    amount   TEXT NOT NULL,
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;

CREATE TABLE equity (
    grid_id  INTEGER NOT NULL REFERENCES grids,
    time     INTEGER NOT NULL,
    total    TEXT NOT NULL,
    position TEXT NOT NULL,
    mark     TEXT NOT NULL,
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    note_id INTEGER PRIMARY KEY,
    grid_id INTEGER NOT NULL REFERENCES grids,
    time    INTEGER NOT NULL,
    text    TEXT NOT NULL
) STRICT;

CREATE INDEX notes_of_grid ON notes (grid_id);
