"""The seal, which makes every change to the trail show. `docs/trail-format.md` describes it."""
