package dev.baksh.client.config

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.ServerKind
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.util.concurrent.TimeUnit

/** Secrets are read when their server is first used: from the environment, a file, a command, or the prompt. */
@Requires({ os.linux || os.macOs })
class CredentialsSpec extends Specification {
    static final URI SERVER = URI.create('https://h')
    static final String REFERENCE_FORMS = 'write env:NAME, file:PATH, command:WORDS or keyring'

    @TempDir
    Path folder

    /** Prompt that returns scripted replies in order and records the questions. */
    static class ScriptedPrompt implements SecretPrompt {
        boolean isPresent = true
        List<String> replies
        List<String> questions = []

        boolean isAvailable() { isPresent }

        String readLine(String question) {
            questions << question
            replies.remove(0)
        }

        Secret readSecret(String question) {
            Secret.of(readLine('*' + question))
        }
    }

    Servers readYaml(String text, Map<String, String> env = [KEY: 'canary-key'], SecretPrompt prompt = SecretPrompt.UNATTENDED) {
        Files.writeString(folder.resolve('servers.yaml'), text.stripIndent())
        return Servers.read(env, new AppDirectories(folder, folder), [], { }, prompt)
    }

    Path writeScript(String name, String text) {
        Path file = folder.resolve(name)
        Files.writeString(file, '#!/bin/sh\n' + text + '\n')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rwx------'))
        return file
    }

    SecretReference.ResolvedSecret runCommand(String command, Duration timeout = Duration.ofSeconds(30)) {
        return new SecretCommand('servers.yaml: a', command, timeout).readSecret(SERVER)
    }

    def "a server whose secret is missing does not stop the others"() {
        given:
        Servers servers = readYaml("""
            good: {kind: n2ws, url: h, credential: "env:KEY"}
            unset: {kind: n2ws, url: h, credential: "env:NONE"}
            lost: {kind: n2ws, url: h, credential: "file:/no/such"}
            none: {kind: px, url: h}
            """, [KEY: 'canary-key', BAKSH_PX_URL: 'px.example.com', BAKSH_PX_USERNAME: 'admin'])

        expect:
        servers.get('good').credential().key().reveal() == 'canary-key'
        servers.all()*.name() == ['good', 'unset', 'lost', 'none', 'px']
        refusalOf(servers, name) == [ExitCode.USAGE, message.replace('FILE', folder.resolve('servers.yaml').toString()), hint]

        where:
        name    || message                                | hint
        'unset' || 'FILE: unset: the variable NONE is not set' | null
        'lost'  || 'FILE: lost: /no/such: no such file'        | null
        'none'  || 'FILE: none: \'credential\' is missing'     | REFERENCE_FORMS
        'px'    || 'BAKSH_PX_URL is set, but no credential is configured'    | EnvironmentServers.configurationHint(ServerKind.PX)
    }

    def "a path is #place: #path"() {
        given:
        Path home = Files.createDirectory(folder.resolve('home'))
        Path config = Files.createDirectory(folder.resolve('config'))
        Path key = folder.resolve(file)
        Files.createDirectories(key.parent)
        Files.writeString(key, 'canary-file')
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString('rw-------'))
        Files.writeString(config.resolve('servers.yaml'), "a: {kind: n2ws, url: h, ca: '$path', credential: 'file:$path'}")
        Map<String, String> env = [HOME: home.toString(), BAKSH_HOME: config.toString()]
        ServerConfig server = Servers.read(env, new AppDirectories(config, config), [], { }, SecretPrompt.UNATTENDED).get('a')

        expect:
        server.caFile() == key
        server.credential().key().reveal() == 'canary-file'
        ConfiguredSecrets.read(env)*.reveal().contains('canary-file')

