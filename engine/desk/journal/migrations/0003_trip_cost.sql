-- what the entry fills of a round trip were worth (price x size); NULL where it was not kept
ALTER TABLE trips ADD COLUMN cost TEXT;
