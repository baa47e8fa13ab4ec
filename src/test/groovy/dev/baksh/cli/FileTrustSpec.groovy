package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.nio.file.attribute.UserPrincipal

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Files that decide what is done with the credentials. Root runs the spec, because only root can give a file away. */
@Requires({ System.getProperty('user.name') == 'root' })
class FileTrustSpec extends Specification {
    static final String CATALOG = '{"server": "n2ws", "nouns": {"policies": {"operations": {"zap": {"effect": "START", "method": "POST", "path": "policies/{id}/zap/"}}}}}'

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    @TempDir
    Path folder

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        write('book.groovy', "println 'ran'")
        write('including.groovy', "include 'part.groovy'\nprintln 'ran'")
        write('part.groovy', "println 'part'")
        write('using.groovy', "println new Part().text()")
        write('packaged.groovy', "println new a.b.Part().text()")
        write('lib/Part.groovy', "class Part { String text() { 'lib' } }")
        write('lib/a/b/Part.groovy', "package a.b\nclass Part { String text() { 'lib' } }")
        write('plan.yaml', 'roles:\n  guest: {description: Guest, rules: [{services: [role], apis: [inspect*]}]}\n')
        write('map.csv', 'user,role\nalice,viewer\n')
        write('counting.groovy', 'n2ws.policies.count()')
        write('plan.groovy', "println px.plan('$folder/plan.yaml').empty")
        write('map.groovy', "px.users.mapAll('$folder/map.csv')")
    }

    Path write(String name, String text) {
        Path file = folder.resolve(name)
        Files.createDirectories(file.parent)
        Files.writeString(file, text)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
        return file
    }

    static void give(Path path) {
        UserPrincipal nobody = path.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody')
        Files.setAttribute(path, 'unix:uid', Files.getAttribute(path, 'unix:uid'), java.nio.file.LinkOption.NOFOLLOW_LINKS)
        Files.getFileAttributeView(path, java.nio.file.attribute.PosixFileAttributeView, java.nio.file.LinkOption.NOFOLLOW_LINKS).setOwner(nobody)
    }

    static void mode(Path path, String mode) {
        ['chmod', mode, path.toString()].execute().waitFor()
    }

    def "what is loaded must belong to the user or root, and so must each folder from which others could replace it: #args after #damage"() {
        given:
        String[] words = damage.split(' ')
        Path target = folder.resolve(words[1]).normalize()
        if (words[0] == 'give') give(target)
        else mode(target, words[0])

        expect:
        baksh.start(*args.collect { it.replace('DIR', folder.toString()) }) == failure(3, *lines*.replace('DIR', folder.toString()), *where)

        where:
        args                             | damage             || lines                                                                                                        | where
        ['run', 'DIR/book.groovy']       | 'give book.groovy' || ['baksh: DIR/book.groovy belongs to nobody', '  replace it with your own file']                              | []
        ['DIR/book.groovy']              | 'give book.groovy' || ['baksh: DIR/book.groovy belongs to nobody', '  replace it with your own file']                              | []
        ['check', 'DIR/book.groovy']     | 'give book.groovy' || ['baksh: DIR/book.groovy belongs to nobody', '  replace it with your own file']                              | []
        ['help', 'DIR/book.groovy']      | 'give book.groovy' || ['baksh: DIR/book.groovy belongs to nobody', '  replace it with your own file']                              | []
        ['run', 'DIR/book.groovy']       | 'give .'           || ['baksh: DIR/book.groovy can be replaced by nobody, the owner of DIR', '  check its content, then put a copy into a folder of your own'] | []
        ['run', 'DIR/book.groovy']       | '0777 .'           || ['baksh: DIR/book.groovy can be replaced: other users of this machine can create files in DIR', "  check its content, then: chmod go-w 'DIR'"] | []
        ['run', 'DIR/book.groovy']       | '0666 book.groovy' || ['baksh: DIR/book.groovy can be changed by other users of this machine (mode rw-rw-rw-)', "  check its content, then: chmod go-w 'DIR/book.groovy'"] | []
        ['run', 'DIR/using.groovy']      | 'give lib'         || ['baksh: DIR/lib/Part.groovy can be replaced by nobody, the owner of DIR/lib', '  check its content, then put a copy into a folder of your own'] | []
        ['run', 'DIR/using.groovy']      | '0777 lib'         || ['baksh: DIR/lib/Part.groovy can be replaced: other users of this machine can create files in DIR/lib', "  check its content, then: chmod go-w 'DIR/lib'"] | []
        ['run', 'DIR/using.groovy']      | 'give lib/Part.groovy' || ['baksh: DIR/lib/Part.groovy belongs to nobody', '  replace it with your own file']                      | []
        ['run', 'DIR/packaged.groovy']   | 'give lib/a'       || ['baksh: DIR/lib/a/b/Part.groovy can be replaced by nobody, the owner of DIR/lib/a', '  check its content, then put a copy into a folder of your own'] | []
        ['run', 'DIR/plan.groovy']       | 'give plan.yaml'   || ['baksh: DIR/plan.yaml belongs to nobody', '  replace it with your own file']                                | ['  plan.groovy:1']
        ['run', 'DIR/plan.groovy']       | '0646 plan.yaml'   || ['baksh: DIR/plan.yaml can be changed by other users of this machine (mode rw-r--rw-)', "  check its content, then: chmod go-w 'DIR/plan.yaml'"] | ['  plan.groovy:1']
        ['--yes', 'run', 'DIR/map.groovy'] | 'give map.csv'   || ['baksh: DIR/map.csv belongs to nobody', '  replace it with your own file']                                  | ['  map.groovy:1']
    }

    def "a script that a script runs follows the rule: #call after #damage"() {
        given:
        String code = call.replace('PART', "new File('$folder/part.groovy')")
        write('running.groovy', code)
        damage.call(folder.resolve('part.groovy'))

        expect:
        baksh.start('-e', code) == failure(3, *lines*.replace('DIR', folder.toString()), '  -e:1')
        baksh.start('run', "$folder/running.groovy") == failure(3, *lines*.replace('DIR', folder.toString()), '  running.groovy:1')

        where:
        [call, [damage, lines]] << [["evaluate(PART)", "run(PART, [] as String[])", "run PART, 'a' as String[]", "[1].each { evaluate(PART) }"], [
            [{ Path it -> give(it) }, ['baksh: DIR/part.groovy belongs to nobody', '  replace it with your own file']],
            [{ Path it -> mode(it, '0666') }, ['baksh: DIR/part.groovy can be changed by other users of this machine (mode rw-rw-rw-)', "  check its content, then: chmod go-w 'DIR/part.groovy'"]]]].combinations()
    }

    def "a script runs the user's own script"() {
        expect:
        baksh.start('-e', "evaluate(new File('$folder/part.groovy'))") == success('part')
    }

    def "a catalogue file beside the script follows the rule: #damage"() {
        given:
        write('lib/catalog/own.json', CATALOG)
        String[] words = damage.split(' ')
        if (words[0] == 'give') give(folder.resolve(words[1]))
        else mode(folder.resolve(words[1]), words[0])

        expect:
        baksh.start('run', "$folder/counting.groovy").with { [code, out, err.readLines()[0]] } == [3, '', line.replace('DIR', folder.toString())]

        where:
        damage                      || line
        'give lib/catalog/own.json' || 'baksh: DIR/lib/catalog/own.json belongs to nobody'
        'give lib/catalog'          || 'baksh: DIR/lib/catalog/own.json can be replaced by nobody, the owner of DIR/lib/catalog'
        '0777 lib/catalog'          || 'baksh: DIR/lib/catalog/own.json can be replaced: other users of this machine can create files in DIR/lib/catalog'
    }

    def "an included file of another user is not run, and a check says that it could not look"() {
        given:
        give(folder.resolve('part.groovy'))
        mode(folder.resolve('lib'), '0777')

        expect:
        baksh.start('run', "$folder/including.groovy").with { [code, out, err.readLines()[1..2]] } == [3, '', ["baksh: $folder/part.groovy belongs to nobody".toString(), '  replace it with your own file']]
        baksh.start('check', "$folder/using.groovy") == new CommandResult(1, """\
            $folder/using.groovy: $folder/lib/Part.groovy can be replaced: other users of this machine can create files in $folder/lib
              check its content, then: chmod go-w '$folder/lib'
            $folder/using.groovy: 1 finding, not completely checked
            """.stripIndent(), '')
    }

    def "both sides of a link are checked"() {
        given:
        Path link = folder.resolve('link.groovy')
        Files.createSymbolicLink(link, folder.resolve('real/book.groovy'))
        write('real/book.groovy', "println 'ran'")

        expect:
        baksh.start('run', link.toString()) == success('ran')

        when:
        give(folder.resolve('real'))

        then:
        baksh.start('run', link.toString()) == failure(3, "baksh: $link can be replaced by nobody, the owner of $folder/real", '  check its content, then put a copy into a folder of your own')

        when:
        ['chown', 'root', "$folder/real"].execute().waitFor()
        ['chown', '-h', 'nobody', link.toString()].execute().waitFor()

        then:
        baksh.start('run', link.toString()) == failure(3, "baksh: $link is reached through the link $link, which belongs to nobody", '  replace the link with your own')
    }

    def "a folder that all users share is safe with the sticky bit, and a private group is the owner"() {
        given:
        mode(folder, '1777')
        mode(folder.resolve('book.groovy'), '0664')

        expect:
        baksh.start('run', "$folder/book.groovy") == success('ran')

        when:
        ['chgrp', 'nogroup', "$folder/book.groovy"].execute().waitFor()

        then:
        baksh.start('run', "$folder/book.groovy") == failure(3, "baksh: $folder/book.groovy can be changed by other users of this machine (mode rw-rw-r--)", "  check its content, then: chmod go-w '$folder/book.groovy'")
    }

    def "the folder of baksh must not be replaceable"() {
        given:
        Path shared = Files.createDirectory(folder.resolve('shared'))
        baksh.env.BAKSH_HOME = shared.resolve('home').toString()
        give(shared)

        expect:
        baksh.runExpression("n2ws.policies['adhoc'].update { generations 4 }") == failure(74,
            "baksh: $shared/home/locks can be replaced by nobody, the owner of $shared", '  use a folder of your own', '  -e:1')
        !sandbox.requests().any { it.method() == 'PUT' }
    }

    def "a pipe that others can write to is not a script"() {
        given:
        Path pipe = folder.resolve('pipe')
        assert ['mkfifo', '-m', '666', pipe.toString()].execute().waitFor() == 0

        expect:
        baksh.start('run', pipe.toString()) == failure(3, "baksh: $pipe can be changed by other users of this machine (mode rw-rw-rw-)", "  check its content, then: chmod go-w '$pipe'")
    }

    def "a credential is not read from a file of another user, or by a command with one: #reference"() {
        given:
        boolean isCommand = reference.startsWith('command:')
        Path file = write(name, isCommand ? "#!/bin/sh\necho ${sandbox.n2wsApiKey()}\n" : sandbox.n2wsApiKey())
        mode(file, isCommand ? '0700' : '0600')
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        baksh.env.BAKSH_N2WS_CREDENTIAL = reference.replace('FILE', file.toString())

        expect:
        baksh.runExpression('n2ws.policies[1].name') == success('nightly')

        when:
        give(file)

        then:
        baksh.runExpression('n2ws.policies[1].name') == failure(3, "baksh: BAKSH_N2WS_CREDENTIAL: $file belongs to nobody", '  replace it with your own file', '  -e:1')

        where:
        name          | reference
        'secret'      | 'file:FILE'
        'secret'      | 'command:FILE'
        'a b/get key' | 'command:"FILE"'
        'a b/get key' | "command:'FILE'"
        'a b/get key' | 'command:sh "FILE"'
        'a b/get key' | 'command:X=1 "FILE"'
        'a b/get key' | 'command:sh "FILE" | head -1'
        'a b/get key' | 'command:"FILE"; exit 0'
        'a b/get key' | 'command:(sh "FILE")'
    }

    def "a file in the command of a credential follows the rule in each spelling: #command"() {
        given:
        Path file = write('get-key', "#!/bin/sh\necho ${sandbox.n2wsApiKey()}\n")
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        baksh.env.putAll([TOOLS: folder.toString(), NAME: 'get-key', BAKSH_N2WS_CREDENTIAL: "command:$command".toString()])
        give(file)

        expect:
        baksh.runExpression('n2ws.policies[1].name') == failure(3, "baksh: BAKSH_N2WS_CREDENTIAL: $file belongs to nobody", '  replace it with your own file', '  -e:1')

        where:
        command << ['$TOOLS/get-key', '${TOOLS}/get-key', '"$TOOLS/get-key"', 'sh "$TOOLS"/get-key', '$TOOLS/$NAME', 'X=$TOOLS/get-key env', 'sh $TOOLS/get-key | head -1', '. ${TOOLS}/get-key']
    }

    def "a file in the working folder that an interpreter runs for a credential follows the rule: #command"() {
        given:
        Path file = Path.of('baksh-spec-get-key.sh').toAbsolutePath()
        Files.writeString(file, "echo ${sandbox.n2wsApiKey()}\n")
        mode(file, '0666')
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        baksh.env.BAKSH_N2WS_CREDENTIAL = "command:$command".toString()

        expect:
        baksh.runExpression('n2ws.policies[1].name') == failure(3,
            "baksh: BAKSH_N2WS_CREDENTIAL: $file can be changed by other users of this machine (mode rw-rw-rw-)", "  check its content, then: chmod go-w '$file'", '  -e:1')

        cleanup:
        Files.delete(file)

        where:
        command << ['sh baksh-spec-get-key.sh', '/bin/bash -e baksh-spec-get-key.sh', '. baksh-spec-get-key.sh']
    }

    def "a word that is no file of an interpreter is not checked: #command"() {
        given:
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        baksh.env.putAll([BAKSH_N2WS_CREDENTIAL: "command:$command".toString().replace('KEY', sandbox.n2wsApiKey())])

        expect:
        baksh.runExpression('n2ws.policies[1].name') == success('nightly')

        where:
        command << ['echo KEY', 'printf "%s" KEY', 'sh -c "echo KEY"', 'echo KEY; : $UNSET/x', 'echo KEY | head -1']
    }
}
