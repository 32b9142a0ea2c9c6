"""Exports of the same few bets as different sources tell them, at different times."""

HEAD = '"Time (AEST)","Type","Summary","Transaction Id","Bet Id","Amount","Balance","Single","Multiple","Exotic","Pool"'
TRACKED = (
    "bet_id,sportsbook,type,status,odds,closing_line,ev,amount,profit,time_placed,time_settled,time_placed_iso,"
    "time_settled_iso,bet_info,tags,sports,leagues"
)


def statement(days, *, first, last):
    """A Sportsbet export of some days: on each a bet is staked; what it won comes the next day."""
    rows, balance, number = [], 0.0, 0
    events = [(0, "Deposit", "", "", 100.0)]
    for day in range(days):
        events.append(
            (day, "Bet Stake", f"Home {day} v Away {day}\n Match Result\nHome {day} @ 2.00 (Win)", day, -10)
        )
        if day % 3 != 2:
            events.append(
                (day + 1, "Win", f"Home {day} v Away {day}\n Match Result\nHome {day} @ 2.00 (Win)", day, 20)
            )
    for at, kind, summary, ref, amount in sorted(events, key=lambda event: event[0]):
        number, balance = number + 1, balance + amount
        if first <= at <= last:
            flags = '"true","false","false","false"' if ref != "" else '"","","",""'
            rows.append(
                f'"{at + 1:02}/03/2026 12:00","{kind}","{summary}","{number}","{ref}","{amount}","{balance}",{flags}'
            )
    return "\r\n".join([HEAD, *reversed(rows)]).encode()


def tracked(bets, *, at):
    """A Pikkit export made on day `at`: every bet so far, those of the last two days still open."""
    rows = [TRACKED]
    for day in range(min(bets, at)):
        settled = day + 2 <= at
        status = ("SETTLED_WIN" if day % 2 else "SETTLED_LOSS") if settled else "PENDING"
        profit = ("12.50" if day % 2 else "-10") if settled else "0"
        placed, done = f"2026-03-{day + 1:02}T10:00:00.000Z", f"2026-03-{day + 2:02}T10:00:00.000Z"
        rows.append(
            f"id{day},Novig,{'parlay' if day % 4 == 3 else 'straight'},{status},2.25,{'2.1' if settled else ''},,10,"
            f"{profit},,,{placed},{done if settled else ''},Team {day} ML | Over {day},,Soccer,EPL"
        )
    return "\n".join(rows).encode()


def noted(days, *, at):
    """A Pikkit export of the very bets that statement() tells, noted a minute later, with what the bookmaker omits."""
    rows = [TRACKED]
    for day in range(min(days, at)):
        settled = day + 1 <= at
        won = day % 3 != 2
        status = ("SETTLED_WIN" if won else "SETTLED_LOSS") if settled else "PENDING"
        profit = ("10" if won else "-10") if settled else "0"
        times = (
            f"2026-03-{day + 1:02}T01:01:00.000Z",
            f"2026-03-{day + 2:02}T01:00:00.000Z" if settled else "",
        )
        rows.append(
            f"n{day},Sportsbet,straight,{status},2.0,1.9,,10,{profit},,,{','.join(times)},Home {day} ML,,Soccer,EPL"
        )
    return "\n".join(rows).encode()
