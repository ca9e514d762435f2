import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("day", models.DateField(verbose_name="day")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("why", models.TextField(verbose_name="why")),
                ("why_language", models.CharField(max_length=2, verbose_name="language of the reason")),
                (
                    "contents",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="contents"),
                ),
                (
                    "effect",
                    models.CharField(
                        help_text="The digest of what turned, as whoever published it saw it.",
                        max_length=64,
                        verbose_name="effect",
                    ),
                ),
                ("previous_digest", models.CharField(blank=True, max_length=64, verbose_name="previous digest")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="digest")),
                (
                    "authored_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="authored by",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="revision_says_why"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="revision_counts_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("measure", "Measure"),
                            ("circular", "Circular"),
                            ("advice", "Advice"),
                            ("statement", "Statement"),
                            ("press_report", "Press report"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "jurisdiction",
                    models.CharField(
                        choices=[
                            ("FR", "France"),
                            ("EU", "European Union"),
                            ("BE", "Belgium"),
                            ("CA", "Canada"),
                            ("CN", "China"),
                            ("GB", "United Kingdom"),
                            ("NO", "Norway"),
                            ("SG", "Singapore"),
                            ("US", "United States"),
                        ],
                        max_length=2,
                        verbose_name="jurisdiction",
                    ),
                ),
                ("title_fr", models.CharField(max_length=250, verbose_name="title (French)")),
                ("title_en", models.CharField(max_length=250, verbose_name="title (English)")),
                ("issuer_fr", models.CharField(max_length=250, verbose_name="issuer (French)")),
                ("issuer_en", models.CharField(max_length=250, verbose_name="issuer (English)")),
                ("speaker", models.CharField(blank=True, max_length=150, verbose_name="speaker")),
                (
                    "speaker_role_fr",
                    models.CharField(blank=True, max_length=250, verbose_name="role of the speaker (French)"),
                ),
                (
                    "speaker_role_en",
                    models.CharField(blank=True, max_length=250, verbose_name="role of the speaker (English)"),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "date_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "To the month")],
                        default="day",
                        max_length=5,
                        verbose_name="precision of the date",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="takes effect on")),
                ("comply_by", models.DateField(blank=True, null=True, verbose_name="comply by")),
                ("scope_fr", models.TextField(blank=True, verbose_name="scope (French)")),
                ("scope_en", models.TextField(blank=True, verbose_name="scope (English)")),
                ("summary_fr", models.TextField(verbose_name="summary (French)")),
                ("summary_en", models.TextField(verbose_name="summary (English)")),
                (
                    "mark_fr",
                    models.CharField(
                        help_text="What was seen, and what was not.",
                        max_length=250,
                        verbose_name="how far it was verified (French)",
                    ),
                ),
                ("mark_en", models.CharField(max_length=250, verbose_name="how far it was verified (English)")),
                (
                    "changed_in",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_announcements",
                        to="registry.revision",
                        verbose_name="changed in",
                    ),
                ),
                (
                    "published_in",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_announcements",
                        to="registry.revision",
                        verbose_name="published in",
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["measure", "circular", "advice", "statement", "press_report"])
                        ),
                        name="announcement_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comply_by", None),
                            ("effective_on", None),
                            ("comply_by__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="announcement_deadline_follows_its_effect",
                        violation_error_message="The deadline cannot be before the notice takes effect.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed_in", None), ("published_in", None)),
                            models.Q(("changed_in__isnull", False), ("published_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="announcement_is_published_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                ("name_fr", models.CharField(max_length=200, verbose_name="name (French)")),
                ("name_en", models.CharField(max_length=200, verbose_name="name (English)")),
                ("description_fr", models.TextField(blank=True, verbose_name="description (French)")),
                ("description_en", models.TextField(blank=True, verbose_name="description (English)")),
                (
                    "sort_key_fr",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_fr"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "sort_key_en",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_en"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "changed_in",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_%(class)ss",
                        to="registry.revision",
                        verbose_name="changed in",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
            },
        ),
        migrations.CreateModel(
            name="CategoryPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty for a correction: it holds since always.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="registry.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.category",
                        verbose_name="below",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a category",
                "verbose_name_plural": "places of categories",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("category")), _negated=True), _connector="OR"
                        ),
                        name="category_is_not_below_itself",
                        violation_error_message="A category cannot stand below itself.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                ("name_fr", models.CharField(max_length=250, verbose_name="name (French)")),
                ("name_en", models.CharField(max_length=250, verbose_name="name (English)")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "siren",
                    models.CharField(
                        blank=True,
                        help_text="Nine digits; several ministries have none of their own.",
                        max_length=9,
                        verbose_name="SIREN",
                    ),
                ),
                (
                    "siren_evidence_fr",
                    models.CharField(blank=True, max_length=250, verbose_name="evidence of the SIREN (French)"),
                ),
                (
                    "siren_evidence_en",
                    models.CharField(blank=True, max_length=250, verbose_name="evidence of the SIREN (English)"),
                ),
                ("note_fr", models.TextField(blank=True, verbose_name="note (French)")),
                ("note_en", models.TextField(blank=True, verbose_name="note (English)")),
                (
                    "sort_key_fr",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_fr"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "sort_key_en",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name_en"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "changed_in",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_%(class)ss",
                        to="registry.revision",
                        verbose_name="changed in",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("siren", ""), ("siren__regex", "^\\d{9}$"), _connector="OR"),
                        name="organisation_siren_has_nine_digits",
                        violation_error_message="A SIREN has nine digits.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day without it; empty takes the end back.",
                        null=True,
                        verbose_name="ends on",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ends",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="successor",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "end of an organisation",
                "verbose_name_plural": "ends of organisations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor", None),
                            models.Q(("successor", models.F("organisation")), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_is_not_its_own_successor",
                        violation_error_message="An organisation cannot be its own successor.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("successor", None), ("ends_on__isnull", False), _connector="OR"),
                        name="successor_follows_an_end",
                        violation_error_message="A successor takes over on a day: give the day of the end.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty for a correction: it holds since always.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="seated below",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat of an organisation",
                "verbose_name_plural": "seats of organisations",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("parent", None)),
                        fields=("parent",),
                        name="one_organisation_is_the_root",
                        nulls_distinct=False,
                        violation_error_message="The registry has its root already: say below which organisation this one stands.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("organisation")), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_is_not_below_itself",
                        violation_error_message="An organisation cannot stand below itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("why", models.TextField(verbose_name="why")),
                ("why_language", models.CharField(max_length=2, verbose_name="language of the reason")),
                (
                    "contents",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="contents"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn by its author"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("drafted_at", models.DateTimeField(editable=False, verbose_name="drafted at")),
                ("edited_at", models.DateTimeField(editable=False, verbose_name="last edited at")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="submitted at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                ("rejection", models.TextField(blank=True, editable=False, verbose_name="reason of the rejection")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
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
                    "edited_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="last edited by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="submitted by",
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ("-edited_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "published", "rejected", "withdrawn"])),
                        name="proposal_state_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="proposal_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("submitted_at", None),
                                ("submitted_by", None),
                                models.Q(("state", "submitted"), _negated=True),
                            ),
                            models.Q(
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                                models.Q(("state", "draft"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submission_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", None), ("state__in", ("draft", "submitted"))),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                ("state__in", ("published", "rejected", "withdrawn")),
                            ),
                            _connector="OR",
                        ),
                        name="closing_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), models.Q(("rejection", ""), _negated=True)),
                            models.Q(models.Q(("state", "rejected"), _negated=True), ("rejection", "")),
                            _connector="OR",
                        ),
                        name="rejection_says_why",
                        violation_error_message="Say why you reject it: its author has to know what to change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            ("closed_by", models.F("author")),
                            _connector="OR",
                        ),
                        name="only_its_author_withdraws_a_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revision__isnull", False), ("state", "published")),
                            models.Q(models.Q(("state", "published"), _negated=True), ("revision", None)),
                            _connector="OR",
                        ),
                        name="published_proposal_has_its_revision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="ISO 3166-1 alpha-2, e.g. FR.", max_length=2, verbose_name="country"
                    ),
                ),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "changed_in",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_%(class)ss",
                        to="registry.revision",
                        verbose_name="changed in",
                    ),
                ),
            ],
            options={
                "verbose_name": "publisher",
                "verbose_name_plural": "publishers",
                "ordering": ("sort_key", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"),
                        name="publisher_country_is_two_letters",
                        violation_error_message="A country is given by its two capital letters.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublisherIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                ("value", models.CharField(max_length=250, verbose_name="value")),
                (
                    "evidence_fr",
                    models.CharField(
                        help_text="Where the value was read: a file, a page, a device.",
                        max_length=250,
                        verbose_name="evidence (French)",
                    ),
                ),
                ("evidence_en", models.CharField(max_length=250, verbose_name="evidence (English)")),
                ("verified_on", models.DateField(verbose_name="verified on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("apple_team_id", "Apple team"),
                            ("windows_publisher_dn", "Windows publisher name"),
                            ("certificate_sha256", "Signing certificate (SHA-256)"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="registry.publisher",
                        verbose_name="publisher",
                    ),
                ),
                (
                    "known_until",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired_%(class)ss",
                        to="registry.revision",
                        verbose_name="known until",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "identifier of a publisher",
                "verbose_name_plural": "identifiers of publishers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("kind", "value"),
                        name="publisher_identifier_belongs_to_one",
                        violation_error_message="A publisher has this identifier already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["apple_team_id", "windows_publisher_dn", "certificate_sha256"])
                        ),
                        name="publisher_identifier_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("revision")), _connector="OR"
                        ),
                        name="publisher_identifier_is_retired_after_it_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "language",
                    models.CharField(help_text="BCP 47, e.g. fr or en.", max_length=10, verbose_name="language"),
                ),
                (
                    "fidelity",
                    models.CharField(
                        choices=[
                            ("original", "Original wording"),
                            ("translation", "Translation"),
                            ("as_reported", "As reported by the press"),
                        ],
                        max_length=12,
                        verbose_name="fidelity",
                    ),
                ),
                ("note_fr", models.CharField(blank=True, max_length=250, verbose_name="note (French)")),
                ("note_en", models.CharField(blank=True, max_length=250, verbose_name="note (English)")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="registry.announcement",
                        verbose_name="announcement",
                    ),
                ),
            ],
            options={
                "verbose_name": "quote",
                "verbose_name_plural": "quotes",
                "ordering": ("place", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")),
                        name="quote_language_is_a_tag",
                        violation_error_message="A language is given by its tag, e.g. fr or en.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fidelity__in", ["original", "translation", "as_reported"])),
                        name="quote_fidelity_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="registry.announcement",
                        verbose_name="announcement",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ("place", "id"),
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        help_text="Separated by commas.",
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                ("description_fr", models.TextField(blank=True, verbose_name="description (French)")),
                ("description_en", models.TextField(blank=True, verbose_name="description (English)")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="aval_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="registry.publisher",
                        verbose_name="publisher",
                    ),
                ),
                (
                    "changed_in",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_%(class)ss",
                        to="registry.revision",
                        verbose_name="changed in",
                    ),
                ),
            ],
            options={
                "verbose_name": "application",
                "verbose_name_plural": "applications",
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="application_by_name"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["sort_key"], name="application_by_likeness", opclasses=("gin_trgm_ops",)
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty for a correction: it holds since always.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of an application",
                "verbose_name_plural": "places of applications",
            },
        ),
        migrations.CreateModel(
            name="BaselineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("management_agent", "Management agent"),
                            ("settings", "Settings"),
                            ("telephone", "Telephone"),
                            ("sign_in", "Sign-in"),
                            ("other", "Other essential application"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="baseline_entries",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="baseline",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "known_until",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired_%(class)ss",
                        to="registry.revision",
                        verbose_name="known until",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "baseline application",
                "verbose_name_plural": "baseline applications",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("organisation", "application"),
                        name="baseline_lists_an_application_once",
                        violation_error_message="This application is in the baseline already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["management_agent", "settings", "telephone", "sign_in", "other"])
                        ),
                        name="baseline_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("revision")), _connector="OR"
                        ),
                        name="baseline_is_retired_after_it_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("text", models.TextField(verbose_name="comment")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="registry.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ("at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "device_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("professional_phone", "Professional phone"),
                                ("professional_tablet", "Professional tablet"),
                                ("workstation", "Workstation"),
                                ("personal_device", "Personal device"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="devices",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("conditional", "Approved with conditions"),
                            ("prohibited", "Prohibited"),
                            ("under_review", "Under review"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("conditions_fr", models.TextField(blank=True, verbose_name="conditions (French)")),
                ("conditions_en", models.TextField(blank=True, verbose_name="conditions (English)")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it is no longer in force.",
                        null=True,
                        verbose_name="expires on",
                    ),
                ),
                (
                    "comply_by",
                    models.DateField(
                        blank=True,
                        help_text="The last day by which devices must comply.",
                        null=True,
                        verbose_name="comply by",
                    ),
                ),
                ("rationale_fr", models.TextField(verbose_name="rationale (French)")),
                ("rationale_en", models.TextField(verbose_name="rationale (English)")),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        help_text="The published notice on which the decision rests.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="registry.announcement",
                        verbose_name="basis",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="registry.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "derogates",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derogations",
                        to="registry.decision",
                        verbose_name="derogates from",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "indexes": [
                    models.Index(fields=["application", "organisation"], name="decision_on_application"),
                    models.Index(fields=["category", "organisation"], name="decision_on_category"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", False), ("category", None)),
                            models.Q(("application", None), ("category__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_rules_on_one_target",
                        violation_error_message="A decision rules on an application or on a category: choose one of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("device_classes__len__gt", 0),
                            (
                                "device_classes__contained_by",
                                ["professional_phone", "professional_tablet", "workstation", "personal_device"],
                            ),
                        ),
                        name="decision_covers_known_devices",
                        violation_error_message="Choose at least one kind of device.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["approved", "conditional", "prohibited", "under_review"])),
                        name="decision_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "conditional"),
                                models.Q(("conditions_fr", ""), _negated=True),
                                models.Q(("conditions_en", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("outcome", "conditional"), _negated=True),
                                ("conditions_en", ""),
                                ("conditions_fr", ""),
                            ),
                            _connector="OR",
                        ),
                        name="decision_states_its_conditions",
                        violation_error_message="State the conditions, in both languages, where the outcome is “approved with conditions”, and only there.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None), ("expires_on__gt", models.F("effective_on")), _connector="OR"
                        ),
                        name="decision_expires_after_it_takes_effect",
                        violation_error_message="A decision must expire after the day on which it takes effect.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comply_by", None),
                            models.Q(
                                ("comply_by__gte", models.F("effective_on")),
                                models.Q(
                                    ("expires_on", None), ("comply_by__lt", models.F("expires_on")), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="decision_deadline_lies_within_it",
                        violation_error_message="The deadline must lie within the days on which the decision is in force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comply_by", None), ("outcome__in", ("prohibited", "conditional")), _connector="OR"
                        ),
                        name="deadline_is_for_a_restriction",
                        violation_error_message="Only a prohibition or a condition has a deadline.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("derogates", None),
                            models.Q(("expires_on__isnull", False), ("outcome__in", ("approved", "conditional"))),
                            _connector="OR",
                        ),
                        name="derogation_loosens_and_ends",
                        violation_error_message="A derogation approves, with or without conditions, and always has an end.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DefaultRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty for a correction: it holds since always.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("allow", "Unlisted applications are allowed"),
                            ("deny", "Unlisted applications are denied"),
                        ],
                        help_text="Empty inherits the rule of the organisation above.",
                        max_length=5,
                        verbose_name="rule for unlisted applications",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="default_rules",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "default rule",
                "verbose_name_plural": "default rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule__in", ("", "allow", "deny"))),
                        name="default_rule_allows_denies_or_inherits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                ("value", models.CharField(max_length=250, verbose_name="value")),
                (
                    "evidence_fr",
                    models.CharField(
                        help_text="Where the value was read: a file, a page, a device.",
                        max_length=250,
                        verbose_name="evidence (French)",
                    ),
                ),
                ("evidence_en", models.CharField(max_length=250, verbose_name="evidence (English)")),
                ("verified_on", models.DateField(verbose_name="verified on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("android_package", "Android package"),
                            ("android_signing_cert_sha256", "Android signing certificate (SHA-256)"),
                            ("ios_bundle_id", "iOS bundle identifier"),
                            ("app_store_id", "App Store number"),
                            ("macos_bundle_id", "macOS bundle identifier"),
                            ("apple_signing_id", "Apple signing identifier"),
                            ("apple_cdhash", "Apple code directory hash"),
                            ("binary_sha256", "Binary (SHA-256)"),
                            ("windows_package_name", "Windows package name"),
                            ("windows_package_family_name", "Windows package family name"),
                            ("windows_program_name", "Windows program name"),
                            ("windows_upgrade_code", "Windows upgrade code"),
                            ("deb_package", "Debian package"),
                            ("rpm_package", "RPM package"),
                            ("flatpak_id", "Flatpak identifier"),
                            ("snap_name", "Snap name"),
                            ("homebrew_cask", "Homebrew cask"),
                            ("chromium_extension_id", "Chromium extension"),
                            ("firefox_extension_id", "Firefox extension"),
                            ("dns_domain", "Internet domain"),
                            ("url_pattern", "Web address"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        help_text="The publisher's name in the certificate that signs a Windows package.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.publisheridentifier",
                        verbose_name="signed by",
                    ),
                ),
                (
                    "known_until",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retired_%(class)ss",
                        to="registry.revision",
                        verbose_name="known until",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "identifier",
                "verbose_name_plural": "identifiers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("kind", "value"),
                        name="identifier_belongs_to_one_application",
                        violation_error_message="An application has this identifier already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "android_package",
                                    "android_signing_cert_sha256",
                                    "ios_bundle_id",
                                    "app_store_id",
                                    "macos_bundle_id",
                                    "apple_signing_id",
                                    "apple_cdhash",
                                    "binary_sha256",
                                    "windows_package_name",
                                    "windows_package_family_name",
                                    "windows_program_name",
                                    "windows_upgrade_code",
                                    "deb_package",
                                    "rpm_package",
                                    "flatpak_id",
                                    "snap_name",
                                    "homebrew_cask",
                                    "chromium_extension_id",
                                    "firefox_extension_id",
                                    "dns_domain",
                                    "url_pattern",
                                ],
                            )
                        ),
                        name="identifier_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("revision")), _connector="OR"
                        ),
                        name="identifier_is_retired_after_it_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("editor", "Editor: proposes"),
                            ("approver", "Approver: publishes or rejects what others propose"),
                            ("auditor", "Auditor: sees everything, everywhere, and changes nothing"),
                        ],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ("organisation", "user", "role"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "organisation", "role"),
                        name="member_holds_a_role_once",
                        violation_error_message="This user holds this role there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["editor", "approver", "auditor"])), name="member_role_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinimumVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "version",
                    models.CharField(
                        help_text="Numbers with dots; on Android the version code.",
                        max_length=50,
                        verbose_name="minimum version",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minimum_versions",
                        to="registry.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "identifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.identifier",
                        verbose_name="identifier",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "minimum version",
                "verbose_name_plural": "minimum versions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "identifier"),
                        name="decision_sets_one_minimum_per_identifier",
                        violation_error_message="The decision sets a minimum version for this identifier already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__regex", "^\\d{1,18}(\\.\\d{1,18}){0,5}$")),
                        name="minimum_version_is_dotted_numbers",
                        violation_error_message="A version is numbers with dots, e.g. 7.1.10.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="valid")),
                ("revision_from", models.PositiveIntegerField(verbose_name="known from")),
                ("revision_to", models.PositiveIntegerField(default=2147483647, verbose_name="known until")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("conditional", "Approved with conditions"),
                            ("prohibited", "Prohibited"),
                            ("under_review", "Under review"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        help_text="The one cited.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="registry.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "indexes": [
                    models.Index(fields=["revision_from"], name="verdict_opened_in"),
                    models.Index(fields=["revision_to"], name="verdict_closed_in"),
                    models.Index(
                        fields=["organisation", "device_class", "application", "revision_to"],
                        name="verdict_for_reading",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
                            (models.F("application"), "="),
                            (models.F("organisation"), "="),
                            (models.F("device_class"), "="),
                            (models.F("valid"), "&&"),
                            (
                                models.Func(
                                    models.F("revision_from"),
                                    models.F("revision_to"),
                                    models.Value("[)"),
                                    function="int4range",
                                ),
                                "&&",
                            ),
                        ),
                        name="one_verdict_holds_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="verdict_holds_on_some_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision_to__gt", models.F("revision_from"))),
                        name="verdict_is_known_for_a_while",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "device_class__in",
                                ["professional_phone", "professional_tablet", "workstation", "personal_device"],
                            )
                        ),
                        name="verdict_device_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["approved", "conditional", "prohibited", "under_review"])),
                        name="verdict_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerdictReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place")),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("holds", "Holds"),
                            ("outweighed", "Outweighed by a ruling that takes precedence"),
                            ("displaced", "Displaced by a nearer or later ruling of the same organisation"),
                            ("set_aside", "Set aside by a derogation"),
                            ("stepped_aside", "Steps aside: an assessment yields to a ruling"),
                        ],
                        max_length=13,
                        verbose_name="fate",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.decision",
                        verbose_name="because of",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reasons",
                        to="registry.verdict",
                        verbose_name="verdict",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason",
                "verbose_name_plural": "reasons",
                "ordering": ("place",),
                "constraints": [
                    models.UniqueConstraint(fields=("verdict", "place"), name="reason_has_one_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fate__in", ["holds", "outweighed", "displaced", "set_aside", "stepped_aside"])
                        ),
                        name="reason_fate_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", None), ("fate", "holds")),
                            models.Q(models.Q(("fate", "holds"), _negated=True), ("by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ruling_set_aside_says_by_which",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                ("place", models.PositiveIntegerField(editable=False, verbose_name="place in its revision")),
                (
                    "ends_on",
                    models.DateField(
                        help_text="The first day on which the decision is no longer in force.", verbose_name="ends on"
                    ),
                ),
                ("reason_fr", models.TextField(verbose_name="reason (French)")),
                ("reason_en", models.TextField(verbose_name="reason (English)")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="registry.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
                "indexes": [models.Index(fields=["decision", "ends_on"], name="withdrawal_by_end")],
            },
        ),
        migrations.CreateModel(
            name="AnnouncedApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public id")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("named_in_text", "Named in the text"),
                            ("named_by_press", "Named by the issuer, according to the press"),
                            ("inferred_from_category", "Inferred from the category by the registry"),
                        ],
                        max_length=25,
                        verbose_name="provenance",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("prohibits", "Prohibits"),
                            ("advises_against", "Advises against"),
                            ("requires", "Requires"),
                            ("outside", "Leaves outside its scope"),
                            ("mentions", "Mentions"),
                        ],
                        max_length=20,
                        verbose_name="stance",
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announced_applications",
                        to="registry.announcement",
                        verbose_name="announcement",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announced",
                        to="registry.application",
                        verbose_name="application",
                    ),
                ),
            ],
            options={
                "verbose_name": "application concerned",
                "verbose_name_plural": "applications concerned",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("announcement", "application"),
                        name="announcement_concerns_an_application_once",
                        violation_error_message="The announcement lists this application already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provenance__in", ["named_in_text", "named_by_press", "inferred_from_category"])
                        ),
                        name="provenance_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stance__in", ["prohibits", "advises_against", "requires", "outside", "mentions"])
                        ),
                        name="stance_is_known",
                    ),
                ],
            },
        ),
    ]
