"""The trusted side of a check: names, proxies, pytest, metrics; the only importer of pytest."""