        where:
        path               | place                             | file
        '~/n2ws.key'       | 'in the home folder'              | 'home/n2ws.key'
        '$HOME/n2ws.key'   | 'in the home folder'              | 'home/n2ws.key'
        '${HOME}/n2ws.key' | 'in the home folder'              | 'home/n2ws.key'
        'n2ws.key'         | 'in the folder of servers.yaml'   | 'config/n2ws.key'
        './keys/n2ws.key'  | 'in the folder of servers.yaml'   | 'config/./keys/n2ws.key'
        '../n2ws.key'      | 'relative to that folder'         | 'config/../n2ws.key'
    }

    def "the error about a path names the whole path: #credential"() {
        given:
        Servers servers = readYaml("a: {kind: n2ws, url: h, credential: '$credential'}", [HOME: '/nowhere'])

        expect:
        refusalOf(servers, 'a') == [ExitCode.USAGE, "${folder.resolve('servers.yaml')}: a: $message".toString().replace('FOLDER', folder.toString()), null]

        where:
        credential             || message
        'file:~/n2ws.key'      || '/nowhere/n2ws.key: no such file'
        'file:no-such.key'     || 'FOLDER/no-such.key: no such file'
    }

    def "a relative path that exists only in the working folder is found there, and in a variable it belongs to that folder"() {
        given:
        Map<String, String> env = [HOME: '/home/u', KEY: 'canary-key', BAKSH_PX_URL: 'h', BAKSH_PX_CA: ca]

        expect:
        readYaml("a: {kind: n2ws, url: h, ca: pom.xml, credential: 'env:KEY'}", env).get('a').caFile() == Path.of('pom.xml')
        readYaml('', env).get('px').caFile() == Path.of(file)

        where:
        ca           || file
        'corp.pem'   || 'corp.pem'
        '~/corp.pem' || '/home/u/corp.pem'
    }

    def "an unreadable credential is read again, and a read credential is cached"() {
        given:
        Path key = folder.resolve('key')
        Servers servers = readYaml("a: {kind: n2ws, url: h, credential: 'file:$key'}")

        expect:
        refusalOf(servers, 'a')[1].endsWith('no such file')

        when:
        Files.writeString(key, 'canary-file')
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString('rw-------'))

        then:
        servers.get('a').credential().key().reveal() == 'canary-file'

        when:
        Files.delete(key)

        then:
        servers.get('a').credential().key().reveal() == 'canary-file'
    }

    def "the first output line of a command is the secret"() {
        given:
        Path command = writeScript('pass', 'echo "canary for $1"; echo "second line"; echo "canary on stderr" >&2')

        expect:
        runCommand("$command prod").secret().reveal() == 'canary for prod'
        runCommand("$command 'two words'").secret().reveal() == 'canary for two words'
        runCommand("echo other | sed s/other/canary/").secret().reveal() == 'canary'
    }

    def "a Docker credential helper gets the server and returns user and secret"() {
        given:
        Path helper = writeScript('docker-credential-spec', '''
            read server
            [ "$1" = get ] || exit 1
            echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"USER\\",\\"Secret\\":\\"canary of $server\\"}"
            '''.replace('USER', user))

        expect:
        runCommand(helper.toString()).secret().reveal() == 'canary of https://h'
        runCommand("$helper get").username() == username
        Credential credential = readYaml("a: {kind: px, url: 'https://h', credential: 'command:$helper'}").requireSingle(ServerKind.PX).credential()
        credential.class == kind

        where:
        user      || username | kind
        'alice'   || 'alice'  | Credential.Password
        ''        || null     | Credential.PastedToken
        '<token>' || null     | Credential.PastedToken
    }

    def "keyring uses the Docker credential helper of the system"() {
        expect:
        SecretCommand.KEYRING_HELPER in ['docker-credential-secretservice', 'docker-credential-osxkeychain', 'docker-credential-wincred']
    }

    def "a command that #what is named, and its output is not shown"() {
        given:
        Path command = writeScript(name, text)

        when:
        runCommand("$command canary-argument", Duration.ofMillis(timeout))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == "servers.yaml: a: the credential command $command $message".toString()
        e.hint() == hint?.replace('COMMAND', command.toString())
        e.cause == null

        where:
        what                 | name                     | timeout | text                                       || message                                | hint
        'fails'              | 'pass'                   | 30_000   | 'echo canary; echo canary >&2; exit 3'     || 'ended with exit code 3'               | 'run the command by hand to see the cause'
        'prints nothing'     | 'pass'                   | 30_000   | 'echo canary >&2'                          || 'printed nothing'                      | null
        'prints half JSON'   | 'pass'                   | 30_000   | 'echo "{canary"'                           || 'printed invalid JSON'            | null
        'prints no Secret'   | 'pass'                   | 30_000   | 'echo "{\\"Password\\":\\"canary\\"}"'     || 'printed JSON without a Secret'        | null
        'never ends'         | 'pass'                   | 300      | 'sleep 100'                                || 'returned no credential within 0 s'        | 'run the command by hand to see why it waits'
        'never ends either'  | 'pass'                   | 300      | 'echo canary; exec >&-; sleep 100'         || 'returned no credential within 0 s'        | 'run the command by hand to see why it waits'
        'has no entry'       | 'docker-credential-spec' | 30_000   | 'exit 1'                                   || 'ended with exit code 1'               | 'check the entry for this server; add an entry with: COMMAND store'
    }

    def "a missing command is named"() {
        when:
        runCommand(command)

        then:
        BakshException e = thrown()
        e.message == "servers.yaml: a: the credential command $command was not found".toString()
        e.hint() == hint

        where:
        command                        || hint
        'no-such-command'              || 'install it, or configure another credential'
        'docker-credential-no-such'    || 'install it (docker-credential-helpers), or configure another credential'
    }

    def "a command that times out leaves no process behind"() {
        given:
        Path command = writeScript('slow', "sleep 1000 & echo \$! > $folder/child; wait")

        when:
        // Doubles the timeout until the command has started its child: a busy machine needs longer.
        for (long seconds = 1; !Files.exists(folder.resolve('child')) || Files.size(folder.resolve('child')) == 0; seconds *= 2) {
            try {
                runCommand(command.toString(), Duration.ofSeconds(seconds))
                assert false: 'no failure'
            } catch (BakshException ignored) {
                // Expected: the command times out.
            }
        }

        then:
        hasExited(Files.readString(folder.resolve('child')).strip() as long)
    }

    private static boolean hasExited(long pid) {
        ProcessHandle child = ProcessHandle.of(pid).orElse(null)
        child?.onExit()?.get(10, TimeUnit.SECONDS)
        return !child?.alive
    }

    def "the user is asked once for a credential that is not configured"() {
        given:
        ScriptedPrompt scriptedPrompt = new ScriptedPrompt(replies: replies)
        ServerConfig server = Servers.read(env, new AppDirectories(folder, folder), [], { }, scriptedPrompt).all()[0]

        when:
        Credential credential = server.credential()

        then:
        server.credential().is(credential)
        ServersSpec.revealComponents(credential) == values
        scriptedPrompt.questions == questions

        where:
        env                                             | replies            || questions                                                                                        | values
        [BAKSH_N2WS_URL: 'h']                           | ['canary']         || ['*API key of n2ws (h): ']                                                                   | ['canary']
        [BAKSH_PX_URL: 'h', BAKSH_PX_USERNAME: 'u']     | ['canary']         || ['*Password of \'u\' at px (h): ']                                                           | ['pxcentral', null, 'u', 'canary']
        [BAKSH_PX_URL: 'h', BAKSH_PX_CLIENT_ID: 'c']    | ['canary']         || ['*Secret of client \'c\' at px (h): ']                                                      | ['c', 'canary']
    }

    def "an empty reply and a missing terminal are errors"() {
        given:
        ScriptedPrompt scriptedPrompt = new ScriptedPrompt(replies: [''], isPresent: isPresent)
        Servers servers = readYaml('a: {kind: n2ws, url: h}', [:], scriptedPrompt)

        expect:
        refusalOf(servers, 'a') == [exit, message.replace('FILE', folder.resolve('servers.yaml').toString()), hint]

        where:
        isPresent  || exit        | message                                 | hint
        true  || ExitCode.DENIED | 'n2ws \'a\': no credential was given'   | 'nothing was sent'
        false || ExitCode.USAGE  | 'FILE: a: \'credential\' is missing'    | REFERENCE_FORMS
    }

    def "completion can read #source without a prompt: #quiet"() {
        expect:
        readYaml("a: {kind: n2ws, url: h$source}").requireSingle(ServerKind.N2WS).credentialSource().isNonInteractive() == quiet

        where:
        source                               || quiet
        ', credential: "env:KEY"'            || true
        ', credential: "file:/no"'           || true
        ', credential: "command:pass show"'  || false
        ', credential: keyring'              || false
        ''                                   || false
    }

    def "#type lists its secrets, and its identity differs from every other credential"() {
        expect:
        credential.secrets()*.reveal() == secrets

        and: 'equal credentials have the same identity'
        credential.identity() == copy.identity()

        and:
        DIFFERENT_CREDENTIALS*.identity().count { it == credential.identity() } == 1

        where:
        [credential, copy] << [DIFFERENT_CREDENTIALS, differentCredentials()].transpose()
        secrets << [['a'], ['b'], ['a'], ['a', 'b'], ['a'], [], ['a2'], [], ['a', 'a'], ['a']]
        type = credential.class.simpleName
    }

    private static final List<Credential> DIFFERENT_CREDENTIALS = differentCredentials()

    private static List<Credential> differentCredentials() {
        Secret a = Secret.of('a')
        Secret b = Secret.of('b')
        [
            new Credential.ApiKey(a), new Credential.ApiKey(b), new Credential.ClientCredentials('c', a),
            new Credential.Password('c', b, 'u', a), new Credential.Password('d', null, 'u', a), new Credential.Session('c'),
            new Credential.PastedToken(Secret.of('a2')), new Credential.Session('d'),
            new Credential.Password('c', a, 'u', a), new Credential.Password('c', null, 'u', a)
        ]
    }

    def "the environment accepts the same secret references as servers.yaml"() {
        given:
        Path command = writeScript('pass', 'echo canary')
        Map<String, String> env = [BAKSH_N2WS_URL: 'h', BAKSH_N2WS_CREDENTIAL: "command:$command".toString(),
                                   BAKSH_PX_URL: 'p', BAKSH_PX_CREDENTIAL: "command:$command".toString(), BAKSH_PX_CLIENT_ID: 'c']
        Servers servers = Servers.read(env, new AppDirectories(folder, folder), [], { }, SecretPrompt.UNATTENDED)

        expect:
        ServersSpec.revealComponents(servers.get('n2ws').credential()) == ['canary']
        ServersSpec.revealComponents(servers.get('px').credential()) == ['c', 'canary']

        when:
        Servers.read(env + [BAKSH_N2WS_CREDENTIAL: 'canary'], new AppDirectories(folder, folder), [], { }, SecretPrompt.UNATTENDED)

        then:
        BakshException e = thrown()
        e.message == 'BAKSH_N2WS_CREDENTIAL: a credential must be a reference, not the secret itself'
        e.hint() == REFERENCE_FORMS
    }

    private static List<Object> refusalOf(Servers servers, String name) {
        try {
            servers.get(name).credential()
            return null
        } catch (BakshException e) {
            return [e.exit(), e.message, e.hint()]
        }
    }
}
