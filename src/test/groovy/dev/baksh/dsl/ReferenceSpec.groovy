package dev.baksh.dsl

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification

/** The rule: an id in a row is a number as before, and its properties and verbs are those of the row to which it leads. */
class ReferenceSpec extends SandboxSpecification {
    private SandboxHarness.Result run(String expression, List<String> options = []) {
        harness.start(['--yes', *options, '-e', expression], [BAKSH_N2WS_FAILED: 'F'])
    }

    private List<String> reads() {
        harness.sandbox.requests().findAll { it.method() == 'GET' }*.path()
    }

    def "a reference reads through: #expression"() {
        when:
        SandboxHarness.Result result = run(expression)

        then:
        result.err == ''
        result.out == out + '\n'
        result.code == 0

        where:
        expression                                                                        || out
        "n2ws.policies['nightly'].account.name"                                           || 'main'
        "n2ws.policies['nightly'].account.isDrAccount"                                    || 'false'
        "n2ws.policies['nightly'].user.username"                                          || 'root'
        "n2ws.policies['nightly'].schedules.name.join()"                                  || 'daily'
        "n2ws.policies['nightly'].schedules*.everyUnit.join()"                            || 'D'
        "n2ws.policies['nightly'].schedules.collect { it.name }.join()"                   || 'daily'
        'n2ws.backups[241].policy.name'                                                   || 'nightly'
        'n2ws.backups[241].policy.account.name'                                           || 'main'
        'n2ws.recoveries[7].policy.schedules[0].name'                                     || 'daily'
        "n2ws.scenarios['failover'].policy.name"                                          || 'nightly'
        "n2ws.policies['nightly'].account?.name"                                          || 'main'
        "n2ws.policies['nightly']?.account?.name"                                         || 'main'
        "def a = n2ws.policies['nightly'].account; a.name"                                || 'main'
        'n2ws.policies.findAll { it.account.name == "tenant_main" }*.name.join(",")'      || 'twin,tenant_files'
        'n2ws.policies.groupBy { it.account.name }.keySet().sort().join(",")'             || 'main,tenant_main'
        'n2ws.policies*.account*.name.unique().join(",")'                                 || 'main,tenant_main'
        'n2ws.policies.list().account.name.unique().join(",")'                            || 'main,tenant_main'
        '"${n2ws.backups[241].policy.name} of ${n2ws.backups[241].account.name}"'         || 'nightly of main'
        'n2ws.backups[241].policy.why.status'                                             || 'B (success)'
        "n2ws.backups[241].policy.runTimes(days: 1).size()"                               || '1'
        "n2ws.azure.backups[1].policy.name"                                               || 'azure_vms'
    }

    def "a reference is a number as before: #expression"() {
        expect:
        run(expression).out == out + '\n'

        where:
        expression                                                                       || out
        "n2ws.policies['nightly'].account"                                               || '1'
        "n2ws.policies['nightly'].account == 1"                                          || 'true'
        "n2ws.policies['nightly'].account in [1, 2]"                                    || 'true'
        "n2ws.policies['nightly'].account + 1"                                           || '2'
        "n2ws.policies['nightly'].account instanceof Integer"                            || 'true'
        "[1: 'one'][n2ws.policies['nightly'].account]"                                   || 'one'
        "[(n2ws.policies['nightly'].account): 'one'][1]"                                 || 'one'
        "([n2ws.policies['nightly'].account] as Set).contains(1)"                        || 'true'
        "n2ws.policies['nightly'].schedules.contains(1)"                                 || 'true'
        "n2ws.policies['nightly'].schedules == [1]"                                      || 'true'
        'n2ws.policies.groupBy { it.account }.keySet().sort()'                           || '1\n4'
        "n2ws.policies.list(account: n2ws.policies['nightly'].account).size()"           || '12'
    }

    def "json and csv keep the ids"() {
        expect:
        new ObjectMapper().readValue(run("n2ws.accounts.list().size(); n2ws.policies['nightly']", ['-o', 'json']).out, Object).account == 1
        run("n2ws.accounts.list().size(); n2ws.policies.list(search: 'nightly')", ['-o', 'csv']).out.readLines()[1].contains(',1,')
    }

    def "many rows need one listing, and one row is read once: #expression"() {
        when:
        run(expression)

        then:
        reads().findAll { it =~ path } == requests

        where:
        expression                                                                      | path           || requests
        'n2ws.policies.collect { it.account.name }'                                     | /accounts/     || ['/api/aws/accounts/']
        "def p = n2ws.policies['nightly']; [p.account.name, p.account.user]"            | /accounts/     || ['/api/aws/accounts/']
        'n2ws.backups.collect { it.policy.name }'                                       | /policies/     || ['/api/aws/policies/10/', '/api/aws/policies/1/', '/api/aws/policies/']
        'n2ws.policies*.account'                                                        | /accounts/     || []
        'n2ws.policies'                                                                 | /accounts/     || []
    }

