package dev.baksh.sandbox.n2ws

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class N2wsPoliciesSpec extends Specification {
    static final String POLICIES = '/api/aws/policies/'

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def "a policy is created, read, partially updated and deleted"() {
        when:
        SandboxHttpClient.Response created = http.post(POLICIES, [name: 'weekly', account: 1, generations: 4, schedules: [1]])

        then:
        created.status == 201
        created.json == [id: created.json.id, name: 'weekly', description: '', enabled: true, account: 1, user: 1, schedules: [1],
                      generations: 4, auto_remove_resource: 'N', dr_enabled: false, copy_to_s3_enabled: false,
                      last_modified: '2026-03-04T05:06:07Z']

        when:
        clock.advance(Duration.ofSeconds(5))
        SandboxHttpClient.Response changed = http.put(POLICIES + created.json.id + '/', [enabled: false])

        then:
        changed.status == 200
        changed.json == created.json + [enabled: false, last_modified: '2026-03-04T05:06:12Z']
        http.get(POLICIES + created.json.id + '/').json == changed.json

        when:
        SandboxHttpClient.Response deletedResponse = http.delete(POLICIES + created.json.id + '/')

        then:
        deletedResponse.status == 204
        deletedResponse.text == ''
        http.get(POLICIES + created.json.id + '/').text == '{"errors":[{"message":"Not found.","code":"not_found"}]}'
    }

    def "creating with #what names the field"() {
        when:
        SandboxHttpClient.Response response = http.post(POLICIES, [name: 'weekly', account: 1] + change)

        then:
        response.status == 400
        response.json == [errors: [[(field): [[message: message, code: code]]]]]

        where:
        what                  | change                  || field         | code             | message
        'a blank name'        | [name: ' ']             || 'name'        | 'blank'          | 'This field may not be blank.'
        'no name'             | [name: null]            || 'name'        | 'null'           | 'This field may not be null.'
        'a name with a dash'  | [name: 'a-b']           || 'name'        | 'invalid'        | 'This field contains invalid characters.'
        'a name that is'      | [name: 'nightly']       || 'name'        | 'unique'         | 'This field must be unique.'
        'a list for a name'   | [name: []]              || 'name'        | 'invalid'        | 'Not a valid string.'
        'a bad description'   | [description: '<b>']    || 'description' | 'invalid'        | 'This field contains invalid characters.'

        'an unknown account'  | [account: 99]           || 'account'     | 'does_not_exist' | 'Invalid pk "99" - object does not exist.'
        'a foreign account'   | [account: 4]            || 'account'     | 'does_not_exist' | 'Invalid pk "4" - object does not exist.'
        'a name for an id'    | [account: 'main']       || 'account'     | 'incorrect_type' | 'Incorrect type. Expected pk value, received str.'
        'an unknown schedule' | [schedules: [99]]       || 'schedules'   | 'does_not_exist' | 'Invalid pk "99" - object does not exist.'
        'one schedule'        | [schedules: 1]          || 'schedules'   | 'not_a_list'     | 'Expected a list of items but got type "int".'

        'no generations'      | [generations: 0]        || 'generations' | 'min_value'      | 'Ensure this value is greater than or equal to 1.'
        'words for a number'  | [generations: 'four']   || 'generations' | 'invalid'        | 'A valid integer is required.'
        'words for a switch'  | [enabled: 'perhaps']    || 'enabled'     | 'invalid'        | 'Must be a valid boolean.'
    }

    def "all invalid fields are reported together"() {
        expect:
        http.post(POLICIES, [generations: 0]).json.errors[0].keySet() == ['account', 'name', 'generations'] as Set
    }

    def "lists are plain arrays, and envelopes with absolute links if page_size is given"() {
        when:
        List unpagedResponse = http.get(POLICIES + '?page=2').json
        Map first = http.get(POLICIES + '?page_size=5&ordering=name').json
        Map second = http.get(first.next - http.baseUrl.toString()).json

        then:
        unpagedResponse.size() == sandbox.n2ws().policies().size() - 1
        first.keySet() as List == ['count', 'next', 'previous', 'results']
        first.count == unpagedResponse.size()
        first.previous == null
        first.next == "$http.baseUrl$POLICIES?ordering=name&page=2&page_size=5"
        second.previous == "$http.baseUrl$POLICIES?ordering=name&page_size=5"
        first.results*.name + second.results*.name == unpagedResponse*.name.sort().take(10)
    }

    def "page #page of 5 rows is #status"() {
        expect:
        http.get(POLICIES + "?page_size=5&page=$page").status == status

        where:
        page   || status
        '3'    || 200
        'last' || 200
        '4'    || 404
        '0'    || 404
        'x'    || 404
    }

    def "ordering by #ordering begins with #names"() {
        expect:
        http.get(POLICIES + '?ordering=' + ordering).json*.name.take(3) == names

        where:
        ordering         || names
        'name'           || ['adhoc', 'failing', 'forgotten']
        '-name'          || ['windows_ad', 'weekly_full', 'twin']
        'enabled,-name'  || ['retired', 'windows_ad', 'weekly_full']
        'nonsense'       || ['nightly', 'linux_web', 'linux_db']
        'nonsense,name'  || ['adhoc', 'failing', 'forgotten']
    }

    def "a list with #query has #names"() {
        expect:
        http.get(POLICIES + '?' + query).json*.name == names

        where:
        query                 || names
        'search=LINUX'        || ['linux_web', 'linux_db']
        'search=linux+db'     || ['linux_db']
        'search=nothing'      || []
        'user=2'              || ['twin', 'tenant_files']
        'user=3'              || []
        'search=twin&user=1'  || ['twin']
    }

    def "#user sees #count policies named twin"() {
        given:
        http.withKey(sandbox.n2wsApiKey(user))

        expect:
        http.get(POLICIES + '?search=twin').json.size() == count

        where:
        user              || count
        'root'            || 2
        'readonly'        || 2
        'tenant'          || 1
        'tenant_readonly' || 1
        'branch'          || 0
    }

    def "another user's policy is not found, neither to read nor to change"() {
        given:
        http.withKey(sandbox.n2wsApiKey('tenant'))

        expect:
        http.get(POLICIES + '1/').status == 404
        http.put(POLICIES + '1/', [enabled: false]).status == 404
        http.delete(POLICIES + '1/').status == 404
    }

    def "a delegate without the flag can read but not write"() {
        given:
        http.withKey(sandbox.n2wsApiKey('readonly'))

        expect:
        http.get(POLICIES + '1/').status == 200
        http.post(POLICIES, [name: 'x', account: 1]).status == 403
        http.put(POLICIES + '1/', [enabled: false]).status == 403
        http.delete(POLICIES + '1/').status == 403
        http.post(POLICIES + '1/backups/').text ==
            '{"errors":[{"message":"You do not have permission to perform this action.","code":"permission_denied"}]}'
    }

    def "a delegate with the flag can write"() {
        given:
        http.withKey(sandbox.n2wsApiKey('operator'))

        expect:
        http.post(POLICIES, [name: 'by_operator', account: 1]).json.user == 1
        http.post(POLICIES + '1/backups/').status == 202
    }

    def "a request for #path gets #status"() {
        expect:
        http.send(method, path, method == 'GET' ? null : '{}', 'application/json').status == status

        where:
        method  | path                      || status
        'GET'   | '/api//aws//policies/1/'  || 200
        'GET'   | '/api/policies/1/'        || 200
        'GET'   | '/api/aws/policies/1'     || 301
        'POST'  | '/api/aws/policies'       || 404
        'GET'   | '/api/aws/polices/'       || 404
        'GET'   | '/nowhere'                || 404
        'PATCH' | '/api/aws/policies/1/'    || 405
        'GET'   | '/api/aws/policies/999/'  || 404
        'GET'   | '/api/aws/policies/abc/'  || 404
    }

    def "an unknown path gets an HTML page, not JSON"() {
        expect:
        http.get('/api/aws/polices/').header('Content-Type') == 'text/html; charset=utf-8'
    }

    def "Accept #accept gets #status"() {
        given:
        http.accept = accept

        expect:
        http.get('/api/schedules/').status == status

        where:
        accept                            || status
        'application/json'                || 200
        'application/json;'               || 200
        'application/json; version=2.0.0' || 200
        'application/json; version=1.4.0' || 200
        'application/json; version=1.1'   || 200
        'application/json; version: 1.1'  || 200
        '*/*'                             || 200
        'application/json; version=3.0'   || 406
        'text/plain'                      || 406
    }

    def "the body of a 406 distinguishes its two causes"() {
        given:
        http.accept = accept

        expect:
        http.get('/api/schedules/').json == [errors: [[message: message, code: 'not_acceptable']]]

        where:
        accept                          || message
        'application/json; version=9.9' || 'Invalid version in "Accept" header.'
        'text/plain'                    || 'Could not satisfy the request Accept header.'
    }

    def "a hundred thousand policies are paged without being held in memory"() {
        given:
        Sandbox largeSandbox = Sandbox.start(new SandboxOptions(clock: clock, extraPolicies: 100_000))
        SandboxHttpClient reader = new SandboxHttpClient(largeSandbox.n2wsUrl()).withKey(largeSandbox.n2wsApiKey())

        when:
        Map last = reader.get(POLICIES + '?page_size=1000&page=100&ordering=-name').json
        List found = reader.get(POLICIES + '?search=extra_09999').json
        int changed = reader.put(POLICIES + found[0].id + '/', [description: 'mine']).status
        int deletedResponse = reader.delete(POLICIES + found[1].id + '/').status

        then:
        last.count > 100_000
        last.results.size() == 1000
        found*.name == (0..9).collect { 'extra_09999' + it }
        [changed, deletedResponse] == [200, 204]
        reader.get(POLICIES + '?search=extra_09999').json*.description == ['mine'] + [''] * 8

        cleanup:
        largeSandbox.close()
    }
}
