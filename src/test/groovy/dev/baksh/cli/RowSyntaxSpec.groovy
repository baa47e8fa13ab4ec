package dev.baksh.cli

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class RowSyntaxSpec extends Specification {
    static final List<String> POLICY_NAMES = [
        '  it has: id, name, description, enabled, account, user, schedules, generations, auto_remove_resource, dr_enabled, copy_to_s3_enabled, last_modified',
        '  verbs that read: why, targets, runTimes, instances, options, copyToS3, storageCost']

    ManualClock clock = new ManualClock()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.time = new ManualClockTimeSource(clock)
    }

    def "a row accepts the server's field names and their camelCase form: #expression"() {
        expect:
        baksh.runExpression(expression) == success(*lines)

        where:
        expression                                                       || lines
        "n2ws.policies['nightly'].last_modified"                         || ['2026-02-12T05:00:00Z']
        "n2ws.policies['nightly'].lastModified"                          || ['2026-02-12T05:00:00Z']
        "n2ws.policies['nightly'].lastModified.class.simpleName"         || ['Instant']
        "n2ws.policies['nightly'].lastModified < 7.days.ago"             || ['true']
        "n2ws.policies['nightly']['auto_remove_resource']"               || ['N']
        "def f = 'enabled'; n2ws.policies['nightly'].\"\$f\""            || ['true']
        "n2ws.policies['nightly'].schedules[0].class.simpleName"         || ['Integer']
        "n2ws.backups.list(policy: 'stuck')[-1].endTime"                 || []
        "n2ws.users['tenant'].profile.isManagedUser"                       || ['true']
        "px.roles['test-role'].name"                                     || ['test-role']
        "px.roles['test-role'].metadata.name"                            || ['test-role']
        "px.roles['test-role'].description"                              || ['NA']
        "px.roles['test-role'].createTime.class.simpleName"              || ['Instant']
        "px.roles['test-role'].roleId == px.roles['test-role'].role_id"  || ['true']
        "px.roles['test-role'].rules[0].apis"                            || ['"inspect*"', '"enumerate*"']
        "px.roles['test-role'].labels"                                   || []
        "px.users['alice'].firstName"                                    || ['Alice']
    }

    def "a documented field that the server omits is null, and an unknown field is kept"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies/7', Fault.status(200, 'application/json',
            '{"id": 7, "name": "thin", "flavour_of_day": "mint"}'))

        expect:
        baksh.runExpression('n2ws.policies[7].generations', '-o', 'json') == success('null')
        baksh.runExpression('n2ws.policies[7].flavour_of_day') == success('mint')
        baksh.runExpression('n2ws.policies[7].flavourOfDay') == success('mint')
        baksh.runExpression('n2ws.policies[7]') == success('{"id":7,"name":"thin","flavour_of_day":"mint"}')
    }

    def "a top-level field takes precedence over a metadata field"() {
        given:
        sandbox.px().faults().injectAlways('GET', 'roles/list', Fault.status(200, 'application/json',
            '{"SUCCESS": true, "DATA": {"total": 1, "data": [{"metadata": {"name": "inner", "owner": "x"}, "name": "outer", "role_id": "1"}]}}'))

        expect:
        baksh.runStandardInput('def r = px.roles.list()[0]; println r.name; println r.metadata.name; println r.owner') ==
            success('outer', 'inner', 'x')
    }

    def "a name that is neither a field nor an operation is an error with a suggestion: #expression"() {
        expect:
        baksh.runExpression(expression) == failure(1, *lines, '  -e:1')

        where:
        expression                                    || lines
        "n2ws.policies['nightly'].enabld"             || ["baksh: a policy has no field 'enabld'", '  did you mean: enabled']
        "n2ws.policies['nightly'].bakup"              || ["baksh: a policy has no field 'bakup'", *POLICY_NAMES]
        "n2ws.policies['nightly'].start"              || ["baksh: a policy has no field 'start'", *POLICY_NAMES]
        "n2ws.policies['nightly'].lastBackup"         || ["baksh: a policy has no field 'lastBackup'", "  write n2ws.backups.latest(policy: '...')"]
        "n2ws.policies['nightly'].newest_backups"     || ["baksh: a policy has no field 'newest_backups'", "  write n2ws.backups.latest(policy: '...')"]
        "n2ws.policies['nightly'].option"             || ["baksh: a policy has no field 'option'", '  did you mean: options']
        "n2ws.policies['nightly'].recover"            || ["baksh: a policy has no field 'recover'", *POLICY_NAMES]
        "n2ws.policies['nightly'].deleted"            || ["baksh: a policy has no field 'deleted'", *POLICY_NAMES]
        "n2ws.accounts['main'].nmae"                  || ["baksh: an account has no field 'nmae'", '  did you mean: name']
        "n2ws.policies*.nmae"                         || ["baksh: a policy has no field 'nmae'", '  did you mean: name']
        "n2ws.policies.findAll { it.enabeld }"        || ["baksh: a policy has no field 'enabeld'", '  did you mean: enabled']
        "px.roles['test-role'].nmae"                  || ["baksh: a role has no field 'nmae'", '  did you mean: name']
        "n2ws.policies['nightly'].bakcup()"           || ["baksh: a policy has no verb 'bakcup'", '  did you mean: backup']
        "px.roles['test-role'].map('bob')"            || ["baksh: a role has no verb 'map'", '  did you mean: mapTo']
        "n2ws.policies['nightly'].backups()"          || ["baksh: a policy has no verb 'backups'", "  write n2ws.backups.list(policy: '...')"]
        "n2ws.policies['nightly'].backups"            || ["baksh: a policy has no field 'backups'", "  write n2ws.backups.list(policy: '...')"]
        "n2ws.policies['nightly'].run()"              || ["baksh: a policy has no verb 'run'", '  did you mean: backup']
        "n2ws.policies['nightly'].recover()"          || ["baksh: a policy has no verb 'recover'",
                                                          "  'recover' is a verb of a backup, for example: n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large')"]
        "n2ws.backups[241].restore()"                 || ["baksh: a backup has no verb 'restore'", '  did you mean: recover']
        "px.users['alice'].access()"                  || ["baksh: a user has no verb 'access'", "  'access' is a verb of px, for example: px.access()"]
        "n2ws.policies['nightly'].name()"             || ["baksh: a policy has no verb 'name'",
                                                          "  'name' is a field: write it without parentheses"]
        "n2ws.policies['nightly'].backup"             || ["baksh: a policy: 'backup' is a verb",
                                                          "  write backup(), for example: n2ws.policies['nightly'].backup().await()"]
        "n2ws.policies['nightly'].enabled = false"    || ["baksh: a policy: 'enabled' cannot be set; a row is a copy of the server's data",
                                                          '  write .update { enabled ... }']
        "n2ws.policies['nightly'].schedules << 3"     || ['baksh: unsupported operation']
    }

    def "printing a row, a list or a noun sends no additional request"() {
        given:
        final String rows = "def p = n2ws.policies['nightly']; def all = n2ws.policies.list(search: 'linux'); all.size(); "

        when:
        baksh.runStandardInput(rows)
        final int readsBefore = countReads()
        baksh.runStandardInput(rows + 'println p; println "$p $all"; table p; table all; println json(p); println csv(all)')

        then:
        countReads() == readsBefore * 2
    }

    private long countReads() {
        return sandbox.requests().count { it.method() == 'GET' }
    }

    def "properties that send a request: #expression"() {
        expect:
        baksh.runExpression(expression, '-o', 'json') == success(json)

        where:
        expression                                         || json
        "n2ws.policies['nightly'].targets*.name"           || '["web-1","web-2","db-1","shared-data"]'
        'n2ws.backups[241].snapshots.size()'               || '4'
        "px.users['alice'].roles*.name"                    || '["px-backup-app.user","test-role"]'
        "px.users['erin'].roles"                           || '[]'
        "n2ws.backups.latest(policy: 'nightly').name"      || '"nightly"'
        "n2ws.backups.latest(policy: 'adhoc')"             || 'null'
        "n2ws.backups.latest(policy: 'failing', status: 'B').startTime" || '"2026-02-28T22:00:00Z"'
        "n2ws.policies['nightly'].runTimes(days: 7).size()" || '7'
        "n2ws.schedules['daily'].runTimes(days: 7).size()"  || '7'
        "n2ws.schedules['daily'].runTimes(days: 2)*.run_time[0].class.simpleName" || '"Instant"'
    }

    def "unknown arguments of an operation are rejected, and nothing is sent: #expression"() {
        when:
        final CommandResult result = baksh.runExpression(expression)

        then:
        result == failure(1, *lines, '  -e:1')
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }

        where:
        expression                                            || lines
        "n2ws.policies['nightly'].backup(wait: true)"         || ["baksh: n2ws.policies.backup has no argument 'wait'", '  it takes no arguments']
        "n2ws.policies['nightly'].backup(5)"                  || ['baksh: n2ws.policies.backup takes no positional argument',
                                                                  "  for example: n2ws.policies['nightly'].backup().await()"]
        "n2ws.policies['nightly'].backup { enabled true }"    || ['baksh: n2ws.policies.backup takes no block']
        "n2ws.policies['nightly'].delete(force: true)"        || ["baksh: n2ws.policies.delete has no argument 'force'", '  it takes no arguments']
        "n2ws.policies['nightly'].runTimes(dyas: 7)"          || ["baksh: n2ws.policies.runTimes has no argument 'dyas'", '  did you mean: days']
        "n2ws.backups[241].await(timout: 1.hour)"             || ["baksh: n2ws.backups.await has no argument 'timout'", '  did you mean: timeout']
        "n2ws.backups.latest(polcy: 'nightly')"               || ["baksh: n2ws.backups.latest has no argument 'polcy'", '  did you mean: policy']
        "px.users['alice'].map('test-role', forever: true)"   || ["baksh: px.users.map has no argument 'forever'", '  it takes: userId']
    }

    def "a backup is started and awaited and returned as a row"() {
        expect:
        baksh.runStandardInput('''
            def b = n2ws.policies['adhoc'].backup()
            println b.name + ' ' + b.status
            println b.await(timeout: 2.hours, every: 30.seconds).status
            println n2ws.backups.latest(policy: 'adhoc').id == b.id
            ''') == success('adhoc P', 'B', 'true')
        sandbox.n2ws().startedBackupCount('adhoc') == 1
    }

    def "a policy is deleted"() {
        expect:
        baksh.runExpression("n2ws.policies['adhoc'].delete()", '--yes') == success()
        sandbox.n2ws().policy('adhoc') == null
    }
}
