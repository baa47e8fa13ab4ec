package dev.baksh.script.report

import dev.baksh.HostileNames
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.api.Operation
import dev.baksh.client.journal.ChainVerification
import dev.baksh.client.journal.JournalEvent
import dev.baksh.client.journal.RunHistory
import dev.baksh.script.check.ScriptInspection
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.runbook.RunbookScript
import dev.baksh.script.transform.AstParser
import org.codehaus.groovy.ast.CodeVisitorSupport
import org.codehaus.groovy.ast.expr.ClosureExpression
import org.codehaus.groovy.ast.expr.ConstantExpression
import org.codehaus.groovy.ast.expr.GStringExpression
import org.codehaus.groovy.ast.expr.MethodCallExpression
import org.codehaus.groovy.ast.expr.PropertyExpression
import org.codehaus.groovy.ast.expr.VariableExpression
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Path
import java.time.Instant

class UndoInjectionSpec extends Specification {
    @Shared
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px', 'px-gateway')]

    @Shared
    ScriptCompiler compiler = new ScriptCompiler(UndoInjectionSpec.classLoader, RunbookScript, [])

    def "no text of a server or a journal becomes code of an undo runbook: #operation.id()"() {
        given:
        String plainSource = render(operation, 'plain')
        List<String> plain = skeleton(plainSource)
        List plainWrites = writes(plainSource)

        expect:
        namesFor(operation).every { String name ->
            assert skeleton(render(operation, name)) == plain
            true
        }
        writes(render(operation, namesFor(operation)[1])) == plainWrites

        where:
        operation << operations()
    }

    /** All 500 names are used at least once. */
    private List<String> namesFor(Operation operation) {
        List<String> names = HostileNames.list(500, 15)
        int index = operations().indexOf(operation)
        int share = Math.ceil(names.size() / operations().size()) as int
        (0..<share).collect { names[(index * share + it) % names.size()] }
    }

    private List<Operation> operations() {
        [Catalog.of('n2ws'), Catalog.of('px', 'px-gateway')].collectMany { it.nouns().values()*.operations()*.values().flatten() }.findAll { Operation it -> it.effect() != Effect.READ && it.method() }
    }

    /** Renders the undo of a run with one write, in which every text is the name. */
    private String render(Operation operation, String name) {
        boolean isCreate = operation.verb() == 'create'
        Map fields = operation.body().keySet().findAll { it != 'metadata' }.collectEntries { [it, name] }
        Map state = fields + [description: name, rules: [[services: [name], apis: [name]]], roles: ["x$name".toString()], members: [], ownership: [owner: name], (name): name]
        Map target = [operation: operation.id(), name: name, names: ["x$name".toString(), name]] + (isCreate || operation.id().startsWith('n2ws') ? [id: isCreate ? null : 7] : [id: name])
        List<JournalEvent> events = [
            new JournalEvent(1, Instant.EPOCH, JournalEvent.Kind.RUN, [script: name, title: name, servers: [(name): name]]),
            new JournalEvent(2, Instant.EPOCH, JournalEvent.Kind.INTENT, [
                server: name, what: operation.id() + " '" + name + "' to '" + name + "'", target: target, method: operation.method(), path: '/x/' + name, effect: operation.effect().name(),
                key: 'k', step: name, body: fields.collectEntries { k, v -> [k, 'y' + v] }, former: state]),
            new JournalEvent(3, Instant.EPOCH, JournalEvent.Kind.DONE, [intent: 2, status: 200]),
        ]
        new UndoRunbookWriter(new RunHistory('r', events, ChainVerification.EMPTY, false), catalogs).render()
    }

    private List<Map> writes(String source) {
        ScriptInspection inspection = ScriptInspection.inspect('undo.groovy', source, Path.of('.'), compiler, catalogs)
        inspection.toMap().writes.collect { it - [line: it.line] } + inspection.findings()*.message()*.replaceAll(/'.*'/, 'X')
    }

    /** Returns the calls, properties, variables and counts of constants of the source, without the values of arguments. */
    private static List<String> skeleton(String source) {
        List<String> parts = []
        AstParser.parse('undo.groovy', source).with { module ->
            assert module.classes.size() == 1 && module.methods.empty && module.imports.empty
            module.statementBlock.visit(new CodeVisitorSupport() {
                @Override
                void visitMethodCallExpression(MethodCallExpression call) {
                    assert call.methodAsString
                    parts << "call $call.methodAsString".toString()
                    call.objectExpression.visit(this)
                    call.arguments.visit(this)
                }

                @Override
                void visitPropertyExpression(PropertyExpression property) {
                    parts << "property $property.propertyAsString".toString()
                    property.objectExpression.visit(this)
                }

                @Override
                void visitVariableExpression(VariableExpression variable) {
                    parts << "variable $variable.name".toString()
                }

                @Override
                void visitConstantExpression(ConstantExpression constant) {
                    parts << 'constant'
                }

                @Override
                void visitClosureExpression(ClosureExpression closure) {
                    parts << '{'
                    closure.code.visit(this)
                    parts << '}'
                }

                @Override
                void visitGStringExpression(GStringExpression expression) {
                    assert false: 'a template'
                }
            })
        }
        parts
    }
}
