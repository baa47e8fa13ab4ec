package dev.baksh.client.journal

import spock.lang.Specification

import java.util.function.UnaryOperator

class RedactingMapperSpec extends Specification {
    final RedactingMapper mapper = new RedactingMapper(UnaryOperator.identity())

    def "a value that contains itself is refused: #what"() {
        when:
        mapper.redactMap([a: value])

        then:
        IllegalArgumentException e = thrown()
        e.message == 'a value is nested more than 500 deep'

        where:
        what                              | value
        'a map'                           | [:].tap { it.b = it }
        'a map below a secret'            | [:].tap { it.password = it }
        'a value of a secret'             | [password: [:].tap { it.value = it }]
        'a list below a secret'           | [password: [].tap { it << it }]
        'a map and a list below a secret' | [token: [:].tap { it.data = [it] }]
        'a name beside a value'           | [value: 'x', name: [:].tap { it.b = [it] }]
    }

    def "fields of secrets are hidden by name, and by the name beside a value"() {
        expect:
        mapper.redactMap([a: [password: 'x', pin: [token: ['y', [b: 'z', value: 'v']]], env: [name: 'API_TOKEN', value: 'w'], tag: [key: 'k', value: 'l'], one: [key: 'k']]]) ==
            [a: [password: '***', pin: [token: ['***', [b: 'z', value: '***']]], env: [name: 'API_TOKEN', value: '***'], tag: [key: 'k', value: 'l'], one: [key: '***']]]
    }

    def "a name that a resume compares loses only the known secrets, as in the other journal: #name"() {
        given:
        RedactingMapper redacting = new RedactingMapper({ String text -> text.replace('canary', '***') })

        expect:
        redacting.redactMap([(name): "n2ws.policies.backup 'password: daily canary'".toString(), text: 'password: daily']) ==
            [(name): redacting.redactText("n2ws.policies.backup 'password: daily canary'"), text: 'password: ***']
        redacting.redactText("n2ws.policies.backup 'password: daily canary'") == "n2ws.policies.backup 'password: daily ***'"
        redacting.redactMap([result: [(name): 'password: daily']]) == [result: [(name): 'password: ***']]

        where:
        name << ['step', 'server', 'what', 'path', 'from', 'only', 'skip', 'resend', 'accept', 'agreed']
    }
}
