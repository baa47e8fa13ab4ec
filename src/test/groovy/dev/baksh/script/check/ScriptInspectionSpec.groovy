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
        "n2ws.policies.name"                                     || "n2ws.policies has no 'name': it is a field of each policy" | 'write n2ws.policies*.name'
        "stpe('x') { 1 }"                                        || "no verb or method 'stpe' is defined"                   | 'did you mean: step, asType, size'
        "def pol = 1; println plo"                               || "'plo' is not defined"                             | 'did you mean: pol'
    }

    def "exactly the calls that write are listed: #text"() {
        given:
        ScriptInspection inspection = inspect(text)

        expect:
        inspection.findings() == []
        inspection.writes().collect { "${it.line()} ${it.effect()} ${it.call()}".toString() } == writes

        where:
        text                                                                              || writes
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
