package dev.baksh.client.resource

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import dev.baksh.client.exchange.AmbiguousOutcomeException
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.util.function.Function

/**
 * The rule: an object is the result of a create only if its id is new, and, without a response that proves the create, if no number
 * or flag of the request differs.
 */
class CreateReconcilerSpec extends Specification {
    static final String CREATE = "n2ws.policies.create('nightly') { account 1; generations 30; enabled true; description ' a  b ' }.id"
    static final Map CREATED = [id: 7, name: 'nightly', account: 1, generations: 30, enabled: true, description: 'a b']

    @TempDir
    Path home

    final ManualTimeSource time = new ManualTimeSource()
    List<Object> answers = []
    List<Map> rows = []
    List<Map> rowsAfter = []
    /** Time for which the list is old after a request. */
    Duration cacheTime = Duration.ZERO
    Duration sentAt

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target ->
        if (method == 'POST') {
            sentAt = time.elapsed
            return answers.size() > 1 ? answers.remove(0) : answers[0]
        }
        sentAt != null && time.elapsed - sentAt >= cacheTime ? rowsAfter : rows
    })

    private CommandResult start(String expression) {
        CommandRunner baksh = new CommandRunner(home)
        baksh.time = time
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])
        baksh.runExpression(expression)
    }

    private String label() {
        "n2ws (${server.url - 'http://'})"
    }

    private int countPosts() {
        server.requestLines.count { it.startsWith('POST') }
    }

    def "a value in another form is no difference: #change"() {
        given:
        answers = [[500, [:]]]
        rowsAfter = [(CREATED + change).findAll { key, value -> value != 'MISSING' }]
        String call = "${label()}: n2ws.policies.create 'nightly'"

        expect:
        with(start(CREATE)) {
            err() == "$call: the write was sent and the server responded with 500, which does not prove that nothing was done; looking for the result on the server for at most 180 s\n" +
                "$call: found: policy 7 \"nightly\"; the write was not sent again\n"
            out() == '7\n'
            code() == 0
        }
        countPosts() == 1

        where:
        change << [[:], [account: [id: 1, name: 'prod']], [account: [name: 'prod']], [account: 'https://host/api/accounts/1/'], [account: 'prod'], [account: '1'], [account: [1]],
                   [account: null], [account: 'MISSING'], [generations: '30'], [generations: 30.0], [generations: '30.00'], [generations: null], [generations: 'MISSING'],
                   [generations: '30 days'], [enabled: 'Y'], [enabled: 'N'], [enabled: 1], [enabled: 'true'], [enabled: null], [enabled: 'MISSING'], [description: 'B']]
    }

    def "an object of the name with another number or flag is another object: #change"() {
        given:
        answers = [[500, [:]]]
        rowsAfter = [CREATED + change]
        String call = "${label()}: n2ws.policies.create 'nightly'"

        expect:
        with(start(CREATE)) {
            err() == "$call: the write was sent and the server responded with 500, which does not prove that nothing was done; looking for the result on the server for at most 180 s\n" +
                "baksh: $call was sent and the server responded with 500, which does not prove that nothing was done: the outcome is not known; a policy of that name exists now, and differs: $difference\n" +
                '  the write was not sent again; look at the server before you repeat it\n' +
                "  $call: the server failed (POST ${server.url}/api/aws/policies/ -> 500)\n  -e:1\n"
            out() == ''
            code() == 75
        }
        countPosts() == 1

        where:
        change                          || difference
        [account: 2]                    || 'account: 1 -> 2'
        [account: [id: 2, name: 'dev']] || 'account: 1 -> 2'
        [account: '2']                  || 'account: 1 -> 2'
        [generations: 5]                || 'generations: 30 -> 5'
        [generations: '5']              || 'generations: 30 -> 5'
        [generations: 0]                || 'generations: 30 -> 0'
        [enabled: false]                || 'enabled: true -> false'
        [enabled: 0]                    || 'enabled: true -> false'
    }

    def "a refusal of the second attempt because another object has the name is an error"() {
        given:
        answers = [[429, [detail: 'busy']], [400, [name: ['policy with this name already exists.']]]]
        cacheTime = Duration.ofSeconds(1)
        rowsAfter = [CREATED + [id: 8, generations: 5]]
        time.onPause = { if (countPosts() < 2) sentAt = null }

        expect:
        with(start(CREATE)) {
            out() == ''
            code() == 1
            err().contains('already exists')
        }
        countPosts() == 2
    }

    def "an accepted create gives the object with a new id, although the list still shows a deleted object of the name: #noun"() {
        given:
        answers = [[201, '']]
        cacheTime = Duration.ofSeconds(2)
        rows = [[id: 3, name: 'nightly', account: 1]]
        rowsAfter = after

        expect:
        with(start(expression)) {
            err() == ''
            out() == '7\n'
            code() == 0
        }
        countPosts() == 1

        where:
        [[noun, expression], after] << [
            [['policies', CREATE],
             ['schedules', "n2ws.schedules.create('nightly') { everyUnit 'D'; everyHowMany 1 }.id"],
             ['backupAccounts', "n2ws.backupAccounts.create('nightly') { authentication 'R'; scanRegions 1 }.id"]],
            [[[id: 7, name: 'nightly']], [[id: 3, name: 'nightly'], [id: 7, name: 'nightly']]]].combinations()
    }

    def "an object that had the name before is never the result of an accepted create"() {
        given:
        answers = [[201, '']]
        rows = rowsAfter = [[id: 3, name: 'nightly']]

        expect:
        with(start(CREATE)) {
            err() == "baksh: ${label()}: n2ws.policies.create 'nightly' was accepted, but the object could not be read afterwards\n" +
                '  do not repeat it; n2ws.policies lists the current rows\n  -e:1\n'
            out() == ''
            code() == 75
        }
        time.elapsed >= Duration.ofSeconds(7)
    }

    def "a run of an older version is resumed: its journal does not contain the ids of the rows with the name"() {
        given:
        ClientFixture fixture = new ClientFixture()
        Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))
        CreateReconciler reconciler = new CreateReconciler(fixture.n2wsClient(sandbox).resource('policies'), 'adhoc', { row -> null } as Function)

        expect:
        reconciler.restoreBaseline([name: 'adhoc', taken: false])
        reconciler.unverifiableReason() == null
        reconciler.findCreated().get('id') == 11
        reconciler.restoreBaseline([name: 'adhoc', taken: true, ids: ['3']])
        reconciler.unverifiableReason() == 'the name existed before'
        reconciler.findCreated().get('id') == 11
        reconciler.restoreBaseline([name: 'adhoc', taken: true, ids: ['11']])
        reconciler.findCreated() == null

        when:
        reconciler.restoreBaseline([name: 'adhoc', taken: true])
        reconciler.findCreated()

        then:
        AmbiguousOutcomeException e = thrown()
        e.message == 'the name existed before'

        cleanup:
        sandbox.close()
        fixture.close()
    }
}
