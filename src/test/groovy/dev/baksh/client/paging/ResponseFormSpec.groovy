package dev.baksh.client.paging

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.n2ws.N2wsClient
import spock.lang.Timeout

import java.time.Instant

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** The rule: a list is accepted in every form that the facts leave open, and another form is called unknown, not damaged. */
@Timeout(120)
class ResponseFormSpec extends ListServerSpecification {
    private List read(String body, String path, noun = null) {
        server.handler = { json(200, body) }
        fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect()).list(ClientFixture.readCall(path, noun)).collect { it.toMap() }
    }

    def "plain values are rows with one field: #body of #path"() {
        expect:
        read(body, path)*.collectEntries { name, value -> [name, value.toString()] } == rows

        where:
        path                      | body                                                     || rows
        'schedules/1/run_times/'  | '["2026-03-04T05:00:00Z", "2026-03-05T05:00:00Z"]'       || [[run_time: '2026-03-04T05:00:00Z'], [run_time: '2026-03-05T05:00:00Z']]
        'schedules/1/run_times/'  | '[{"run_time": "2026-03-04T05:00:00Z"}]'                 || [[run_time: '2026-03-04T05:00:00Z']]
        'schedules/1/run_times/'  | '{"results": ["2026-03-04T05:00:00Z"], "count": 1, "next": null}' || [[run_time: '2026-03-04T05:00:00Z']]
        'schedules/1/run_times/'  | '{"run_time": "2026-03-04T05:00:00Z"}'                   || [[run_time: '2026-03-04T05:00:00Z']]
        'schedules/1/run_times/'  | '[1772600400, 2.5, true]'                                || [[run_time: '1772600400'], [run_time: '2.5'], [run_time: 'true']]
        'schedules/1/run_times/'  | '["same", "same"]'                                       || [[run_time: 'same'], [run_time: 'same']]
        'schedules/1/run_times/'  | 'null'                                                   || []
        'schedules/1/run_times/'  | '{"results": null}'                                      || []
        'aws/policies/1/targets/' | '["i-0abc", "i-0def"]'                                   || [[name: 'i-0abc'], [name: 'i-0def']]
        'aws/policies/1/targets/' | '{"12": {"name": "a"}, "13": {"name": "b"}}'             || [[name: 'a'], [name: 'b']]
        'regions/'                | '{"data": ["eu-west-1", 2]}'                             || [[value: 'eu-west-1'], [value: '2']]
        'regions/'                | '["eu-west-1"]'                                          || [[value: 'eu-west-1']]
    }

    def "rows of a noun are read from #body"() {
        expect:
        read(body, 'aws/policies/', POLICIES) == rows

        where:
        body                                                           || rows
        '{"12": {"name": "a"}, "13": {"name": "b", "enabled": 0}}'     || [[name: 'a', id: 12], [name: 'b', enabled: false, id: 13]]
        '{"results": {"12": {"name": "a"}}}'                           || [[name: 'a', id: 12]]
        '{"id": 7, "name": "a", "enabled": "true"}'                    || [[id: 7, name: 'a', enabled: true]]
        '[{"id": "7", "generations": "4", "enabled": 1}]'              || [[id: 7, generations: 4, enabled: true]]
        '{"data": [{"id": 7, "name": "a"}]}'                           || [[id: 7, name: 'a']]
        '{"objects": [{"id": 7}], "meta": {"limit": 20}}'              || [[id: 7]]
        '{"policies": [{"id": "7"}]}'                                  || [[id: 7]]
        '{"data": {"id": 7, "name": "a"}}'                             || [[id: 7, name: 'a']]
        '{"policy": {"id": 7}}'                                        || [[id: 7]]
        '{"data": []}'                                                 || []
        '[{"id": 7, "last_modified": 1772600400}]'                     || [[id: 7, last_modified: Instant.parse('2026-03-04T05:00:00Z')]]
        '[{"id": 7, "last_modified": 1772600400000}]'                  || [[id: 7, last_modified: Instant.parse('2026-03-04T05:00:00Z')]]
        '[{"id": 7, "last_modified": "1772600400"}]'                   || [[id: 7, last_modified: Instant.parse('2026-03-04T05:00:00Z')]]
        '[{"id": 7, "last_modified": ""}]'                             || [[id: 7, last_modified: null]]
        '[{"id": 7, "last_modified": 12}]'                             || [[id: 7, last_modified: 12]]
        'null'                                                         || []
        '{"results": null}'                                            || []
    }

    def "an unknown form names what was expected and the start of the response: #body"() {
        when:
        read(body, path, path.contains('run_times') ? null : POLICIES)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message.startsWith("n2ws ($server.url.authority): read $path: the form of the response is unknown: $expected was expected, not $shown (GET $server.url/api/$path")
        e.hint() == 'the response is complete, but baksh does not know its form; a raw get of the path shows the response'

        where:
        path                     | body                          || expected                               | shown
        'aws/policies/'          | '7'                           || 'a list of objects'                    | '7'
        'aws/policies/'          | '"x"'                         || 'a list of objects'                    | '"x"'
        'aws/policies/'          | '{}'                          || 'a list of objects'                    | '{}'
        'aws/policies/'          | '{"results": {}}'             || 'a list of objects'                    | '{"results": {}}'
        'aws/policies/'          | '{"results": [1]}'            || 'a list of objects'                    | '{"results": [1]}'
        'aws/policies/'          | '["a\\u001b[31m"]'          || 'a list of objects'                    | '["a\\u001b[31m"]'
        'aws/policies/'          | '[[]]'                        || 'a list of objects'                    | '[[]]'
        'schedules/1/run_times/' | '[["x"]]'                     || 'a list of objects or of plain values' | '[["x"]]'
        'schedules/1/run_times/' | '"' + 'x' * 200 + '"'         || 'a list of objects or of plain values' | '"' + 'x' * 79 + '...'
    }
}
