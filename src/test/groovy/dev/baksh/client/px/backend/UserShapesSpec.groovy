package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** What the rows of users look like is not public (px-api 2): the shapes that are thinkable, and those that are not known. */
class UserShapesSpec extends Specification {
    private static final Map ROLE = [metadata: [name: 'auditor', uid: 'u-1'], role_id: 'r-1', rules: []]

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    List users = []

    @AutoCleanup
    ScriptedServer answers = new ScriptedServer({ String method, String target ->
        if (method != 'GET') return [SUCCESS: true, DATA: null]
        final List rows = target.contains('/users/list') ? users : target.contains('/roles/list') ? [ROLE] : null
        rows == null ? [403, [error: 'Forbidden']] : [SUCCESS: true, DATA: [current_page: 1, last_page: 1, total: rows.size(), data: rows]]
    })

    def setup() {
        lab = new SandboxHarness(home)
    }

    private SandboxHarness.Ended baksh(String text) {
        lab.start(['--yes', '-e', text], answers.environment)
    }

    def "a role that comes as #shape is held"() {
        given:
        users = [[id: 'a-1', username: 'alice', roles: [role]]]

        expect:
        baksh("px.users['alice'].roles*.name").out == '"auditor"\n'
        baksh('px.access()*.auditor').out == 'true\n'
        !baksh("px.audit()*.finding").out.contains('held by nobody')

        where:
        shape                | role
        'a text'             | 'auditor'
        'an id and a name'   | [id: 'r-1', name: 'auditor']
        'a whole role'       | ROLE
        'a name of its role' | [role_id: 'r-1', role_name: 'auditor']
    }

    def "nobody is said to hold nothing when roles come in a shape that is not known"() {
        given:
        users = [[id: 'a-1', username: 'alice', roles: [[role: 7]]]]

        expect:
        baksh(text).with {
            assert code == 1
            assert out == ''
            err.startsWith('baksh: px: the roles of users come in a shape that is not known: fields role\n')
        }

        where:
        text << ['px.audit()', 'px.access()', "px.users['alice'].roles"]
    }

    def "a user of the shape #row is found by name"() {
        given:
        users = [row]

        expect:
        baksh("'alice' in px.users").out == 'true\n'
        baksh("px.access()*.user").out == '"alice"\n'

        where:
        row << [[id: 'a-1', username: 'alice', roles: []], [user_id: 'a-1', user_name: 'alice', roles: []], [id: 'a-1', metadata: [name: 'alice'], roles: []]]
    }

    def "users without a name are an error and not nobody"() {
        given:
        users = [[id: 'a-1', mail: 'alice@example.com', roles: []]]

        expect:
        baksh(text).with {
            assert code == 1
            assert out == ''
            err.contains('the server gives users without a name: id, mail, roles')
        }

        where:
        text << ['px.access()', "px.users['alice']", "'alice' in px.users"]
    }

    def "the id that the server calls user_id goes before another one"() {
        given:
        users = [[id: 7, user_id: 'a-1', username: 'alice', roles: []]]

        when:
        baksh("px.users['alice'].map('auditor')")

        then:
        answers.seen.findAll { it.startsWith('POST') } == ['POST /backend/api/pxBackup/rbac/users/mapRoles/apply?user_id=a-1']
    }
}
