"""The tables: Django models and migrations, nothing else."""

from thongquan.models.access import ApiKey, Deputy, Grant, LookUp, OneTimeLink, SavedFilter, User
from thongquan.models.assessment import ChannelRuleVersion
from thongquan.models.crossing import (
    AgencyTick,
    BulkFile,
    Crossing,
    DeclarationDocument,
    DeclarationRequest,
    PhysicalCheck,
    PlateHold,
    SavedTrip,
    VehicleDeclaration,
    Violation,
)
from thongquan.models.document import Document
from thongquan.models.gate import AdmissionReview, Scan
from thongquan.models.notice import ChannelChoice, Dispatch, Notice
from thongquan.models.party import CraftRecord, DriverRecord, Mandate, Party
from thongquan.models.passes import Pass, PassKey, PublicLink
from thongquan.models.permit import TransportPermit
from thongquan.models.place import Gate, GateDay, Lane, Unit
from thongquan.models.trail import (
    AuditCheckpoint,
    AuditEvent,
    AuditLeaf,
    AuditPending,
    AuditPrivate,
    IdempotentAnswer,
)

__all__ = [
    "AdmissionReview", "AgencyTick", "ApiKey", "AuditCheckpoint", "AuditEvent", "AuditLeaf", "AuditPending",
    "AuditPrivate", "BulkFile", "ChannelChoice", "ChannelRuleVersion", "CraftRecord", "Crossing",
    "DeclarationDocument", "DeclarationRequest", "Deputy", "Dispatch", "Document", "DriverRecord",
    "Gate", "GateDay", "Grant", "IdempotentAnswer", "Lane", "LookUp", "Mandate", "Notice",
    "OneTimeLink", "Party", "Pass", "PassKey", "PhysicalCheck", "PlateHold", "PublicLink",
    "SavedFilter", "SavedTrip", "Scan", "TransportPermit", "Unit", "User", "VehicleDeclaration", "Violation",
]
