"""What is known of a digital signature once checked, and whether its issuer is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

#: what is wrong with a signature
BROKEN, CHANGED, NOT_TRUE, EXTENDED, SWAPPED, EXPIRED = "broken", "changed", "not_true", "extended", "swapped", "expired"
#: what else may be wrong with one of an e-invoice
WEAK, PARTIAL, OTHER, NOT_OFFICE, MISSING = "weak", "partial", "other", "not_office", "missing"
#: how far its certificate leads
TRUSTED, UNKNOWN = "trusted", "unknown"
#: a file stamped as a whole
STAMPED = "stamp"
#: for whom an e-invoice keeps the place in which a signature stands
SELLER, BUYER, TAX = "seller", "buyer", "tax"
LONGEST_CHAIN = 8
#: how a certificate names the taxpayer whom it stands for, in its user id or serial number
TAXPAYER = re.compile(r"\s*MST\s*[:=]?\s*(\d{10}(?:-?\d{3})?|\d{12})\s*", re.I)


@dataclass(frozen=True)
class Signature:
    """One signature as checked. `problem` empty means it holds; `chain` says whether the issuer is one that is trusted here.

    `changed`: the file differs from what was signed; `extended`: what the file shows was added to after signing (further
    signatures and their evidence are not: a contract has two signers); `not_true`: the certificate's key did not make it;
    `swapped`: it names another certificate; `expired`: outside the certificate's days; `weak`: made with what can be forged;
    `partial`: it is over something else than the one invoice of its file; `other`: its certificate is of another taxpayer
    than the seller; `not_office`: a party to the sale signed in the tax office's place; `missing`: the seller has not signed.

    `stamped`: the time was proved by a time stamp authority that is trusted here and not only told by the signer; `profile` is
    `stamp` where the file itself was stamped. `place`: where it stands in an e-invoice; `tax_id`: what its certificate names.
    """

    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    profile: str = ""
    chain: str = UNKNOWN
    problem: str = ""
    stamped: bool = False
    place: str = ""
    tax_id: str = ""

    def plain(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        return {"signer": self.signer, "organisation": self.organisation, "issuer": self.issuer, "serial": self.serial, "profile": self.profile,
                "chain": self.chain, "problem": self.problem, "stamped": self.stamped, "signed_at": self.signed_at.isoformat() if self.signed_at else "",
                "place": self.place, "tax_id": self.tax_id}


def described(certificate: x509.Certificate) -> dict[str, str]:
    """What a certificate says of its holder and issuer, by the names of `Signature`."""
    subject = certificate.subject
    return {"signer": _named(subject, NameOID.COMMON_NAME), "organisation": _named(subject, NameOID.ORGANIZATION_NAME),
            "issuer": _named(certificate.issuer, NameOID.COMMON_NAME), "serial": f"{certificate.serial_number:X}", "tax_id": _tax_id(subject)}


def _named(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _tax_id(subject: x509.Name) -> str:
    """The tax identification number in `UID=MST:…`, as Vietnamese authorities write it; empty when none is named."""
    told = [TAXPAYER.fullmatch(str(one.value)) for oid in (NameOID.USER_ID, NameOID.SERIAL_NUMBER) for one in subject.get_attributes_for_oid(oid)]
    return next((found[1] for found in told if found), "")


def inside(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether this moment lies within the certificate's days."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def chain(certificate: x509.Certificate, others: Iterable[x509.Certificate], roots: tuple[x509.Certificate, ...]) -> str:
    """Whether certificate after certificate leads to a root that is trusted here."""
    here, pool = certificate, (*roots, *others)
    for _ in range(LONGEST_CHAIN):
        if any(here == root for root in roots):
            return TRUSTED
        issuer = next((one for one in pool if one != here and _issued(here, one)), None)
        if issuer is None:
            return UNKNOWN
        here = issuer
    return UNKNOWN


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether this issuer may issue certificates and has issued this one."""
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return True


def roots_in(folder: Path) -> list[x509.Certificate]:
    """The trusted issuers kept as PEM files in a folder; none when there is no such folder."""
    found: list[x509.Certificate] = []
    for path in sorted(folder.glob("*.pem")) if folder.is_dir() else ():
        found += x509.load_pem_x509_certificates(path.read_bytes())
    return found
