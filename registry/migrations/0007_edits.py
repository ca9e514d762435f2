"""Who wrote a proposal, version by version: none of them publishes it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Who wrote the proposals of before: their author, and whoever edited them last.
WRITTEN = """
INSERT INTO registry_edit (proposal_id, version, by_id, at)
SELECT id, 1, author_id, drafted_at FROM registry_proposal
UNION ALL SELECT id, version, edited_by_id, edited_at FROM registry_proposal WHERE edited_at > drafted_at AND version > 1;
"""

GUARDS = """
CREATE TRIGGER edit_is_never_edited BEFORE UPDATE ON registry_edit
    FOR EACH ROW EXECUTE FUNCTION public.aval_close_once();
CREATE TRIGGER edit_is_never_deleted BEFORE DELETE ON registry_edit
    FOR EACH ROW EXECUTE FUNCTION public.aval_refuse();
CREATE TRIGGER edit_is_never_emptied BEFORE TRUNCATE ON registry_edit FOR EACH STATEMENT
    WHEN (coalesce(current_setting('aval.disposable', true), '') <> 'on') EXECUTE FUNCTION public.aval_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_trail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("at", models.DateTimeField(verbose_name="at")),
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
                        related_name="edits",
                        to="registry.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "edit",
                "verbose_name_plural": "edits",
                "ordering": ("version",),
                "constraints": [models.UniqueConstraint(fields=("proposal", "version"), name="edit_makes_a_version")],
            },
        ),
        migrations.RunSQL(WRITTEN + GUARDS, migrations.RunSQL.noop),
    ]
