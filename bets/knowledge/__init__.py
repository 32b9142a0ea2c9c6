"""The knowledge base: bet types, settlement rules and terms as data, with examples worked out by bets/settlement.py."""
