package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Recovering: one instance, a whole scenario, and how it ended. */
class RecoverySpec extends Specification {
    static final Map<String, String> KNOWN = [BAKSH_N2WS_RECOVERED: 'S']

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }

    private SandboxHarness.Ended say(String text, Map<String, String> env = [:]) {
        lab.start(['--yes', '-e', text], env)
    }

    private String label() {
        "n2ws (${lab.sandbox.n2wsUrl().authority})"
    }

    def "an instance is recovered by its #kind, with what is to be different"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: '$given', instance_type: 't3.large').await().status", KNOWN)

        then:
        ended.err == ''
        ended.out == 'S\n'
        lab.sandbox.n2ws().recoveries().last().get('resource').asText() == 'i-0abd'
        lab.writes()*.body() == ['{"instance_type":"t3.large"}']

        where:
        kind   | given
        'id'   | 'i-0abd'
        'name' | 'web-2'
    }

    def "an instance that the backup does not hold is answered with those that it does"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: 'i-0zzz')")

        then:
        ended.err == """\
            baksh: ${label()}: backup 241 has no snapshot of instance i-0zzz
              it has: i-0abc (web-1), i-0abd (web-2), i-0dba (db-1)
              -e:1
            """.stripIndent()
        ended.code == 1
        lab.writes() == []
    }

    def "a recovery takes an instance, and knows its arguments"() {
        expect:
        say('n2ws.backups[241].recover()').err.readLines()[0] ==
            'baksh: n2ws.backups.recover takes instance: which one to recover'
        say("n2ws.backups[241].recover(instance: 'i-0abc', instanceTyp: 'x')").err.readLines()[0..1] ==
            ["baksh: n2ws.backups.recover has no field 'instanceTyp'", '  did you mean: instanceType']
        lab.writes() == []
    }

    def "a second recovery of an instance is refused while the first is in progress, that of another instance is not"() {
        given:
        say("n2ws.backups[241].recover(instance: 'i-0abc')")

        when:
        SandboxHarness.Ended second = say("n2ws.backups[241].recover(instance: 'i-0abc')")
        SandboxHarness.Ended other = say("n2ws.backups[241].recover(instance: 'i-0abd')")
        SandboxHarness.Ended wanted = say("n2ws.backups[241].recover(instance: 'i-0abc', meanwhile: true)")

        then:
        second.err == """\
            baksh: ${label()}: recovery 8 from backup 241 is in progress, of i-0abc: that of i-0abc was not started
              wait with n2ws.recoveries[8].await(), or add meanwhile: true when both are wanted
              -e:1
            """.stripIndent()
        second.code == 3
        other.code == 0
        wanted.code == 0
        lab.writes().size() == 3
    }

    def "after a lost answer a recovery is unknown, and is neither sent again nor taken for another one"() {
        given:
        lab.sandbox.n2ws().faults().injectNext('POST', '/api/aws/backups/241/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: 'i-0abc')")

        then:
        ended.err.readLines()[0] == "baksh: ${label()}: n2ws.backups.recover i-0abc from backup 241 was sent and its answer " +
            'was lost: whether it happened is not known; recoveries do not say who asked for them: look through n2ws.recoveries'
        ended.code == 75
        lab.writes().size() == 1
    }

    def "an end whose letter is not known to be good is an end without success"() {
        given:
        lab.sandbox.n2ws().setNextRecoveryResult(end)

        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: 'i-0abc').await()", env)

        then:
        ended.err.readLines().findAll { it.startsWith('baksh:') || it.startsWith('  n2ws') } ==
            ["baksh: ${label()}: recovery 8 ended without success: status $letter", '  ' + hint]*.toString()
        ended.code == 1

        where:
        end       | env   || letter | hint
        'success' | [:]   || 'S'    | 'n2ws.recoveries[8].log.text shows its log; which letter means success is not public: if it ended well, set BAKSH_N2WS_RECOVERED to S'
        'failed'  | KNOWN || 'F'    | 'n2ws.recoveries[8].log.text shows its log'
    }

    def "a recovery that does not end is left alone at the time-out"() {
        given:
        lab.sandbox.n2ws().setNextRecoveryResult('stuck')

        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: 'i-0abc').await(timeout: 1.hour)", KNOWN)

        then:
        ended.err.readLines().findAll { it.startsWith('baksh:') || it.startsWith('  it') } ==
            ["baksh: ${label()}: recovery 8 has not ended within 1 h 0 min: status P",
             '  it goes on by itself; look again with n2ws.recoveries[8].await()']*.toString()
        ended.code == 75
        lab.writes().size() == 1
    }

    def "a dry run of a scenario takes the newest good backup, says which, and recovers nothing"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.scenarios['failover'].dryRun().await().backup_id", KNOWN)

        then:
        ended.out == '268\n'
        ended.err.readLines()[0] == 'dry run of scenario "failover" with backup 268 of 2026-03-03T22:00:00Z'
        lab.writes()*.body() == ['{"backup_id":268,"dry_run_only":true}']
        lab.sandbox.n2ws().recoveries().size() == 7
    }

    def "a run of a scenario demands a backup of its own policy"() {
        expect:
        say("n2ws.scenarios['failover'].run()").err.readLines()[0] ==
            'baksh: n2ws.scenarios.run takes backup: which one to recover from'
        say("n2ws.scenarios['failover'].run(backup: n2ws.backups.latest(policy: 'partial'))").err.readLines()[0] ==
            "baksh: ${label()}: backup 272 of \"partial\" is not of the policy of scenario \"failover\""
        lab.writes() == []
    }

    def "a scenario is run from the backup of a name that only one has"() {
        given:
        say("n2ws.policies['nightly'].update { name 'renamed' }.backup().await(); null")
        int backup = lab.sandbox.n2ws().backups().last().get('id').asInt()

        when:
        SandboxHarness.Ended ended = say("n2ws.scenarios['failover'].run(backup: 'renamed').await().backup_id", KNOWN)

        then:
        ended.err == ''
        ended.out == "$backup\n"
        ended.code == 0
        lab.writes().last().body() == /{"backup_id":$backup,"dry_run_only":false}/
    }

    def "a backup may be given by its name, and a name of several is answered with their ids"() {
        given:
        lab.start(['--yes', '-e', "n2ws.policies['nightly'].backup().await()"])

        when:
        SandboxHarness.Ended ended = say("n2ws.scenarios['failover'].run(backup: 'nightly')")
        SandboxHarness.Ended none = say("n2ws.scenarios['failover'].run(backup: 'nightli')")

        then:
        ended.code == 1
        ended.err.readLines()[0] ==~ /baksh: n2ws \(.*\): \d+ backups are named "nightly"/
        ended.err.readLines()[1].startsWith('  take one by its id: n2ws.backups[')
        none.err.readLines()[0].endsWith('backup "nightli" not found')
        none.err.readLines()[1].startsWith('  did you mean: nightly')
        lab.writes().size() == 1
    }

    def "a run of a scenario gives its record, and that its recoveries"() {
        when:
        SandboxHarness.Ended ended = say("n2ws.scenarios['failover'].run(backup: 241).await().recoveries*.status.join()", KNOWN)

        then:
        ended.out == 'SSS\n'
    }

    def "a scenario that is being run is not run again"() {
        given:
        say("n2ws.scenarios['failover'].run(backup: 241)")

        when:
        SandboxHarness.Ended second = say("n2ws.scenarios['failover'].run(backup: 241)")

        then:
        second.err.readLines()[0] == "baksh: ${label()}: scenario \"failover\" is being run: recovery 8 of it is in progress; " +
            'it was not started again'
        second.code == 3
        lab.writes().size() == 1
    }

    def "a dry run of baksh prints the recovery and sends nothing"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--dry-run', '-e', "n2ws.backups[241].recover(instance: 'i-0abc') { keyPair 'drill' }"])

        then:
        ended.out.contains('/api/aws/backups/241/snapshots/instances/24100/recover/')
        ended.out.contains('{"key_pair":"drill"}')
        lab.writes() == []
    }

    def "without --yes a recovery is refused where nobody can be asked"() {
        when:
        SandboxHarness.Ended ended = lab.start(['-e', "n2ws.backups[241].recover(instance: 'i-0abc')"])

        then:
        ended.code == 3
        lab.writes() == []
    }

    def "an Azure machine is recovered by an id in any case"() {
        given:
        String id = '/SUBSCRIPTIONS/00000000-0000-4000-8000-000000000001/resourceGroups/Prod/virtualMachines/VM-vms'

        when:
        SandboxHarness.Ended ended = say("n2ws.azure.backups[1].recover(machine: '$id', resource_group: 'test').await().recovery_type", KNOWN)

        then:
        ended.err == ''
        ended.out == 'virtual_machine\n'
    }

    def "the same script works against a server of API #api"() {
        given:
        SandboxHarness other = new SandboxHarness(home.resolve(api), lab.clock.now, { it.n2wsApiVersion(api) })

        when:
        SandboxHarness.Ended ended = other.start(['--yes', '-e', """
            def b = n2ws.policies['nightly'].backup().await()
            def r = n2ws.backups[241].recover(instance: 'i-0abc').await()
            [n2ws.identifier.cpm_name, b.status, r.status, n2ws.recoveries[7].log.text.readLines().size(), n2ws.accounts['main'].id].join(',')
            """], KNOWN)

        then:
        ended.out == 'sandbox,B,S,3,1\n'
        ended.code == 0
        (other.sandbox.requests().count { it.path().startsWith('/api/aws/') } == 1) == once

        cleanup:
        other.close()

        where:
        api     || once
        '1.1'   || true
        '2.0.0' || false
    }

    def "a server whose version is said is asked for no other path, and a dry run prints the right one"() {
        given:
        SandboxHarness old = new SandboxHarness(home.resolve('old'), lab.clock.now, { it.n2wsApiVersion('1.1') })

        when:
        SandboxHarness.Ended planned = old.start(['--dry-run', '-e', "n2ws.post('aws/policies/', [name: 'x']); 1"], [BAKSH_N2WS_VERSION: '1.1'])
        SandboxHarness.Ended ended = old.start(['-e', "n2ws.policies['nightly'].id"], [BAKSH_N2WS_VERSION: '1.1'])

        then:
        planned.out.readLines()[0].endsWith("'${old.sandbox.n2wsUrl()}/api/policies/'")
        ended.out == '1\n'
        !old.sandbox.requests().any { it.path().startsWith('/api/aws/') }

        cleanup:
        old.close()
    }

    def "a letter of a good end that stands in servers.yaml is believed, another is not"() {
        given:
        home.resolve('servers.yaml').toFile().text = """
            ours: {kind: n2ws, url: "${lab.sandbox.n2wsUrl()}", credential: "env:KEY", recovered: $letter}
            """
        Map<String, String> env = [BAKSH_N2WS_URL: '', BAKSH_PX_URL: '', KEY: lab.sandbox.n2wsApiKey()]

        when:
        SandboxHarness.Ended ended = say("n2ws.backups[241].recover(instance: 'i-0abc').await().status", env)

        then:
        ended.code == code
        ended.err.readLines().findAll { it.startsWith('baksh:') } == said

        where:
        letter || code | said
        'S'    || 0    | []
        'X'    || 1    | ["baksh: n2ws 'ours': recovery 8 ended without success: status S"]
    }
}
