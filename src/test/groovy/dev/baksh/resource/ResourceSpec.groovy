package dev.baksh.resource

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Row
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Gate
import dev.baksh.exchange.PlannedRow
import dev.baksh.exchange.Rig
import dev.baksh.exchange.UnknownOutcome
import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration

import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class ResourceSpec extends Specification {
    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())

    final Client client = rig.n2ws(sandbox)

    String at() {
        return sandbox.n2wsUrl().authority
    }

    Resource policies() {
        return client.resource('policies')
    }

    Object say(Map said = [:], String verb, String noun = 'policies') {
        return Rig.say(client, noun, verb, said)
    }

    List<String> writes() {
        return sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('token') }.collect { it.method() + ' ' + it.path() + ' ' + it.body() }
    }

    def "a name finds its only row, whatever the server makes of the search"() {
        given:
        sandbox.n2ws().ignoreParameters(*ignored)

        expect:
        policies().named('nightly').get('id') == 1

        where:
        ignored << [[], ['search'], ['search', 'ordering']]
    }

    def "a name of 4,000 characters is not found, and not shown whole"() {
        when:
        client.resource('policies').named('x' * 3994 + 'finish')

        then:
        BakshException e = thrown()
        e.message == "n2ws (${at()}): policy \"${'x' * 80}...${'x' * 34}finish (4000 characters)\" not found"
    }

    def "a name is exact: #name is not found"() {
        when:
        policies().named(name)

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "n2ws (${at()}): policy \"$name\" not found"
        e.hint() == hint

        where:
        name      || hint
        'nightl'  || 'did you mean: nightly'
        'NIGHTLY' || 'did you mean: nightly'
        'nigthly' || 'did you mean: nightly'
        'linux'   || 'did you mean: linux_db, linux_web'
        ' '       || 'n2ws.policies lists the 13'
    }

    def "a name that two rows bear is an error that names both ids"() {
        when:
        policies().named('twin')

        then:
        BakshException e = thrown()
        e.message == "n2ws (${at()}): 2 policies are named \"twin\""
        e.hint() == 'take one by its id: n2ws.policies[12], n2ws.policies[13]'
    }

    def "an id finds its row, and an unknown one is an error"() {
        expect:
        policies().get(1).get('name') == 'nightly'

        when:
        policies().get(999)

        then:
        BakshException e = thrown()
        e.message == "n2ws (${at()}): policy 999 not found"
        e.hint() == 'n2ws.policies lists them'
    }

    def "an answer to one id that is no object is an error"() {
        given:
        FaultServer server = new FaultServer()
        server.answers(json(200, '{"access": "opaque-token"}'), json(200, body))
        Client odd = rig.n2ws(Rig.server('n2ws', server.url))

        when:
        odd.resource('policies').get(1)

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "n2ws (${server.url.authority}): n2ws.policies.get '1': one policy was expected, and the answer is $what"

        cleanup:
        server.close()

        where:
        body      || what
        '[]'      || 'a list'
        '[{}]'    || 'a list'
        'null'    || 'null'
        '"text"'  || 'a single value'
    }

    def "references are given by name, by id, or as the row itself"() {
        when:
        Row created = say('create', args: ['fresh'], block: [account: account.call(client), schedules: schedules.call(client), generations: 4]) as Row

        then:
        created.get('name') == 'fresh'
        writes() == ['POST /api/aws/policies/ {"name":"fresh","account":1,"schedules":' + ids + ',"generations":4}']

        where:
        account                                       | schedules                                                  || ids
        ({ 'main' })                                  | ({ 'daily' })                                              || '[1]'
        ({ 1 })                                       | ({ [1, 'hourly'] })                                        || '[1,2]'
        ({ it.resource('accounts').named('main') })   | ({ [it.resource('schedules').named('weekly')] })           || '[3]'
        ({ "${'main'}" })                             | ({ "${'daily'}" })                                         || '[1]'
    }

    private int lists(String noun) {
        sandbox.requests().count { it.method() == 'GET' && it.path() in ["/api/aws/$noun/".toString(), "/api/$noun/".toString()] }
    }

    def "the same name is looked up once while a statement runs, and again in the next"() {
        when:
        3.times { say('list', named: [account: 'main']).size() }

        then:
        lists('accounts') == 1

        when:
        client.forgetNames()
        say('list', named: [account: 'main']).size()

        then:
        lists('accounts') == 2
    }

    def "several names are looked up in one listing"() {
        when:
        say('create', args: ['x'], block: [account: 'main', schedules: ['daily', 'weekly', 'daily', 1]])

        then:
        lists('schedules') == 1
        sandbox.n2ws().policy('x').get('schedules')*.asInt() == [1, 3, 1, 1]
    }

    def "a write to #what ends what is known of the names of accounts: #anew"() {
        given:
        say('list', named: [account: 'main']).size()

        when:
        write.call(this)
        say('list', named: [account: 'main']).size()

        then:
        lists('accounts') == (anew ? 2 : 1)

        where:
        what                      | anew  | write
        'policies'                | false | { it.say('create', args: ['x'], block: [account: 1]) }
        'schedules'               | false | { it.say('update', 'schedules', row: it.client.resource('schedules').named('daily'), block: [every_how_many: 3]) }
        'backup accounts'         | true  | { it.say('create', 'backupAccounts', args: ['x'], block: [authentication: 'R']) }
        'anything, as a raw call' | true  | { it.client.raw('PUT', 'aws/policies/1/', [:], [generations: 4]) }
    }

    def "a name that is given to another row in the same statement is the other row"() {
        given:
        Row daily = client.resource('schedules').named('daily')
        Row first = say('create', args: ['a'], block: [account: 1, schedules: ['daily']]) as Row

        when:
        say('update', 'schedules', row: daily, block: [name: 'old'])
        Row other = say('create', 'schedules', args: ['daily'], block: [every_unit: 'D', every_how_many: 1]) as Row
        Row second = say('create', args: ['b'], block: [account: 1, schedules: ['daily']]) as Row

        then:
        first.get('schedules') == [daily.get('id')]
        second.get('schedules') == [other.get('id')]
    }

    def "what is known of a name is not kept for longer than 30 seconds"() {
        given:
        say('list', named: [account: 'main']).size()

        when:
        rig.time.turn(Duration.ofSeconds(seconds))
        say('list', named: [account: 'main']).size()

        then:
        lists('accounts') == asked

        where:
        seconds || asked
        30      || 1
        31      || 2
    }

    def "a reference of another kind is refused before anything is written"() {
        when:
        say('create', args: ['fresh'], block: [account: client.resource('schedules').named('daily')])

        then:
        BakshException e = thrown()
        e.message == 'account: a name, an id or a row of accounts is expected, not schedule 1 "daily"'
        writes().empty
    }

    def "a reference that does not exist is refused before anything is written"() {
        when:
        say('create', args: ['fresh'], block: [account: 'mian'])

        then:
        BakshException e = thrown()
        e.message == "n2ws (${at()}): account \"mian\" not found"
        e.hint() == 'did you mean: main'
        writes().empty
    }

    def "a list is narrowed by the name of a reference"() {
        expect:
        client.resource('backups').list([policy: 'weekly_full'])*.get('name').toSet() == ['weekly_full'] as Set
    }

    def "an argument that no operation has is refused with a suggestion"() {
        when:
        policies().list([serach: 'x'])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.list has no argument \'serach\''
        e.hint() == 'did you mean: search'
    }

    def "a create whose answer is lost is found by its name"() {
        given:
        sandbox.n2ws().faults().next('POST', 'policies/', Fault.drop().afterwards())

        when:
        Row created = say('create', args: ['fresh'], block: [account: 1]) as Row

        then:
        created.get('id') == sandbox.n2ws().policy('fresh').path('id').asInt()
        writes().size() == 1
    }

    def "a create whose name was taken before is not taken for ours"() {
        given:
        sandbox.n2ws().faults().next('POST', 'policies/', Fault.drop())

        when:
        say('create', args: ['adhoc'], block: [account: 1])

        then:
        UnknownOutcome e = thrown()
        e.message == "n2ws (${at()}): n2ws.policies.create 'adhoc' was sent and its answer was lost: whether it happened is not known; the name was taken before"
        writes().size() == 1
        rig.time.gone == Duration.ZERO
    }

    def "a create that the server did not carry out is sent once more after the window, and then unknown"() {
        given:
        sandbox.n2ws().faults().next(2, 'POST', 'policies/', Fault.html(502))

        when:
        say('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcome e = thrown()
        e.message.endsWith('; looked for 180 s and did not find it')
        rig.time.gone >= Duration.ofSeconds(360)
        writes().size() == 2
    }

    def "two rows of the new name after a lost create are no evidence"() {
        given:
        Client tenant = rig.n2ws(sandbox, [:], 'tenant')
        sandbox.n2ws().faults().next('POST', 'policies/', Fault.drop().afterwards())
        boolean once = false
        rig.time.during = { if (!once) { once = true; Rig.say(tenant, 'policies', 'create', [args: ['fresh'], block: [account: 4]]) } }

        when:
        say('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcome e = thrown()
        e.message ==~ /n2ws .*n2ws\.policies\.create 'fresh' was sent .* is not known; 2 policies of that name are there now/
    }

    def "a look that fails is not an empty one"() {
        given:
        sandbox.n2ws().faults().next('POST', 'policies/', Fault.drop().afterwards())
        rig.time.during = { if (rig.time.gone > Duration.ofSeconds(1)) sandbox.n2ws().faults().always('GET', 'policies', Fault.html(502)) }

        when:
        say('create', args: ['fresh'], block: [account: 1])

        then:
        UnknownOutcome e = thrown()
        e.message ==~ /.* is not known; n2ws \(.*\): n2ws\.policies\.list: bad gateway \(GET .* -> 502\)/
    }

    def "a name that a block gives as well is refused"() {
        when:
        say('create', args: ['fresh'], block: [name: 'other', account: 1])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.create: the name is given twice: \'fresh\' and \'other\''
        writes().empty
    }

    def "an update and a delete reach the row they were said to"() {
        given:
        Row row = policies().named('retired')

        when:
        Row after = say('update', row: row, block: [enabled: true, generations: 9]) as Row
        say('delete', row: row)

        then:
        after.get('generations') == 9
        writes() == ['PUT /api/aws/policies/10/ {"enabled":true,"generations":9}', 'DELETE /api/aws/policies/10/ ']
    }

    def "a verb that takes no argument refuses one"() {
        when:
        say('delete', row: policies().named('retired'), args: ['now'])

        then:
        BakshException e = thrown()
        e.message == 'n2ws.policies.delete takes no positional argument'
        writes().empty
    }

    def "a dry run asks the server and writes nothing"() {
        given:
        rig.mode = new Gate.Mode(false, true, false)
        Client dry = rig.n2ws(sandbox)

        when:
        Row created = Rig.say(dry, 'policies', 'create', [args: ["it's"], block: [account: 'main', description: 'a\nb $HOME `x` "q"']]) as Row
        Object backup = Rig.say(dry, 'policies', 'backup', [row: created])
        Object end = Rig.say(dry, 'backups', 'await', [row: backup])
        Rig.say(dry, 'policies', 'delete', [row: dry.resource('policies').named('adhoc')])
        dry.raw('POST', 'aws/policies/3/backups/', [days: 7, q: "a'b&c d"], null)

        then:
        created instanceof PlannedRow
        backup instanceof PlannedRow
        end.is(backup)
        writes().empty
        rig.questions.empty
        rig.plan == [
            "curl -X POST -H \"Authorization: Bearer \$TOKEN\" -H 'Content-Type: application/json' --data '{\"name\":\"it'\\''s\",\"account\":1,\"description\":\"a\\nb \$HOME `x` \\\"q\\\"\"}' '${sandbox.n2wsUrl()}/api/aws/policies/'".toString(),
            "curl -X POST -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/NEW_POLICY_ID/backups/'".toString(),
            "curl -X DELETE -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/11/'".toString(),
            "curl -X POST -H \"Authorization: Bearer \$TOKEN\" '${sandbox.n2wsUrl()}/api/aws/policies/3/backups/?days=7&q=a%27b%26c%20d'".toString(),
        ]

        when:
        created.get('id')

        then:
        BakshException e = thrown()
        e.message == 'dry run: \'id\' is not known, since n2ws.policies.create \'it\'s\' was not sent'
        e.hint() == 'this part of the script cannot be rehearsed without running it'
    }

    def "a raw #method of #path counts as #effect"() {
        given:
        rig.mode = new Gate.Mode(false, false, false)
        Client asking = rig.n2ws(sandbox)

        when:
        try {
            asking.raw(method, path, [:], null)
        } catch (BakshException ignored) {
            // Most of these paths do not exist; the question is whether one is asked.
        }

        then:
        rig.questions.size() == asked

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

    def "a raw path #path is refused"() {
        when:
        client.raw('GET', path, [:], null)

        then:
        BakshException e = thrown()
        e.exit() == Exit.USAGE
        e.message == message
        sandbox.requests().empty

        where:
        path                 || message
        'aws/a b/'           || 'a path cannot hold the character U+0020'
        'aws/\r\nX: y'       || 'a path cannot hold the character U+000D'
        'aws/?a=1'           || 'a path cannot hold the character \'?\''
        'aws/#x'             || 'a path cannot hold the character \'#\''
        'aws\\..\\x'         || 'a path cannot hold the character \'\\\''
        'aws/é/'             || 'a path cannot hold the character U+00E9'
        '../admin'           || 'a path cannot hold \'..\''
        'aws/%2e%2E/admin'   || 'a path cannot hold \'..\''
        'aws/.%2e/admin'     || 'a path cannot hold \'..\''
        '/api/./x'           || 'a path cannot hold \'..\''
    }
}
