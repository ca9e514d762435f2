"""What whoever published a revision confirmed of it: how much turns in a channel on a day."""

import django.db.models.deletion
from django.db import migrations, models


GUARDS = """
CREATE TRIGGER confirmation_is_never_edited BEFORE UPDATE ON registry_confirmation
    FOR EACH ROW EXECUTE FUNCTION public.aval_close_once();
CREATE TRIGGER confirmation_is_never_deleted BEFORE DELETE ON registry_confirmation
    FOR EACH ROW EXECUTE FUNCTION public.aval_refuse();
CREATE TRIGGER confirmation_is_never_emptied BEFORE TRUNCATE ON registry_confirmation FOR EACH STATEMENT
    WHEN (coalesce(current_setting('aval.disposable', true), '') <> 'on') EXECUTE FUNCTION public.aval_refuse();
CREATE TRIGGER confirmation_is_entered_under_the_open_revision BEFORE INSERT ON registry_confirmation
    FOR EACH ROW EXECUTE FUNCTION public.aval_enter_under_open_revision('revision_id');
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_requests")]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
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
                ("day", models.DateField(verbose_name="day")),
                ("turned", models.PositiveIntegerField(verbose_name="records that turn")),
                ("dropped", models.PositiveIntegerField(verbose_name="records that are dropped")),
                ("of", models.PositiveIntegerField(verbose_name="records before")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="registry.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation",
                "verbose_name_plural": "confirmations",
                "ordering": ("revision", "day", "organisation", "device_class"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "organisation", "device_class", "day"),
                        name="channel_is_confirmed_once_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "device_class__in",
                                ["professional_phone", "professional_tablet", "workstation", "personal_device"],
                            )
                        ),
                        name="confirmation_device_is_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
