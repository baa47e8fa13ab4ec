package dev.baksh.cli

import dev.baksh.Slow
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** {@code n2ws.policies} and its like: looked up, gone through, listed. Nothing here writes. */
class NounSyntaxSpec extends Specification {
    @Shared
    ManualClock clock = new ManualClock()

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    @TempDir
    Path home

    CommandRunner baksh

    String n2ws

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.time = new ManualClockTimeSource(clock)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
    }

    def "brackets accept a name or an id: #expression"() {
        expect:
        baksh.runExpression(expression) == success(*lines)

        where:
        expression                                                || lines
        "n2ws.policies['nightly'].id"                             || ['1']
        'def part = "night"; n2ws.policies["${part}ly"].id'       || ['1']
        'n2ws.policies[12].description'                           || ['One of two of this name']
        'n2ws.policies[12L].id'                                   || ['12']
        'n2ws.policies[12G].id'                                   || ['12']
        'int id = 12; n2ws.policies[id].id'                       || ['12']
        "n2ws.policies[n2ws.policies['nightly']].id"              || ['1']
        'n2ws.backups[241].name'                                  || ['nightly']
        "n2ws.schedules['daily'].id"                              || ['1']
        "n2ws.accounts['main'].id"                                || ['1']
        "n2ws.users['tenant'].id"                                 || ['2']
        "px.roles['test-role'].name"                              || ['test-role']
        "px.users['alice'].email"                                 || ['alice@example.com']
    }

    def "an index in brackets is an error that mentions the list: #index"() {
        expect:
        baksh.runExpression("$noun[$index]") == failure(1,
            "baksh: $noun[$index]: an index is an id, from 1, or a name; it is not a position",
            "  for a position write ${noun}.list()[$index]",
            '  -e:1')

        where:
        noun            | index
        'n2ws.policies' | '0'
        'n2ws.policies' | '-1'
        'n2ws.policies' | '0..2'
        'px.roles'      | '0'
        'px.users'      | '-1'
    }

    def "brackets reject everything else: #expression"() {
        expect:
        baksh.runExpression(expression) == failure(1, *lines, '  -e:1')

        where:
        expression                           || lines
        'n2ws.policies[null]'                || ['baksh: n2ws.policies[null]: an index is an id, from 1, or a name']
        'n2ws.policies[1.5]'                 || ['baksh: n2ws.policies[1.5]: an index is an id, from 1, or a name']
        'n2ws.policies[true]'                || ['baksh: n2ws.policies[true]: an index is an id, from 1, or a name']
        "n2ws.policies['nightly', 'adhoc']"  || ['baksh: n2ws.policies takes one id or one name in brackets',
                                                 '  for several rows write n2ws.policies.findAll { it.name in [...] }']
        'n2ws.policies[1, 2]'                || ['baksh: n2ws.policies takes one id or one name in brackets',
                                                 '  for several rows write n2ws.policies.findAll { it.name in [...] }']
    }

    def "an unknown name is an error with a suggestion: #expression"() {
        expect:
        baksh.runExpression(expression) == failure(1, "baksh: ${serverLabel(expression)}: $message", "  $hint", '  -e:1')

        where:
        expression                       || message                              | hint
        "n2ws.policies['nigtly']"        || 'policy "nigtly" not found'          | 'did you mean: nightly'
        "n2ws.policies['Nightly']"       || 'policy "Nightly" not found'         | 'did you mean: nightly'
        "n2ws.policies['12']"            || 'policy "12" not found'              | '12 is the id of a policy: write the number without quotes'
        "n2ws.accounts['1']"             || 'account "1" not found'              | '1 is the id of an account: write the number without quotes'
        "n2ws.policies['']"              || 'policy "" not found'                | 'n2ws.policies lists the 13'
        'n2ws.policies[99]'              || 'policy 99 not found'                | 'n2ws.policies lists them'
        'n2ws.backups[1]'                || 'backup 1 not found'                 | 'n2ws.backups lists them'
        "n2ws.schedules['dayly']"        || 'schedule "dayly" not found'         | 'did you mean: daily'
        "n2ws.accounts['xyz']"           || 'account "xyz" not found'            | 'there are: main, keys, dr, tenant_main'
        "px.roles['tset-role']"          || 'role "tset-role" not found'         | 'did you mean: test-role'
        "px.users['alcie']"              || 'user "alcie" not found'             | 'did you mean: alice'
    }

    def "an ambiguous name is an error that lists the ids"() {
        expect:
        baksh.runExpression("n2ws.policies['twin']") == failure(1,
            "baksh: $n2ws: 2 policies are named \"twin\"",
            '  select one by its id: n2ws.policies[12], n2ws.policies[13]',
            '  -e:1')
    }

    def "a limit returns so many rows, and says on standard error when rows are left out: #expression"() {
        expect:
        baksh.runExpression(expression) == new CommandResult(0, lines.collect { it + '\n' }.join(),
            notice ? "${serverLabel(expression)}: $notice\n" : '')

        where:
        expression                                                || lines                    | notice
        'n2ws.policies.list(limit: 1)*.name'                      || ['"nightly"']            | 'n2ws.policies.list: limit: 1 left out rows; the list is not complete'
        'n2ws.policies.list(limit: 13).size()'                    || ['13']                   | 'n2ws.policies.list: limit: 13 left out rows; the list is not complete'
        'n2ws.policies.list(limit: 14).size()'                    || ['14']                   | null
        'n2ws.policies.list(limit: 99L).size()'                   || ['14']                   | null
        "n2ws.policies.list(search: 'linux', limit: 1)*.name"     || ['"linux_web"']          | 'n2ws.policies.list: limit: 1 left out rows; the list is not complete'
        "n2ws.policies.list(search: 'linux', limit: 2).size()"    || ['2']                    | null
        'n2ws.policies.list(page_size: 2, limit: 5).size()'       || ['5']                    | 'n2ws.policies.list: limit: 5 left out rows; the list is not complete'
        'n2ws.azure.policies.list(limit: 1).size()'               || ['1']                    | 'n2ws.azure.policies.list: limit: 1 left out rows; the list is not complete'
        'px.roles.list(limit: 1)*.name'                           || ['"px-backup-super.admin"'] | 'px.roles.list: limit: 1 left out rows; the list is not complete'
        'px.users.list(limit: 2).size()'                          || ['2']                    | 'px.users.list: limit: 2 left out rows; the list is not complete'
    }

    def "a limit is a number of rows, from 1: #limit"() {
        expect:
        baksh.runExpression("n2ws.policies.list(limit: $limit)") == failure(1,
            "baksh: n2ws.policies.list: limit is a number of rows, from 1, not $text", '  -e:1')

        where:
        limit  || text
        '0'    || '0'
        '-1'   || '-1'
        '1.5'  || '1.5'
        "'3'"  || '3'
        'null' || 'null'
    }

    def "a noun supports the methods of Groovy lists: #expression"() {
        expect:
        baksh.runExpression(expression, '-o', 'json') == success(json)

        where:
        expression                                                            || json
        'n2ws.policies.count()'                                               || '14'
        'n2ws.policies.size()'                                                || '14'
        'n2ws.policies.count { it.enabled }'                                  || '13'
        'n2ws.policies.count { p -> p.schedules.contains(2) }'                || '1'
        "n2ws.policies.contains('nightly')"                                   || 'true'
        "n2ws.policies.contains('night')"                                     || 'false'
        'n2ws.policies.contains(12)'                                          || 'true'
        'n2ws.policies.contains(99)'                                          || 'false'
        "'nightly' in n2ws.policies"                                          || 'true'
        "'none' in n2ws.policies"                                             || 'false'
        "!('none' in n2ws.policies)"                                          || 'true'
        "'test-role' in px.roles"                                             || 'true'
        "n2ws.policies.find { it.enabled }.name"                              || '"nightly"'
        "n2ws.policies.find { it.name == 'none' }"                            || 'null'
        'n2ws.policies.findAll { !it.enabled }*.name'                         || '["retired"]'
        'n2ws.policies.collect { it.id }.sum()'                               || '105'
        'n2ws.policies.any { !it.enabled }'                                   || 'true'
        'n2ws.policies.every { it.enabled }'                                  || 'false'
        'n2ws.policies.groupBy { it.enabled }[false]*.name'                   || '["retired"]'
        'n2ws.policies.sort { it.name }[0].name'                              || '"adhoc"'
        'n2ws.policies.max { it.id }.name'                                    || '"tenant_files"'
        'n2ws.policies.collectEntries { [it.name, it.id] }.adhoc'             || '11'
        'n2ws.policies.countBy { it.enabled }'                                || '{"true":13,"false":1}'
        'n2ws.policies*.name.take(2)'                                         || '["nightly","linux_web"]'
        'n2ws.policies.toList().size()'                                       || '14'
        'def n = 0; for (p in n2ws.policies) n++; n'                          || '14'
        'def n = 0; n2ws.policies.each { n++ }; n'                            || '14'
        '[*n2ws.policies].size()'                                             || '14'
        'n2ws.policies.isEmpty()'                                             || 'false'
        "n2ws.policies ? 'some' : 'none'"                                     || '"some"'
        'px.roles*.name.first()'                                              || '"px-backup-super.admin"'
    }

    def "the result of list is an ordinary list: #expression"() {
        expect:
        baksh.runExpression(expression, '-o', 'json') == success(json)

        where:
        expression                                                       || json
        'n2ws.policies.list()[0].name'                                   || '"nightly"'
        'n2ws.policies.list()[-1].name'                                  || '"tenant_files"'
        'n2ws.policies.list()[0..2]*.id'                                 || '[1,2,3]'
        'n2ws.policies.list()[-2..-1]*.id'                               || '[13,14]'
        'n2ws.policies.list()[1, 3]*.id'                                 || '[2,4]'
        'n2ws.policies.list()[99]'                                       || 'null'
        'n2ws.policies.list().reverse()*.id.first()'                     || '14'
        'n2ws.policies.list().unique { it.enabled }*.name'               || '["nightly","retired"]'
        'n2ws.policies.list()*.enabled.unique()'                         || '[true,false]'
        'n2ws.policies.list().sort { -it.id }[0].id'                     || '14'
        'def all = n2ws.policies.list(); all.removeAll { it.enabled }; all*.name' || '["retired"]'
        'n2ws.policies.list().size()'                                    || '14'
        "n2ws.policies.list(search: 'Linux', ordering: '-name')*.name"   || '["linux_web","linux_db"]'
        "n2ws.policies.list(account: 'tenant_main')*.name"               || '["twin","tenant_files"]'
        "n2ws.policies.list(account: 4)*.id"                             || '[13,14]'
        "n2ws.policies.list(user: n2ws.users['tenant'])*.id"             || '[13,14]'
        "n2ws.backups.list(status: 'B', policy: 'weekly_full').size()"   || '2'
        "px.roles.list(search: 'px-backup')*.name.size()"                || '4'
        "px.users.list(search: 'ali')*.username"                         || '["alice"]'
        "n2ws.policies['nightly'].targets.sort { it.name }*.name[0]"     || '"db-1"'
    }

    def "a list keeps its rows, and a noun sends a request each time"() {
        given:
        final int requestsBefore = countListRequests()

        when:
        baksh.runExpression('def all = n2ws.policies.list(); all.size(); all[0]; all*.name')

        then:
        countListRequests() == requestsBefore + 1

        when:
        baksh.runExpression('n2ws.policies.count(); n2ws.policies.count()')

        then:
        countListRequests() == requestsBefore + 3
    }

    def "an unsupported call on a noun is an error with the right expression: #expression"() {
        expect:
        baksh.runExpression(expression) == failure(1, *lines, '  -e:1')

        where:
        expression                             || lines
        'n2ws.policies.reverse()'              || ["baksh: n2ws.policies has no verb 'reverse'",
                                                   '  for a list write n2ws.policies.list().reverse(...)']
        'n2ws.policies.unique { it.name }'     || ["baksh: n2ws.policies has no verb 'unique'",
                                                   '  for a list write n2ws.policies.list().unique(...)']
        "n2ws.policies.count('nightly')"       || ['baksh: n2ws.policies.count takes a closure or nothing, not nightly',
                                                   "  write n2ws.policies.count { it.name == ... }, or n2ws.policies.contains('...')"]
        'n2ws.policies.size'                   || ["baksh: n2ws.policies has no 'size'", '  write n2ws.policies.size()']
        'n2ws.policies.empty'                  || ["baksh: n2ws.policies has no 'empty'", '  write n2ws.policies.isEmpty()']
        'n2ws.policies.name'                   || ["baksh: n2ws.policies has no 'name': it is a field of each policy",
                                                   '  write n2ws.policies*.name']
        'n2ws.policies.created'                || ["baksh: n2ws.policies has no 'created'", "  for one policy write n2ws.policies['created']"]
        'n2ws.policies.start'                  || ["baksh: n2ws.policies has no 'start'", "  for one policy write n2ws.policies['start']"]
        'n2ws.policies.list'                   || ["baksh: n2ws.policies: 'list' is a verb", '  write n2ws.policies.list()']
        'n2ws.policies.nightly'                || ["baksh: n2ws.policies has no 'nightly'", "  for one policy write n2ws.policies['nightly']"]
        'n2ws.backups.success'                 || ["baksh: n2ws.backups has no 'success'", "  write n2ws.backups.list(status: 'success')"]
        'n2ws.policies.lst()'                  || ["baksh: n2ws.policies has no verb 'lst'", '  did you mean: list']
        'n2ws.policies.crate("x") { }'         || ["baksh: n2ws.policies has no verb 'crate'", '  did you mean: create']
        'n2ws.policies.backup()'               || ["baksh: n2ws.policies has no verb 'backup'",
                                                   "  'backup' is a verb of one policy: n2ws.policies['...'].backup(...)"]
        'n2ws.backups.why'                     || ["baksh: n2ws.backups has no 'why'",
                                                   "  'why' is a verb of one backup: n2ws.backups.latest(policy: '...').why"]
        'n2ws.backups.nightly'                 || ["baksh: n2ws.backups has no 'nightly'",
                                                   "  for one backup write n2ws.backups.latest(policy: 'nightly')"]
        'n2ws.azure.backups.recover()'         || ["baksh: n2ws.azure.backups has no verb 'recover'",
                                                   "  'recover' is a verb of one Azure backup: n2ws.azure.backups.latest(policy: '...').recover(...)"]
        'n2ws.recoveries.why'                  || ["baksh: n2ws.recoveries has no 'why'",
                                                   "  'why' is a verb of one recovery: n2ws.recoveries[12].why"]
        'n2ws.scenarioRecords.log'             || ["baksh: n2ws.scenarioRecords has no 'log'",
                                                   "  'log' is a verb of one scenario record: n2ws.scenarioRecords[12].log"]
        'n2ws.policies.run()'                  || ["baksh: n2ws.policies has no verb 'run'",
                                                   "  'backup' is a verb of one policy: n2ws.policies['...'].backup(...)"]
        'n2ws.backups.list(since: 7.days)'     || ["baksh: n2ws.backups.list has no argument 'since'",
                                                   '  it takes: status, policy, user, account, search, trackerId, ordering',
                                                   "  for example: n2ws.backups.list(status: 'B', ordering: '-start_time').findAll { it.startTime > 7.days.ago }"]
        'n2ws.policies.enabled = false'        || ['baksh: n2ws.policies.enabled cannot be set']
        'n2ws.policies()'                      || ["baksh: n2ws has no verb 'policies'",
                                                   '  write it without parentheses: n2ws.policies']
        "n2ws.policies.list('linux')"          || ['baksh: n2ws.policies.list takes no positional argument',
                                                   "  for example: n2ws.policies.list(search: 'linux', ordering: '-name')"]
        "n2ws.policies.list(serach: 'x')"      || ["baksh: n2ws.policies.list has no argument 'serach'", '  did you mean: search']
        'n2ws.policies.list { it.enabled }'    || ['baksh: n2ws.policies.list takes no block']
    }

    def "a misspelled noun sends nothing: #expression"() {
        given:
        final int requestsBefore = sandbox.requests().size()

        when:
        final CommandResult result = baksh.runExpression(expression)

        then:
        result == failure(1, *lines, '  -e:1')
        sandbox.requests().size() == requestsBefore

        where:
        expression              || lines
        'n2ws.polices'          || ["baksh: n2ws has no 'polices'", '  did you mean: policies']
        'n2ws.polices.count()'  || ["baksh: n2ws has no 'polices'", '  did you mean: policies']
        "n2ws.polices['x']"     || ["baksh: n2ws has no 'polices'", '  did you mean: policies']
        'n2ws.get'              || ["baksh: n2ws: 'get' is a verb", '  write n2ws.get(...)']
        'px.role'               || ["baksh: px has no 'role'", '  did you mean: roles, rules, gatewayRoles']
        "px.map('alice', 'x')"  || ["baksh: px has no verb 'map'", "  'map' is a verb of a user, for example: px.users['alice'].map('backup-viewer')"]
        'px.rolls()'            || ["baksh: px has no verb 'rolls'", '  did you mean: roles, rules']
        'n2ws.policies = 3'     || ['baksh: n2ws.policies cannot be set']
    }

    def "naming a noun sends nothing"() {
        given:
        final int requestsBefore = sandbox.requests().size()

        expect:
        baksh.runStandardInput('def p = n2ws.policies; println "$p ${px.roles}"; println n2ws.token') ==
            success('n2ws.policies px.roles', 'none')
        sandbox.requests().size() == requestsBefore
    }

    def "a token prints its state and remaining time, never its value"() {
        when:
        final CommandResult result = baksh.runStandardInput('n2ws.policies.count(); px.roles.count(); println n2ws.token; println px.token')

        then:
        result.code() == 0
        result.out() ==~ /fresh.*\nfresh.*\n/
        !result.out().contains('ey')
    }

    @Slow
    def "a hundred thousand policies are counted without being held in memory"() {
        given:
        final Sandbox largeSandbox = Sandbox.start(new SandboxOptions(extraPolicies: 100_000))
        baksh.useSandbox(largeSandbox)

        when:
        final CommandResult result = baksh.runStandardInput('''
            def names = [], n = 0, held = 0
            println n2ws.policies.count { p ->
                if (++n % 1000 == 0) names << new java.lang.ref.WeakReference(p.name)
                if (n == 100_000) {
                    System.gc()
                    held = names.count { it.get() != null }
                }
                p.enabled
            }
            println held
            ''')

        then:
        result.code() == 0
        result.out().readLines()[0] == '66680'
        // Of 100 names, one of each thousand, those of the current pages, and 20 of the names for TAB.
        (result.out().readLines()[1] as int) in 0..25

        cleanup:
        largeSandbox.close()
    }

    private int countListRequests() {
        return sandbox.requests().count { it.path() == '/api/aws/policies/' }
    }

    private String serverLabel(String expression) {
        return expression.startsWith('n2ws') ? n2ws : "px (${sandbox.pxUrl().authority})"
    }
}
