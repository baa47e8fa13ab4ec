package dev.baksh.shell.complete

import dev.baksh.client.api.Catalog
import spock.lang.Specification

class ReadOnlyClassifierSpec extends Specification {
    ReadOnlyClassifier lines = new ReadOnlyClassifier([Catalog.of('n2ws'), Catalog.of('px')])

    def "#line is classified as read-only"() {
        expect:
        lines.isReadOnly(line)

        where:
        line << [
            'n2ws.policies', "n2ws.policies['nightly']", 'n2ws.policies.findAll { !it.enabled }*.name',
            "n2ws.policies['nightly'].runTimes(days: 7)", "n2ws.backups.latest(policy: 'nightly')", "b = n2ws.backups[7]",
            'def old = n2ws.backups.findAll { it.start_time < 7.days.ago }', "table(n2ws.policies, 'name')", '1 + 1', 'x', '_',
            "n2ws('eu').policies.count()", "n2ws.get('aws/policies/', search: 'x')", ':servers', ':why 3', 'help n2ws.policies.delete',
            "println 'delete'", "n2ws.policies.list(search: 'delete')", 'n2ws.policies.wide',
            ':journal', ':jobs', ':runs last', 'x = n2ws.policies.count() == 5', 'n2ws.policies.findAll { it.name == 5 || it.id != 3 || it.id >= 7 }',
            "n2ws.get 'aws/policies/'", "px.get('/v1/rule/default')", "n2ws.get('aws/policies/' + id)", 'n2ws.policies.list().get(0)', "m.get('x')", "n2ws.policies.list().sort { it.name }",
            "'nightly' in n2ws.policies", "n2ws.policies.list().take(n)", 'm.each { k, v -> println v.name }', 'p.targets', 'm*.value',
            'i++', '--i', 'i <<= 2', 'i **= 2', 'n2ws.policies.findAll { it.id <= 3 || it.id >= 1 || it.id != 2 || it.name === null }', 'a - -1', 'x = a + +1',
        ]
    }

    def "#line is classified as a possible write"() {
        expect:
        !lines.isReadOnly(line)

        where:
        line << [
            "n2ws.policies['nightly'].backup()", "n2ws.policies['nightly'].delete()", "n2ws.policies.create('x') { account 'main' }",
            "n2ws.policies['x'].update { enabled false }", "px.users['alice'].map('viewer')", "px.users['alice'].unmap 'viewer'",
            "n2ws.post('aws/policies/', [name: 'x'])", "n2ws.put 'x', [:]", 'n2ws.policies*.delete()', "n2ws.policies['x'].\"delete\"()",
            "n2ws.policies['x'].'delete'()", 'n2ws.policies.each(x.&foo)', 'n2ws.policies.each { it."$verb"() }', 'cleanup()',
            'cleanup n2ws', 'list[0]()', '({ it })(1)', 'new Sweep(n2ws)', "evaluate 'x'", 'Report.send(n2ws)', '"${sweep()}"',
            'x = "a ${n2ws.policies[1].delete()}"', '@Sweep class A { }', "unlock 15.minutes, 'INC-1'", "bg { 1 }", ':dry off', ':ro off',
            ':save x', ':watch 1s n2ws.policies.delete()', 'n2ws.policies.with { it.foo() }', "n2ws.invokeMethod('post', 1)",
            ':journal settle 5 --happened', ':jobs cancel 1', "p.name = 'x'", "p['name'] = 'x'", "p.name += 'x'",
            'a.b++', 'a.b--', '++a.b', '--a.b', 'a[0]++', '++a[0]', 'a.b **= 2', 'a.b <<= 1', 'a.b >>= 1', 'a.b >>>= 1', 'a.b ?= 1', 'a.b %= 2', 'a.b ^= 1', 'a[0] <<= 1',
            "n2ws.get('user/settings/scan_resources')", "n2ws('eu').get('/api/User/settings/scan_resources/')", "n2ws.get 'user/settings/scan_resources'", "s.get('user/settings/scan_resources')",
            "n2ws.get('user/settings/' + 'scan_resources')", "n2ws.get('user/settings/scan\\u005fresources')", 'n2ws.get(/user\\/settings\\/scan_resources/)', "n2ws.get(p)", "n2ws.get(1 ? p : '')",
            "n2ws.get('search': 'x', 'user/settings/scan_resources')", "n2ws.get(search: 'x', 'user/settings/scan_resources')", "n2ws.get(*x)", "n2ws.get(['user/settings/scan_resources'][0])",
            "n2ws.get('user/'.concat(x))", "f = n2ws.get", "n2ws.resources.scan()", "n2ws.policies.each(n2ws.policies::delete)", "f = n2ws::get",
            "n2ws.policies.each(wipe)", "n2ws.policies.list().each wipe", "n2ws.policies.find(m.wipe)", "rows.each([wipe][0])", "rows.sort((wipe))", "n2ws.policies['a'] in wipe", "wipe << n2ws.policies['a']",
            "m.each { it.value() }", "m.name()", "m.policies()", "m.hours()", "p.targets { 1 }",
            'x = a.b++', 'a?.b++', 'n2ws.policies.each { it.name++ }',
        ]
    }
}
