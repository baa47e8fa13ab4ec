package dev.baksh.client.config

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.ServerKind
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class ServersSpec extends Specification {
    static final String PIN = 'sha256/' + 'A' * 43 + '='
    static final Map<String, String> N2WS = [BAKSH_N2WS_URL: 'n2ws.example.com', BAKSH_N2WS_API_KEY: 'canary-key']
    static final Map<String, String> PX = [BAKSH_PX_URL: 'px.example.com']
    static final String CREDENTIAL_HINT = 'set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox'

    @TempDir
    Path folder

    final List<String> notices = []

    Servers readServers(Map<String, String> env, List<String> selectedNames = []) {
        return Servers.read(env, new AppDirectories(folder, folder), selectedNames, { notices << it }, SecretPrompt.UNATTENDED)
    }

    Servers readYaml(String text, Map<String, String> env = [KEY: 'canary-key']) {
        Files.writeString(folder.resolve('servers.yaml'), text.stripIndent())
        return readServers(env)
    }

    String filePath() {
        return folder.resolve('servers.yaml').toString()
    }

    def "the environment alone configures an N2WS server"() {
        when:
        ServerConfig server = readServers(N2WS + [BAKSH_N2WS_CA: '/ca.pem', BAKSH_N2WS_PIN: ' ' + PIN + ' ', BAKSH_N2WS_PARTIAL: 'P']).requireSingle(ServerKind.N2WS)

        then:
        server.name() == 'n2ws'
        server.url() == URI.create('https://n2ws.example.com')
        server.credential().key().reveal() == 'canary-key'
        server.caFile() == Path.of('/ca.pem')
        server.pin() == PIN
        server.partialStatus() == 'P'
        server.realm() == null
        !server.readOnly()
        !server.production()
        server.label() == 'n2ws (n2ws.example.com)'
        !server.toString().contains('canary')
    }

    def "a variable whose name is nearly that of a setting is refused: #variable"() {
        when:
        readServers(N2WS + PX + [BAKSH_PX_TOKEN: 't'] + [(variable): 'x'])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "the variable $variable has no effect: did you mean $meant?"
        e.hint() == "correct the name, or unset $variable"

        where:
        variable                | meant
        'BAKSH_N2WS_PINN'       | 'BAKSH_N2WS_PIN'
        'BAKSH_N2WS_CA_FILE'    | 'BAKSH_N2WS_CA'
        'BAKSH_N2WS_PLAIN_TEXT' | 'BAKSH_N2WS_PLAINTEXT'
        'BAKSH_N2WS_APIKEY'     | 'BAKSH_N2WS_API_KEY'
        'BAKSH_PX_PINS'         | 'BAKSH_PX_PIN'
        'BAKSH_PX_TOKEN_FILE'   | 'BAKSH_PX_TOKEN'
        'BAKSH_PX_GATEWAY'      | 'BAKSH_PX_GATEWAY_URL'
    }

    def "a variable that would protect a server if it had an effect is refused: #variable"() {
        when:
        readServers(N2WS + PX + [BAKSH_PX_TOKEN: 't'] + [(variable): 'read-only'])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "the variable $variable has no effect: mode and production are keys of servers.yaml"
        e.hint() == "configure the server in servers.yaml, or use --read-only; then unset $variable"

        where:
        variable << ['BAKSH_N2WS_MODE', 'BAKSH_PX_MODE', 'BAKSH_N2WS_PRODUCTION', 'BAKSH_PX_READ_ONLY', 'BAKSH_N2WS_READONLY']
    }

    def "a pin or a CA file without the address of its server is refused beside a server that it does not protect: #variable"() {
        when:
        readYaml("eu: {kind: $kind, url: h, credential: 'env:KEY'}", [KEY: 'canary-key', (variable): PIN])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "$variable does not protect $kind 'eu', which servers.yaml configures"
        e.hint() == "write '$key' of 'eu' in servers.yaml, and unset $variable"

        where:
        variable         | kind   | key
        'BAKSH_N2WS_PIN' | 'n2ws' | 'pin'
        'BAKSH_N2WS_CA'  | 'n2ws' | 'ca'
        'BAKSH_PX_PIN'   | 'px'   | 'pin'
    }

    def "a pin without the address of its server is accepted if no server could need it: #text"() {
        expect:
        readYaml(text, [KEY: 'canary-key', BAKSH_N2WS_PIN: PIN]).all().size() == size

        where:
        text                                                                        || size
        ''                                                                          || 0
        "eu: {kind: px, url: h, credential: 'env:KEY'}"                             || 1
        "eu: {kind: n2ws, url: h, credential: 'env:KEY', pin: '$PIN'}".toString()   || 1
        "eu: {kind: n2ws, url: h, credential: 'env:KEY', ca: /ca.pem}"              || 1
    }

    def "a variable for another purpose is accepted: #variable"() {
        expect:
        readServers(N2WS + [(variable): 'x']).requireSingle(ServerKind.N2WS).name() == 'n2ws'

        where:
        variable << ['BAKSH_N2WS_EUROPE_2', 'BAKSH_N2WSPIN', 'BAKSH_PX_PINN', 'BAKSH_READ']
    }

    def "a Portworx server can be configured with #kind"() {
        when:
        ServerConfig server = readServers(PX + env).requireSingle(ServerKind.PX)

        then:
        server.credential().class == kind
        revealComponents(server.credential()) == values
        server.realm() == 'master'
        server.authPath() == '/auth'
        !server.toString().contains('canary')

        where:
        env                                                                              || kind                         | values
        [BAKSH_PX_CLIENT_ID: 'c', BAKSH_PX_CLIENT_SECRET: ' canary\n']                   || Credential.ClientCredentials | ['c', 'canary']
        [BAKSH_PX_USERNAME: 'u', BAKSH_PX_PASSWORD: 'canary']                            || Credential.Password          | ['pxcentral', null, 'u', 'canary']
        [BAKSH_PX_USERNAME: 'u', BAKSH_PX_PASSWORD: 'canary', BAKSH_PX_CLIENT_ID: 'own'] || Credential.Password          | ['own', null, 'u', 'canary']
        [BAKSH_PX_TOKEN: 'canary.a.b']                                                   || Credential.PastedToken       | ['canary.a.b']
        [BAKSH_PX_TOKEN: 'BEARER canary.a.b']                                            || Credential.PastedToken       | ['canary.a.b']
        [BAKSH_PX_TOKEN: 'Bearer  canary.a.b\n']                                         || Credential.PastedToken       | ['canary.a.b']
        [BAKSH_PX_TOKEN: 'bearer canary.a.b', BAKSH_PX_CLIENT_ID: 'c']                   || Credential.PastedToken       | ['canary.a.b']
    }

    static List<Object> revealComponents(Credential credential) {
        return credential.class.recordComponents.collect { it.accessor.invoke(credential) }.collect { it instanceof Secret ? it.reveal() : it }
    }

    def "an address without a credential is an error that names the variables at its first use"() {
        given:
        ServerConfig server = readServers(env).all()[0]

        when:
        server.credential()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == message
        e.hint() == hint

        where:
        env                                              || message                                    | hint
        [BAKSH_N2WS_URL: 'h']                            || 'BAKSH_N2WS_URL is set, but no credential is configured' | 'set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox'
        [BAKSH_N2WS_URL: 'h', BAKSH_N2WS_API_KEY: ' ']   || 'BAKSH_N2WS_URL is set, but no credential is configured' | 'set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox'
        PX + [BAKSH_PX_USERNAME: 'u']                    || 'BAKSH_PX_URL is set, but no credential is configured'   | CREDENTIAL_HINT
        PX + [BAKSH_PX_CLIENT_ID: 'c']                   || 'BAKSH_PX_URL is set, but no credential is configured'   | CREDENTIAL_HINT
    }

    def "a missing configuration is a usage error that names the settings"() {
        when:
        readServers([:]).requireSingle(ServerKind.PX)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == 'no px server is configured'
        e.hint() == CREDENTIAL_HINT
    }

    def "several servers without a selection are an error that lists them"() {
        given:
        String two = '''
            eu: {kind: n2ws, url: eu.example.com, credential: "env:KEY"}
            us: {kind: n2ws, url: us.example.com, credential: "env:KEY"}
            '''

        when:
        readYaml(two).requireSingle(ServerKind.N2WS)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == 'several n2ws servers are configured and none is selected: eu, us'
        e.hint() == 'select one with --server eu, or write n2ws(\'eu\')'
        readServers([KEY: 'k'], ['us']).requireSingle(ServerKind.N2WS).name() == 'us'

        when:
        readServers([KEY: 'k'], ['su'])

        then:
        e = thrown()
        e.message == 'no server \'su\' is configured'
        e.hint() == 'did you mean: eu, us'
    }

    def "servers.yaml can contain all settings of a server"() {
        given:
        Path key = folder.resolve('key')
        Files.writeString(key, 'canary-file\n')
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString('rw-------'))

        when:
        ServerConfig server = readYaml("""
            prod: {kind: px, url: "px.example.com/login", credential: "file:$key", client: c, realm: r, authPath: "", ca: /ca.pem,
                   pin: "$PIN", production: true, gateway: "gw:10001"}
            """).requireSingle(ServerKind.PX)

        then:
        server.label() == 'px \'prod\''
        server.credential() instanceof Credential.ClientCredentials
        server.credential().secret().reveal() == 'canary-file'
        server.realm() == 'r'
        server.authPath() == ''
        server.gatewayUrl() == URI.create('https://gw:10001')
        server.production()
        server.readOnly()
        notices == [filePath() + ': prod: the path /login is not needed; using https://px.example.com']
    }

    def "a server of servers.yaml may have the name of its kind, and is labelled as a server of the file"() {
        when:
        ServerConfig server = readYaml('n2ws: {kind: n2ws, url: h, credential: "env:KEY"}').requireSingle(ServerKind.N2WS)

        then:
        server.label() == "n2ws 'n2ws'"
        server.settingName('PIN') == "pin of 'n2ws' in servers.yaml"
        !server.isFromEnvironment()

        when:
        readYaml('px: {kind: px, url: "http://h", credential: "env:KEY"}')

        then:
        BakshException e = thrown()
        e.message == "px 'px': ${filePath()}: px is plain http: the credential could be read in transit"
        e.hint() == "write https:// in url of 'px' in servers.yaml; to accept plain http, add plaintext: true to 'px' in servers.yaml"
    }

    def "a server of servers.yaml with the name of a server of the environment is refused: #name"() {
        when:
        readYaml("$name: {kind: $kind, url: h, credential: 'env:KEY', production: true}", N2WS + PX + [BAKSH_PX_TOKEN: 't', KEY: 'canary-key'])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "${filePath()}: $name: the variable $variable configures a server of the same name"
        e.hint() == "rename the server in servers.yaml, or unset $variable"

        where:
        name   | kind   || variable
        'n2ws' | 'n2ws' || 'BAKSH_N2WS_URL'
        'px'   | 'px'   || 'BAKSH_PX_URL'
        'px'   | 'n2ws' || 'BAKSH_PX_URL'
    }

    def "the command in a message quotes the name of a server"() {
        when:
        readYaml("""
            "it's eu": {kind: n2ws, url: a, credential: "env:KEY"}
            us: {kind: n2ws, url: b, credential: "env:KEY"}
            """).requireSingle(ServerKind.N2WS)

        then:
        BakshException e = thrown()
        e.hint() == "select one with --server 'it'\\''s eu', or write n2ws('it\\'s eu')"
    }

    def "status codes and version of a server can be set in the file or in the environment"() {
        given:
        ServerConfig withoutCredential = readServers(N2WS).requireSingle(ServerKind.N2WS)
        ServerConfig singleServer = readServers(N2WS + [BAKSH_N2WS_PARTIAL: 'N', BAKSH_N2WS_RECOVERED: 'Y', BAKSH_N2WS_FAILED: ' F, E ', BAKSH_N2WS_VERSION: '1.7']).requireSingle(ServerKind.N2WS)
        ServerConfig named = readYaml('a: {kind: n2ws, url: h, credential: "env:KEY", partial: N, recovered: Y, failed: [F, E], version: 1.7}').requireSingle(ServerKind.N2WS)

        expect:
        [named, singleServer].every { [it.partialStatus(), it.recoveredStatus(), it.failedStatuses(), it.apiVersion()] == ['N', 'Y', ['E', 'F'] as Set, '1.7'] }
        [withoutCredential.partialStatus(), withoutCredential.recoveredStatus(), withoutCredential.failedStatuses(), withoutCredential.apiVersion()] == [null, null, [] as Set, null]
        readYaml('a: {kind: n2ws, url: h, credential: "env:KEY", failed: F}').requireSingle(ServerKind.N2WS).failedStatuses() == ['F'] as Set
    }

    def "a success status code is rejected as failure code: #text"() {
        when:
        readServers(N2WS + [BAKSH_N2WS_PARTIAL: 'N', BAKSH_N2WS_FAILED: text])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == message
        e.hint() == 'write the status letters of failed backups, for example F or F,E'

        where:
        text  || message
        'F,B' || 'BAKSH_N2WS_FAILED: B means success, not failure'
        'N'   || 'BAKSH_N2WS_FAILED: N means a partial success, not failure'
    }

    def "the version #text is rejected"() {
        when:
        readYaml("a: {kind: n2ws, url: h, credential: 'env:KEY', version: '$text'}")

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "${filePath()}: a: not an API version: '$text'"
        e.hint() == 'write 1.7 or 2.0.0, or remove the setting: baksh detects the version'

        where:
        text << ['latest', 'v2', '0', '1.', '2.0.0.0']
    }

    def "a server with #text is #readOnly"() {
        expect:
        ServerConfig server = readYaml("a: {kind: n2ws, url: h, credential: 'env:KEY'$text}").requireSingle(ServerKind.N2WS)
        server.readOnly() == (readOnly == 'read-only')

        where:
        text                                      || readOnly
        ''                                        || 'read-write'
        ', mode: read-only'                       || 'read-only'
        ', mode: read-write'                      || 'read-write'
        ', production: true'                      || 'read-only'
        ', production: true, mode: read-write'    || 'read-write'
        ', production: false'                     || 'read-write'
        ', production: "true"'                    || 'read-only'
        ', production: yes'                       || 'read-only'
    }

    def "servers.yaml with #what is rejected"() {
        when:
        readYaml(text)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == filePath() + message
        e.hint() == hint
        !e.message.contains('canary')

        where:
        what                     | text                                                                       || message                                              | hint
        'a mistyped key'         | "a: {kind: n2ws, ulr: h, credential: 'env:KEY'}"                           || ': a: unknown key \'ulr\''                            | 'did you mean: url'
        'a mistyped mode'        | "a: {kind: n2ws, url: h, credential: 'env:KEY', mode: readonly}"           || ': a: unknown mode \'readonly\''                      | 'modes: read-only, read-write'
        'a word for true'        | "a: {kind: n2ws, url: h, credential: 'env:KEY', production: sure}"         || ': a: production must be true or false, not \'sure\''      | null
        'one for true'           | "a: {kind: n2ws, url: h, credential: 'env:KEY', production: 1}"            || ': a: production must be true or false, not \'1\''         | null
        'no kind'                | "a: {url: h, credential: 'env:KEY'}"                                       || ': a: \'kind\' is missing'                            | null
        'another kind'           | "a: {kind: n3ws, url: h, credential: 'env:KEY'}"                           || ': a: unknown kind \'n3ws\''                          | 'kinds: n2ws, px'
        'no url'                 | "a: {kind: n2ws, credential: 'env:KEY'}"                                   || ': a: \'url\' is missing'                             | null
        'a key in clear'         | "a: {kind: n2ws, url: h, credential: 'canary-key'}"                        || ': a: a credential must be a reference, not the secret itself'             | 'write env:NAME, file:PATH, command:WORDS or keyring'
        'a bare address'         | 'a: https://h'                                                             || ': a: a server must be a map: {kind: n2ws, url: ..., credential: env:NAME}' | null
        'a list of servers'      | "- {kind: n2ws, url: h}"                                                   || ': expected servers by name: NAME: {kind: ..., url: ...}' | null
        'a name twice'           | "a: {kind: n2ws, url: h, credential: 'env:KEY'}\na: {kind: n2ws, url: i, credential: 'env:KEY'}" || ":2: duplicate name 'a', also in line 1" | null
        'a key twice'            | "a: {kind: n2ws, url: h, url: i, credential: 'env:KEY'}"                   || ":1: duplicate name 'url', also in line 1"           | null
        'no YAML'                | "a: {kind: [n2ws"                                                          || ':1: not valid YAML'                                  | null
        'no word for production' | "a: {kind: n2ws, url: h, credential: 'env:KEY', production: }"             || ": a: 'production' has no value"                       | 'write a value, or remove the key'
        'no word for the mode'   | "a:\n  kind: n2ws\n  url: h\n  credential: 'env:KEY'\n  mode:\n"            || ": a: 'mode' has no value"                             | 'write a value, or remove the key'
        'a merged mode without a value' | "a: &a {kind: n2ws, url: h, credential: 'env:KEY', mode: read-only}\nb: {<<: *a, mode: ~}" || ": b: 'mode' has no value"     | 'write a value, or remove the key'
        'a list for a pin'       | "a: {kind: n2ws, url: h, credential: 'env:KEY', pin: ['x', 'y']}"          || ": a: 'pin' must be one value, not a list"              | null
        'a map for a credential' | "a: {kind: n2ws, url: h, credential: {env: KEY}}"                           || ": a: 'credential' must be one value, not a map"        | null
        'a map of letters'       | "a: {kind: n2ws, url: h, credential: 'env:KEY', failed: {F: true}}"        || ": a: 'failed' must be one value, not a map"            | null
        'a value of two values'  | "a:\n  kind: n2ws\n  url: h\n  pin: a: b\n  mode: read-only\n"               || ':4: not valid YAML'                                  | null
        'a tab'                  | "a:\n\tkind: n2ws\n"                                                       || ':2: not valid YAML: a tab in place of blanks'         | null
        'a tab and CR LF'        | "a:\r\n  kind: n2ws\r\n\turl: h\r\n"                                     || ':3: not valid YAML: a tab in place of blanks'         | null
        'a second document'      | "a: {kind: n2ws, url: h, credential: 'env:KEY'}\n---\nb: {}"                || ':3: not valid YAML: a second document'                                  | null
    }

    def "a number in place of a name is read as it is written: #name"() {
        expect:
        readYaml("a: {kind: px, url: h, username: $name, credential: 'env:KEY'}").requireSingle(ServerKind.PX).credential().username() == name

        where:
        name << ['0123', '007', '42', '-5', '0x1F', '0b11', '1_000', '1.10', '1e3', '.inf', '.5', '12345678901234567890123']
    }

    def "servers.yaml in #encoding is refused, and one with a byte order mark and CR LF is read"() {
        given:
        String text = "müller: {kind: n2ws, url: h, credential: 'env:KEY'}\r\n# end\r\n"
        Files.write(folder.resolve('servers.yaml'), text.getBytes(encoding))

        when:
        readServers([:])

        then:
        BakshException e = thrown()
        [e.exit(), e.message, e.hint()] == [ExitCode.USAGE, "${filePath()} is not UTF-8 text".toString(), "the text looks like $name: save it as UTF-8".toString()]

        when:
        Files.writeString(folder.resolve('servers.yaml'), '\ufeff' + text)

        then:
        readServers([:]).all()*.name() == ['müller']

        where:
        encoding     || name
        'UTF-16'     || 'UTF-16'
        'ISO-8859-1' || 'Latin-1'
    }

    def "the kind #text is #kind"() {
        expect:
        ServerKind.of(text) == kind
        kind == null || kind.toString() == text

        where:
        text   || kind
        'n2ws' || ServerKind.N2WS
        'px'   || ServerKind.PX
        'N2WS' || null
        'aws'  || null
        ''     || null
        null   || null
    }

    def "an empty servers.yaml is treated as missing"() {
        expect:
        readYaml(text).all().empty

        where:
        text << ['', '\n', '# nothing yet\n', '---\n']
    }

    def "a secret file with mode #mode is #verdict"() {
        given:
        Path key = folder.resolve('key')
        Files.writeString(key, 'canary')
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode))

        when:
        String outcome = 'good'
        try {
            readYaml("a: {kind: n2ws, url: h, credential: 'file:$key'}").requireSingle(ServerKind.N2WS).credential()
        } catch (BakshException e) {
            outcome = e.message + '|' + e.hint()
        }

        then:
        outcome == (good ? 'good' : "${filePath()}: a: $key: other users may read or write this secret|chmod 600 $key")

        where:
        mode        || good
        'rw-------' || true
        'r--------' || true
        'rw-r-----' || false
        'rw----r--' || false
        'rw--w----' || false
        'rwxrwxrwx' || false

        verdict = good ? 'good' : 'refused'
    }

    def "a link to a secret file and an empty secret file are rejected"() {
        given:
        Path key = folder.resolve('key')
        Files.writeString(key, content)
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString('rw-------'))
        Path link = Files.createSymbolicLink(folder.resolve('link'), key)

        when:
        readYaml("a: {kind: n2ws, url: h, credential: 'file:${through ? link : key}'}").requireSingle(ServerKind.N2WS).credential()

        then:
        BakshException e = thrown()
        e.message == "${filePath()}: a: ${through ? link : key}: $message"

        where:
        content  | through || message
        'canary' | true    || 'not a regular file'
        ' \n'    | false   || 'the file is empty'
    }

    def "the text form of a secret does not contain its value"() {
        expect:
        "${Secret.of('canary')}" == '***'
        Secret.of(' canary\r\n').reveal() == 'canary'
        new Credential.Password('c', Secret.of('canary'), 'u', Secret.of('canary')).toString() == 'Password[clientId=c, clientSecret=***, username=u, password=***]'
    }

    def "#env selects the folders #config and #state"() {
        expect:
        AppDirectories.of(env) == new AppDirectories(Path.of(config), Path.of(state))

        where:
        env                                                            || config          | state
        [BAKSH_HOME: '/b', HOME: '/h']                                 || '/b'            | '/b'
        [HOME: '/h']                                                   || '/h/.config/baksh' | '/h/.local/state/baksh'
        [HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s']      || '/c/baksh'      | '/s/baksh'
        [HOME: '/h', XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '']         || '/h/.config/baksh' | '/h/.local/state/baksh'
        [HOME: '/h', BAKSH_HOME: ' ']                                  || '/h/.config/baksh' | '/h/.local/state/baksh'
    }
}
