package dev.baksh.script.check

import dev.baksh.client.api.Catalog
import dev.baksh.client.api.NameSuggestions
import dev.baksh.client.api.Noun
import dev.baksh.dsl.DslType
import dev.baksh.dsl.ListMethods
import dev.baksh.script.transform.AstParser
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.CursorAnalysis
import dev.baksh.shell.complete.Token
import dev.baksh.shell.complete.Tokenizer
import spock.lang.Shared
import spock.lang.Specification

/** Spec that check and completion agree about each noun, verb, field and list method of the catalogue. */
class DslTypeSpec extends Specification {
    @Shared
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px', 'px-gateway')]

    @Shared
    CompletionContext context = new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:])

    def "check and completion infer the same types from #noun"() {
        given:
        List<String> expressions = expressionsOf(noun)
        List<DslType> typesByCheck = check(expressions).types

        expect:
        expressions.size() > ListMethods.names().size()
        expressions.indices.findAll { typesByCheck[it] != typeByCompletion(expressions[it]) }.collect { expressions[it] } == []

        where:
        noun << nouns()
    }

    def "check accepts each name that completion offers after #expression, and lists exactly the verbs that write"() {
        given:
        List<DslType.Member> members = typeByCompletion(expression).members()
        Map checked = check(members.collect { "${expression}.${usage(it)}".toString() })

        expect:
        !members.empty || expression.endsWith("['a']")
        checked.findings == []
        checked.writes*.line() as Set == members.indices.findAll { isWrite(members[it]) }.collect { it + 1 } as Set

        where:
        expression << ['n2ws', 'px', "px('dr')", 'n2ws.azure'] + nouns().collectMany { [it, "${it}['a']".toString(), "${it}.findAll()".toString()] }
            .findAll { !it.startsWith('n2ws.identifier') }
    }

    def "each operation of the catalogue is offered, and its call has the type of its result: #noun"() {
        given:
        DslType type = typeByCompletion(noun)
        DslType row = type.element()

        expect:
        catalogNoun(noun).operations().each { verb, operation ->
            DslType receiver = operation.onRow() ? row : type
            assert receiver.members().any { it.name() == verb && it.help() == operation.help() }
            assert receiver.operation(verb).is(operation)
            DslType result = receiver.member(verb)
            DslType resultRow = operation.returnsList() ? result.element() : result
            assert operation.returnsList() == (result instanceof DslType.ListType)
            if (operation.result()) assert resultRow == new DslType.RowType(type.server(), type.server().catalog().rowType(operation.result()))
        }

        where:
        noun << nouns() - ['n2ws.identifier']
    }

    def "a singleton is a row for check and completion"() {
        expect:
        check(['n2ws.identifier']).types[0] instanceof DslType.RowType
        typeByCompletion('n2ws.identifier') instanceof DslType.RowType
        typeByCompletion('n2ws.identifier').members()*.name().contains('cpmName')
    }

    def "the users of px.users.mapAll are names, not arguments"() {
        expect:
        check(["px.users.mapAll(alice: ['test-role'], bob: ['test-role'])"]).findings == []
    }

    def "an unknown name has no type, and check reports #message"() {
        expect:
        typeByCompletion(expression) == DslType.UnknownType.UNKNOWN
        check([expression]).findings*.message() == [message]

        where:
        expression                       || message
        'n2ws.polices'                   || "n2ws has no 'polices'"
        'n2ws.azure.polices'             || "n2ws.azure has no 'polices'"
        'n2ws.azure.polices()'           || "n2ws.azure has no verb 'polices'"
        'px.acess()'                     || "px has no verb 'acess'"
        'n2ws.policies.lst()'            || "n2ws.policies has no verb 'lst'"
        "n2ws.policies['a'].bakup()"     || "a policy has no verb 'bakup'"
        "n2ws.policies['a'].enabeld"     || "a policy has no field 'enabeld'"
    }

    private List<String> nouns() {
        catalogs.collectMany { server, catalog -> catalog.nouns().keySet().findAll { it != 'server' }.collect { "${server}.$it".toString() } }
    }

    private Noun catalogNoun(String qualifiedName) {
        int dot = qualifiedName.indexOf('.')
        catalogs[qualifiedName.substring(0, dot)].noun(qualifiedName.substring(dot + 1))
    }

    /** Verbs, fields, indexes and list methods of a noun, its rows and its lists. */
    private List<String> expressionsOf(String qualifiedName) {
        Noun noun = catalogNoun(qualifiedName)
        String row = "${qualifiedName}['a']"
        String list = "${qualifiedName}.findAll()"
        List<String> calls = noun.operations().collectMany { verb, operation ->
            String use = operation.property ? verb : "$verb()"
            operation.onRow() ? ["${row}.$use", "${qualifiedName}*.$use", "${list}[0].$use", "${qualifiedName}.find().$use"] : ["${qualifiedName}.$use"]
        }
        List<String> fields = noun.fields().collectMany { name, field ->
            ["${row}.$name", "${row}.${NameSuggestions.toCamelCase(name)}", "${qualifiedName}*.$name", "${list}.$name"] +
                field.fields().keySet().collect { "${row}.${name}.$it" }
        }
        List<String> listMethods = ListMethods.names().collectMany { ["${qualifiedName}.$it()", "${list}.$it()", "${list}.$it()[0]", "${row}.$it()"] }
        ([qualifiedName, row, list, "${qualifiedName}[1]", "${list}[0]", "${list}[0..1]", "${row}.tap { }", "${qualifiedName}.nowhere"] + calls + fields + listMethods)*.toString()
    }

    private static String usage(DslType.Member member) {
        boolean isProperty = member.group() in ['nouns', 'fields'] || member.name() in ['wide', 'vertical', 'token']
        isProperty ? member.name() : member.group() == 'raw' ? "${member.name()}('path')" : member.name() == 'columns' ? "columns('id')" : "${member.name()}()"
    }

    private static boolean isWrite(DslType.Member member) {
        member.group() == 'verbs that write' || member.group() == 'raw' && member.name() in ['post', 'put', 'delete']
    }

    /** Checks one expression a line. */
    private Map check(List<String> expressions) {
        def module = AstParser.parse('book.groovy', expressions.join('\n'))
        DslTypeChecker checker = new DslTypeChecker(module, catalogs, [] as Set, [] as Set)
        List<DslType> types = module.statementBlock.statements.collect { checker.infer(it.expression) }
        [types: types, findings: checker.findings(), writes: checker.writes()]
    }

    private DslType typeByCompletion(String expression) {
        List<Token> tokens = Tokenizer.tokenize(expression)
        new CursorAnalysis(tokens, context).expressionType(tokens.size())
    }
}
