"""Populations of public folders: databases of the directory, mail folders of the cloud."""

from typing import TYPE_CHECKING

from analyzer.engine.configuration import exported, found_objects
from analyzer.engine.populations import Population, population

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@population("public_folder_databases")
def public_folder_databases(estate: "Estate") -> Population:
    """Databases of legacy public folders."""
    return found_objects(estate, "msExchPublicMDB")


@population("cloud_mail_public_folders")
def cloud_mail_public_folders(estate: "Estate") -> Population:
    """Mail-enabled public folders that Exchange Online lists."""
    return exported(estate, "cloud.public_folder", "Get-MailPublicFolder of Exchange Online")
