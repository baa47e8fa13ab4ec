package dev.baksh.cli.daemon

import dev.baksh.cli.CommandRunner
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.TimeSource
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** The rule: the parsed configuration decides whether a credential comes from a program of the caller. */
class DaemonRequestSpec extends Specification {
    static final String COMMAND = 'a credential that a command prints'

    @TempDir
    Path home

    private String reason(Map<String, String> env, String terminals = '', List<String> args = ['-e', 'n2ws.policies.count()']) {
        Map<String, String> all = [BAKSH_HOME: home.toString(), BAKSH_CALLER_UMASK: JvmState.umask()] + env
        ProcessEnvironment daemon = new ProcessEnvironment(System.in, System.out, System.err, [:], false, false, 80, [], TimeSource.SYSTEM)
        new DaemonRequest(home, 80, terminals, all, args).findReasonToRefuse(home, daemon, new IsolationCheck())
    }

    private void writeServers(String text) {
        new CommandRunner(home).writeFile('servers.yaml', text)
    }

    def "a call with the credential #credential runs cold: #isCold"() {
        given:
        writeServers("main: {kind: n2ws, url: 'https://n2ws.example', credential: $credential}\n")

        expect:
        reason([:]) == (isCold ? COMMAND : null)

        where:
        credential                     || isCold
        "'command:pass show prod'"     || true
        '"comm\\u0061nd:pass show prod"' || true
        'keyring'                      || true
        "'keyring'"                    || true
        "'env:KEY'"                    || false
        "'env:command_key'"            || false
        "'file:/keys/keyring'"         || false
    }

    def "words of the file that are no credential do not matter: #text"() {
        given:
        writeServers(text)

        expect:
        reason([:]) == null

        where:
        text << [
            "# the keyring was command: pass\nmain: {kind: n2ws, url: 'https://n2ws.example', credential: 'env:KEY'}\n",
            "keyring: {kind: n2ws, url: 'https://keyring.example', credential: 'env:KEY'}\n",
            "main: {kind: px, url: 'https://px.example', username: keyring, credential: 'env:KEY'}\n",
            '']
    }

    def "one server of several, an anchor and a variable count too: #text, #env"() {
        given:
        writeServers(text)

        expect:
        reason(env) == COMMAND

        where:
        text | env
        "a: {kind: n2ws, url: 'https://a.example', credential: 'env:K'}\nb: {kind: n2ws, url: 'https://b.example', credential: keyring}\n" | [:]
        "a: &a {kind: n2ws, url: 'https://a.example', credential: keyring}\nb: {<<: *a, url: 'https://b.example'}\n" | [:]
        '' | [BAKSH_N2WS_URL: 'https://n2ws.example', BAKSH_N2WS_CREDENTIAL: 'command:pass show x']
        '' | [BAKSH_PX_URL: 'https://px.example', BAKSH_PX_CREDENTIAL: 'keyring']
    }

    def "a run at a terminal whose script may ask for a secret runs cold, since its caller could not hide the input: #text"() {
        given:
        List<String> args = ['run', new CommandRunner(home).writeFile('book.groovy', text).toString()]

        expect:
        ['ioe', 'ie'].collect { reason([:], it, args) } == [expected] * 2
        ['', 'io', 'oe'].collect { reason([:], it, args) } == [null] * 3

        where:
        text                                                                             || expected
        "println ask('Password?')"                                                       || 'a question for a secret'
        "params { string 'apiKey', required: true }\nprintln params.size()"              || 'a question for a secret'
        "step('a') { ask 'Vault PIN?' }"                                                 || 'a question for a secret'
        "println ask('Which region?')"                                                   || null
        "n2ws.policies.each { println it.name }"                                         || null
    }

    def "a wrong configuration runs cold, where its error is reported"() {
        given:
        writeServers("main: {kind: n2ws, url: 'https://n2ws.example', credential: 'the-secret-itself'}\n")

        expect:
        reason([:]) == 'an error in the arguments'
    }
}
