package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class BlockSyntaxSpec extends Specification {
    static final String VERBS =
        'description, enabled, account, generations, schedules, autoRemoveResource, user'

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    def "a block creates an object with its fields: #block"() {
        when:
        final CommandResult result = baksh.runStandardInput("$before\nn2ws.policies.create('fresh') $block")

        then:
        result == success()
        with(sandbox.n2ws().policy('fresh')) {
            it.get('account').intValue() == 1
            it.get('generations').intValue() == 4
            it.get('schedules').collect { id -> id.intValue() } == ids
        }

        where:
        before                        | block                                                                      || ids
        ''                            | "{ account 'main'; generations 4; schedules 'daily' }"                     || [1]
        ''                            | "{ account 1; generations 4; schedules 1, 2 }"                             || [1, 2]
        ''                            | "{ account 'main'; generations 4; schedules(['daily', 'weekly']) }"        || [1, 3]
        ''                            | "{ account n2ws.accounts['main']; generations 4; schedules n2ws.schedules['daily'] }" || [1]
        ''                            | "{ account 'main'; generations(4); schedules([]) }"                        || []

        ''                            | "{ it.account 'main'; it.generations 4; it.schedules 'daily' }"            || [1]
        ''                            | "{ p -> p.account 'main'; p.generations 4; p.schedules 'daily' }"          || [1]

        "x = 'daily'"                 | "{ account 'main'; generations 4; schedules x }"                           || [1]
        "def x = 'daily'"             | "{ account 'main'; generations 4; schedules x }"                           || [1]
        "String x = 'daily'"          | '{ account "main"; generations 4; schedules "${x}" }'                      || [1]
        "n = 3"                       | "{ account 'main'; n = n + 1; generations n; schedules 'daily' }"          || [1]
        ''                            | "{ account 'main'; generations 4; ['daily', 'weekly'].each { schedules it } }" || [1, 3]
        ''                            | "{ account 'main'; generations 4; for (s in ['daily', 'weekly']) { schedules s } }" || [1, 3]
        ''                            | "{ def all = ['daily']; if (1 < 2) all << 'weekly'; account 'main'; generations 4; schedules all }" || [1, 3]
        'def four = { 4 }'            | "{ account 'main'; generations four(); schedules 'daily' }"                || [1]
        'four = { 4 }'                | "{ account 'main'; generations four(); schedules 'daily' }"                || [1]
        'add = { a, b -> a + b }'     | "{ account 'main'; generations add(1, 3); schedules 'daily' }"             || [1]
        'def four() { 4 }'            | "{ account 'main'; generations this.four(); schedules 'daily' }"           || [1]
        'def generations = 4'         | "{ account 'main'; it.generations generations; schedules 'daily' }"        || [1]
    }

    def "named arguments have the same effect as a block: #arguments"() {
        when:
        final CommandResult result = baksh.runStandardInput("n2ws.policies.create('fresh', $arguments")

        then:
        result == success()
        with(sandbox.n2ws().policy('fresh')) {
            it.get('account').intValue() == 1
            it.get('generations').intValue() == 4
            !it.get('enabled').booleanValue()
        }

        where:
        arguments << [
            "account: 'main', generations: 4, enabled: false)",
            "account: 'main') { generations 4; enabled false }",
            "account: 1, schedules: ['daily', 'weekly'], generations: 4, enabled: false)",
        ]
    }

    def "an update changes only the fields named in the block"() {
        expect:
        baksh.runExpression("n2ws.policies['nightly'].update $arguments") .code() == 0
        with(sandbox.n2ws().policy('nightly')) {
            !it.get('enabled').booleanValue()
            it.get('generations').intValue() == 30
            it.get('description').asText() == 'All production servers'
        }

        where:
        arguments << ['{ enabled false }', '(enabled: false)', '{ it.enabled false }']
    }

    def "a block in a variable can be reused and is not changed"() {
        expect:
        baksh.runStandardInput('''
            def usual = { account 'main'; generations 7 }
            println n2ws.policies.create('one', usual).generations
            println n2ws.policies.create('two', usual).generations
            println usual.delegate.is(this)
            ''') == success('7', '7', 'true')
    }

    def "a nested block fills its own object"() {
        when:
        final CommandResult result = baksh.runStandardInput('''
            n2ws.policies['nightly'].update {
                generations 5
                n2ws.policies['adhoc'].update { generations 6; description 'inner' }
                description 'outer'
            }
            ''')

        then:
        result == success()
        sandbox.n2ws().policy('nightly').get('generations').intValue() == 5
        sandbox.n2ws().policy('nightly').get('description').asText() == 'outer'
        sandbox.n2ws().policy('adhoc').get('generations').intValue() == 6
        sandbox.n2ws().policy('adhoc').get('description').asText() == 'inner'
    }

    def "an operation of the outer block is rejected in a nested block"() {
        expect:
        baksh.runExpression("px.roles.create('some-role') { n2ws.policies['adhoc'].update { viewOnly 'role' } }") == failure(1,
            "baksh: no verb 'viewOnly' in the block of n2ws.policies.update",
            "  it has: name, $VERBS".replace(', user', ''),
            '  -e:1')
        baksh.runExpression("n2ws.policies['adhoc'].update { px.roles['test-role'].update { enabled false } }") == failure(1,
            "baksh: no verb 'enabled' in the block of px.roles.update",
            '  it has: description, viewOnly, fullAccess, allow',
            '  -e:1')
        !hasWritten()
    }

    def "ineffective code in a block is rejected, and nothing is sent: #block"() {
        when:
        final CommandResult result = baksh.runExpression("n2ws.policies.create('fresh') { account 'main'; $block }")

        then:
        result == failure(1, *lines.collect { it.toString() }, '  -e:1')
        !hasWritten()

        where:
        block                     || lines
        'enabled = false'         || ["baksh: 'enabled = false' is an assignment and sets no field of the block",
                                      '  write it without the equals sign: enabled false']
        "description = 'x'"       || ["baksh: 'description = 'x'' is an assignment and sets no field of the block",
                                      "  write it without the equals sign: description 'x'"]
        'it.generations = 4'      || ["baksh: 'generations = 4' is an assignment and sets no field of the block",
                                      '  write it without the equals sign: generations 4']
        "schedules ['daily']"     || ["baksh: 'schedules' is a verb of this block and was read as a variable",
                                      "  write the value after it, or in parentheses: schedules 'x', 'y', schedules(['x', 'y'])"]
        'generations -1'          || ["baksh: 'generations' is a verb of this block and was read as a variable",
                                      '  write the value after it, or in parentheses: generations 4, generations(-1)']
        'println enabled'         || ["baksh: 'enabled' is a verb of this block and was read as a variable",
                                      '  write the value after it, or in parentheses: enabled false']
        'println it.enabled'      || ["baksh: 'enabled' is a verb of this block and was read as a variable",
                                      '  write the value after it, or in parentheses: enabled false']

        'enabld false'            || ["baksh: no verb 'enabld' in the block of n2ws.policies.create",
                                      "  did you mean: enabled; it has: $VERBS"]
        'it.enabld false'         || ["baksh: no verb 'enabld' in the block of n2ws.policies.create",
                                      "  did you mean: enabled; it has: $VERBS"]
        'it.enabld = false'       || ["baksh: no verb 'enabld' in the block of n2ws.policies.create",
                                      "  did you mean: enabled; it has: $VERBS"]
        'zzz 1'                   || ["baksh: no verb 'zzz' in the block of n2ws.policies.create", "  it has: $VERBS"]
        "name 'other'"            || ["baksh: no verb 'name' in the block of n2ws.policies.create", "  it has: $VERBS"]
        'enabld = false'          || ["baksh: no variable 'enabld' to set in this block", '  did you mean: enabled']
        'generations nobody'      || ["baksh: no variable 'nobody'", "  the block has the verbs: $VERBS"]

        "generations 'four'"      || ["baksh: n2ws.policies.create: generations takes a whole number, not 'four'"]
        'generations 4.5'         || ['baksh: n2ws.policies.create: generations takes a whole number, not 4.5']
        'generations 4, 5'        || ['baksh: n2ws.policies.create: generations takes one value, not 2 values']
        'generations()'           || ['baksh: n2ws.policies.create: generations takes one value, not nothing']
        "enabled 'no'"            || ["baksh: n2ws.policies.create: enabled takes true or false, not 'no'"]
        'description 5'           || ['baksh: n2ws.policies.create: description takes a string in quotes, not 5']
        'schedules null'          || ['baksh: n2ws.policies.create: schedules takes one or more values, not null']
        'schedules()'             || ['baksh: n2ws.policies.create: schedules takes one or more values, not nothing']
    }

    def "a label in a block is a compile error with its line"() {
        expect:
        baksh.runStandardInput("n2ws.policies.create('fresh') {\n  account 'main'\n  generations: 4\n}") == failure(1,
            'baksh: -:3: `generations: 4` has no effect here; write `generations 4`')
        !hasWritten()
    }

    def "a method of the script is called with this in a block"() {
        expect:
        baksh.runStandardInput("def four() { 4 }\nn2ws.policies.create('fresh') {\n  generations four()\n}") == failure(1,
            "baksh: no verb 'four' in the block of n2ws.policies.create",
            '  to call a method of the script in a block, write this.four(...)',
            '  -:3')
    }

    def "references are resolved before anything is sent: #block"() {
        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['adhoc'].update { $block }")

        then:
        result == failure(1, "baksh: n2ws (${sandbox.n2wsUrl().authority}): $message", "  $hint", '  -e:1')
        !hasWritten()

        where:
        block                        || message                      | hint
        "account 'mian'"             || 'account "mian" not found'   | 'did you mean: main'
        "schedules 'daily', 'dayly'" || 'schedule "dayly" not found' | 'did you mean: daily'
    }

    def "invalid calls of create and update are rejected, and nothing is sent: #expression"() {
        when:
        final CommandResult result = baksh.runExpression(expression)

        then:
        result == failure(1, *lines, '  -e:1')
        !hasWritten()

        where:
        expression                                             || lines
        "n2ws.policies.create { account 'main' }"              || ['baksh: n2ws.policies.create takes the name of the new policy',
                                                                   "  for example: n2ws.policies.create('weekly') { account 'main'; generations 4; schedules 'daily' }"]
        "n2ws.policies.create('') { account 'main' }"          || ['baksh: n2ws.policies.create takes the name of the new policy',
                                                                   "  for example: n2ws.policies.create('weekly') { account 'main'; generations 4; schedules 'daily' }"]
        "n2ws.policies.create(name: 'x', account: 'main')"     || ["baksh: n2ws.policies.create has no field 'name'",
                                                                   "  write the name first; for example: n2ws.policies.create('weekly') { account 'main'; generations 4; schedules 'daily' }"]
        "n2ws.policies.create('x', acount: 'main')"            || ["baksh: n2ws.policies.create has no field 'acount'", '  did you mean: account']
        "n2ws.policies.create('x', generations: 'four')"       || ["baksh: n2ws.policies.create: generations takes a whole number, not 'four'"]
        "n2ws.policies['adhoc'].update { }"                    || ['baksh: n2ws.policies.update: no field to change was given',
                                                                   "  for example: n2ws.policies['nightly'].update { enabled false }"]
        "n2ws.policies['adhoc'].update()"                      || ['baksh: n2ws.policies.update: no field to change was given',
                                                                   "  for example: n2ws.policies['nightly'].update { enabled false }"]
        "n2ws.policies['adhoc'].update('x') { enabled true }"  || ['baksh: n2ws.policies.update takes no positional argument',
                                                                   "  for example: n2ws.policies['nightly'].update { enabled false }"]
        "n2ws.policies['adhoc'].update(enabled = false)"       || ['baksh: n2ws.policies.update takes no positional argument',
                                                                   "  for example: n2ws.policies['nightly'].update { enabled false }"]
        "(1..2).each { n2ws.policies['adhoc'].update { generations 4 + it } }" || ["baksh: 'it' in the block of n2ws.policies.update is the object that the block fills",
                                                                   '  name the parameter of the outer closure: each { row -> ... }']
        "px.roles['test-role'].update { }"                     || ['baksh: px.roles.update: no field to change was given',
                                                                   "  for example: px.roles['backup-viewer'].update { fullAccess 'schedulepolicy' }"]
        "px.roles['test-role'].update(descripton: 'x')"        || ["baksh: px.roles.update has no field 'descripton'", '  did you mean: description']
    }

    private boolean hasWritten() {
        return sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }
    }

    def "an argument that is used as a verb of the block is named as an argument: #line"() {
        expect:
        baksh.runExpression("n2ws.backups[241].recover(instance: 'i-0abc') { $line 'x' }") == failure(1,
            "baksh: no verb '$line' in the block of n2ws.backups.recover",
            "  it is an argument: write recover($line: ...) { ... }; it has: instanceType, keyPair, vpcAssignIp", '  -e:1')
        baksh.start('check', baksh.writeFile('r.groovy', "n2ws.backups[241].recover { $line 'x' }\n").toString()).out()
            .contains("it is an argument: write recover($line: ...) { ... }")

        where:
        line << ['instance', 'meanwhile']
    }
}
