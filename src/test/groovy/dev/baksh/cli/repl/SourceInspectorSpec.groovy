package dev.baksh.cli.repl

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ExitCode
import dev.baksh.script.compile.ErrorTranslator
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.session.EvaluationSession
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class SourceInspectorSpec extends Specification {
    @Shared
    @TempDir
    Path folder

    /** Session with methods, classes and variables; the inspector changes nothing in the session. */
    @Shared
    EvaluationSession session

    /** The same session with classes of values, and a variable v of the feature. */
    @Shared
    EvaluationSession valueSession

    def setupSpec() {
        session = newSession(Files.createDirectories(folder.resolve('session')))
        valueSession = newSession(Files.createDirectories(folder.resolve('values')))
        valueSession.evaluate('class OwnMap extends HashMap { def get(k) { 1 } }\nclass OwnNumber extends Number { int intValue() { 1 }; long longValue() { 1 }; float floatValue() { 1 }; double doubleValue() { 1 } }\nclass OwnError extends Exception { }')
    }

    def ":watch refuses an expression that writes or may write, before the first run: #expression"() {
        when:
        inspector(session).requireRead(expression)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == ':watch repeats its expression, ' + message
        e.hint() == "repeat a read: :watch 30s n2ws.backups.list(status: 'R')"

        where:
        expression                                       || message
        "n2ws.policies['linux_web'].backup()"            || 'and n2ws.policies.backup writes'
        "n2ws.policies.each { if (it.name) it.delete() }" || 'and n2ws.policies.delete writes'
        "[1].collect { px.roles.create('x') { } }"       || 'and px.roles.create writes'
        "px.post('/v1/rule', [a: 1])"                    || "and px.post '/v1/rule' writes"
        "def m = 'post'; px.\"\$m\"('x')"                || 'and a call of delete writes'
        "wipe(n2ws.policies['a'])"                       || 'and a call of delete writes'
        "new Wiper().go(n2ws)"                           || 'and a call of delete writes'
        "new SessionWiper().go(n2ws)"                    || 'and a call of backup writes'
        "stored()"                                       || 'but baksh cannot find out if the expression writes: the variable stored holds code'
        "box.f()"                                        || 'but baksh cannot find out if the expression writes: the variable box holds code'
        "outer()"                                        || 'and a call of backup writes'
        "px.users.mapAll('x.csv')"                       || 'and px.users.mapAll writes'
        "evaluate('1')"                                  || 'but baksh cannot find out if the expression writes: evaluate can call any method'
        "n2ws.policies['a'].with { backup() }"           || 'and n2ws.policies.backup writes'
        "policy.backup()"                                || 'and a call of backup writes'
        "deep.Inner.purge(n2ws)"                         || 'and a call of backup writes'
        "import deep.*; Inner.purge(n2ws)"               || 'and a call of backup writes'
        "(null as deep.Inner).purge(n2ws)"               || 'and a call of backup writes'
        "new Heir().sweep(n2ws)"                         || 'and a call of delete writes'
        "purgeAll(n2ws)"                                 || 'and a call of backup writes'
        "Inner2.purge(n2ws)"                             || 'and a call of backup writes'
        "binding.variables.values()*.call()"             || 'but baksh cannot find out if the expression writes: the variable _ holds code'
        "this['sto' + 'red'].call()"                     || 'but baksh cannot find out if the expression writes: the variable _ holds code'
        "['1'].each(new Object().&evaluate)"             || 'but baksh cannot find out if the expression writes: evaluate can call any method'
        "n2ws.get('user/settings/scan_resources')"       || "and n2ws.get 'user/settings/scan_resources' writes"
        "scan(n2ws)"                                     || "and a call of get 'user/settings/scan_resources' writes"
        "policy.get('/api/user/settings/scan_resources')" || "and a call of get '/api/user/settings/scan_resources' writes"
        "n2ws.get(policy)"                               || 'but baksh cannot find out if the expression writes: the path of get is known only at run time, and a GET of user/settings/scan_resources writes'
        "policy.get(names[0])"                           || 'but baksh cannot find out if the expression writes: the path of get is known only at run time, and a GET of user/settings/scan_resources writes; for a map write map[key]'
        "names.each(n2ws.&get)"                          || 'but baksh cannot find out if the expression writes: the path of get is known only at run time, and a GET of user/settings/scan_resources writes'
        "stored << n2ws.policies['a']"                   || 'but baksh cannot find out if the expression writes: the variable stored holds code'
        "n2ws.policies.each(stored)"                     || 'but baksh cannot find out if the expression writes: the variable stored holds code'
        "Holder.task.call()"                             || 'but baksh cannot find out if the expression writes: an earlier input changed a class'
    }

    def ":watch refuses a variable that can call code of the session: #value"() {
        given:
        valueSession.evaluate("v = $value".toString())

        when:
        inspector(valueSession).requireRead(expression)

        then:
        BakshException e = thrown()
        [e.exit(), e.message] == [ExitCode.REFUSED, ':watch repeats its expression, but baksh cannot find out if the expression writes: the variable v holds code']

        where:
        value                                                             | expression
        '[:].withDefault { n2ws.policies[1].delete() }'                    | 'v.foo'
        '[].withLazyDefault { n2ws.policies[1].delete() }'                 | 'v[3]'
        '[a: [:].withDefault { 1 }]'                                       | 'v.a.foo'
        'Collections.unmodifiableMap([:].withDefault { 1 })'               | 'v.foo'
        'Collections.synchronizedMap([:].withDefault { 1 })'               | 'v.foo'
        'Collections.unmodifiableList([].withLazyDefault { 1 })'           | 'v[3]'
        'new TreeMap({ a, b -> 1 } as Comparator)'                         | 'v.foo'
        'new TreeSet({ a, b -> 1 } as Comparator)'                         | "v.contains('x')"
        '"${-> n2ws.policies[1].delete()}"'                                | 'v'
        '[({ 1 }): 2]'                                                     | 'v.keySet()'
        '[{ 1 }] as Object[]'                                              | 'v[0]'
        '"x".&invokeMethod'                                                | 'v("size", null)'
        '[toString: { "x" }] as CharSequence'                              | 'v'
        'new OwnMap()'                                                     | 'v.foo'
        'new OwnNumber()'                                                  | 'v + 1'
        'new OwnError()'                                                   | 'v.message'
    }

    def ":watch accepts a variable with data: #value"() {
        given:
        valueSession.evaluate("v = $value".toString())

        when:
        inspector(valueSession).requireRead('v.foo')

        then:
        noExceptionThrown()

        where:
        value << ['[a: 1, b: [c: [1, 2]]]', '[1, [a: null]]', '[1, 2] as Set', '[1, 2] as int[]', '["a", 1] as Object[]', 'new TreeMap([a: 1])', 'List.of(1)', 'Map.of("a", 1)',
            '"a${1}"', 'new Date()', 'java.time.Instant.EPOCH', 'new File("x").toPath()',
            'new File("x")', 'new MissingPropertyException("x", String)', '[].asList()', 'Collections.emptyMap()', '[a: 1].keySet()', 'new ArrayDeque([1])', 'null', '1..3', '[a: 1].collect { k, v -> v }']
    }

    def ":watch accepts reads: #expression"() {
        when:
        inspector(session).requireRead(expression)

        then:
        noExceptionThrown()

        where:
        expression << ["n2ws.backups.list(status: 'R')", 'n2ws.policies.count()', 'names.size()', 'twice(3)', "px.roles['x'].permissions()", "n2ws.get('aws/policies/')", 'n2ws.get("aws/policies/$policy")', 'px.get(policy)', "names.get(0)", 'new Date()', 'names.collect { it + 1 }', "n2ws.policies["]
    }

    private static SourceInspector inspector(EvaluationSession session) {
        new SourceInspector(session, [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')], { false })
    }

    private static EvaluationSession newSession(Path folder) {
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Wiper.groovy'), 'class Wiper { def go(s) { s.policies["a"].delete() } }')
        ScriptCompiler compiler = new ScriptCompiler(SourceInspectorSpec.classLoader, Script, [folder.resolve('lib')])
        EvaluationSession session = new EvaluationSession(compiler, new ErrorTranslator(compiler, []), { new Binding() })
        session.evaluate('def wipe(p) { p.delete() }\ndef twice(n) { n * 2 }')
        session.evaluate('def inner(s) { s.policies["a"].backup() }')
        session.evaluate('def outer() { inner(null) }')
        session.evaluate('def scan(s) { s.get("user/settings/scan_resources") }')
        session.evaluate('class SessionWiper { def go(s) { s.policies["a"].backup() } }')
        Files.createDirectories(folder.resolve('lib/deep'))
        Files.writeString(folder.resolve('lib/deep/Inner.groovy'), 'package deep\nclass Inner { static void purge(s) { s.policies["a"].backup() }\n static void purgeAll(s) { s.policies["a"].backup() } }')
        session.evaluate('import static deep.Inner.purgeAll')
        session.evaluate('import deep.Inner as Inner2')
        Files.writeString(folder.resolve('lib/Cleaner.groovy'), 'class Cleaner { def sweep(s) { s.policies["a"].delete() } }')
        session.evaluate('class Heir extends Cleaner { }')
        session.evaluate('class Holder { static task }')
        session.evaluate('Holder.task = { 1 }')
        session.evaluate('names = ["a", "b"]; policy = "x"; stored = { 1 }; box = [f: { 2 }]')
        session
    }
}
