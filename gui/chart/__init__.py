"""The price chart: candles, the lines and fills of paper grids, price and time axes.

The chart takes the engine's frozen values and draws them. Prices become floats here and only here.
"""
