package dev.baksh.client.resource

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Row
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.DryRunRow
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.client.exchange.WriteGuard
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class ResourceSpec extends Specification {
    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))

    final ServerClient client = fixture.n2wsClient(sandbox)

    String authority() {
        return sandbox.n2wsUrl().authority
    }

    Resource policies() {
        return client.resource('policies')
    }

    Object invoke(Map parameters = [:], String verb, String noun = 'policies') {
        return ClientFixture.invoke(client, noun, verb, parameters)
    }

    List<String> writeLines() {
        return sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') }.collect { it.method() + ' ' + it.path() + ' ' + it.body() }
    }

    def "a name finds its only row, however the server implements the search"() {
        given:
        sandbox.n2ws().behavior.ignoredParameters = ignored as Set

        expect:
        policies().getByName('nightly').get('id') == 1

        where:
        ignored << [[], ['search'], ['search', 'ordering']]
    }

    def "a name of 4,000 characters is not found and is truncated in the message"() {
        when:
        client.resource('policies').getByName('x' * 3994 + 'finish')

        then:
        BakshException e = thrown()
        e.message == "n2ws (${authority()}): policy \"${'x' * 80}...${'x' * 34}finish (4000 characters)\" not found"
    }

    def "names match exactly: #name is not found"() {
        when:
        policies().getByName(name)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "n2ws (${authority()}): policy \"$name\" not found"
        e.hint() == hint

        where:
        name      || hint
        'nightl'  || 'did you mean: nightly'
        'NIGHTLY' || 'did you mean: nightly'
        'nigthly' || 'did you mean: nightly'
        'linux'   || 'did you mean: linux_db, linux_web'
        ' '       || 'n2ws.policies lists the 13'
    }

    def "a name of two rows is an error that lists both ids"() {
        when:
        policies().getByName('twin')

        then:
        BakshException e = thrown()
        e.message == "n2ws (${authority()}): 2 policies are named \"twin\""
        e.hint() == 'select one by its id: n2ws.policies[12], n2ws.policies[13]'
    }

    def "an id finds its row, and an unknown one is an error"() {
        expect:
        policies().get(1).get('name') == 'nightly'

        when:
        policies().get(999)

        then:
        BakshException e = thrown()
        e.message == "n2ws (${authority()}): policy 999 not found"
        e.hint() == 'n2ws.policies lists them'
    }

    def "a non-object response to a request by id is an error"() {
        given:
        FaultyHttpServer server = new FaultyHttpServer()
        server.respondWith(json(200, '{"access": "opaque-token"}'), json(200, body))
        ServerClient unusualRow = fixture.n2wsClient(ClientFixture.serverConfig('n2ws', server.url))

        when:
        unusualRow.resource('policies').get(1)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "n2ws (${server.url.authority}): n2ws.policies.get '1': one policy was expected, but the response is $what"

        cleanup:
        server.close()

        where:
        body      || what
        '[]'      || 'a list'
        '[{}]'    || 'a list'
        'null'    || 'null'
        '"text"'  || 'a single value'
    }

    def "references can be names, ids or rows"() {
        when:
        Row created = invoke('create', args: ['fresh'], block: [account: account.call(client), schedules: schedules.call(client), generations: 4]) as Row

        then:
        created.get('name') == 'fresh'
        writeLines() == ['POST /api/aws/policies/ {"name":"fresh","account":1,"schedules":' + ids + ',"generations":4}']

        where:
        account                                       | schedules                                                  || ids
        ({ 'main' })                                  | ({ 'daily' })                                              || '[1]'
        ({ 1 })                                       | ({ [1, 'hourly'] })                                        || '[1,2]'
        ({ it.resource('accounts').getByName('main') })   | ({ [it.resource('schedules').getByName('weekly')] })           || '[3]'
        ({ "${'main'}" })                             | ({ "${'daily'}" })                                         || '[1]'
    }

    private int countLists(String noun) {
        sandbox.requests().count { it.method() == 'GET' && it.path() in ["/api/aws/$noun/".toString(), "/api/$noun/".toString()] }
    }

    def "a name is looked up once per statement"() {
        when:
        3.times { invoke('list', named: [account: 'main']).size() }

        then:
        countLists('accounts') == 1

        when:
        client.clearIdCaches()
        invoke('list', named: [account: 'main']).size()

        then:
        countLists('accounts') == 2
    }

    def "several names are looked up with one list request"() {
        when:
        invoke('create', args: ['x'], block: [account: 'main', schedules: ['daily', 'weekly', 'daily', 1]])

        then:
        countLists('schedules') == 1
        sandbox.n2ws().policy('x').get('schedules')*.asInt() == [1, 3, 1, 1]
    }

    def "a write to #what clears the cached account names: #anew"() {
        given:
        invoke('list', named: [account: 'main']).size()

        when:
        write.call(this)
        invoke('list', named: [account: 'main']).size()

        then:
        countLists('accounts') == (anew ? 2 : 1)

        where:
        what                      | anew  | write
        'policies'                | false | { it.invoke('create', args: ['x'], block: [account: 1]) }
        'schedules'               | false | { it.invoke('update', 'schedules', row: it.client.resource('schedules').getByName('daily'), block: [every_how_many: 3]) }
        'backup accounts'         | true  | { it.invoke('create', 'backupAccounts', args: ['x'], block: [authentication: 'R']) }
        'anything, as a raw call' | true  | { it.client.sendRaw('PUT', 'aws/policies/1/', [:], [generations: 4]) }
    }

    def "a name that moves to another row within a statement resolves to the other row"() {
        given:
        Row daily = client.resource('schedules').getByName('daily')
        Row first = invoke('create', args: ['a'], block: [account: 1, schedules: ['daily']]) as Row

        when:
        invoke('update', 'schedules', row: daily, block: [name: 'old'])
        Row otherSchedule = invoke('create', 'schedules', args: ['daily'], block: [every_unit: 'D', every_how_many: 1]) as Row
        Row second = invoke('create', args: ['b'], block: [account: 1, schedules: ['daily']]) as Row

        then:
        first.get('schedules') == [daily.get('id')]
        second.get('schedules') == [otherSchedule.get('id')]
    }

    def "a cached name expires after 30 seconds"() {
        given:
        invoke('list', named: [account: 'main']).size()

        when:
        fixture.time.advance(Duration.ofSeconds(seconds))
        invoke('list', named: [account: 'main']).size()

        then:
        countLists('accounts') == asked

        where:
        seconds || asked
        30      || 1
        31      || 2
    }

    def "a reference to another kind of object is rejected before anything is written"() {
        when:
        invoke('create', args: ['fresh'], block: [account: client.resource('schedules').getByName('daily')])

        then:
        BakshException e = thrown()
        e.message == 'account: a name, an id or a row of accounts is expected, not schedule 1 "daily"'
        writeLines().empty
    }

    def "a reference to a missing object is rejected before anything is written"() {
        when:
        invoke('create', args: ['fresh'], block: [account: 'mian'])

        then:
        BakshException e = thrown()
        e.message == "n2ws (${authority()}): account \"mian\" not found"
        e.hint() == 'did you mean: main'
        writeLines().empty
    }

    def "a list can be filtered by the name of a reference"() {
        expect:
        client.resource('backups').list([policy: 'weekly_full'])*.get('name').toSet() == ['weekly_full'] as Set
    }

    def "an unknown argument is rejected with a suggestion"() {
        when:
        policies().list([serach: 'x'])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.list has no argument \'serach\''
        e.hint() == 'did you mean: search'
    }

    def "a create with a lost response is found by its name"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', 'policies/', Fault.drop().afterExecution())

        when:
        Row created = invoke('create', args: ['fresh'], block: [account: 1]) as Row

        then:
        created.get('id') == sandbox.n2ws().policy('fresh').path('id').asInt()
        writeLines().size() == 1
    }

    def "an object that existed before a create is not treated as created"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', 'policies/', Fault.drop())

        when:
        invoke('create', args: ['adhoc'], block: [account: 1])

        then:
        UnknownOutcomeException e = thrown()
        e.message == "n2ws (${authority()}): n2ws.policies.create 'adhoc' was sent and the response was lost: the outcome is not known; the name existed before"
        writeLines().size() == 1
        fixture.time.elapsed == Duration.ZERO
    }

    def "a create that the server did not execute is sent once more after the search window and then is unknown"() {
        given:
        sandbox.n2ws().faults().injectNext(2, 'POST', 'policies/', Fault.html(502))

        when:
        invoke('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcomeException e = thrown()
        e.message.endsWith('; not found on the server within 180 s')
        fixture.time.elapsed >= Duration.ofSeconds(360)
        writeLines().size() == 2
    }

    def "two rows with the new name after a lost create are ambiguous"() {
        given:
        ServerClient tenantClient = fixture.n2wsClient(sandbox, [:], 'tenant')
        sandbox.n2ws().faults().injectNext('POST', 'policies/', Fault.drop().afterExecution())
        boolean alreadyRun = false
        fixture.time.onPause = { if (!alreadyRun) { alreadyRun = true; ClientFixture.invoke(tenantClient, 'policies', 'create', [args: ['fresh'], block: [account: 4]]) } }

        when:
        invoke('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcomeException e = thrown()
        e.message ==~ /n2ws .*n2ws\.policies\.create 'fresh' was sent .* is not known; 2 policies of that name exist now/
    }

    def "a failed lookup is not treated as an empty result"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', 'policies/', Fault.drop().afterExecution())
        fixture.time.onPause = { if (fixture.time.elapsed > Duration.ofSeconds(1)) sandbox.n2ws().faults().injectAlways('GET', 'policies', Fault.html(502)) }

        when:
        invoke('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcomeException e = thrown()
        e.message ==~ /.* is not known; n2ws \(.*\): n2ws\.policies\.list: bad gateway \(GET .* -> 502\)/
    }

    def "a name in both the argument and the block is rejected"() {
        when:
        invoke('create', args: ['fresh'], block: [name: 'other', account: 1])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.create: the name is given twice: \'fresh\' and \'other\''
        writeLines().empty
    }

    def "update and delete are sent for the row they are called on"() {
        given:
        Row row = policies().getByName('retired')

        when:
        Row updated = invoke('update', row: row, block: [enabled: true, generations: 9]) as Row
        invoke('delete', row: row)

        then:
        updated.get('generations') == 9
        writeLines() == ['PUT /api/aws/policies/10/ {"enabled":true,"generations":9}', 'DELETE /api/aws/policies/10/ ']
    }

    def "an operation without arguments rejects an argument"() {
        when:
        invoke('delete', row: policies().getByName('retired'), args: ['now'])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.delete takes no positional argument'
        writeLines().empty
    }

    def "a dry run reads from the server and writes nothing"() {
        given:
        fixture.mode = new WriteGuard.Mode(false, true, false)
        ServerClient dryRunClient = fixture.n2wsClient(sandbox)

        when:
        Row created = ClientFixture.invoke(dryRunClient, 'policies', 'create', [args: ["it's"], block: [account: 'main', description: 'a\nb $HOME `x` "q"']]) as Row
        Object backup = ClientFixture.invoke(dryRunClient, 'policies', 'backup', [row: created])
        Object awaited = ClientFixture.invoke(dryRunClient, 'backups', 'await', [row: backup])
        ClientFixture.invoke(dryRunClient, 'policies', 'delete', [row: dryRunClient.resource('policies').getByName('adhoc')])
        dryRunClient.sendRaw('POST', 'aws/policies/3/backups/', [days: 7, q: "a'b&c d"], null)

        then:
        created instanceof DryRunRow
        backup instanceof DryRunRow
        awaited.is(backup)
        writeLines().empty
        fixture.questions.empty
        fixture.dryRunLines == [
            "curl -X POST --globoff -H \"Authorization: Bearer \$TOKEN\" -H 'Content-Type: application/json' --data '{\"name\":\"it'\\''s\",\"account\":1,\"description\":\"a\\nb \$HOME `x` \\\"q\\\"\"}' '${sandbox.n2wsUrl()}/api/aws/policies/'".toString(),
            "curl -X POST --globoff -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/NEW_POLICY_ID/backups/'".toString(),
            "curl -X DELETE --globoff -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/11/'".toString(),
            "curl -X POST --globoff -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/3/backups/?days=7&q=a%27b%26c%20d'".toString(),
        ]

        when:
        created.get('last_modified')

        then:
        BakshException e = thrown()
        created.get('id') == 'NEW_POLICY_ID'
        e.message == 'dry run: \'last_modified\' is not known because n2ws.policies.create \'it\'s\' was not sent'
        e.hint() == 'a dry run cannot execute this part of the script'
    }

    def "a raw #method of #path has the effect #effect"() {
        given:
        fixture.mode = new WriteGuard.Mode(false, false, false)
        ServerClient askingThread = fixture.n2wsClient(sandbox)

        when:
        try {
            askingThread.sendRaw(method, path, [:], null)
        } catch (BakshException ignored) {
            // Most of these paths do not exist; the spec checks that none is requested.
        }

        then:
        fixture.questions.size() == asked

        where:
        method   | path                                     || asked
        'GET'    | 'aws/policies/'                          || 0
        'POST'   | 'aws/policies/3/backups/'                || 0
        'DELETE' | 'aws/policies/3/'                        || 1
        'DELETE' | 'what/ever/'                             || 1
        'POST'   | 'aws/backups/241/recover/instances/'     || 1
        'POST'   | 'aws/backups/241/RESTORE/'               || 1
        'POST'   | 'what/ever/'                             || 0
        'PUT'    | 'what/ever/'                             || 0
        'PATCH'  | 'what/ever/'                             || 0

        effect = asked ? 'DANGER' : 'harmless'
    }

    def "the raw path #path is rejected"() {
        when:
        client.sendRaw('GET', path, [:], null)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == message
        e.hint() == hint
        sandbox.requests().empty

        where:
        path                 || message                                      | hint
        'aws/a b/'           || 'a path cannot hold the character U+0020' | 'write it percent-encoded: %20'
        'aws/\r\nX: y'       || 'a path cannot hold the character U+000D' | 'give the query as named arguments: get(\'path/\', search: \'x\')'
        'aws/?a=1'           || 'a path cannot hold the character \'?\'' | 'give the query as named arguments: get(\'path/\', search: \'x\')'
        'aws/#x'             || 'a path cannot hold the character \'#\'' | 'give the query as named arguments: get(\'path/\', search: \'x\')'
        'aws\\..\\x'         || 'a path cannot hold the character \'\\\'' | 'give the query as named arguments: get(\'path/\', search: \'x\')'
        'aws/é/'             || 'a path cannot hold the character U+00E9' | 'write it percent-encoded: %C3%A9'
        '../admin'           || 'a path cannot hold \'..\''              | null
        'aws/%2e%2E/admin'   || 'a path cannot hold \'..\''              | null
        'aws/.%2e/admin'     || 'a path cannot hold \'..\''              | null
        '/api/./x'           || 'a path cannot hold \'..\''              | null
    }
}
