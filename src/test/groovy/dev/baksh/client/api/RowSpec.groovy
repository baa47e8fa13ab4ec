package dev.baksh.client.api

import spock.lang.Specification

import java.time.Instant

class RowSpec extends Specification {
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')
    static final Noun ROLES = Catalog.of('px').noun('roles')

    def "a field is accessible by the server's name and by its camelCase name"() {
        given:
        Row row = new Row(POLICIES, [id: 3, last_modified: Instant.EPOCH, _odd_name: 1, trailing_: 2, a__b: 3])

        expect:
        row.get('last_modified') == Instant.EPOCH
        row.get('lastModified') == Instant.EPOCH
        row.last_modified == Instant.EPOCH
        row.lastModified == Instant.EPOCH
        row.get('_odd_name') == 1
        row.get('aB') == 3
    }

    def "a documented field that the server omits is null, by both names"() {
        given:
        Row row = new Row(POLICIES, [id: 3])

        expect:
        row.get('last_modified') == null
        row.get('drEnabled') == null
        !row.has('last_modified')
    }

    def "a row is described although its catalogue names a label that the server does not send"() {
        given:
        Noun noun = new Noun('n2ws', 'things', 'thing', 'id', 'title', null, 'help', [], [:], POLICIES.operations())

        expect:
        new Row(noun, [id: 3, name: 'x']).toString() == 'thing 3'
        new Row(noun, [id: 3, title: 'x']).toString() == 'thing 3 "x"'
        new Row(noun, [name: 'x']).toString() == 'thing'
    }

    def "an unknown name is an error with a suggestion"() {
        when:
        new Row(noun, values).get(name)

        then:
        UnknownFieldException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == message
        e.hint() == hint

        where:
        noun     | values         | name          || message                                | hint
        POLICIES | [id: 3]        | 'enabeld'     || 'a policy has no field \'enabeld\''    | 'did you mean: enabled'
        POLICIES | [id: 3]        | 'lastModifed' || 'a policy has no field \'lastModifed\'' | 'did you mean: last_modified'
        null     | [a: 1, b: 2]   | 'zzzz'        || 'this object has no field \'zzzz\''    | 'it has: a, b'
        null     | [:]            | 'a'           || 'this object has no field \'a\''       | null
    }

    def "fields named like Groovy properties return the server's values"() {
        given:
        Row row = new Row(null, [class: 'c', metaClass: 'm', __proto__: 'p', size: 4, noun: 'n', empty: true, names: 1, properties: 2])

        expect:
        row.get(name) == value

        where:
        name         || value
        'class'      || 'c'
        'metaClass'  || 'm'
        '__proto__'  || 'p'
        'size'       || 4
        'noun'       || 'n'
        'empty'      || true
        'names'      || 1
        'properties' || 2
    }

    def "the server's field name takes precedence over the camelCase name of another field"() {
        given:
        Row row = new Row(null, [last_modified: 1, lastModified: 2])

        expect:
        row.get('lastModified') == 2
        row.get('last_modified') == 1
    }

    def "metadata fields of a role are accessible at the top level, after its own fields"() {
        given:
        Row metadata = new Row(null, [name: 'viewer', org_id: 'default', rules: 'of metadata'])
        Row role = new Row(ROLES, [metadata: metadata, rules: [], role_id: 'x'])

        expect:
        role.get('name') == 'viewer'
        role.get('orgId') == 'default'
        role.get('rules') == []
        role.get('description') == null
        role.get('lastUpdateTime') == null
        role.toString() == 'role x "viewer"'

        when:
        role.get('nmae')

        then:
        UnknownFieldException e = thrown()
        e.message == 'a role has no field \'nmae\''
        e.hint() == 'did you mean: name'
    }

