"""The figures of a run, one file a family: each written once, as a Vega-Lite chart by Altair."""
