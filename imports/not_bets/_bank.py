"""What is said of every bank statement."""

TITLE = "A bank statement, not bets"
INSTEAD = (
    "Your bank sees what you paid in and took out, but no bet. Send the bookmaker's own statement: its deposits and"
    " withdrawals are the other side of these rows, and its bets are in it too."
)
