package dev.baksh.client.exchange

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.client.api.BakshException
import dev.baksh.client.resource.ServerClient
import dev.baksh.sandbox.server.Fault

import java.time.Duration
import java.time.Instant

/**
 * Creates, START and DANGER writes whose response invites another attempt, such as 401 and 429, or refuses the write in words, without
 * a code: the server may have acted before it responded.
 */
class UnprovenRefusalSpec extends SandboxSpecification {
    static final String BACKUP = "n2ws.policies['adhoc'].backup().policy"
    static final String CREATE = "n2ws.policies.create('new_one') { account 'main' }.name"
    static final String LOOK = 'the write was sent and the server responded with 401, which does not prove that nothing was done; looking for the result on the server for at most 5 s'
    static final String NOT_FOUND = 'the result was not found within 5 s: the write was not sent again\n'
    static final String NO_TOKEN = 'baksh: SERVER: no token: the server failed (POST URL/api/token/obtain/api_key/ -> 503)\n'
    static final String NO_KEY = 'the API key is not accepted: No. (POST URL/api/token/obtain/api_key/ -> 400)'
    static final Map<String, String> VERIFIABLE = [
        (BACKUP)                                                                                                          : '/backups/',
        "n2ws.policies['adhoc'].delete()"                                                                                 : '/policies/11',
        "px.roles['test-role'].delete()"                                                                                  : '/roles/delete',
        "px.users['alice'].unmap('px-backup-app.user')"                                                                   : '/mapRoles/delete',
        "px.groups['ops'].remove('dave')"                                                                                 : '/groups/',
        "px.groups['ops'].delete()"                                                                                       : '/groups/',
        "px.backups['nightly-1'].delete()"                                                                                : '/v1/backup/default/nightly-1',
        "px.backups.create('n-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }.name"         : '/v1/backup',
        "px.restores.create('r-9') { backupRef 'nightly-1'; clusterRef 'prod'; namespaceMapping shop: 'shop-copy' }.name" : '/v1/restore',
        (CREATE)                                                                                                          : '/policies/',
        "n2ws.schedules.create('weekly_9') { everyUnit 'W'; everyHowMany 1 }.name"                                        : '/schedules/',
        "n2ws.backupAccounts.create('second') { authentication 'R'; scanRegions 1, 8 }.name"                              : '/accounts/backup/',
        "px.roles.create('new-role') { viewOnly 'role' }.name"                                                            : '/roles/create',
        "px.groups.create('night').name"                                                                                  : '/groups',
        "px.schedulePolicies.create('early') { schedulePolicy daily: [time: '02:00AM', retain: 5] }.name"                 : '/v1/schedulepolicy'
    ]
    static final Map<String, String> UNVERIFIABLE = [
        "n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large')": '/recover/',
        "n2ws.scenarios['failover'].run(backup: 241)"                            : '/recover/',
        "n2ws.scenarios['failover'].dryRun()"                                    : '/recover/',
        "n2ws.policies['windows_ad'].abortArchive()"                             : '/archive/abort/',
        "n2ws.post('aws/policies/11/backups/')"                                  : '/backups/',
        "n2ws.delete('aws/policies/11/')"                                        : '/policies/11',
        "px.clusters['prod'].unshare(users: ['alice'])"                          : '/v1/unsharecluster',
        "n2ws.post('aws/policies/', [name: 'raw_one', account: 1])"              : '/policies/',
        "px.post('/backend/api/pxBackup/rbac/roles/create', [name: 'raw-one'])"  : '/roles/create',
        "px.managedClusters.bulkAdd(clusterName: ['eu'])"                        : '/v1/managedclusters'
    ]
    /** Faults by name: those that baksh resends after a look at once, and those that count as a lost response. */
    static final Map<String, Fault> REFUSALS = [
        '401'                    : Fault.unauthorized(),
        '429'                    : Fault.throttled(Duration.ofSeconds(1)),
        '429 with a long wait'   : Fault.throttled(Duration.ofSeconds(600)),
        '403 that names the token': Fault.status(403, 'application/json', '{"message":"Unauthenticated.","errors":{"detail":"Unauthenticated.","code":"token_not_valid"}}'),
        '408'                    : Fault.status(408, 'text/plain', ''),
        '421'                    : Fault.status(421, 'text/plain', ''),
        '425'                    : Fault.status(425, 'text/plain', ''),
        '307'                    : Fault.redirect('http://127.0.0.1:1/other'),
        '503'                    : Fault.html(503)
    ]

    static final String WORDS = '{"SUCCESS":false,"MESSAGE":"Access denied for ec2:CreateTags"}'

