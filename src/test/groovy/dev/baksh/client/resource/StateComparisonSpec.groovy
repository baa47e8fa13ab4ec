package dev.baksh.client.resource

import dev.baksh.client.api.Row
import spock.lang.Specification

class StateComparisonSpec extends Specification {
    def "after #sent, #after is the state before the write, #before"() {
        expect:
        StateComparison.isPrevious(sent, before, after)

        where:
        sent                      | before                                | after
        [a: 1]                    | [a: 2]                                | [a: 2]
        [a: 1]                    | [a: 2]                                | [a: '2']
        [a: 1, b: 1]              | [a: 2, b: 1]                          | [a: 2, b: 1]
        [a: [2, 3]]               | [a: [1, 2]]                           | [a: [2, 1]]
        [a: [1]]                  | [:]                                   | [:]
        [a: true]                 | [:]                                   | [:]
        [a: 5]                    | [:]                                   | [a: 0]
        [a: 'x']                  | [a: '']                               | [a: '']
        [a: [b: 1]]               | [a: [b: 2, c: 3]]                     | [a: [b: 2, c: 4]]
        [a: [b: 1]]               | [a: Row.of('b', 2)]                   | [a: Row.of('b', 2)]
        [a: [[s: ['x'], t: [1]]]] | [a: [Row.of('s', ['y'], 't', [1])]]   | [a: [Row.of('t', [1], 's', ['y'])]]
        [a: [[id: 'x', access: 'Read']]] | [a: [[id: 'x', access: 'Write']]] | [a: [[id: 'x', access: 'Write']]]
        [a: [[id: 'x', access: 'Read']]] | [a: [Row.of('id', 'x', 'access', 'Write')]] | [a: [Row.of('id', 'x', 'access', 'Write')]]
        [a: [[s: ['x']]]]         | [a: [[s: ['y'], d: '']]]              | [a: [[s: ['y'], d: '']]]
        [a: ['x']]                | [a: null]                             | [a: '']
        [a: true]                 | [a: '']                               | [a: null]
        [a: 5]                    | [a: null]                             | [a: '']
        [a: '1.10']               | [a: '1.1']                            | [a: '1.1']
        [a: '01']                 | [a: '1']                              | [a: '1']
        [a: 1.5]                  | [a: '1.05']                           | [a: '1.05']
        [a: '22:00']              | [a: '22:00:30']                       | [a: '22:00:30']
        [a: '2026-01-01T02:00:00+02:00'] | [a: '2026-01-01T02:00:00Z']    | [a: '2026-01-01T02:00:00Z']
        [a: true]                 | [a: 'N']                              | [a: 'N']
        [a: false]                | [a: 1]                                | [a: 1]
    }

    def "after #sent, #after is no previous state, #before"() {
        expect:
        !StateComparison.isPrevious(sent, before, after)

        where:
        sent                      | before                                | after
        [a: 1]                    | [a: 2]                                | [a: 1]
        [a: 'X']                  | [a: 'y']                              | [a: 'x']
        [a: 1, b: 1]              | [a: 2, b: 2]                          | [a: 1, b: 2]
        [a: 'x']                  | [a: 'x']                              | [a: 'x']
        [a: ' x ']                | [a: 'x']                              | [a: 'x']
        [a: 7]                    | [a: '7']                              | [a: '7']
        [a: [1, 2]]               | [a: [2, 1]]                           | [a: [2, 1]]
        [a: 1]                    | [a: Row.of('id', 1)]                  | [a: Row.of('id', 1)]
        [a: [1]]                  | [a: [Row.of('id', 1, 'name', 'x')]]   | [a: [Row.of('id', 1, 'name', 'x')]]
        [a: false]                | [:]                                   | [:]
        [a: 'secret']             | [:]                                   | [:]
        [a: 'secret']             | [a: 'old']                            | [a: '***']
        [a: [b: 'secret']]        | [a: [b: null]]                        | [a: [b: null]]
        [a: 'x']                  | [:]                                   | [a: 'x']
        [:]                       | [a: 1]                                | [a: 1]
        [a: [[s: ['x']]]]         | [a: [[s: ['x'], d: '', n: 0]]]        | [a: [[s: ['x'], d: '', n: 0]]]
        [a: [[s: 'x'], [s: 'y']]] | [a: [Row.of('s', 'y', 'd', 1), Row.of('s', 'x', 'd', 2)]] | [a: [Row.of('s', 'y', 'd', 1), Row.of('s', 'x', 'd', 2)]]
        [a: [[id: 'x', access: 'Read']]] | [a: [[id: 'x', access: 'Write']]] | [a: [[id: 'x', access: 'Read']]]
        [a: [[id: 'x', access: 'Read']]] | [a: [[id: 'x', access: 'Read', name: 'y']]] | [a: [[id: 'x', access: 'Read', name: 'y']]]
        [a: []]                   | [a: null]                             | [a: null]
        [a: []]                   | [a: '']                               | [a: '']
        [a: false]                | [a: null]                             | [a: null]
        [a: false]                | [a: '']                               | [a: '']
        [a: 0]                    | [a: null]                             | [a: null]
        [a: 0]                    | [a: '']                               | [a: '']
        [a: '22:00']              | [a: '22:00:00']                       | [a: '22:00:00']
        [a: '22:00:00']           | [a: '22:00']                          | [a: '22:00']
        [a: 1.5]                  | [a: '1.50']                           | [a: '1.50']
        [a: '5']                  | [a: 5]                                | [a: 5]
        [a: [1, 2]]               | [a: ['2', '1']]                       | [a: ['2', '1']]
        [a: '2026-01-01T02:00:00+02:00'] | [a: '2026-01-01T00:00:00Z']    | [a: '2026-01-01T00:00:00Z']
        [a: '2026-01-01T02:00+02:00'] | [a: '2026-01-01T00:00:00.000Z']   | [a: '2026-01-01T00:00:00.000Z']
        [a: "x\ny"]               | [a: "x\r\ny"]                         | [a: "x\r\ny"]
        [a: 'Nightly@Corp']       | [a: 'nightly@corp']                   | [a: 'nightly@corp']
        [a: true]                 | [a: 'Y']                              | [a: 'Y']
        [a: true]                 | [a: 1]                                | [a: 1]
        [a: false]                | [a: 'No']                             | [a: 'No']
        [a: true]                 | [a: 'enabled by policy']              | [a: 'enabled by policy']
    }
}
