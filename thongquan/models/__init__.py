"""The tables: Django models and migrations, nothing else."""

from thongquan.models.access import ApiKey, Deputy, Grant, LookUp, OneTimeLink, SavedFilter, User
from thongquan.models.assessment import (
    ChannelRuleVersion,
    EntityEntry,
    EntityList,
    GoodsProfile,
    LaneBudget,
    Selection,
    TraderGrade,
)
from thongquan.models.assignment import (
    Absence,
    AssignmentRuleVersion,
    Availability,
    CaseHat,
    Draw,
    DrawCommitment,
    DrawEpoch,
    DrawNonce,
    DrawParty,
    DrawRoster,
    Interest,
    OfficeDay,
    OfficeHours,
    OfficerShift,
    OfficerSkill,
    Reassignment,
    Task,
)
from thongquan.models.clearance import AgencyLane, Passage, Slip
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
from thongquan.models.declaration import (
    GoodsDecision,
    GoodsDeclaration,
    GoodsDocument,
    GoodsFinding,
    GoodsLine,
    GoodsRequest,
    GoodsTemplate,
    QuestionCheck,
)
from thongquan.models.document import Document
from thongquan.models.duty import ExchangeRate, TariffEdition, TariffRow
from thongquan.models.gate import AdmissionReview, Scan, Weighing
from thongquan.models.inspection import ImageReading, InspectionEvidence, InspectionFinding, InspectionOrder, InspectionSite, SealStock
from thongquan.models.licence import (
    AgencyLink,
    InboxMessage,
    Licence,
    LicenceCheck,
    LicenceLine,
    OutboxMessage,
    WriteOff,
)
from thongquan.models.notice import ChannelChoice, Dispatch, Notice
from thongquan.models.party import CraftRecord, DriverRecord, Mandate, Party
from thongquan.models.passes import Pass, PassKey, PublicLink
from thongquan.models.payment import Guarantee, GuaranteeUse, Payment, PaymentOrder
from thongquan.models.permit import TransportPermit
from thongquan.models.place import Gate, GateDay, Lane, Unit
from thongquan.models.review import CheckLabel, RevenueTarget, ReviewCase
from thongquan.models.risk import RiskLine, RiskModel, RiskModelFile, RiskReading, RiskResult, RiskScore, RiskSum, RiskTrip
from thongquan.models.trail import (
    AuditCheckpoint,
    AuditEvent,
    AuditLeaf,
    AuditPending,
    AuditPrivate,
    IdempotentAnswer,
)

__all__ = [
    "Absence", "AdmissionReview", "AgencyLane", "AgencyLink", "AgencyTick", "ApiKey", "AssignmentRuleVersion", "AuditCheckpoint",
    "AuditEvent", "AuditLeaf", "AuditPending", "AuditPrivate", "Availability", "BulkFile", "CaseHat", "ChannelChoice",
    "ChannelRuleVersion", "CheckLabel", "CraftRecord", "Crossing", "DeclarationDocument", "DeclarationRequest",
    "Deputy", "Dispatch", "Document", "Draw", "DrawCommitment", "DrawEpoch", "DrawNonce", "DrawParty", "DrawRoster",
    "DriverRecord", "EntityEntry", "EntityList", "ExchangeRate", "Gate", "GateDay", "GoodsDecision",
    "GoodsDeclaration", "GoodsDocument", "GoodsFinding", "GoodsLine", "GoodsProfile", "GoodsRequest", "GoodsTemplate",
    "Grant", "Guarantee", "GuaranteeUse", "IdempotentAnswer", "ImageReading", "InboxMessage", "InspectionEvidence",
    "InspectionFinding", "InspectionOrder", "InspectionSite", "Interest", "Lane", "LaneBudget", "Licence",
    "LicenceCheck", "LicenceLine", "LookUp", "Mandate", "Notice", "OfficeDay", "OfficeHours", "OfficerShift",
    "OfficerSkill", "OneTimeLink", "OutboxMessage", "Party", "Pass", "PassKey", "Passage", "Payment", "PaymentOrder",
    "PhysicalCheck", "PlateHold", "PublicLink", "QuestionCheck", "Reassignment", "RevenueTarget", "ReviewCase", "RiskLine", "RiskModel",
    "RiskModelFile", "RiskReading", "RiskResult", "RiskScore", "RiskSum", "RiskTrip", "SavedFilter", "SavedTrip", "Scan", "SealStock",
    "Selection", "Slip", "TariffEdition", "TariffRow", "Task", "TraderGrade", "TransportPermit", "Unit", "User", "VehicleDeclaration",
    "Violation", "Weighing", "WriteOff",
]
