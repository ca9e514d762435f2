"""Requests for an assessment, what agents sent, where they want to be told, and the counters of the throttle."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("wanted", models.CharField(max_length=200, verbose_name="name or address, as given")),
                (
                    "device_class",
                    models.CharField(
                        choices=[
                            ("professional_phone", "Professional phone"),
                            ("professional_tablet", "Professional tablet"),
                            ("workstation", "Workstation"),
                            ("personal_device", "Personal device"),
                        ],
                        max_length=20,
                        verbose_name="device",
                    ),
                ),
                ("asked_at", models.DateTimeField(editable=False, verbose_name="first asked")),
                ("taken_up_at", models.DateTimeField(editable=False, null=True, verbose_name="taken up at")),
                (
                    "closing",
                    models.CharField(
                        blank=True,
                        choices=[("answered", "Answered"), ("declined", "Declined")],
                        editable=False,
                        max_length=8,
                        verbose_name="closing",
                    ),
                ),
                ("answer", models.TextField(blank=True, editable=False, verbose_name="answer")),
                (
                    "answer_language",
                    models.CharField(blank=True, editable=False, max_length=2, verbose_name="language of the answer"),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="registry.proposal",
                        verbose_name="proposal",
                    ),
                ),
                (
                    "taken_up_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken up by",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment request",
                "verbose_name_plural": "assessment requests",
                "ordering": ("-asked_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Hour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_at", models.DateTimeField()),
                ("sender", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "hour",
                "verbose_name_plural": "hours",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("begins_at", "sender"), name="hour_counts_a_sender_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("need", models.TextField(verbose_name="need")),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="registry.assessmentrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "ordering": ("sent_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("site", models.CharField(max_length=300)),
                ("kept_until", models.DateTimeField()),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contact", to="registry.submission"
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="assessmentrequest",
            index=models.Index(fields=["organisation", "device_class"], name="request_by_what_it_wants"),
        ),
        migrations.AddConstraint(
            model_name="assessmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted", ""), _negated=True), name="request_names_what_it_wants"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "device_class__in",
                        ["professional_phone", "professional_tablet", "workstation", "personal_device"],
                    )
                ),
                name="request_is_for_a_known_device",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposal", None), ("taken_up_at", None), ("taken_up_by", None)),
                    models.Q(
                        ("proposal__isnull", False), ("taken_up_at__isnull", False), ("taken_up_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="request_taken_up_says_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answer_language", ""),
                        ("closed_at", None),
                        ("closed_by", None),
                        ("closing", ""),
                    ),
                    models.Q(
                        ("answer_language__in", ("fr", "en")),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("closing__in", ["answered", "declined"]),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_closed_says_how_and_when_and_by_whom",
                violation_error_message="Write the answer: whoever asked reads it.",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["sent_at"], name="submission_by_age"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("need", ""), _negated=True), name="submission_says_the_need"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("fr", "en"))), name="submission_is_in_a_known_language"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["kept_until"], name="contact_by_its_end"),
        ),
    ]
