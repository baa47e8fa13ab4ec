package dev.baksh.client.resource

import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** The rule: one object is accepted in every form that the facts leave open. */
class ObjectFormSpec extends Specification {
    @TempDir
    Path home

    String body

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target -> target =~ '/policies/7/' ? body : null })

    def "one policy is read from #text"() {
        given:
        body = text
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])

        expect:
        baksh.runExpression("n2ws.policies[7].with { [it.id, it.name, it.enabled, it.last_modified] }.join(' ')").out() == '7 a true 2026-03-04T05:00:00Z\n'

        where:
        text << ['{"id": 7, "name": "a", "enabled": true, "last_modified": "2026-03-04T05:00:00Z"}',
                 '{"id": "7", "name": "a", "enabled": "true", "last_modified": 1772600400}',
                 '[{"id": 7, "name": "a", "enabled": 1, "last_modified": "1772600400000"}]',
                 '{"data": {"id": 7, "name": "a", "enabled": 1, "last_modified": 1772600400000}}',
                 '{"objects": [{"id": 7, "name": "a", "enabled": true, "last_modified": "2026-03-04T05:00:00Z"}]}',
                 '{"policy": {"id": "7", "name": "a", "enabled": "1", "last_modified": "2026-03-04T05:00:00+00:00"}}']
    }
}