    private static Fault words(int status, String body = WORDS) {
        Fault.status(status, 'application/json', body)
    }

    /** Every seventh or so of the combinations, so that each write and each fault is in the share. */
    static List<List<Object>> share(List<List<Object>> all) {
        Scale.FACTOR >= 1 ? all : (0..<all.size()).step(7).collect { all[it] }
    }

    private void inject(String path, Fault fault) {
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { server ->
            ['POST', 'DELETE', 'PUT', 'PATCH'].each { server.faults().injectNext(it, path, fault) }
        }
    }

    @Scaled
    def "a write that was carried out and answered with #fault is found and not sent again: #expression"() {
        given:
        inject(path, REFUSALS[fault].afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.code == 0
        result.err.contains('the write was not sent again')
        harness.writeRequests().size() == 1

        where:
        [expression, fault] << share([VERIFIABLE.keySet(), REFUSALS.keySet()].combinations())
        path = VERIFIABLE[expression]
    }

    @Scaled
    def "a write that cannot be looked up is not sent again after #fault, and its outcome is unknown: #expression"() {
        given:
        inject(path, acted ? REFUSALS[fault].afterExecution() : REFUSALS[fault])

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.code == 75
        result.err.contains('the outcome is not known')
        result.err.contains('the write was not sent again')
        harness.writeRequests().size() == 1

        where:
        [expression, fault, acted] << share([UNVERIFIABLE.keySet(), REFUSALS.keySet(), [true, false]].combinations())
        path = UNVERIFIABLE[expression]
    }

    @Scaled
    def "a write that was not carried out is sent once more after #fault, when the server shows no result: #expression"() {
        given:
        inject(path, REFUSALS[fault])

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.code == 0
        harness.writeRequests().size() == 2

        where:
        [expression, fault] << share([VERIFIABLE.keySet(), ['401', '429', '403 that names the token']].combinations())
        path = VERIFIABLE[expression]
    }

    @Scaled
    def "a write that was carried out, and a part of which was refused in words with #status, is found and not sent again: #expression"() {
        given:
        inject(path, words(status).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.code == 0
        result.err.contains('the write was not sent again')
        harness.writeRequests().size() == 1

        where:
        [expression, status] << share([VERIFIABLE.keySet(), [200, 500, 503]].combinations())
        path = VERIFIABLE[expression]
    }

    def "a write that was refused in words, and whose result is not found, fails with the words, and the permission if one is missing: #body"() {
        given:
        inject(path, words(200, body))

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        String label = expression.startsWith('px') ? "px (${harness.sandbox.pxUrl().authority})" : "n2ws (${harness.sandbox.n2wsUrl().authority})"
        String url = expression.startsWith('px') ? harness.sandbox.pxUrl() : harness.sandbox.n2wsUrl()
        result.err == "$label: $call: the write was sent and the server responded with 200, which does not prove that nothing was done; looking for the result on the server for at most $seconds s\n" +
            "baksh: $label: $call: $message -> 200)\n".replace('URL', url) + (permission ? "  this needs the permission: $permission\n" : '') + '  -e:1\n'
        result.out == ''
        result.code == code
        harness.writeRequests().size() == 1
        home.resolve('journal/journal.jsonl').toFile().readLines().last().contains('"event":"FAILED"')

        where:
        expression                                     | path            | body                                                | call                               | seconds | code | permission                   | message
        BACKUP                                         | '/backups/'     | WORDS                                               | "n2ws.policies.backup 'adhoc'"     | 60      | 4    | 'allow_backup_changes'       | 'Access denied for ec2:CreateTags (POST URL/api/aws/policies/11/backups/'
        CREATE                                         | '/policies/'    | WORDS                                               | "n2ws.policies.create 'new_one'"   | 5       | 4    | 'allow_backup_changes'       | 'Access denied for ec2:CreateTags (POST URL/api/aws/policies/'
        "px.roles.create('new-role') { viewOnly 'role' }" | '/roles/create' | WORDS                                            | "px.roles.create 'new-role'"       | 5       | 4    | 'infra admin or super admin' | 'Access denied for ec2:CreateTags (POST URL/backend/api/pxBackup/rbac/roles/create'
        "px.roles.create('new-role') { viewOnly 'role' }" | '/roles/create' | '{"SUCCESS":false,"ERRORMESSAGE":"The quota is used."}' | "px.roles.create 'new-role'"    | 5       | 1    | null                         | 'The quota is used. (POST URL/backend/api/pxBackup/rbac/roles/create'
    }

    def "the outcome of a write that was refused in words and cannot be looked up is unknown, and the permission is named"() {
        given:
        inject('/recover/', words(200))
        String label = "n2ws (${harness.sandbox.n2wsUrl().authority})"
        String call = 'n2ws.backups.recover i-0abc from backup 241'

        expect:
        with(harness.start(['--yes', '-e', "n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large')"])) {
            out == ''
            code == 75
            err == "baksh: $label: $call was sent and the server responded with 200, which does not prove that nothing was done: the outcome is not known; " +
                'recoveries do not say who started them: check n2ws.recoveries\n  the write was not sent again; look at the server before you repeat it\n' +
                "  $label: $call: Access denied for ec2:CreateTags (POST ${harness.sandbox.n2wsUrl()}/api/aws/backups/241/snapshots/instances/24100/recover/ -> 200)\n" +
                '  this needs the permission: allow_recovery\n  -e:1\n'
        }
        harness.writeRequests().size() == 1
    }

    def "a create of a name that existed before, and that the server refuses for the name, fails at once"() {
        given:
        inject('/roles/create', words(200, '{"SUCCESS":false,"ERRORMESSAGE":"role exists"}'))

        expect:
        with(harness.start(['-e', "px.roles.create('test-role') { viewOnly 'role' }"])) {
            out == ''
            err == "baksh: px (${harness.sandbox.pxUrl().authority}): px.roles.create 'test-role': role exists (POST ${harness.sandbox.pxUrl()}/backend/api/pxBackup/rbac/roles/create -> 200)\n  -e:1\n"
            code == 1
        }
        harness.writeRequests().size() == 1
    }

    def "a refusal in words with a status that proves it needs no look: #status"() {
        given:
        inject('/backups/', words(status))

        expect:
        with(harness.start(['-e', BACKUP])) {
            out == ''
            err == "baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.policies.backup 'adhoc': Access denied for ec2:CreateTags " +
                "(POST ${harness.sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> $status)\n  this needs the permission: allow_backup_changes\n  -e:1\n"
            code == 4
        }

        where:
        status << [400, 403, 404]
    }

    def "the user sees why baksh looks, what it found, and what it did"() {
        given:
        String server = "n2ws (${harness.sandbox.n2wsUrl().authority}): "
        inject('/backups/', acted ? Fault.unauthorized().afterExecution() : Fault.unauthorized())

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP])

        then:
        result.out == '11\n'
        result.err == server + "n2ws.policies.backup 'adhoc': the write was sent and the server responded with 401, " +
            'which does not prove that nothing was done; looking for the result on the server for at most 5 s\n' + server + end + '\n'
        result.code == 0

        where:
        acted || end
        true  || "n2ws.policies.backup 'adhoc': found: backup 284 \"adhoc\", started at 2026-03-04T05:06:07Z; the write was not sent again"
        false || "n2ws.policies.backup 'adhoc': the result was not found within 5 s: sending the write again"
    }

