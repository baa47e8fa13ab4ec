package dev.baksh.dsl

import dev.baksh.client.api.Catalog
import dev.baksh.dsl.ListMethods.Result
import dev.baksh.script.check.Finding
import dev.baksh.script.check.ScriptInspection
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.runbook.RunbookScript
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.DslCompleter
import dev.baksh.shell.complete.ReadOnlyClassifier
import org.jline.reader.Candidate
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Path

/** Spec that check, completion and the classifier of read-only lines agree about each list method. */
class ListMethodsSpec extends Specification {
    @Shared
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]

    @Shared
    ScriptCompiler compiler = new ScriptCompiler(ListMethodsSpec.classLoader, RunbookScript, [])

    @Shared
    DslCompleter completer = new DslCompleter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:]), { kind, server, noun -> [] }, [:])

    @Shared
    ReadOnlyClassifier classifier = new ReadOnlyClassifier(catalogs.values())

    def "check and completion follow the result of #method on a list"() {
        given:
        String list = 'n2ws.policies.list()'

        expect:
        isRowForCheck("${list}.$method()") == (result == Result.ELEMENT)
        isRowForCompletion("${list}.$method()") == (result == Result.ELEMENT)
        isListForCheck("${list}.$method()") == (result == Result.SAME_LIST)
        isListForCompletion("${list}.$method()") == (result == Result.SAME_LIST)

        where:
        method << (ListMethods.names() - ['list'])
        result = ListMethods.result(method)
    }

    def "check and completion follow the result of #method on a noun"() {
        expect:
        isRowForCheck("n2ws.policies.$method()") == isRowForCompletion("n2ws.policies.$method()")
        isListForCheck("n2ws.policies.$method()") == isListForCompletion("n2ws.policies.$method()")

        where:
        method << (ListMethods.names() - ['get'])
    }

    def "check and completion know the block parameter of #method"() {
        expect:
        !findings("n2ws.policies.list().$method { it.bakup() }").empty
        complete("n2ws.policies.list().$method { it.").contains('backup')

        where:
        method << (ListMethods.names() - ['list'])
    }

    def "#method exists on lists, and on nouns as the table says"() {
        expect:
        DslNames.listMethods().contains(method) || method == 'list'
        DslNames.hasMethod(new DslType.ServerType(catalogs.n2ws, null).noun('policies'), method) == ListMethods.isNounMethod(method)

        where:
        method << ListMethods.names()
    }

    def "the classifier takes #method for read-only if it is pure"() {
        expect:
        classifier.isReadOnly("n2ws.policies.list().$method()") == ListMethods.isPure(method)

        where:
        method << ListMethods.names()
    }

    def "a method outside the table is not followed"() {
        expect:
        ListMethods.result('inject') == Result.OTHER
        !ListMethods.contains('inject')
        !ListMethods.isNounMethod('inject')
        !ListMethods.isPure('inject')
    }

    private boolean isRowForCheck(String expression) {
        findings("${expression}.bakup()").contains("a policy has no verb 'bakup'")
    }

    private boolean isListForCheck(String expression) {
        findings("${expression}.each { it.bakup() }").contains("a policy has no verb 'bakup'") && !isRowForCheck(expression)
    }

    private boolean isRowForCompletion(String expression) {
        complete("${expression}.").contains('backup')
    }

    private boolean isListForCompletion(String expression) {
        complete("${expression}.").contains('findAll') && complete("${expression}.each { it.").contains('backup')
    }

    private List<String> findings(String text) {
        ScriptInspection.inspect('book.groovy', text, Path.of('.'), compiler, catalogs).findings().collect { Finding finding -> finding.message() }
    }

    private List<String> complete(String text) {
        List<Candidate> candidates = []
        completer.complete(text, candidates)
        candidates*.value()
    }
}
