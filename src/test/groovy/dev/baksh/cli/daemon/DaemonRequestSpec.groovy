package dev.baksh.cli.daemon

import dev.baksh.cli.CommandRunner
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.TimeSource
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Decides whether the warm process may execute a call: by the credentials of the configuration, the questions of the script, and the variables. */
class DaemonRequestSpec extends Specification {
    static final String COMMAND = 'a credential that a command prints'

    @TempDir
    Path home

    private String reason(Map<String, String> env, String terminals = '', List<String> args = ['-e', 'n2ws.policies.count()'],
                          Map<String, String> daemonEnv = [:]) {
        Map<String, String> all = [BAKSH_HOME: home.toString(), BAKSH_CALLER_UMASK: JvmState.umask()] + env
        ProcessEnvironment daemon = new ProcessEnvironment(System.in, System.out, System.err, daemonEnv, false, false, 80, [], TimeSource.SYSTEM)
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

    def "a call runs cold if a variable that is read at the start of a process is not that of the warm process: #name"() {
        given:
        List<String> args = ['-e', 'n2ws.policies.count()']

        expect:
        reason([(name): 'x'], '', args, [(name): 'x']) == null
        reason([(name): 'x'], '', args, [(name): 'y']) == 'another ' + name
        reason([(name): 'x'], '', args, [:]) == 'another ' + name
        reason([:], '', args, [(name): 'x']) == 'another ' + name

        where:
        name << ['LC_ALL', 'LC_MESSAGES', 'LC_TIME', 'LC_COLLATE', 'LANG', 'TZ', 'HOME', 'LD_PRELOAD', 'LOCALDOMAIN', 'RES_OPTIONS',
            'HOSTALIASES', 'JAVA_HOME', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'BAKSH_JAVA_OPTS']
    }

    def "a variable that is read in each call may differ: #name"() {
        expect:
        reason([(name): 'x'], '', ['-e', 'n2ws.policies.count()'], [(name): 'y']) == null

        where:
        name << ['LANGUAGE', 'TERM', 'USER', 'TMPDIR', 'NO_COLOR', 'SSL_CERT_FILE', 'HTTPS_PROXY', 'XDG_STATE_HOME', 'BAKSH_SETTLE']
    }

    def "warm.pl sends the variables that are compared"() {
        expect:
        Files.readString(Path.of('scripts/warm.pl')).contains("qr/$DaemonRequest.READ_AT_START/;")
    }

    def "a wrong configuration runs cold, where its error is reported"() {
        given:
        writeServers("main: {kind: n2ws, url: 'https://n2ws.example', credential: 'the-secret-itself'}\n")

        expect:
        reason([:]) == 'an error in the arguments'
    }
}
