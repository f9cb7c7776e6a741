"""All kinds of letter as pictures: `python -m tests.pictures [NAME…]`, by ./run.sh pictures."""
