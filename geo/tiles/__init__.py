"""Vector tiles, TileJSON and map style of every collection that lies somewhere."""
