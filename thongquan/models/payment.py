"""What is owed and paid: orders, payments by bank, guarantees and their use."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from thongquan.models.declaration import OfDeclaration


class PaymentOrder(OfDeclaration):
    """The tax notice of one declaration's revision: lines by kind of tax; one open order a declaration."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="orders")
    number = models.TextField(unique=True)
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)
    parts = models.JSONField(default=list)
    state = models.TextField(default="open")
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payment_order"
        constraints = [
            models.UniqueConstraint(fields=["declaration"], name="one_open_order", condition=models.Q(state="open")),
            models.CheckConstraint(condition=models.Q(paid__gte=0) & models.Q(paid__lte=models.F("amount")), name="paid_within_amount"),
        ]


class Payment(OfDeclaration):
    """One transfer by one bank for one order; the bank's own reference makes it once only."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="payments")
    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="payments")
    bank = models.TextField()
    bank_reference = models.TextField(default="", blank=True)
    amount = models.BigIntegerField()
    state = models.TextField(default="sent")
    tries = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    receipt = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "payment"
        constraints = [
            models.UniqueConstraint(fields=["bank", "bank_reference"], name="bank_reference_once", condition=~models.Q(bank_reference="")),
            models.UniqueConstraint(fields=["receipt"], name="receipt_once", condition=~models.Q(receipt="")),
        ]


class Guarantee(models.Model):
    """A bank's guarantee for one declarant: its limit and what of it is in use.

    It counts once customs has accepted it (`office_id` is where it was filed, none for those of an earlier edition); a single one
    stands for `for_number` alone. Whoever writes another's number down keeps nobody from it: it is accepted once.
    """

    declarant = models.ForeignKey("thongquan.Party", models.PROTECT, related_name="guarantees")
    number = models.TextField()
    bank = models.TextField()
    limit = models.BigIntegerField()
    used = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField()
    kind = models.TextField(default="general")
    for_number = models.TextField(default="", blank=True)
    state = models.TextField(default="filed")
    office_id = models.BigIntegerField(null=True)
    document_id = models.BigIntegerField(null=True)
    filed_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "guarantee"
        constraints = [
            models.UniqueConstraint(fields=["declarant", "bank", "number"], name="guarantee_filed_once"),
            models.UniqueConstraint(fields=["bank", "number"], name="guarantee_accepted_once", condition=models.Q(state="accepted")),
            models.CheckConstraint(condition=models.Q(used__gte=0) & models.Q(used__lte=models.F("limit")), name="guarantee_not_overdrawn"),
            models.CheckConstraint(condition=~models.Q(state="accepted") | models.Q(filed_by__isnull=True) | (
                models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("filed_by"))), name="guarantee_accepted_by_another"),
        ]
        indexes = [models.Index(fields=["office_id", "state"], name="guarantee_office")]


class GuaranteeUse(OfDeclaration):
    """What one declaration holds of a guarantee, until it is paid."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="guarantee_uses")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="uses")
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "guarantee_use"
        constraints = [models.UniqueConstraint(fields=["declaration"], name="one_guarantee_in_use", condition=models.Q(returned_at__isnull=True))]