    def "the next statement reads again, and a write to the noun is seen"() {
        given:
        File script = folder.resolve('twice.groovy').toFile()
        script.text = '''
            println n2ws.backups[241].policy.name
            n2ws.policies['nightly'].update { name 'nightly_2' }
            println n2ws.backups[241].policy.name
            def rows = n2ws.backups.list(policy: 1)
            println rows.collect { if (it.id == 241) n2ws.policies[1].update { name 'third' }; it.policy.name }.unique()
            '''.stripIndent()

        expect:
        harness.start(['--yes', script.path]).out == 'nightly\nnightly_2\n[nightly_2, third]\n'
    }

    def "tables show the names that are known, without a request"() {
        when:
        SandboxHarness.Result result = run("n2ws.accounts.list().size(); n2ws.schedules.list().size(); n2ws.policies.list(search: 'nightly').columns('id', 'name', 'account', 'schedules', 'user')", ['-o', 'table'])

        then:
        result.out == '''\
            id  name     account   schedules  user
             1  nightly  main (1)  daily (1)     1
            1 row
            '''.stripIndent()
        reads().size() == 3
        run("n2ws.policies.list(search: 'nightly').columns('id', 'account')", ['-o', 'table']).out.readLines()[1] == ' 1        1'
    }

    def "a write forgets only the names that it can change: #write"() {
        when:
        SandboxHarness.Result result = run(
            "n2ws.policies.list().size(); n2ws.accounts.list().size(); def rows = n2ws.backups.list(ordering: 'id').findAll { it.policy in [1, 10] }.take(2); $write; rows.columns('id', 'policy', 'account')", ['-o', 'table'])

        then:
        result.err.readLines().findAll { it.startsWith('baksh: error') } == []
        result.code == 0
        result.out.readLines().dropRight(1).drop(1)*.trim()*.replaceAll(/ {2,}/, '|') == shown

        where:
        write                                                                    || shown
        "n2ws.policies['linux_web'].backup()"                                    || ['225|retired (10)|main (1)', '226|nightly (1)|main (1)']
        "n2ws.policies['linux_web'].delete()"                                    || ['225|retired (10)|main (1)', '226|nightly (1)|main (1)']
        "n2ws.schedules['daily'].update { everyHowMany 2 }"                      || ['225|retired (10)|main (1)', '226|nightly (1)|main (1)']
        "n2ws.policies['nightly'].update { name 'night_2' }"                     || ['225|retired (10)|main (1)', '226|night_2 (1)|main (1)']
        "n2ws.policies.create('fresh') { account 'main' }"                       || ['225|retired (10)|main (1)', '226|nightly (1)|main (1)']
        "n2ws.policies['nightly'].delete()"                                      || ['225|retired (10)|main (1)', '226|1|main (1)']
        "n2ws.put('aws/policies/1/', [name: 'night_3'])"                         || ['225|10|main (1)', '226|night_3 (1)|main (1)']
        "try { n2ws.post('aws/unknown/', [:]) } catch (e) { }"                   || ['225|10|1', '226|1|1']
    }

    def "errors of references: #expression"() {
        when:
        SandboxHarness.Result result = run(expression)

        then:
        result.err.readLines()[0..1] == ["baksh: $message".replace('SERVER', "n2ws (${harness.sandbox.n2wsUrl().authority})".toString()), "  $hint"]
        result.code == 1

        where:
        expression                                                            || message                                   | hint
        "n2ws.policies['nightly'].account.nmae"                               || "an account has no field 'nmae'"          | 'did you mean: name'
        '1.name'                                                              || "an Integer has no property 'name'"       | '-e:1'
        'n2ws.policies[1].generations.name'                                   || "an Integer has no property 'name'"       | '-e:1'
        '5.frobnicate()'                                                      || "an Integer has no method 'frobnicate'"   | '-e:1'
    }

    def "a reference to a row that does not exist is an error that names the row"() {
        given:
        harness.sandbox.n2ws().policy('nightly').put('account', 99)

        expect:
        run("n2ws.policies['nightly'].account.name").err.readLines()[0..1] ==
            ["baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): another object refers to account 99, which is not in n2ws.accounts".toString(),
             '  it may be deleted or hidden from this user; to leave out such rows: findAll { it.FIELD in n2ws.accounts*.id }, where FIELD holds the id 99']
        run("n2ws.policies.findAll { it.account in n2ws.accounts*.id }.collect { it.account.name }.toSet()").code == 0
    }

    def "check knows the fields and the writes behind a reference"() {
        given:
        File script = folder.resolve('through.groovy').toFile()
        script.text = "println n2ws.policies['a'].account.nmae\nn2ws.backups[241].policy.delete()\n"

        when:
        SandboxHarness.Result result = harness.start(['check', script.path])

        then:
        result.out.contains("an account has no field 'nmae'")
        result.out.contains('n2ws.policies.delete')
        result.code == 1
    }
}
