package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class SeveralServersSpec extends Specification {
    @Shared
    @AutoCleanup
    Sandbox eu = Sandbox.start(new SandboxOptions())

    @Shared
    @AutoCleanup
    Sandbox us = Sandbox.start(new SandboxOptions(extraPolicies: 6, seed: 7))

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
        baksh.env.putAll(EU_KEY: eu.n2wsApiKey(), US_KEY: us.n2wsApiKey(), PX_SECRET: eu.pxClientSecret(), DR_SECRET: us.pxClientSecret())
        baksh.writeFile('servers.yaml', """\
            eu: {kind: n2ws, url: "${eu.n2wsUrl()}", credential: "env:EU_KEY"}
            us: {kind: n2ws, url: "${us.n2wsUrl()}", credential: "env:US_KEY"}
            main: {kind: px, url: "${eu.pxUrl()}", client: "${eu.pxClientId()}", credential: "env:PX_SECRET"}
            dr: {kind: px, url: "${us.pxUrl()}", client: "${us.pxClientId()}", credential: "env:DR_SECRET"}
            """.stripIndent())
    }

    def "several servers without a selection are an error that lists them, and nothing is sent"() {
        given:
        final int before = eu.requests().size() + us.requests().size()

        expect:
        baksh.start('-e', 'n2ws.policies.count()') == failure(2,
            'baksh: several n2ws servers are configured and none is selected: eu, us',
            "  select one with --server eu, or write n2ws('eu')",
            '  -e:1')
        baksh.start('-e', 'px.roles.count()') == failure(2,
            'baksh: several px servers are configured and none is selected: main, dr',
            "  select one with --server main, or write px('main')",
            '  -e:1')
        eu.requests().size() + us.requests().size() == before
    }

    def "--server selects one server of each kind"() {
        expect:
        baksh.start('--server', 'us', '-e', 'n2ws.policies.count()') == success('20')
        baksh.start('-e', 'n2ws.policies.count()', '--server=eu') == success('14')
        baksh.start('--server', 'eu', '--server', 'dr', '-e', '[n2ws.policies.count(), px.roles.count()]', '-o', 'json') == success('[14,5]')
    }

    def "two selected servers of the same kind are rejected"() {
        expect:
        baksh.start('--server', 'eu', '--server', 'us', '-e', 'n2ws.policies.count()') == failure(2,
            'baksh: several n2ws servers are selected: eu, us',
            "  select one with --server eu, or write n2ws('eu')",
            '  -e:1')
    }

    def "servers and doctor use the servers of --server: #words"() {
        expect:
        baksh.start(*words, '-o', 'json').with { CommandResult result ->
            [result.code(), new ObjectMapper().readValue(result.out(), List)*.get(column).unique()]
        } == [0, names]

        where:
        words                                       | column   || names
        ['servers']                                 | 'name'   || ['eu', 'us', 'main', 'dr']
        ['--server', 'us', 'servers']               | 'name'   || ['us']
        ['servers', '--server=dr', '--server', 'eu'] | 'name'  || ['dr', 'eu']
        ['--server', 'us', '--server', 'us', 'doctor'] | 'server' || ['us']
        ['--server', 'us', 'doctor', 'eu', 'eu']    | 'server' || ['us', 'eu']
    }

    def "an unconfigured server is an error with a suggestion"() {
        expect:
        baksh.start('--server', 'ue', '-e', 'n2ws.policies.count()') == failure(2,
            "baksh: no server 'ue' is configured", '  did you mean: eu, us', '  -e:1')
        baksh.start('-e', "n2ws('asia').policies.count()") == failure(2,
            "baksh: no server 'asia' is configured", '  there are: eu, us, main, dr', '  -e:1')
        baksh.start('-e', "n2ws('dr').policies.count()") == failure(2,
            "baksh: 'dr' is a px server", "  write px('dr')", '  -e:1')
    }

    def "a script can name another server"() {
        expect:
        baksh.start('-e', "[n2ws('eu').policies.count(), n2ws('us').policies.count()]", '-o', 'json') == success('[14,20]')
        baksh.start('-e', "def name = 'us'; n2ws(\"\$name\").policies.count()") == success('20')
        baksh.start('-e', "px('main').roles['test-role'].diff(px('dr').roles['test-role']).empty") == success('true')
    }

    def "messages name their server"() {
        expect:
        baksh.start('-e', "n2ws('us').policies['nigtly']") == failure(1,
            "baksh: n2ws 'us': policy \"nigtly\" not found", '  did you mean: nightly', '  -e:1')
    }

    def "a production server is read-only by default"() {
        given:
        baksh.writeFile('servers.yaml', "eu: {kind: n2ws, url: '${eu.n2wsUrl()}', credential: 'env:EU_KEY', production: true}")

        expect:
        baksh.start('--yes', '-e', "n2ws.policies['adhoc'].update { enabled true }") == failure(3,
            "baksh: n2ws 'eu' is read-only: n2ws.policies.update 'adhoc' was not sent",
            '  set mode: read-write for this server in servers.yaml',
            '  -e:1')
    }

    def "a missing credential is named"() {
        given:
        baksh.env.remove('EU_KEY')

        expect:
        baksh.start('--server', 'eu', '-e', 'n2ws.policies.count()') == failure(2,
            "baksh: ${home.resolve('servers.yaml')}: eu: the variable EU_KEY is not set", '  -e:1')
    }
}
