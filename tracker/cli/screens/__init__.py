"""Show plans, rules and changes as lines of at most 79 columns: pure, from values and texts."""

from __future__ import annotations

from tracker.cli.screens.added import added
from tracker.cli.screens.carriers import carrier_show, carriers_table, stale_lines
from tracker.cli.screens.chart import chart
from tracker.cli.screens.compare import compare_table, preview
from tracker.cli.screens.contracts import contract_list, contract_show
from tracker.cli.screens.explain import explain
from tracker.cli.screens.lost import lost_first
from tracker.cli.screens.merged import plan_tables
from tracker.cli.screens.services import services_catalogue, services_table
from tracker.cli.screens.table import plan_table
from tracker.cli.screens.upcoming import next_lines, next_piped

__all__ = [
    "added",
    "carrier_show",
    "carriers_table",
    "chart",
    "compare_table",
    "contract_list",
    "contract_show",
    "explain",
    "lost_first",
    "next_lines",
    "next_piped",
    "plan_table",
    "plan_tables",
    "preview",
    "services_catalogue",
    "services_table",
    "stale_lines",
]
