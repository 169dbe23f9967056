-- What paper trading on a live feed needs beyond the first version.

-- JSON: capital, leverage and limits that the grid was given; NULL: none were given
ALTER TABLE grids ADD COLUMN means TEXT;

-- the newest fill that was surely told: later ones are told again after a restart
ALTER TABLE cursors ADD COLUMN told_fill INTEGER NOT NULL DEFAULT 0;

-- JSON: the equity curve and what else grows, kept less often than the rest of the state
ALTER TABLE cursors ADD COLUMN curve TEXT;

-- the size ahead of the order then, NULL where unknown
ALTER TABLE orders ADD COLUMN queue_ahead TEXT;

-- the exchange's margin rules from a time on, for the liquidation of a grid that was given capital
CREATE TABLE margin_rules (
    grid_id INTEGER NOT NULL REFERENCES grids,
    time    INTEGER NOT NULL,
    rules   TEXT NOT NULL,  -- JSON
    PRIMARY KEY (grid_id, time)
) STRICT, WITHOUT ROWID;

-- completed round trips of cells, in the order in which they were completed
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
) STRICT;

CREATE INDEX trips_of_grid ON trips (grid_id);
