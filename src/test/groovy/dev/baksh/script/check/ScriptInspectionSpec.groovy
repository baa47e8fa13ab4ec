package dev.baksh.script.check

import dev.baksh.client.api.Catalog
import dev.baksh.script.compile.ScriptCompiler
import dev.baksh.script.runbook.RunbookScript
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class ScriptInspectionSpec extends Specification {
    @Shared
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]

    @TempDir
    Path folder

    def "a misspelled name is reported with its line and a suggestion: #text"() {
        given:
        List<Finding> findings = inspect("\n$text").findings()

        expect:
        findings.collect { [it.line(), it.message(), it.hint()] } == [[2, message, hint]]

        where:
        text                                                     || message                                                    | hint
        "n2ws.polices"                                           || "n2ws has no 'polices'"                                    | 'did you mean: policies'
        "px.role"                                                || "px has no 'role'"                                         | 'did you mean: roles'
        "n2ws.policies['a'].bakup()"                             || "a policy has no verb 'bakup'"                             | 'did you mean: backup'
        "n2ws.policies.craete('a') { }"                          || "n2ws.policies has no verb 'craete'"                       | 'did you mean: create'
        "n2ws.policies.list(serch: 'x')"                         || "n2ws.policies.list has no argument 'serch'"               | 'did you mean: search'
        "n2ws.backups.latest(polcy: 'x')"                        || "n2ws.backups.latest has no argument 'polcy'"              | 'did you mean: policy'
        "n2ws.policies.create('a') { acount 'main' }"            || "no verb 'acount' in the block of n2ws.policies.create"    | 'did you mean: account'
        "px.roles.create('r') { viewOny 'x' }"                   || "no verb 'viewOny' in the block of px.roles.create"        | 'did you mean: viewOnly'
        "n2ws.policies.each { println it.enabeld }"              || "a policy has no field 'enabeld'"                          | 'did you mean: enabled'
        "def p = n2ws.policies.find { it.enabled }; p.bakup()"   || "a policy has no verb 'bakup'"                             | 'did you mean: backup'
        "for (p in n2ws.policies) p.udpate { enabled false }"    || "a policy has no verb 'udpate'"                            | 'did you mean: update'
        "n2ws.policies.list()[0].bakup()"                        || "a policy has no verb 'bakup'"                             | 'did you mean: backup'
        "px.users['alice'].mapp('r')"                            || "a user has no verb 'mapp'"                                | 'did you mean: map'
        "n2ws.psot('x/', [a: 1])"                                || "n2ws has no verb 'psot'"                                  | 'did you mean: post, put'
        "def b = step('x') { n2ws.policies['a'].backup() }; b.awiat()" || "a backup has no verb 'awiat'"                       | 'did you mean: await'
        "n2ws.policies['a'].delete"                              || "a policy: 'delete' is a verb"                             | 'write delete()'
        "n2ws.policies.backup()"                                 || "n2ws.policies has no verb 'backup'"                       | "'backup' is a verb of one policy: n2ws.policies['...'].backup(...)"
        "n2ws.backups.recover()"                                 || "n2ws.backups has no verb 'recover'"                       | "'recover' is a verb of one backup: n2ws.backups.latest(policy: '...').recover(...)"
        "n2ws.recoveries.log()"                                  || "n2ws.recoveries has no verb 'log'"                        | "'log' is a verb of one recovery: n2ws.recoveries[12].log(...)"
        "n2ws.policies.name"                                     || "n2ws.policies has no 'name': it is a field of each policy" | 'write n2ws.policies*.name'
        "def account = 'a'; n2ws.policies.create('c') { account account }" || "the variable 'account' hides the verb 'account' of the block" | 'rename the variable, or write delegate.account'
        "n2ws.accounts.each { account -> n2ws.policies.create('c') { account account } }" || "the variable 'account' hides the verb 'account' of the block" | 'rename the variable, or write delegate.account'
        "def schedules = n2ws.schedules; n2ws.policies.create('c') { schedules schedules }" || "the variable 'schedules' hides the verb 'schedules' of the block" | 'rename the variable, or write delegate.schedules'
        "px.plan"                                                || "px: 'plan' is a verb"                                     | 'write px.plan(...)'
        "stpe('x') { 1 }"                                        || "no verb or method 'stpe' is defined"                   | 'did you mean: step, asType, size'
        "def pol = 1; println plo"                               || "'plo' is not defined"                             | 'did you mean: pol'
    }

    def "check refuses an invalid maintenance window in any place: #text"() {
        expect:
        inspect("title 't'\n$text").findings().collect { [it.line(), it.message()] } == (message == null ? [] : [[2, message]])

        where:
        text                                                        || message
        "window '22:00-06:00', days: ['mno']"                       || "window: no day 'mno'"
        "window '22:00-06:00', days: []"                            || "window: 'days' names no day"
        "step('a') { window '25:00-26:00' }"                        || "window: Text '25:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 25"
        "window '22:00-06:00', zone: 'Europe/Berln'"                || "window: no time zone 'Europe/Berln'"
        "window '22:00-06:00', day: 'mon'"                          || "window has no 'day:'"
        "window '22:00-06:00', days: null"                          || "window: 'days' is null"
        "window '22:00-06:00', days: 'mon-fri'"                     || null
        "def hours = '22:00-06:00'; window hours, days: ['sat']"    || null
    }

    def "exactly the calls that write are listed: #text"() {
        given:
        ScriptInspection inspection = inspect(text)

        expect:
        inspection.findings() == []
        inspection.writes().collect { "${it.line()} ${it.effect()} ${it.call()}".toString() } == writes

        where:
        text                                                                              || writes
        "(p, n) = [n2ws.policies['a'], 5]; println n; p.delete()"                         || ['1 DANGER .delete']
        "n2ws.policies['a'].backup().await()"                                             || ['1 START n2ws.policies.backup']
        "n2ws.policies\n  .find { it.enabled }\n  .delete()"                              || ['3 DANGER n2ws.policies.delete']
        "n2ws.policies.findAll { !it.enabled }.each { it.delete() }"                      || ['1 DANGER n2ws.policies.delete']
        "n2ws.policies.create('a') { account 'main'; schedules 'daily' }"                 || ['1 ENSURE n2ws.policies.create']
        "def u = px.users['a']; u.map('r'); u.unmap('r')"                                 || ['1 ENSURE px.users.map', '1 DANGER px.users.unmap']
        "def wipe(p) { p.delete() }\nwipe(n2ws.policies['a'])"                            || ['1 DANGER .delete']
        "px.roles['r'].update { fullAccess 'role' }"                                      || ['1 ENSURE px.roles.update']
        "n2ws.post('aws/policies/', [name: 'x'])"                                         || ["1 ENSURE n2ws.post 'aws/policies/'"]
        "n2ws.delete('aws/policies/1/')"                                                  || ["1 DANGER n2ws.delete 'aws/policies/1/'"]
        "step('x') { n2ws.policies*.backup() }"                                           || ['1 START n2ws.policies.backup']
        "if (args) n2ws.schedules['a'].delete() else px.roles['b'].mapTo('c')"            || ['1 DANGER n2ws.schedules.delete', '1 ENSURE px.roles.mapTo']
        "px.access(); px.audit(); px.apply('roles.yaml')"                                  || ['1 ENSURE px.apply']
        "n2ws('eu').policies['a'].backup()"                                               || ['1 START n2ws.policies.backup']
        "n2ws.schedules.create('odd') { everyUnit 'D'; everyHowMany 1 }"                  || ['1 ENSURE n2ws.schedules.create']
        "n2ws.backups[7].recover(instance: 'i-0abc').await()"                             || ['1 DANGER n2ws.backups.recover']
        "n2ws.scenarios['f'].dryRun(backup: 7).await()"                                   || ['1 START n2ws.scenarios.dryRun']
        "n2ws.azure.backups[3].recover()"                                                 || ['1 DANGER n2ws.azure.backups.recover']
        "px.users.mapAll('users.csv')"                                                    || ['1 ENSURE px.users.mapAll']
        "px.roles['a'].copy('b')"                                                         || ['1 ENSURE px.roles.copy']
        "px.delete('/v1/rule/default/x/y')"                                               || ["1 DANGER px.delete '/v1/rule/default/x/y'"]
        "def all = n2ws.policies.list(); all.take(2)*.delete()"                           || ['1 DANGER n2ws.policies.delete']
        "def p = args ? n2ws.policies['a'] : n2ws.policies['b']; p.backup()"              || ['1 START n2ws.policies.backup']
        "try { n2ws.policies['a'].backup() } finally { n2ws.policies['b'].delete() }"     || ['1 START n2ws.policies.backup', '1 DANGER n2ws.policies.delete']
        "def f = { it.delete() }; n2ws.policies.each(f)"                                  || ['1 DANGER .delete']
        "class A { def n2ws; def go() { n2ws.policies['a'].delete() } }\nnew A()"                  || ['1 DANGER n2ws.policies.delete']
        "while (args) { n2ws.policies.first().backup() }"                                 || ['1 START n2ws.policies.backup']
        "onFailure { n2ws.policies['a'].update { enabled true } }"                        || ['1 ENSURE n2ws.policies.update']

        "n2ws.policies['a'].targets"                                                      || []
        "n2ws.get('aws/policies/')"                                                       || []
        "new File('x').delete()"                                                          || []
        "[a: 1].collect { k, v -> k }; [1].each { println it }"                           || []
        "n2ws.policies.collect { it.name }.sort().join(', ')"                             || []
        "table n2ws.policies.list(search: 'x', page_size: 5), 'id', 'name'"               || []
        "n2ws.policies.list(limit: 5)"                                                    || []
        "def s = 'x'; s.replace('x', 'y'); s.toUpperCase()"                               || []
        "n2ws.backups.latest(policy: 'a').await(timeout: 2.hours)"                        || []
        "n2ws.scenarios['f'].policy; n2ws.recoveries[7].log.text"                         || []
        "px.access(); px.audit(); px.roles['a'].diff(px.roles['b'])"                      || []
        "n2ws.policies.collectEntries { [it.name, it.generations] }.each { k, v -> println v }" || []
        "def m = [:]; m.put('a', 1); m.remove('a'); m.clear()"                            || []
        "'a.csv'.with { new File(it).text = 'x' }"                                        || []
        "n2ws.reports.backups(from: 7.days.ago, to: now).saveTo('b.csv')"                 || []
        "def run(x) { x + 1 }; println([1, 2].sum())"                                     || []
    }

    def "code that runs before the start of the file is rejected and not run: #text"() {
        given:
        Path traceFile = folder.resolve('trace')
        ScriptInspection inspection = inspect(text.replace('TRACE', traceFile.toString()))

        expect:
        inspection.findings()*.message().any { it.contains(message) }
        !Files.exists(traceFile)

        where:
        text                                                                                              || message
        "@groovy.transform.ASTTest(value = { new File('TRACE').text = 'x' })\ndef x = 1"                  || '@ASTTest may run code'
        "@Grab('a:b:1')\nimport java.util.List\nprintln 1"                                                || '@Grab may run code'
        "class A {\n  static {\n    new File('TRACE').text = 'x'\n  }\n}\nprintln new A()"                || 'a static block runs'
        "@groovy.transform.CompileStatic(extensions = 'x.groovy')\ndef f() { 1 }\nf()"                    || '@CompileStatic with extensions may run code'
    }

    def "included files and lib classes are inspected with their dependencies, and none is run"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('shared.groovy'), '''\
            limit = 20
            def wipe(policy) { n2ws.policies[policy].delete() }
            n2ws.polices
            '''.stripIndent())
        Files.writeString(folder.resolve('lib/Cleaner.groovy'), '''\
            class Cleaner {
                def n2ws
                static { new File('TRACE').text = 'x' }
                void clean() { n2ws.policies['a'].update { enabled false }; new Deeper(px: 1).go() }
            }
            '''.stripIndent().replace('TRACE', folder.resolve('trace').toString()))
        Files.writeString(folder.resolve('lib/Deeper.groovy'), 'class Deeper { def px; def go() { px.roles["x"].delete() }\n def idle() { px.roles["y"].delete() } }\n')
        Files.writeString(folder.resolve('lib/Unnamed.groovy'), 'class Unnamed { def go() { n2ws.policies["x"].delete() } }\n')

        when:
        ScriptInspection inspection = inspect('''\
            include 'shared.groovy'
            wipe('a')
            println limit
            new Cleaner(n2ws: n2ws).clean()
            include 'none.groovy'
            include "${limit}.groovy"
            '''.stripIndent())

        then:
        inspection.writes().collect { [name(it.file()), it.line(), it.effect(), it.call()] } == [
            ['shared.groovy', 2, 'DANGER', 'n2ws.policies.delete'],
            ['Cleaner.groovy', 4, 'ENSURE', 'n2ws.policies.update'],
            ['Deeper.groovy', 1, 'DANGER', 'px.roles.delete']]
        inspection.findings().collect { [name(it.file()), it.line(), it.message() - folder.toString()] } == [
            [null, 5, 'there is no file /none.groovy'],
            [null, 6, 'the name of the included file is known only at run time, so the file was not checked'],
            ['shared.groovy', 3, "n2ws has no 'polices'"],
            ['Cleaner.groovy', 3, 'a static block runs at the first use of its class, before any step']]
        !Files.exists(folder.resolve('trace'))
    }

    def "for a lib class only writes of methods named in the script count: #text"() {
        given:
        Files.createDirectories(folder.resolve('lib'))
        Files.writeString(folder.resolve('lib/Cleaner.groovy'), '''\
            class Cleaner {
                def n2ws
                void first() { second() }
                void second() {
                    n2ws.policies['a'].update { enabled false }
                }
                void third() { n2ws.policies['a'].delete() }
                def getLast() { n2ws.policies['a'].backup() }
                String toString() { n2ws.policies.create('x') { }; '' }
            }
            '''.stripIndent())

        expect:
        inspect(text).writes()*.line() == lines

        where:
        text                                             || lines
        'new Cleaner(n2ws: n2ws).first()'                || [5, 9]
        'def c = new Cleaner(n2ws: n2ws)\nc.third()'     || [7, 9]
        'println new Cleaner(n2ws: n2ws).last'           || [8, 9]
        'def f = new Cleaner(n2ws: n2ws).&third'         || [7, 9]
        'new Cleaner(n2ws: n2ws)."${args[0]}"()'         || [5, 7, 8, 9]
        "new Cleaner(n2ws: n2ws).invokeMethod('third', null)" || [7, 9]
    }

    def "check never says that nothing writes when it could not look: #text"() {
        given:
        writeLibrary()
        ScriptInspection inspection = inspect(text)

        expect:
        !inspection.certain || !inspection.writes().empty
        inspection.writes().any { it.call().endsWith(write ?: 'nothing') } == (write != null)
        (inspection.unfollowedCalls().size() > 0) == unfollowed

        where:
        text                                                                                   | write     | unfollowed
        'def v = "delete"; n2ws.policies["a"]."$v"()'                                          | null      | true
        'def v = "delete"; this."$v"("x")'                                                     | null      | true
        'def v = "de"; n2ws.policies["a"]."${v}lete"()'                                        | null      | true
        'n2ws.policies*."${args[0]}"()'                                                        | null      | true
        'n2ws."${args[0]}"("aws/policies/1/")'                                                 | null      | true
        'n2ws.policies["a"]."delete"()'                                                        | '.delete' | false
        "n2ws.policies['a'].invokeMethod('delete', null)"                                      | '.delete' | false
        "n2ws.policies['a'].invokeMethod(args[0], null)"                                       | null      | true
        "n2ws.policies['a'].metaClass.invokeMethod(n2ws.policies['a'], 'delete', null)"        | null      | true
        "n2ws.policies['a'].getMetaClass()"                                                    | null      | true
        "n2ws.policies.each(n2ws.policies['a'].&delete)"                                       | '.delete' | false
        "def f = n2ws.policies['a'].&delete; f()"                                              | '.delete' | false
        "def f = n2ws.policies['a'].&\"${'$'}{args[0]}\"; f()"                               | null      | true
        "def f = n2ws.policies['a']::delete; f()"                                              | '.delete' | false
        "def f = n2ws.&post; f('aws/policies/', [name: 'x'])"                                  | 'n2ws.post' | false
        "n2ws.policies['a'].with { delete() }"                                                 | '.delete' | false
        "n2ws.policies['a'].tap { backup() }"                                                  | '.backup' | false
        "n2ws.scenarios['a'].with { run(backup: 1) }"                                          | '.run'    | false
        "n2ws.with { policies['a'].delete() }"                                                 | '.delete' | false
        "n2ws.with { delete('aws/policies/1/') }"                                              | "n2ws.delete 'aws/policies/1/'" | false
        "def c = { delete() }; c.delegate = n2ws.policies['a']; c()"                           | '.delete' | true
        "def c = { run(backup: 1) }; c.setDelegate(n2ws.scenarios['a']); c()"                  | '.run'    | true
        "def c = { delete() }.rehydrate(n2ws.policies['a'], null, null); c()"                  | '.delete' | true
        "n2ws.policies.each { it.with { delete() } }"                                          | '.delete' | false
        "class Wipe { static void wipe(p) { p.delete() } }\nuse(Wipe) { n2ws.policies['a'].wipe() }" | '.delete' | false
        "Eval.me('1')"                                                                         | null      | true
        "new GroovyShell(binding).evaluate('1')"                                               | null      | true
        "evaluate('n2ws.policies*.delete()')"                                                  | null      | true
        "evaluate(new File('x.groovy'))"                                                       | null      | true
        "run(new File('x.groovy'))"                                                            | null      | true
        "new GroovyClassLoader().parseClass('class A {}')"                                     | null      | true
        "Class.forName('Cleaner')"                                                             | null      | true
        "n2ws.policies['a'].getClass().getMethods()"                                           | null      | true
        "n2ws.policies['a'].class.methods.find { it.name == 'x' }"                             | null      | true
        "def m = n2ws.getClass().getDeclaredMethod('x'); m.invoke(n2ws)"                       | null      | true
        "new groovy.lang.GroovyShell().parse('x')"                                             | null      | true
        "org.codehaus.groovy.runtime.InvokerHelper.invokeMethod(n2ws, 'delete', 'x')"          | null      | true
        "import org.codehaus.groovy.runtime.InvokerHelper as H\nH.getProperty(n2ws, 'x')"     | null      | true
        "import static groovy.util.Eval.me\nme('1')"                                          | null      | true
        "new org.codehaus.groovy.runtime.MethodClosure(n2ws, 'delete').call('x')"              | null      | true
        "n2ws.post(args[0], [a: 1])"                                                           | 'n2ws.post' | false
        "n2ws.put('aws/policies/1/', [a: 1])"                                                  | "n2ws.put 'aws/policies/1/'" | false
        "def send(s, path) { s.post(path, [a: 1]) }\nsend(n2ws, 'x')"                         | '.post'   | false
        "def send(s, path) { s.put(path, [a: 1]) }\nsend(n2ws, 'x')"                          | '.put'    | false
        "def make(noun) { noun.create('x') { } }\nmake(n2ws.policies)"                        | '.create' | false
        "def never() { n2ws.policies['a'].delete() }"                                          | '.delete' | false
        "def wipe(Object p) { p.delete() }\nwipe(n2ws.policies['a'])"                         | '.delete' | false
        "def wipe(Map m) { m.p.delete() }\nwipe(p: n2ws.policies['a'])"                       | '.delete' | false
        "def f = (p) -> p.delete()\nf(n2ws.policies['a'])"                                    | '.delete' | false
        'println "${n2ws.policies[1].delete()}"'                                               | '.delete' | false
        'println "${-> n2ws.policies[1].delete()}"'                                            | '.delete' | false
        "def m = [p: n2ws.policies['a']]; m.p.delete()"                                        | '.delete' | false
        "def m = [:]; m.p = n2ws.policies['a']; m.p.delete()"                                  | '.delete' | false
        "def m = [:]; m['p'] = n2ws.policies['a']; m['p'].delete()"                            | '.delete' | false
        "def m = [:]; m.put('p', n2ws.policies['a']); m.get('p').delete()"                     | '.delete' | false
        "def l = ['x']; l << n2ws.policies['a']; l.last().delete()"                            | '.delete' | false
        "def l = ['x']; l.add(n2ws.policies['a']); l[1].delete()"                              | '.delete' | false
        "(['x'] << n2ws.policies['a'])*.delete()"                                              | '.delete' | false
        "new LinkedList(n2ws.policies.list()).each { it.delete() }"                            | '.delete' | false
        "Objects.requireNonNull(n2ws.policies['a']).delete()"                                  | '.delete' | false
        "'x'.with { n2ws.policies['a'] }.delete()"                                             | '.delete' | false
        "this.n2ws.policies['a'].delete()"                                                     | '.delete' | false
        "binding.n2ws.policies['a'].delete()"                                                  | '.delete' | false
        "class A { def x; A(n) { n.policies['a'].delete() } }\nnew A(n2ws)"                   | '.delete' | false
        "class A { def n2ws; def x = n2ws?.policies['a'].delete() }\nnew A()"                 | '.delete' | false
        "def f(n, x = n.policies['a'].delete()) { x }\nf(n2ws)"                               | '.delete' | false
        "new Object() { def go(n) { n.policies['a'].delete() } }.go(n2ws)"                     | '.delete' | false
        "trait T { def go(n) { n.policies['a'].delete() } }\nclass A implements T { }\nnew A().go(n2ws)" | '.delete' | false
        "interface I { default go(n) { n.policies['a'].delete() } }\nclass A implements I { }\nnew A().go(n2ws)" | '.delete' | false
        "enum E { A; def go(n) { n.policies['a'].delete() } }\nE.A.go(n2ws)"                  | '.delete' | false
        "def x = switch (1) { case 1 -> n2ws.policies['a'].delete(); default -> 1 }"           | '.delete' | false
        "assert n2ws.policies['a'].delete() == null"                                           | '.delete' | false
        "new Cleaner().clean(n2ws)"                                                            | '.delete' | false
        "Cleaner c = null; c?.clean(n2ws)"                                                     | '.delete' | false
        "Cleaner.wipe(n2ws)"                                                                   | '.delete' | false
        "deep.Inner.wipe(n2ws)"                                                                | '.backup' | false
        "class A extends Cleaner { }\nnew A().clean(n2ws)"                                    | '.delete' | false
        "def c = (Cleaner) null; c?.clean(n2ws)"                                               | '.delete' | false
        "this.include('shared.groovy'); wipe(n2ws)"                                            | '.delete' | false
        "def run() { n2ws.policies['a'].delete() }"                                            | '.delete' | false
        "def f(a, b) { a() }; f({ n2ws.policies['a'].delete() }, { 1 })"                       | '.delete' | false
        "[1].inject({ n2ws.policies['a'].delete() }) { a, b -> a() }"                          | '.delete' | false
        "def f = { p, x = p.delete() -> x }; f(n2ws.policies['a'])"                            | '.delete' | false
        "println((n2ws.policies['a'].delete()): 1)"                                            | '.delete' | false
        "def p = step('x') { if (args) return n2ws.policies['a']; null }; p.delete()"          | '.delete' | false
        "['a'].collect { if (args) return n2ws.policies[it]; 'x' }.each { it.delete() }"       | '.delete' | false
        "def p = null; def f = { p.delete() }; p = n2ws.policies['a']; f()"                    | '.delete' | false
        "def p = null; for (i in 1..2) { p?.delete(); p = n2ws.policies['a'] }"                | '.delete' | false
        "def a = null; def b = null; def f = { b.delete() }; def g = { b = a }; a = n2ws.policies['a']; g(); f()" | '.delete' | false
        "p = null\ndef wipe() { p.delete() }\ndef load() { p = n2ws.policies['a'] }\nload(); wipe()" | '.delete' | false
        "p = null; this.p = n2ws.policies['a']; p.delete()"                                    | '.delete' | false
        "p = null; setProperty('p', n2ws.policies['a']); p.delete()"                           | '.delete' | false
        "found = null; include 'find.groovy'; found.delete()"                                  | '.delete' | false
        "def p = 'a'\nclass W { def p; def go() { p.delete() } }\nnew W(p: n2ws.policies[p]).go()" | '.delete' | false
        "[*n2ws.policies.list()].each { it.delete() }"                                         | '.delete' | false
        "['x'].plus(n2ws.policies.list()).each { it.delete() }"                                | '.delete' | false
        "['x'].collect(n2ws.policies.list()) { it }.each { it.delete() }"                      | '.delete' | false
        "['x'].collectMany { n2ws.policies.list() }.each { it.delete() }"                      | '.delete' | false
        "def m = [:]; def n = m; m.p = n2ws.policies['a']; n.p.delete()"                       | '.delete' | false
        "def m = [:]; def fill(x) { x.p = n2ws.policies['a'] }\nfill(m); m.p.delete()"         | '.delete' | false
        "def l = ['x']; def m = l; l << n2ws.policies['a']; m[1].delete()"                     | '.delete' | false
        "def fill(x) { x << n2ws.policies['a'] }\ndef l = ['x']; fill(l); l.each { it.delete() }" | '.delete' | false
        "def l = ['x']; n2ws.policies.each(l.&add); l.each { it.delete() }"                    | '.delete' | false
        "(new Object[] { n2ws.policies['a'], 'x' }).first().delete()"                          | '.delete' | false
        "class W { def p; def div(x) { p } }\n(new W(p: n2ws.policies['a']) / 1).delete()"     | '.delete' | false
        "n2ws.policies['a'].methodMissing('delete', [])"                                       | '.delete' | false
        "n2ws.policies['a'].methodMissing(args[0], [])"                                        | null      | true
        "n2ws.policies['a'].with { invokeMethod('delete', null) }"                             | '.delete' | false
        "def delete() { 1 }\nn2ws.policies['a'].with { delete() }"                             | '.delete' | false
        "n2ws.policies['a'].identity { delete() }"                                             | '.delete' | false
        "n2ws.policies['a'].update { description n2ws.policies['b'].with { delete() } }"       | '.delete' | false
        "n2ws.with { post('login', [a: 1]) }"                                                  | "n2ws.post 'login'" | false
        "def send(s, path, body) { s.put(path, body) }\nsend(n2ws, 'x/', [a: 1])"              | '.put'    | false
        "def send(s, arguments) { s.put(*arguments) }\nsend(n2ws, ['x/', [a: 1]])"             | '.put'    | false
        "import groovy.transform.MapConstructor\n@MapConstructor(post = { n.policies['a'].delete() }) class W { def n }\nnew W(n: n2ws)" | '.delete' | false
        "class A { def params(c) { c() }; def go(n) { params { n.policies['a'].delete() } } }\nnew A().go(n2ws)" | '.delete' | false
        'println new Cleaner(n2ws: n2ws)."${args[0]}"'                                         | '.update' | false
        'println new Cleaner(n2ws: n2ws)[args[0]]'                                             | '.update' | false
        "def e = this.&evaluate; e('n2ws.policies*.delete()')"                                 | null      | true
        "this.invokeMethod('evaluate', 'n2ws.policies*.delete()')"                             | null      | true
        "def inc = this.&include; inc('shared.groovy')"                                        | null      | true
        "def go(s) { s.include('shared.groovy') }\ngo(this)"                                 | null      | true
        "def r = 'rm x'.&execute; r()"                                                         | null      | true
        "'rm x'.with { execute() }"                                                            | null      | true
        "def m = [r: Runtime.runtime]; m.r.exec('x')"                                          | null      | true
        "('groovy.util.Eval' as Class).x(n2ws, '1')"                                           | null      | true
        "'groovy.util.Eval'.asType(Class).x(n2ws, '1')"                                        | null      | true
        "import dev.baksh.cli.Main\nMain.main('-e', '1')"                                      | null      | true
        "import dev.baksh.cli.*\nMain.main('-e', '1')"                                         | null      | true
        "import org.codehaus.groovy.runtime.DefaultGroovyMethods as D\nD.with(1) { 2 }"        | null      | true
        "['https://a'.toURL()].each { println it.text }"                                       | null      | true
        "def get(u) { u.text }\ndef u = new URL('https://a'); get(u)"                          | null      | true
    }

    def "a raw get that starts a scan is listed, whatever the form of the call: #text"() {
        given:
        ScriptInspection inspection = inspect(text.replace('SCAN', 'user/settings/scan_resources'))

        expect:
        inspection.writes().collect { "${it.effect()} ${it.call()}".toString() } == [call.replace('SCAN', 'user/settings/scan_resources')]
        inspection.unfollowedCalls() == []

        where:
        text                                                              || call
        "n2ws.get('SCAN')"                                                || "START n2ws.get 'SCAN'"
        "n2ws('eu').get '/api/SCAN/'"                                     || "START n2ws.get '/api/SCAN/'"
        "n2ws.get('user/settings/' + 'scan_resources')"                   || "START n2ws.get 'SCAN'"
        "n2ws.get('user/' + 'settings/' + 'scan_resources')"              || "START n2ws.get 'SCAN'"
        "n2ws.get([search: 'x'], 'SCAN')"                                 || "START n2ws.get 'SCAN'"
        "n2ws.get('SCAN', search: 'x')"                                   || "START n2ws.get 'SCAN'"
        "n2ws.'get'('SCAN')"                                              || "START n2ws.get 'SCAN'"
        "n2ws.with { get('SCAN') }"                                       || "START n2ws.get 'SCAN'"
        "n2ws.tap { it.get('SCAN') }"                                     || "START n2ws.get 'SCAN'"
        "def s = n2ws; s.get('SCAN')"                                     || "START n2ws.get 'SCAN'"
        "[n2ws]*.get('SCAN')"                                             || "START n2ws.get 'SCAN'"
        "n2ws*.get('SCAN')"                                               || "START .get 'SCAN'"
        "[n2ws, px].each { it.get('SCAN') }"                              || "START .get 'SCAN'"
        "def go(s) { s.get('SCAN') }\ngo(n2ws)"                           || "START .get 'SCAN'"
        "this.n2ws.get('SCAN')"                                           || "START n2ws.get 'SCAN'"
        "binding.n2ws.get('SCAN')"                                        || "START .get 'SCAN'"
        "class A { def n2ws; def go() { this.n2ws.get('SCAN') } }\nnew A(n2ws: n2ws).go()" || "START n2ws.get 'SCAN'"
        "class A { def s; def go() { s.get('SCAN') } }\nnew A(s: n2ws).go()" || "START .get 'SCAN'"
        "def m = [s: n2ws]; m.s.get('SCAN')"                              || "START .get 'SCAN'"
        "println \"\${n2ws.get('SCAN')}\""                                || "START n2ws.get 'SCAN'"
        "n2ws.resources.scan()"                                           || "START n2ws.resources.scan"
        "n2ws.resources.with { scan() }"                                  || "START n2ws.resources.scan"
    }

    def "a raw get whose path is known only at run time cannot be followed: #text"() {
        given:
        writeLibrary()
        ScriptInspection inspection = inspect(text)

        expect:
        !inspection.certain
        inspection.writes() == []
        inspection.unfollowedCalls()*.message()*.replace('; for a map write map[key]', '') == ['the path of get is known only at run time, and a GET of user/settings/scan_resources writes']

        where:
        text << [
            "def p = 'user/settings/scan_resources'; n2ws.get(p)", 'n2ws.get("user/settings/${args[0]}")', 'n2ws.get("${args[0]}/policies")', "n2ws.get('user/' + args[0])",
            "n2ws.get(args[0] + '/')", "['user/settings/scan_resources'].each(n2ws.&get)", "def f = n2ws::get; f('user/settings/scan_resources')", "def m = [f: n2ws.&get]; m.f(args[0])",
            "n2ws.invokeMethod('get', ['user/settings/scan_resources'] as Object[])", "n2ws.get(*args)", "n2ws.with { get(args[0]) }", "n2ws.get(search: 'x', args[0])",
            "def go(s, p) { s.get(p) }\ngo(n2ws, 'user/settings/scan_resources')", "[n2ws, px].each { it.get(args[0]) }", "n2ws.each { it.get(args[0]) }", "n2ws*.get(args[0])",
            "this.n2ws.get(args[0])", "binding.n2ws.get(args[0])", "getProperty('n2ws').get(args[0])", "this.n2ws('eu').get(args[0])", "this['n2' + 'ws'].get(args[0])",
            "def go(s = n2ws) { s.get(args[0]) }\ngo()", "def server() { n2ws }\ndef go() { server().get(args[0]) }\ngo()", "def f = { s, p -> s.get(p) }.curry(n2ws); f('x')",
            "class A { def s; def go(p) { s.get(p) } }\nnew A(s: n2ws).go('x')", "(args ? n2ws : px).get(args[0])", "def m = [s: n2ws]; m.s.get(args[0])", "def go(s, a) { s.get(*a) }\ngo(n2ws, args)",
            "class A { def n2ws }\ndef go(a, p) { a.n2ws.get(p) }\ngo(new A(n2ws: n2ws), 'x')", "class A { def n2ws; def go(p) { n2ws.get(p) } }\nnew A(n2ws: n2ws).go('x')",
            "class H { static s }\nH.s = n2ws; H.s.get(args[0])",
        ]
    }

    def "a raw get that certainly is a read, and get on another value, are no writes: #text"() {
        given:
        ScriptInspection inspection = inspect(text)

        expect:
        inspection.certain
        inspection.writes() == []

        where:
        text << [
            'n2ws.get("aws/policies/${args[0]}")', 'n2ws.get("aws/policies/$args")', "n2ws.get('aws/policies/' + args[0] + '/')", "n2ws.get('/api/aws/' + args[0])", "px.get(args[0])", 'px.get("$args/x")',
            "px.with { get(args[0]) }", "def m = n2ws.policies.groupBy { it.name }; m.get(args[0])", "def find(m, k) { m.get(k) }\nprintln find([a: 1], args[0])", "n2ws.policies.list().get(0)",
            "def go(s) { s.get('aws/policies/') }\ngo(n2ws)", "def go(s, id) { s.get(\"aws/policies/\$id\") }\ngo(n2ws, 1)", "def go(s, f) { f.get(); s }\ngo(n2ws, null)",
            "class Report { def n2ws; def names; def name(row) { row.get(names.find { row.has(it) }) }; def go() { n2ws.policies.collect { name(it) } } }\nprintln new Report(n2ws: n2ws).go()",
            "class Report { def n2ws; def m; Report(s) { this.n2ws = s }; def go(k) { m.get(k) + this.n2ws.policies.count() } }\nprintln new Report(null).go('a')",
            "def go(s, l) { l.get(0); s }\ngo(n2ws, [1])", "def go(m, k) { m.get(k) }\nprintln go([a: 1], 'a') + n2ws.policies.count()", "n2ws.get([search: args[0]], 'aws/policies/')",
            "import java.util.concurrent.TimeUnit\ndef eu = n2ws('eu'); def tasks = [1].collect { i -> eu.policies.count() }\nprintln tasks*.get(30, TimeUnit.SECONDS)",
            "def eu = n2ws('eu'); def map = eu.policies.groupBy { it.name }; def fallback = args[0]\nprintln map.get('key', fallback)",
            "def eu = n2ws('eu')\ndef go(tasks, unit) { tasks*.get(30, unit) }\ngo([], eu.policies.count())", "def eu = n2ws('eu')\ndef go(map, fallback) { map.get('key', fallback) }\ngo([a: eu], 'x')",
            "import static java.util.concurrent.TimeUnit.SECONDS\ndef eu = n2ws('eu'); def tasks = [eu].collect { s -> null }\nprintln tasks*.get(30, SECONDS)",
        ]
    }

    def "a file that could not be read or compiled is not checked, and nothing is said about its writes: #text"() {
        given:
        writeLibrary()
        ScriptInspection inspection = inspect(text)

        expect:
        !inspection.complete
        !inspection.certain
        inspection.findings()*.message() == [message.replace('FOLDER', folder.toString())]

        where:
        text                                                 || message
        'def a = 1\ndef a = 2'                              || "The current scope already contains a variable of the name a"
        'n2ws.policies['                                     || "'n2ws.policies[' is not expected here"
        "include 'none.groovy'"                              || 'there is no file FOLDER/none.groovy'
        'include args[0]'                                    || 'the name of the included file is known only at run time, so the file was not checked'
        'new Broken()'                                       || "Broken.groovy:1: the script ends too early"
    }

    def "writes of methods that nothing calls are listed apart"() {
        given:
        writeLibrary()
        ScriptInspection inspection = inspect('println new Cleaner()')

        expect:
        inspection.certain
        inspection.writes() == []
        inspection.uncalledWrites().collect { [name(it.file()), it.line(), it.call()] } == [['Cleaner.groovy', 4, '.delete'], ['Cleaner.groovy', 5, '.delete'], ['Cleaner.groovy', 6, 'n2ws.policies.update']]
    }

    def "plain code has neither writes nor calls that cannot be followed: #text"() {
        given:
        ScriptInspection inspection = inspect(text)

        expect:
        inspection.certain
        inspection.writes() == []

        where:
        text << [
            "def counts = [:]; n2ws.policies.each { counts[it.name] = 1 }; counts.each { k, v -> println k }",
            "def rows = []; n2ws.backups.list().each { rows << [id: it.id, name: it.status] }; table rows",
            "new File(args[0], 'x').delete()", "java.nio.file.Files.deleteIfExists(java.nio.file.Path.of('x'))",
            "['a', 'b'].collect { it.toUpperCase() }.join(',')", "step('x') { println 1; null }", "Thread.start { println n2ws.policies.count() }.join()",
            "def m = [a: 1]; m.remove('a'); m.put('b', 2); m.each { k, v -> println v }", "def names = ['a']; def all = names; all.add('b'); println all.join()",
            "def s = ''; ['a'].each { s += it }; s.trim()", "class T { def run() { 1 } }; println new T()", "def rows = [[a: 1]]; table rows + [[a: 2]]", "def name = 'a'; class N { def name; def up() { name.trim() } }; new N(name: 'b').up()",
            "try { n2ws.policies['a'] } catch (dev.baksh.client.api.BakshException e) { println e.message }", "import dev.baksh.client.api.BakshException; println BakshException", "println 'https://a/b'.toURL().host",
            "def f(String s) { s.trim() }; f('a')", "URI.create('http://x').host", "new URI('x').path", "def r = n2ws.policies.find { it.enabled }; r?.name", "def url = params.url; println url",
        ]
    }

    private void writeLibrary() {
        Files.createDirectories(folder.resolve('lib/deep'))
        Files.writeString(folder.resolve('lib/Cleaner.groovy'), 'class Cleaner {\n  def n2ws\n  String toString() { "x" }\n  void clean(s) { s.policies["a"].delete() }\n  static void wipe(s) { s.policies["a"].delete() }\n  def getLast() { n2ws.policies["a"].update { } }\n}\n')
        Files.writeString(folder.resolve('find.groovy'), 'found = n2ws.policies["a"]\n')
        Files.writeString(folder.resolve('lib/deep/Inner.groovy'), 'package deep\nclass Inner { static void wipe(s) { s.policies["a"].backup() } }\n')
        Files.writeString(folder.resolve('lib/Broken.groovy'), 'class Broken {')
        Files.writeString(folder.resolve('shared.groovy'), 'def wipe(s) { s.policies["a"].delete() }\n')
    }

    private static String name(String file) {
        file == null ? null : Path.of(file).fileName
    }

    def "title, parameters and steps are read without running the file"() {
        given:
        Map otherText = inspect('''\
            title 'Drill'
            params { string 'policy', required: true, help: 'which'; duration 'timeout', default: 2.hours }
            step('one') { 1 }
            ['a'].each { step("two $it") { 2 } }
            '''.stripIndent()).toMap()

        expect:
        otherText.title == 'Drill'
        otherText.parameters*.subMap('name', 'kind', 'required', 'help') == [
            [name: 'policy', kind: 'string', required: true, help: 'which'],
            [name: 'timeout', kind: 'duration', required: false, help: null]]
        otherText.steps == [[line: 3, step: 'one'], [line: 4, step: 'two $it']]
    }

    private ScriptInspection inspect(String text) {
        ScriptInspection.inspect('book.groovy', text, folder, new ScriptCompiler(ScriptInspectionSpec.classLoader, RunbookScript, [folder.resolve('lib')]), catalogs)
    }
}
