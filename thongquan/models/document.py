"""Digital documents: the file, what it is, and what checking it found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Document(models.Model):
    """One uploaded paper, kept once per party and reused; `pages` and thumbnail come from checking."""

    declarant = models.ForeignKey("thongquan.Party", models.PROTECT, related_name="documents")
    office_ids = ArrayField(models.BigIntegerField(), default=list)
    kind = models.TextField()
    number = models.TextField(default="", blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    file_name = models.TextField()
    media_type = models.TextField()
    size = models.IntegerField()
    sha256 = models.TextField()
    pages = models.IntegerField(default=1)
    thumbnail = models.BinaryField(null=True)
    content = models.BinaryField()
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "document"
        indexes = [models.Index(fields=["declarant", "kind"], name="document_kind")]
