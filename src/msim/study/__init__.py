"""How sensitive is an answer? Designs over scenario keys, run once, kept, and read in several ways.

A study varies keys of a scenario (`records.Design`), runs each of its points and keeps it at once
(`store`), and is analysed from its table alone: a row a point, so that anybody with the file and
pandas can read it. `sample` holds the designs, `analyze` what is made of the points.
"""