    def "valueOrNull returns a field of the response or of its metadata, and null for every other name"() {
        given:
        Row row = new Row(ROLES, [role_id: 'r', description: null, metadata: new Row(null, [name: 'x', owner: 'o'])])

        expect:
        ['role_id', 'roleId', 'description', 'name', 'owner', 'rules', 'unknown'].collect { row.valueOrNull(it) } ==
            ['r', 'r', null, 'x', 'o', null, null]
    }

    def "Row.of creates an undocumented row with the fields in this order, nulls included"() {
        expect:
        Row.of('user', 'alice', 'role', null).toMap().toString() == '[user:alice, role:null]'
    }

    def "a row of any noun with missing fields can be printed and its documented fields can be read"() {
        given:
        Row row = new Row(noun, [:])

        expect:
        row.toString() == noun.singular()
        noun.fields().keySet().every { row.get(it) == null }

        where:
        noun << (Catalog.of('n2ws').nouns().values() + Catalog.of('px').nouns().values()).findAll { it.liftedField() == null }
    }

    def "rows have value equality"() {
        given:
        Row first = new Row(POLICIES, [id: 3, name: 'a'])

        expect:
        first == new Row(POLICIES, [id: 3, name: 'a'])
        first.hashCode() == new Row(POLICIES, [id: 3, name: 'a']).hashCode()
        first != new Row(POLICIES, [id: 3, name: 'b'])
        first != new Row(null, [id: 3, name: 'a'])
        first.toMap() == [id: 3, name: 'a']
        first.toString() == 'policy 3 "a"'
    }

    def "an id with path characters is rejected in a path"() {
        when:
        PathTemplate.fill('aws/policies/{id}/', [id: id])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "not usable as the id in a path: '${id == null ? '' : id}'"

        where:
        id << [null, '', ' ', '.', '..', '...', '../x', '..%2f', '%2e%2e', 'a/b', 'a?b', 'a#b', 'a\r\nb', '1;x', 'é', 'a b']
    }

    def "a name is encoded as one segment of a path: #name"() {
        expect:
        PathTemplate.fill('v1/rule/{org_id}/{name}', [org_id: 'default', name: name]) == 'v1/rule/default/' + segment
        URLDecoder.decode(segment.replace('+', '%2B'), 'UTF-8') == name

        where:
        name            || segment
        'plain-1.2_x~'  || 'plain-1.2_x~'
        'a b'           || 'a%20b'
        ' a '           || '%20a%20'
        'ä ö'           || '%C3%A4%20%C3%B6'
        '100%'          || '100%25'
        '%2F'           || '%252F'
        'a/b'           || 'a%2Fb'
        'a:b'           || 'a%3Ab'
        'what?'         || 'what%3F'
        'a#b'           || 'a%23b'
        'a+b&c=d'       || 'a%2Bb%26c%3Dd'
        'a;b,c'         || 'a%3Bb%2Cc'
        "it's (x)*!"    || 'it%27s%20%28x%29%2A%21'
        'a\\b'          || 'a%5Cb'
        '日本'           || '%E6%97%A5%E6%9C%AC'
        '😀'             || '%F0%9F%98%80'
        '...'           || '...'
    }

    def "a name that no encoding keeps is rejected in a path"() {
        when:
        PathTemplate.fill('v1/rule/{org_id}/{name}', [org_id: 'default', name: name])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == "not usable as the name in a path: '${(name ?: '').replace('\r', '\\r').replace('\n', '\\n')}'"

        where:
        name << [null, '', ' ', '.', '..', 'a\tb', 'a\r\nb', 'a\u0000', '\u0085', '\ud83d']
    }

    def "camelCase of #name is #camel"() {
        expect:
        NameSuggestions.toCamelCase(name) == camel

        where:
        name            || camel
        'last_modified' || 'lastModified'
        'a_b_c'         || 'aBC'
        'name'          || 'name'
        '_private'      || '_private'
        'a__b'          || 'aB'
        'x_'            || 'x'
        ''              || ''
        's3_copy'       || 's3Copy'
    }
}
