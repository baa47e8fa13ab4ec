package dev.baksh.config

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.util.concurrent.TimeUnit

/** Secrets are read when their server is first used: from the environment, a file, a command, or the person. */
@Requires({ os.linux || os.macOs })
class CredentialsSpec extends Specification {
    static final URI SERVER = URI.create('https://h')
    static final String PLACES = 'write env:NAME, file:PATH, command:WORDS or keyring'

    @TempDir
    Path folder

    /** Somebody who answers in turn, and remembers what was asked. */
    static class Person implements SecretPrompt {
        boolean here = true
        List<String> answers
        List<String> asked = []

        boolean present() { here }

        String line(String question) {
            asked << question
            answers.remove(0)
        }

        Secret secret(String question) {
            Secret.of(line('*' + question))
        }
    }

    Servers yaml(String text, Map<String, String> env = [KEY: 'canary-key'], SecretPrompt prompt = SecretPrompt.NOBODY) {
        Files.writeString(folder.resolve('servers.yaml'), text.stripIndent())
        return Servers.read(env, new Home(folder, folder), [], { }, prompt)
    }

    Path script(String name, String text) {
        Path file = folder.resolve(name)
        Files.writeString(file, '#!/bin/sh\n' + text + '\n')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rwx------'))
        return file
    }

    SecretPlace.Found printed(String command, Duration patience = Duration.ofSeconds(30)) {
        return new SecretCommand('servers.yaml: a', command, patience).secret(SERVER)
    }

    def "a server whose secret is missing does not stop the others"() {
        given:
        Servers servers = yaml("""
            good: {kind: n2ws, url: h, credential: "env:KEY"}
            unset: {kind: n2ws, url: h, credential: "env:NONE"}
            lost: {kind: n2ws, url: h, credential: "file:/no/such"}
            none: {kind: px, url: h}
            """, [KEY: 'canary-key', BAKSH_PX_URL: 'px.example.com', BAKSH_PX_USERNAME: 'admin'])

        expect:
        servers.named('good').credential().key().reveal() == 'canary-key'
        servers.all()*.name() == ['good', 'unset', 'lost', 'none', 'px']
        refusal(servers, name) == [Exit.USAGE, message.replace('FILE', folder.resolve('servers.yaml').toString()), hint]

        where:
        name    || message                                | hint
        'unset' || 'FILE: unset: the variable NONE is not set' | null
        'lost'  || 'FILE: lost: /no/such: no such file'        | null
        'none'  || 'FILE: none: \'credential\' is missing'     | PLACES
        'px'    || 'BAKSH_PX_URL is set, but no credential'    | Environment.needed('px')
    }

    def "what could not be read is tried again, and what was read is not"() {
        given:
        Path key = folder.resolve('key')
        Servers servers = yaml("a: {kind: n2ws, url: h, credential: 'file:$key'}")

        expect:
        refusal(servers, 'a')[1].endsWith('no such file')

        when:
        Files.writeString(key, 'canary-file')
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString('rw-------'))

        then:
        servers.named('a').credential().key().reveal() == 'canary-file'

        when:
        Files.delete(key)

