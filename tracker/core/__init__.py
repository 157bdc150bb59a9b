"""Turn a contract and a carrier's rules into a dated plan; pure, told the date."""
