import content.heritage.models.papers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What hung on a published record without waiting edits was public: it counts as approved.
OF_PUBLISHED = [
    f"UPDATE heritage_{act} a SET approved_at = coalesce(r.published_at, now())"
    f" FROM heritage_{record} r WHERE r.id = a.{record}_id AND r.status = 'published'"
    " AND NOT r.pending"
    for act, record in (
        ("decision", "monument"), ("inscription", "intangible"), ("recognition", "artefact"),
    )
]


class Migration(migrations.Migration):

    dependencies = [
        ('heritage', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='decision',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='inscription',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recognition',
            name='append_only',
        ),
        migrations.AddField(
            model_name='decision',
            name='approved_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='approved'),
        ),
        migrations.AddField(
            model_name='inscription',
            name='approved_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='approved'),
        ),
        migrations.AddField(
            model_name='recognition',
            name='approved_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='approved'),
        ),
        migrations.AlterField(
            model_name='document',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=content.heritage.models.papers.refile, related_name='scans', to='heritage.decision', verbose_name='decision'),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in OF_PUBLISHED),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3f0e1c99d4665a5866a92fd7f474088c09347b60', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_104c5', table='heritage_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='corrects_its_own', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (\n                SELECT FROM heritage_decision c WHERE c.id = NEW.corrects_id\n                    AND c.monument_id = NEW.monument_id AND c.approved_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'an act corrects an approved act of its own record' USING\n                    ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,\n                    CONSTRAINT = 'heritage_decision_corrects';\n            END IF;\n            RETURN NEW;\n        ", hash='29a92baac079f4e61787b5feaa9fb6ac3ed14a46', operation='INSERT OR UPDATE', pgid='pgtrigger_corrects_its_own_e4a5f', table='heritage_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inscription',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e3dc6c2ba01a01a1254915378e3e6f1fd4f30d5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1d135', table='heritage_inscription', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inscription',
            trigger=pgtrigger.compiler.Trigger(name='corrects_its_own', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (\n                SELECT FROM heritage_inscription c WHERE c.id = NEW.corrects_id\n                    AND c.intangible_id = NEW.intangible_id AND c.approved_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'an act corrects an approved act of its own record' USING\n                    ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,\n                    CONSTRAINT = 'heritage_inscription_corrects';\n            END IF;\n            RETURN NEW;\n        ", hash='34e54d4ccd56dc50555a7370578c17d5bc1aac90', operation='INSERT OR UPDATE', pgid='pgtrigger_corrects_its_own_647e5', table='heritage_inscription', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recognition',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b62ece6d54fe4cf73d173bc4c7813de5917d1bda', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6035e', table='heritage_recognition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recognition',
            trigger=pgtrigger.compiler.Trigger(name='corrects_its_own', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (\n                SELECT FROM heritage_recognition c WHERE c.id = NEW.corrects_id\n                    AND c.artefact_id = NEW.artefact_id AND c.approved_at IS NOT NULL\n            ) THEN\n                RAISE EXCEPTION 'an act corrects an approved act of its own record' USING\n                    ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,\n                    CONSTRAINT = 'heritage_recognition_corrects';\n            END IF;\n            RETURN NEW;\n        ", hash='51e59bf80ef54446fe1a3245cb3617bc97cf5689', operation='INSERT OR UPDATE', pgid='pgtrigger_corrects_its_own_65b82', table='heritage_recognition', when='BEFORE')),
        ),
    ]