        then:
        servers.named('a').credential().key().reveal() == 'canary-file'
    }

    def "a command gives a secret on its first line"() {
        given:
        Path command = script('pass', 'echo "canary for $1"; echo "second line"; echo "canary on stderr" >&2')

        expect:
        printed("$command prod").secret().reveal() == 'canary for prod'
        printed("$command 'two words'").secret().reveal() == 'canary for two words'
        printed("echo other | sed s/other/canary/").secret().reveal() == 'canary'
    }

    def "a credential helper of docker is told the server and gives user and secret"() {
        given:
        Path helper = script('docker-credential-spec', '''
            read server
            [ "$1" = get ] || exit 1
            echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"USER\\",\\"Secret\\":\\"canary of $server\\"}"
            '''.replace('USER', user))

        expect:
        printed(helper.toString()).secret().reveal() == 'canary of https://h'
        printed("$helper get").username() == username
        Credential credential = yaml("a: {kind: px, url: 'https://h', credential: 'command:$helper'}").only('px').credential()
        credential.class == kind

        where:
        user      || username | kind
        'alice'   || 'alice'  | Credential.Password
        ''        || null     | Credential.PastedToken
        '<token>' || null     | Credential.PastedToken
    }

    def "the keyring is the helper of docker for this system"() {
        expect:
        SecretCommand.KEYRING in ['docker-credential-secretservice', 'docker-credential-osxkeychain', 'docker-credential-wincred']
    }

    def "a command that #what is named, and its output never shown"() {
        given:
        Path command = script(name, text)

        when:
        printed("$command canary-argument", Duration.ofMillis(patience))

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.message == "servers.yaml: a: the credential command $command $message".toString()
        e.hint() == hint?.replace('COMMAND', command.toString())
        e.cause == null

        where:
        what                 | name                     | patience | text                                       || message                                | hint
        'fails'              | 'pass'                   | 30_000   | 'echo canary; echo canary >&2; exit 3'     || 'ended with exit code 3'               | 'run it by hand to see why'
        'prints nothing'     | 'pass'                   | 30_000   | 'echo canary >&2'                          || 'printed nothing'                      | null
        'prints half JSON'   | 'pass'                   | 30_000   | 'echo "{canary"'                           || 'printed JSON that is none'            | null
        'prints no Secret'   | 'pass'                   | 30_000   | 'echo "{\\"Password\\":\\"canary\\"}"'     || 'printed JSON without a Secret'        | null
        'never ends'         | 'pass'                   | 300      | 'sleep 100'                                || 'gave no credential within 0 s'        | 'run it by hand to see what it waits for'
        'never ends either'  | 'pass'                   | 300      | 'echo canary; exec >&-; sleep 100'         || 'gave no credential within 0 s'        | 'run it by hand to see what it waits for'
        'has no entry'       | 'docker-credential-spec' | 30_000   | 'exit 1'                                   || 'ended with exit code 1'               | 'is there an entry for this server? it is put there with: COMMAND store'
    }

    def "a command that is not installed is named"() {
        when:
        printed(command)

        then:
        BakshException e = thrown()
        e.message == "servers.yaml: a: the credential command $command was not found".toString()
        e.hint() == hint

        where:
        command                        || hint
        'no-such-command'              || 'install it, or name another credential'
        'docker-credential-no-such'    || 'install it (docker-credential-helpers), or name another credential'
    }

    def "a command that was too slow leaves no process behind"() {
        given:
        Path command = script('slow', "sleep 1000 & echo \$! > $folder/child; wait")

        when:
        // Until the command was fast enough to begin: a busy machine needs longer.
        for (long seconds = 1; !Files.exists(folder.resolve('child')) || Files.size(folder.resolve('child')) == 0; seconds *= 2) {
            try {
                printed(command.toString(), Duration.ofSeconds(seconds))
                assert false: 'no failure'
            } catch (BakshException ignored) {
                // Too slow, as it should be.
            }
        }

        then:
        gone(Files.readString(folder.resolve('child')).strip() as long)
    }

    private static boolean gone(long pid) {
        ProcessHandle child = ProcessHandle.of(pid).orElse(null)
        child?.onExit()?.get(10, TimeUnit.SECONDS)
        return !child?.alive
    }

    def "the person is asked for what is configured nowhere, once"() {
        given:
        Person person = new Person(answers: answers)
        ServerConfig server = Servers.read(env, new Home(folder, folder), [], { }, person).all()[0]

        when:
        Credential credential = server.credential()

        then:
        server.credential().is(credential)
        ServersSpec.shown(credential) == values
        person.asked == asked

        where:
        env                                             | answers            || asked                                                                                        | values
        [BAKSH_N2WS_URL: 'h']                           | ['canary']         || ['*API key of n2ws (h): ']                                                                   | ['canary']
        [BAKSH_PX_URL: 'h', BAKSH_PX_USERNAME: 'u']     | ['canary']         || ['*Password of \'u\' at px (h): ']                                                           | ['pxcentral', null, 'u', 'canary']
        [BAKSH_PX_URL: 'h', BAKSH_PX_CLIENT_ID: 'c']    | ['canary']         || ['*Secret of client \'c\' at px (h): ']                                                      | ['c', 'canary']
    }

    def "no answer is an error, and so is nobody to ask"() {
        given:
        Person person = new Person(answers: [''], here: here)
        Servers servers = yaml('a: {kind: n2ws, url: h}', [:], person)

        expect:
        refusal(servers, 'a') == [exit, message.replace('FILE', folder.resolve('servers.yaml').toString()), hint]

        where:
        here  || exit        | message                                 | hint
        true  || Exit.DENIED | 'n2ws \'a\': no credential was given'   | 'nothing was sent'
        false || Exit.USAGE  | 'FILE: a: \'credential\' is missing'    | PLACES
    }

    def "completion may read #source by itself: #quiet"() {
        expect:
        yaml("a: {kind: n2ws, url: h$source}").only('n2ws').source().quiet() == quiet

        where:
        source                               || quiet
        ', credential: "env:KEY"'            || true
        ', credential: "file:/no"'           || true
        ', credential: "command:pass show"'  || false
        ', credential: keyring'              || false
        ''                                   || false
    }

    def "the environment names a place as servers.yaml does"() {
        given:
        Path command = script('pass', 'echo canary')
        Map<String, String> env = [BAKSH_N2WS_URL: 'h', BAKSH_N2WS_CREDENTIAL: "command:$command".toString(),
                                   BAKSH_PX_URL: 'p', BAKSH_PX_CREDENTIAL: "command:$command".toString(), BAKSH_PX_CLIENT_ID: 'c']
        Servers servers = Servers.read(env, new Home(folder, folder), [], { }, SecretPrompt.NOBODY)

        expect:
        ServersSpec.shown(servers.named('n2ws').credential()) == ['canary']
        ServersSpec.shown(servers.named('px').credential()) == ['c', 'canary']

        when:
        Servers.read(env + [BAKSH_N2WS_CREDENTIAL: 'canary'], new Home(folder, folder), [], { }, SecretPrompt.NOBODY)

        then:
        BakshException e = thrown()
        e.message == 'BAKSH_N2WS_CREDENTIAL: a credential is named, not written'
        e.hint() == PLACES
    }

    private static List<Object> refusal(Servers servers, String name) {
        try {
            servers.named(name).credential()
            return null
        } catch (BakshException e) {
            return [e.exit(), e.message, e.hint()]
        }
    }
}
