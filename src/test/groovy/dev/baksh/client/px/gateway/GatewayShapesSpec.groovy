package dev.baksh.client.px.gateway

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup

/**
 * Responses of the gateway that protobuf JSON allows: missing fields, errors with a success status, lists without a
 * total.
 */
class GatewayShapesSpec extends SandboxSpecification {
    List rows = (1..23).collect { [metadata: [name: "b-$it".toString(), uid: "u-$it".toString()], backup_info: [status: [:]]] }
    /** Maximum number of rows of a page; and whether the server supports pages. */
    int maxPageSize = 10
    boolean supportsPages = true
    /** Form of the response to a get. */
    Closure wrap = { Map row -> [backup: row] }
    Object writtenBody
    Map settings = [:]

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (method == 'DELETE') rows.remove(0)
        if (method != 'GET') return writtenBody
        if (settings) return settings
        if (target =~ '/v1/backup/default/') {
            final Map row = rows.find { target.contains("/$it.metadata.name") }
            return row ? wrap(row) : [404, [error: 'not found', code: 5, message: 'not found']]
        }
        final int index = (target =~ /object_index=(\d+)/)[0][1] as int
        final int size = Math.min(maxPageSize, (target =~ /max_objects=(\d+)/)[0][1] as int)
        [backups: supportsPages ? rows.drop(index).take(size) : rows]
    })

    private SandboxHarness.Result runExpression(String text) {
        harness.start(['--yes', '-e', text], server.environment)
    }

    def "a list without a count is read to its end, #size rows in pages of #page"() {
        given:
        rows = rows.take(size)
        maxPageSize = page

        expect:
        runExpression('[px.backups.count(), px.backups*.name.toSet().size()]').out == "$size\n$size\n"

        where:
        size | page
        23   | 10
        20   | 10
        10   | 10
        3    | 10
        1    | 10
        0    | 10
        23   | 1000
        23   | 2
    }

    def "a gateway without paging returns its #size rows once"() {
        given:
        rows = rows.take(size)
        supportsPages = false

        expect:
        runExpression('px.backups.count()').out == "$size\n"

        where:
        size << [0, 1, 3, 4, 10, 23]
    }

    def "a rejection with a success status is not an empty list"() {
        given:
        settings = [error: 'Access denied', code: 7, message: 'Access denied', details: []]

        expect:
        runExpression('px.backups.count()').with {
            assert code == 4
            assert out == ''
            err.contains('px.backups.list: Access denied')
        }
    }

    def "a missing status is not a final status"() {
        expect:
        runExpression("px.backups['b-1'].await(timeout: 4.seconds)").with {
            assert code == 75
            err.contains('backup "b-1" has not ended within 4 s: no status yet\n')
        }
    }

    def "a created backup with the response #answer is looked up by name"() {
        given:
        writtenBody = answer

        expect:
        runExpression("px.backups.create('b-2') { namespaces 'shop' }.uid").out == 'u-2\n'

        where:
        answer << ['{}', '', 'null', '"ok"', '[]', [204, ''], [metadata: [uid: 'u-2']], [backup: [metadata: [uid: 'u-2']]], [backup: [:]]]
    }

    def "an object of the same name from another write is not the created one: #metadata"() {
        given:
        writtenBody = '{}'
        rows[1].metadata.putAll(metadata)

        when:
        SandboxHarness.Result result = runExpression("px.backups.count(); px.backups.create('b-2') { namespaces 'shop' }.uid")

        then:
        result.err == """\
            baksh: px (${server.url - 'http://'}): px.backups.create 'b-2' was accepted, but the object could not be read afterwards
              do not repeat it; check with px.backups['b-2']
              -e:1
            """.stripIndent()
        result.out == ''
        result.code == 75
        server.requestLines.count { it.startsWith('POST') } == 1

        where:
        metadata << [[labels: ['runbook-step': 'another.1']], [create_time: '2020-01-01T00:00:00Z'],
                     [labels: [tier: 'gold'], create_time: [seconds: 1600000000]]]
    }

    def "the response to a create with another object is no created object"() {
        given:
        writtenBody = [backup: [metadata: [name: 'b-1', uid: 'u-1']]]

        expect:
        runExpression("px.backups.create('b-2') { namespaces 'shop' }.uid").out == 'u-2\n'
    }

    def "a label in another form does not prove that the object is missing: #label"() {
        given:
        writtenBody = [500, [:]]
        rows[4].metadata.labels = label

        expect:
        runExpression("px.backups.create('b-5') { namespaces 'shop' }").with {
            assert code == 75
            err.contains('the outcome is not known; a backup of that name exists without a label of baksh')
        }
        server.requestLines.count { it.startsWith('POST') } == 1

        where:
        label << [['runbook-step': [value: 'x']], ['runbook-step': ['x']], [[key: 'runbook-step']], null]
    }

    def "an object is found in each form of the response to a get and to a create: #form"() {
        given:
        wrap = shape
        writtenBody = shape([metadata: [name: 'b-2', uid: 'u-2']])

        expect:
        runExpression("px.backups.get('b-1').with { [it.name, it.uid].join(' ') }").out == 'b-1 u-1\n'
        runExpression("px.backups['b-1'].update { cloudCredential 'c' }.with { [it.name, it.uid].join(' ') }").out == 'b-1 u-1\n'
        runExpression("px.backups.create('b-2') { namespaces 'shop' }.with { [it.name, it.uid].join(' ') }").out == 'b-2 u-2\n'
        runExpression("px.backups['b-1'].await(timeout: 1.second)").code == 75

        where:
        form                         | shape
        'the object'                 | { Map row -> row }
        'the documented wrapper'     | { Map row -> [backup: row] }
        'a list with the object'     | { Map row -> [row] }
        'a list in the wrapper'      | { Map row -> [backup: [row]] }
        'the name of the list'       | { Map row -> [backups: [row]] }
        'an object in data'          | { Map row -> [data: row] }
        'an envelope'                | { Map row -> [SUCCESS: true, DATA: [backup: row]] }
        'another name, with a flag'  | { Map row -> [item: row, ok: true] }
    }

    def "a get without the object is an error that names the form: #answer"() {
        given:
        wrap = { Map row -> answer }

        when:
        SandboxHarness.Result result = runExpression("px.backups.get('b-1')")

        then:
        result.err == "baksh: px (${server.url - 'http://'}): px.backups.get 'b-1': one backup was expected, but the response is $actual\n  -e:1\n"
        result.out == ''
        result.code == 1

        where:
        answer                                                       || actual
        '{}'                                                         || 'empty'
        'null'                                                       || 'empty'
        '[]'                                                         || 'a list of 0'
        [[metadata: [name: 'b-1']], [metadata: [name: 'b-1']]]       || 'a list of 2'
        '"ok"'                                                       || 'a single value'
    }

    def "an update with the response #answer returns the object"() {
        given:
        writtenBody = answer

        expect:
        runExpression("px.backups['b-1'].update { cloudCredential 'c' }.uid").with { [code, out, err] } == [0, 'u-1\n', '']
        server.requestLines.count { it.startsWith('PUT') } == 1

        where:
        answer << ['{}', '', 'null', '[]', '"ok"', [204, ''], [backup: [metadata: [uid: 'u-1']]], [uid: 'u-1']]
    }

    def "a created backup that is not listed is unknown and not failed"() {
        given:
        writtenBody = '{}'

        expect:
        runExpression("px.backups.create('b-99') { namespaces 'shop' }").with {
            assert code == 75
            err.contains("px.backups.create 'b-99' was accepted, but the object could not be read afterwards\n  do not repeat it; check with px.backups['b-99']")
        }
    }

    def "an object without a label does not prove whose it is, and the create is not sent again"() {
        given:
        writtenBody = [500, [:]]

        expect:
        runExpression("px.backups.create('b-5') { namespaces 'shop' }").with {
            assert code == 75
            err.contains('the outcome is not known; a backup of that name exists without a label of baksh: the server may not store labels, or another user has created it\n')
        }
        server.requestLines.count { it.startsWith('POST') } == 1
    }

    def "a delete with a lost response is done if the backup is no longer listed"() {
        given:
        writtenBody = [502, '{}']

        expect:
        runExpression("px.backups['b-1'].delete()").code == 0
        server.requestLines.count { it.startsWith('DELETE') } == 1
    }
}