    def "the user sees that the outcome of a recovery is unknown after #status, and where to look"() {
        given:
        String url = harness.sandbox.n2wsUrl()
        inject('/recover/', REFUSALS[status])

        expect:
        with(harness.start(['--yes', '-e', "n2ws.backups[241].recover(instance: 'i-0abc', instance_type: 't3.large')"])) {
            out == ''
            code == 75
            err == "baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.backups.recover i-0abc from backup 241 was sent and the server responded with $status, " +
                'which does not prove that nothing was done: the outcome is not known; recoveries do not say who started them: check n2ws.recoveries\n' +
                '  the write was not sent again; look at the server before you repeat it\n' +
                "  n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.backups.recover i-0abc from backup 241: $message " +
                "(POST ${url}/api/aws/backups/241/snapshots/instances/24100/recover/ -> $status)\n  -e:1\n"
        }

        where:
        status || message
        '401'  || 'Given token not valid for any token type'
        '429'  || 'Request was throttled. Expected available in 1 second.'
    }

    def "nothing is sent again with BAKSH_RESEND=off"() {
        given:
        inject('/backups/', Fault.unauthorized())

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP], [BAKSH_RESEND: 'off'])

        then:
        result.code == 75
        result.err.contains('the outcome is not known; not found on the server within 5 s')
        harness.writeRequests().size() == 1
    }

    def "a server that responds with 401 for ever gets two requests, and then the error"() {
        given:
        harness.sandbox.n2ws().faults().injectAlways('POST', '/backups/', Fault.unauthorized())

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP])

        then:
        result.code == 4
        result.err.contains('the server rejects a token that it has just issued')
        harness.writeRequests().size() == 2
    }

    def "a server that is busy for ever gets four requests, and then the error"() {
        given:
        harness.sandbox.n2ws().faults().injectAlways('POST', '/backups/', Fault.throttled(Duration.ofSeconds(1)))

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP])

        then:
        result.code == 1
        result.err.contains('Request was throttled.')
        harness.writeRequests().size() == 4
    }

    def "the path of an older API is tried after a read has shown that the server does not know the path"() {
        given:
        harness.close()
        harness = new SandboxHarness(home, Instant.parse('2026-03-04T05:06:07Z'), [n2wsApiVersion: '1.1'])

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.post('aws/policies/11/backups/')"])

        then:
        result.code == 0
        harness.writeRequests()*.path() == ['/api/aws/policies/11/backups/', '/api/policies/11/backups/']
    }

    def "the path of an older API is not tried after a page with 404, when the server knows the path"() {
        given:
        inject('/backups/', Fault.html(404).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.post('aws/policies/11/backups/')"])

        then:
        result.code == 75
        result.err.contains('the server responded with 404, which does not prove that nothing was done: the outcome is not known')
        harness.writeRequests().size() == 1
    }

    def "a write that sets a state is sent again at once, because a duplicate changes nothing: #expression after #fault"() {
        given:
        inject(path, acted ? REFUSALS[fault].afterExecution() : REFUSALS[fault])

        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        result.err == ''
        result.out == out
        harness.writeRequests().size() == 2

        where:
        [row, fault, acted] << [
            [["n2ws.policies['adhoc'].update { generations 7 }.generations", '/policies/11', '7\n'],
             ["n2ws.put('aws/policies/11/', [generations: 7]).generations", '/policies/11', '7\n'],
             ["px.users['bob'].map('test-role').username", '/mapRoles/apply', 'bob\n']],
            ['401', '429'], [true, false]].combinations()
        expression = row[0]
        path = row[1]
        out = row[2]
    }

    def "the last look is directly before the resend, after the pause and with the new token: #expression after #fault"() {
        given:
        inject(path, REFUSALS[fault])

        when:
        SandboxHarness.Result result = harness.start(['-e', expression])
        List<String> requests = harness.sandbox.requests()*.toString().collect { it.replaceAll(/\?.*(?= ->)/, '') }

        then:
        result.code == 0
        List<String> between = requests[(requests.indexOf(first) + 1)..<requests.lastIndexOf(second)]
        between.last() == look
        between.count { it == look } == looks
        between.findAll { it != look } == tokens

        where:
        expression | fault | path         | looks || first                                            | second                                           | look                                     | tokens
        BACKUP     | '401' | '/backups/'  | 4     || 'n2ws POST /api/aws/policies/11/backups/ -> 401' | 'n2ws POST /api/aws/policies/11/backups/ -> 202' | 'n2ws GET /api/aws/backups/ -> 200'      | ['n2ws POST /api/token/refresh/ -> 200']
        CREATE     | '401' | '/policies/' | 8     || 'n2ws POST /api/aws/policies/ -> 401'            | 'n2ws POST /api/aws/policies/ -> 201'            | 'n2ws GET /api/aws/policies/ -> 200'     | ['n2ws POST /api/token/refresh/ -> 200']
        CREATE     | '429' | '/policies/' | 8     || 'n2ws POST /api/aws/policies/ -> 429'            | 'n2ws POST /api/aws/policies/ -> 201'            | 'n2ws GET /api/aws/policies/ -> 200'     | []
    }

    def "a wait for Retry-After is not followed by another wait, but by one look"() {
        given:
        inject('/policies/', acted ? Fault.throttled(Duration.ofSeconds(90)).afterExecution() : Fault.throttled(Duration.ofSeconds(90)))
        String subject = "n2ws (${harness.sandbox.n2wsUrl().authority}): n2ws.policies.create 'new_one': "

        when:
        SandboxHarness.Result result = harness.start(['-e', CREATE])

        then:
        result.out == 'new_one\n'
        result.err.replaceAll(/within 9\d s/, 'within 9x s').replaceAll(/policy \d+/, 'policy ID') ==
            subject + 'the write was sent and the server responded with 429, which does not prove that nothing was done; looking for the result on the server\n' + subject + end + '\n'
        result.code == 0
        harness.writeRequests().size() == requests
        harness.sandbox.requests().count { it.method() == 'GET' && it.path() == '/api/aws/policies/' } == 4

        where:
        acted || requests | end
        true  || 1        | 'found: policy ID "new_one"; the write was not sent again'
        false || 2        | 'the result was not found within 9x s: sending the write again'
    }

    def "a backup that a server lists #delay s after its #fault is found, not started twice"() {
        given:
        harness.sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(delay)
        inject('/backups/', (fault == '401' ? Fault.unauthorized() : fault == 'words' ? words(200) : Fault.throttled(Duration.ofSeconds(fault as int))).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP])

        then:
        result.out == '11\n'
        result.err.contains('the write was not sent again')
        result.code == 0
        harness.sandbox.n2ws().startedBackupCount('adhoc') == 1

        where:
        fault | delay
        '401' | 4
        'words' | 55
        '0'   | 55
        '1'   | 55
        '30'  | 55
        '100' | 95
    }

    def "Ctrl-C in the pause ends with the outcome that a short look proves: #verb after a wait of #seconds s, acted: #acted"() {
        given:
        ClientFixture fixture = new ClientFixture()
        ServerClient client = fixture.n2wsClient(harness.sandbox)
        Map call = verb == 'backup' ? [row: client.resource('policies').getByName('adhoc')] : [args: ['new_one'], block: [account: 1]]
        Fault fault = Fault.throttled(Duration.ofSeconds(seconds))
        inject(verb == 'backup' ? '/backups/' : '/policies/', acted ? fault.afterExecution() : fault)
        fixture.time.onPause = { throw new InterruptedException() }

        when:
        String outcome
        try {
            ClientFixture.invoke(client, 'policies', verb, call)
            outcome = 'done'
        } catch (BakshException e) {
            outcome = e.exit().name() + ' ' + e.message.replaceFirst(/^n2ws \(.*?\): /, '')
        }

        then:
        outcome == expected
        fixture.journalLines*.find(/"event":"(\w+)"/) { it[1] } == ['INTENT', event]
        harness.writeRequests().size() == 1

        cleanup:
        Thread.interrupted()
        fixture.close()

        where:
        verb     | seconds | acted || event     | expected
        'create' | 30      | false || 'FAILED'  | 'INTERRUPTED interrupted while waiting for a retry; the request was not sent again'
        'create' | 30      | true  || 'DONE'    | 'done'
        'create' | 2       | false || 'UNKNOWN' | "UNFINISHED n2ws.policies.create 'new_one' was sent and the server responded with 429, which does not prove that nothing was done: the outcome is not known; interrupted; not found so far"
        'backup' | 30      | false || 'UNKNOWN' | "UNFINISHED n2ws.policies.backup 'adhoc' was sent and the server responded with 429, which does not prove that nothing was done: the outcome is not known; interrupted; not found so far"
    }

    def "without another token a write is not sent again: #expression, token endpoint #status"() {
        given:
        String server = "n2ws (${harness.sandbox.n2wsUrl().authority})"
        harness.start(['-e', 'n2ws.policies.count()'])
        harness.sandbox.n2ws().faults().injectAlways('POST', '/token/', Fault.status(status, 'application/json', '{"errors":[{"message":"No.","code":"no"}]}'))
        inject(path, Fault.unauthorized())

        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        result.out == ''
        result.err.replace(server, 'SERVER').replace(harness.sandbox.n2wsUrl().toString(), 'URL') == err
        result.code == code
        harness.writeRequests().size() == 1

        where:
        expression | path         | status || code | err
        CREATE     | '/policies/' | 503    || 5    | "SERVER: n2ws.policies.create 'new_one': $LOOK\nSERVER: n2ws.policies.create 'new_one': $NOT_FOUND$NO_TOKEN"
        BACKUP     | '/backups/'  | 503    || 5    | "SERVER: n2ws.policies.backup 'adhoc': $LOOK\nSERVER: n2ws.policies.backup 'adhoc': $NOT_FOUND$NO_TOKEN"
        CREATE     | '/policies/' | 400    || 4    | "baksh: SERVER: $NO_KEY\n  generate a key in the user's settings, API Access, and set BAKSH_N2WS_API_KEY\n"
        BACKUP     | '/backups/'  | 400    || 75   | "SERVER: n2ws.policies.backup 'adhoc': $LOOK\nbaksh: SERVER: n2ws.policies.backup 'adhoc' was sent and the server responded with 401, " +
            "which does not prove that nothing was done: the outcome is not known; SERVER: $NO_KEY\n  the write was not sent again; look at the server before you repeat it\n" +
            "  SERVER: n2ws.policies.backup 'adhoc': Given token not valid for any token type (POST URL/api/aws/policies/11/backups/ -> 401)\n  -e:1\n"
    }
}
