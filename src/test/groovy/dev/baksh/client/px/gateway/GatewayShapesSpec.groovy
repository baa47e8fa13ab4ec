package dev.baksh.client.px.gateway

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Answers of the gateway that protobuf's JSON allows: fields left out, errors with a good status, lists without a count. */
class GatewayShapesSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    List rows = (1..23).collect { [metadata: [name: "b-$it".toString(), uid: "u-$it".toString()], backup_info: [status: [:]]] }
    /** The most rows of a page, whatever is asked for; and whether pages are known at all. */
    int most = 10
    boolean pages = true
    Object written
    Map told = [:]

    @AutoCleanup
    ScriptedServer answers = new ScriptedServer({ String method, String target ->
        if (method == 'DELETE') rows.remove(0)
        if (method != 'GET') return written
        if (told) return told
        if (target =~ '/v1/backup/default/') {
            final Map row = rows.find { target.contains("/$it.metadata.name") }
            return row ? [backup: row] : [404, [error: 'not found', code: 5, message: 'not found']]
        }
        final int index = (target =~ /object_index=(\d+)/)[0][1] as int
        final int size = Math.min(most, (target =~ /max_objects=(\d+)/)[0][1] as int)
        [backups: pages ? rows.drop(index).take(size) : rows]
    })

    def setup() {
        lab = new SandboxHarness(home)
    }

    private SandboxHarness.Ended baksh(String text) {
        lab.start(['--yes', '-e', text], answers.environment)
    }

    def "a list that is not counted is read to its end, #size rows in pages of #page"() {
        given:
        rows = rows.take(size)
        most = page

        expect:
        baksh('[px.backups.count(), px.backups*.name.toSet().size()]').out == "$size\n$size\n"

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

    def "a gateway that knows no pages gives its #size rows once"() {
        given:
        rows = rows.take(size)
        pages = false

        expect:
        baksh('px.backups.count()').out == "$size\n"

        where:
        size << [0, 1, 3, 4, 10, 23]
    }

    def "a refusal with a good status is no empty list"() {
        given:
        told = [error: 'Access denied', code: 7, message: 'Access denied', details: []]

        expect:
        baksh('px.backups.count()').with {
            assert code == 4
            assert out == ''
            err.contains('px.backups.list: Access denied')
        }
    }

    def "a status that was left out is no end"() {
        expect:
        baksh("px.backups['b-1'].await(timeout: 4.seconds)").with {
            assert code == 75
            err.contains('backup "b-1" has not ended: no status yet\n')
        }
    }

    def "a backup whose making is answered with #answer is looked up by its name"() {
        given:
        written = answer

        expect:
        baksh("px.backups.create('b-2') { namespaces 'shop' }.uid").out == 'u-2\n'

        where:
        answer << ['{}', '']
    }

    def "a backup that was made and does not show is unknown and not failed"() {
        given:
        written = '{}'

        expect:
        baksh("px.backups.create('b-99') { namespaces 'shop' }").with {
            assert code == 75
            err.contains("px.backups.create 'b-99' was accepted, and the answer does not show it\n  do not do it again; look with px.backups['b-99']")
        }
    }

    def "a delete whose answer was lost has happened when the backup is not listed any more"() {
        given:
        written = [502, '{}']

        expect:
        baksh("px.backups['b-1'].delete()").code == 0
        answers.seen.count { it.startsWith('DELETE') } == 1
    }
}
