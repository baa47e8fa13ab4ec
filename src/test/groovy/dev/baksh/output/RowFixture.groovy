package dev.baksh.output

import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Field
import dev.baksh.client.api.Noun
import dev.baksh.client.api.Row
import dev.baksh.client.api.Rows
import groovy.transform.CompileStatic

import java.time.Instant
import java.time.ZoneOffset

/** Fixture with rows as servers send them, and a screen that captures the output. */
@CompileStatic
class RowFixture {
    static final Instant NOW = Instant.parse('2026-11-21T12:51:10Z')

    static final Noun POLICIES = noun('n2ws', 'policies', 'policy', 'id', null,
            ['id', 'name', 'enabled', 'account', 'generations', 'schedules', 'last_modified', 'description'])

    static final Noun ROLES = noun('px', 'roles', 'role', 'role_id', 'metadata', ['name', 'description', 'rules', 'create_time', 'role_id'])

    static OutputStyle terminalStyle(int width = 80, boolean color = false, boolean terminal = true) {
        new OutputStyle(width, color, terminal, NOW, ZoneOffset.UTC)
    }

    static OutputStyle pipeStyle() {
        terminalStyle(80, false, false)
    }

    static String print(Object value, OutputFormat format = null, OutputStyle style = terminalStyle(), List<String> columns = []) {
        StringBuilder out = new StringBuilder()
        new ValuePrinter(out, style).print(value, format, columns)
        out.toString()
    }

    static Rows rows(Noun noun, Iterable<Row> rows) {
        new Rows() {
            @Override
            Noun noun() { noun }

            @Override
            Iterator<Row> iterator() { rows.iterator() }
        }
    }

    static List<Row> policies() {
        [
            policy(1, 'nightly', true, 14, 'weekdays'),
            policy(12, 'weekly', false, 4, 'Sundays at two in the morning, kept for a year and a day'),
            policy(241, 'hourly-databases-eu-central', true, 168, null)
        ]
    }

    static Row policy(int id, String name, boolean enabled, int generations, String description) {
        new Row(POLICIES, [
            id: id, name: name, enabled: enabled, account: 7, generations: generations,
            schedules: [new Row(null, [id: 1, name: 'daily']), new Row(null, [id: 2, name: 'hourly'])],
            last_modified: Instant.parse('2026-11-21T09:51:10Z'), description: description
        ])
    }

    static Row role() {
        new Row(ROLES, [
            metadata: new Row(null, [name: 'backup-viewer', uid: 'u-1', create_time: Instant.parse('2026-11-19T12:00:00Z'), description: 'Sees backups']),
            rules: [
                new Row(null, [services: ['cloudcredential', 'backuplocation'], apis: ['inspect*', 'enumerate*']]),
                new Row(null, [services: ['schedulepolicy'], apis: ['*']])
            ],
            role_id: 'f3a1'
        ])
    }

    private static Noun noun(String server, String name, String singular, String key, String lift, List<String> columns) {
        Map<String, Field> fields = columns.collectEntries { [it, new Field(it, null, Field.Type.STRING, null, false, null, [:], [:])] }
        new Noun(server, name, singular, key, 'name', lift, '', columns, fields, Catalog.of('n2ws').noun('policies').operations())
    }
}
