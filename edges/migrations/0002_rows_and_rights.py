from django.db import migrations

from web.sql import Grant, OwnerRows, SqlFile, StaffGrant

OURS_OR_MINE = "owner_id IS NULL OR owner_id = (SELECT betsite_uid())"
OF_SEEN_EDGES = "edge_id IN (SELECT id FROM edges_edge)"
MINE = ("edges_preference", "edges_chance", "edges_savedsearch", "edges_taking", "edges_takenbet")


class Migration(migrations.Migration):
    dependencies = [("edges", "0001_initial"), ("odds", "0002_rows_and_rights"), ("ledger", "0001_initial")]

    operations = [
        SqlFile("edges/sql/edge.sql"),
        # Edges are found by staff jobs; the application reads them.
        Grant("edges_edge", "SELECT"),
        Grant("edges_leg", "SELECT"),
        Grant("edges_edgestep", "SELECT"),
        StaffGrant("edges_edge", "INSERT, UPDATE (state, confirmed_at), DELETE"),
        StaffGrant("edges_leg", "INSERT, DELETE"),
        StaffGrant("edges_edgestep", "DELETE"),
        OwnerRows("edges_edge", using=OURS_OR_MINE),
        OwnerRows("edges_leg", using=OF_SEEN_EDGES),
        OwnerRows("edges_edgestep", using=OF_SEEN_EDGES),
        *[Grant(table, "SELECT, INSERT, UPDATE, DELETE") for table in MINE],
        *[OwnerRows(table) for table in MINE],
    ]
