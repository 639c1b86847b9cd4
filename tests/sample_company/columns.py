"""The columns of each export, and what an ordinary object shows in those that no story touches."""

from sample_company.truth import Attributes

_FALSE = """
AntispamBypassEnabled CalendarRepairDisabled CalendarVersionStoreDisabled ComplianceTagHoldApplied
DelayHoldApplied DowngradeHighPriorityMessagesEnabled ElcProcessingDisabled HasSnackyAppData HasSpokenName
IncludeInGarbageCollection IsExcludedFromServingHierarchy IsHierarchyReady IsHierarchySyncEnabled
IsInactiveMailbox IsLinked IsMachineToPersonTextMessagingEnabled IsMonitoringMailbox
IsPersonToPersonTextMessagingEnabled IsRootPublicFolderMailbox IsSoftDeletedByDisable IsSoftDeletedByRemove
MessageCopyForSendOnBehalfEnabled MessageCopyForSentAsEnabled QueryBaseDNRestrictionEnabled
ResetPasswordOnNextLogon RetainDeletedItemsUntilBackup RetentionHoldEnabled UMEnabled WasInactiveMailbox
DelayReleaseHoldApplied StickyArchive UnifiedMailbox
"""
_TRUE = """
AuditEnabled ImListMigrationCompleted IsMailboxEnabled MessageTrackingReadStatusEnabled
SingleItemRecoveryEnabled SKUAssigned UseDatabaseQuotaDefaults UseDatabaseRetentionDefaults
AutoExpandingArchiveEnabled
"""
MAILBOX_DEFAULTS: Attributes = {
    **dict.fromkeys(_FALSE.split(), "False"),
    **dict.fromkeys(_TRUE.split(), "True"),
    "AuditAdmin": ["Update", "MoveToDeletedItems", "SoftDelete", "HardDelete", "SendAs", "SendOnBehalf", "Create"],
    "AuditDelegate": ["Update", "MoveToDeletedItems", "SoftDelete", "HardDelete", "SendAs", "SendOnBehalf", "Create"],
    "AuditOwner": ["Update", "MoveToDeletedItems", "SoftDelete", "HardDelete"],
    "DefaultAuditSet": ["Admin", "Delegate", "Owner"],
    "AuditLogAgeLimit": "90.00:00:00",
    "ArchiveStatus": "None",
    "ArchiveState": "None",
    "ArchiveQuota": "110 GB (118,111,600,640 bytes)",
    "ArchiveWarningQuota": "100 GB (107,374,182,400 bytes)",
    "CalendarLoggingQuota": "6 GB (6,442,450,944 bytes)",
    "ExternalOofOptions": "External",
    "IssueWarningQuota": "98 GB (105,226,698,752 bytes)",
    "ProhibitSendQuota": "99 GB (106,300,440,576 bytes)",
    "ProhibitSendReceiveQuota": "100 GB (107,374,182,400 bytes)",
    "RecoverableItemsQuota": "30 GB (32,212,254,720 bytes)",
    "RecoverableItemsWarningQuota": "20 GB (21,474,836,480 bytes)",
    "RulesQuota": "256 KB (262,144 bytes)",
    "MaxReceiveSize": "36 MB (37,748,736 bytes)",
    "MaxSendSize": "35 MB (36,700,160 bytes)",
    "RecipientLimits": "500",
    "RetainDeletedItemsFor": "14.00:00:00",
    "RetentionPolicy": "Default MRM Policy",
    "RoleAssignmentPolicy": "Default Role Assignment Policy",
    "SharingPolicy": "Default Sharing Policy",
    "MailboxPlan": "ExchangeOnlineEnterprise-3f2a1c55",
    "AddressBookPolicy": "",
    "SendModerationNotifications": "Always",
    "LitigationHoldDuration": "Unlimited",
    "ExchangeUserAccountControl": "None",
    "AdminDisplayVersion": "Version 15.20 (Build 9009.7)",
    "ObjectCategory": "NAMPR07A004.PROD.OUTLOOK.COM/Configuration/Schema/Person",
    "ObjectClass": ["top", "person", "organizationalPerson", "user"],
    "Languages": ["en-US"],
    "MaxBlockedSenders": "",
    "MailboxMoveStatus": "None",
    "MailboxMoveFlags": "None",
    # What a session without a helper leaves of a nested list: its type, not its members.
    "MailboxLocations": "System.Collections.ArrayList",
    "PersistedCapabilities": ["BPOS_S_Enterprise"],
    "PoliciesExcluded": ["{26491cfc-9e50-4857-861b-0cb8df22b5d7}"],
}
USER_DEFAULTS: Attributes = {
    **dict.fromkeys(["IsSoftDeletedByDisable", "IsSoftDeletedByRemove", "ComplianceTagHoldApplied"], "False"),
    "MessageFormat": "Mime",
    "MessageBodyFormat": "TextAndHtml",
    "MacAttachmentFormat": "BinHex",
    "UsePreferMessageFormat": "False",
    "UseMapiRichTextFormat": "UseDefaultSettings",
    "MaxRecipientPerMessage": "500",
    "DeliverToMailboxAndForward": "False",
    "LitigationHoldEnabled": "False",
    "SingleItemRecoveryEnabled": "False",
    "SKUAssigned": "False",
    "RecipientLimits": "Unlimited",
    "SamAccountName": "",
    "ObjectClass": ["top", "person", "organizationalPerson", "user"],
}
