"""Batches and endpoints of migrations, as Exchange Online knows them."""

from typing import TYPE_CHECKING

from analyzer.engine.configuration import exported
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@population("migration_batches")
def migration_batches(estate: "Estate") -> Population:
    """Migration batches of Exchange Online, finished ones too."""
    return exported(estate, "cloud.migration_batch", "Get-MigrationBatch of Exchange Online")


@population("migration_endpoints")
def migration_endpoints(estate: "Estate") -> Population:
    """Migration endpoints of Exchange Online of every type."""
    return exported(estate, "cloud.migration_endpoint", "Get-MigrationEndpoint of Exchange Online")
