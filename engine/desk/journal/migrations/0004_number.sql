-- the number of the message of the newest trade, as the exchange's gateway counts; NULL where unknown
ALTER TABLE cursors ADD COLUMN number INTEGER;
