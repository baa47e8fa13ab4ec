package dev.baksh.shell.complete

import dev.baksh.client.api.Catalog
import dev.baksh.dsl.ClassMembers
import dev.baksh.dsl.DslType
import dev.baksh.shell.InteractiveShellSpec
import org.jline.reader.Candidate
import spock.lang.Specification

class DslCompleterSpec extends Specification {
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    Map<String, Collection<String>> liveNames = ['n2ws.policies': ['nightly', "bob's", 'eu daily'], 'px.roles': ['cost $'], 'px(dr).roles': ['elsewhere'],
        'n2ws.accounts': ['main'], 'n2ws.azure.policies': ['azure_vms'], 'n2ws.schedules': ['daily']]
    RowNames source = { kind, server, noun -> liveNames[(server ? "$kind($server).$noun" : "$kind.$noun") as String] ?: [] }
    Map<String, DslType> variableTypes = [
        one: noun('n2ws', 'policies').element(), some: new DslType.ListType(noun('n2ws', 'backups').element()), all: noun('px', 'roles'),
        counts: new DslType.MapType(['nightly', 'weekly']), note: new DslType.ValueType(ClassMembers.of(Note))]
    Map<String, Map<String, CompletionContext.BlockWord>> blocks = ['px.roles.create': [viewOnly: new CompletionContext.BlockWord('sees', ['cloudcredential'])]]
    DslCompleter completer = new DslCompleter(
        new CompletionContext(catalogs, { ['rows', 'nightlyRun'] as Set }, { variableTypes[it] }, { it == 'Note' ? ClassMembers.of(Note) : null }, blocks), source,
        [servers: new ShellCommand('the servers', { }), dry: ShellCommand.withChoices('dry run', { }, 'on', 'off'), save: ShellCommand.withFileArgument('keeps', { }),
         use: new ShellCommand('a server', { }, ArgumentCompleter.completions { ['eu', 'dr'] }), watch: new ShellCommand('again', { })])

    def "#before is completed with #expected"() {
        expect:
        offersFor(before).containsAll(expected)

        where:
        before                                             || expected
        ''                                                 || ['n2ws', 'px', 'rows', 'help']
        'n2'                                               || ['n2ws']
        'x = n2'                                           || ['n2ws', 'rows']
        'println ro'                                       || ['rows']
        'table(ro'                                         || ['rows']
        'a.each {\n  ro'                                   || ['rows', 'px']
        'x = 1; ro'                                        || ['rows']

        'n2ws.'                                            || ['policies', 'backups', 'get', 'post', 'put', 'delete', 'token']
        'n2ws.po'                                          || ['policies']
        'x = n2ws?.'                                       || ['policies']
        "px('dr')."                                        || ['roles', 'users']
        'n2ws.az'                                          || ['azure']
        'n2ws.azure.'                                      || ['policies', 'backups', 'recoveries', 'reports']
        'n2ws.azure.po'                                    || ['policies']
        'n2ws.azure.backups.'                              || ['latest', 'list', 'findAll']
        'n2ws.azure.backups[1].'                           || ['recover', 'machines', 'startTime']
        "n2ws.azure.backups.latest(policy: '"              || ["azure_vms'"]
        "n2ws.azure.policies['"                            || ["azure_vms']"]
        'n2ws.azure.policies.findAll { it.'                || ['name', 'enabled']
        'n2ws.reports.backups('                            || ['from: ', 'to: ']
        'px("dr").ro'                                      || ['roles']
        'foo(px.'                                          || ['roles']

        'n2ws.policies.'                                   || ['list', 'create', 'find', 'findAll', 'each', 'collect', 'count', 'any', 'every', 'groupBy']
        'n2ws\n  .policies\n  .cr'                         || ['create']
        'n2ws.policies.list().'                            || ['findAll', 'each']
        'n2ws.policies.list(search: "a").'                 || ['each']
        'n2ws.policies.findAll { it.enabled }.'            || ['collect']

        "n2ws.policies['nightly']."                        || ['update', 'delete', 'backup', 'targets', 'name', 'enabled']
        'n2ws.policies[12].'                               || ['backup']
        'n2ws.policies["a ] b"].ba'                        || ['backup']
        "n2ws.policies['a'].backup()."                     || ['await', 'snapshots']
        "n2ws.policies['a'].backup()\n  ."                 || ['await']
        "n2ws.backups.latest(policy: 'a')."                || ['await']
        'n2ws.policies.find { it.enabled }.'               || ['backup', 'lastModified']
        'n2ws.policies.findAll { it.'                      || ['enabled', 'backup']
        'n2ws.policies.each { p -> p.'                     || ['enabled', 'backup']
        'n2ws.policies.each { p -> px.roles.each { p.'     || ['enabled']
        'n2ws.policies.list().collect { [it.na'            || ['name']
        "px.roles['a'].metadata."                          || ['name']
        'n2ws.policies*.na'                                || ['name', 'enabled']
        'n2ws.policies.collect { it.name }.'               || ['findAll', 'each']
        'n2ws.policies*.name.'                             || ['findAll', 'each']
        'rows*.name.'                                      || ['findAll', 'each']
        'n2ws*.x.'                                         || ['findAll', 'each']
        'n2ws.policies.list()[0..2].'                      || ['findAll', 'each']
        "n2ws.policies['a'].targets."                      || ['findAll', 'each']
        "n2ws.policies['a'].with { it."                    || ['backup', 'name']
        "px.roles['a'].na"                                 || ['name']
        'px.acc'                                           || ['access', 'audit', 'apply']
        'n2ws.identifier.'                                 || ['cpmName']

        "n2ws.policies['"                                  || ["nightly']", "bob\\'s']", "eu daily']"]
        "n2ws.policies['ni"                                || ["nightly']"]
        'n2ws.policies["eu d'                              || ['nightly"]', 'bob\'s"]', 'eu daily"]']
        "x = [n2ws.policies['"                             || ["nightly']"]
        'px.roles["'                                       || ['cost \\$"]']
        "px('dr').roles['"                                 || ["elsewhere']"]
        "n2ws.policies.create('x') { account '"            || ["main'"]
        "n2ws.policies.create('x') { schedules 'a', 'd"    || ["daily'"]
        "n2ws.backups.latest(policy: '"                    || ["nightly'"]
        "n2ws.policies.list(account: 'm"                   || ["main'"]
        "px.users['alice'].map('"                          || ['cost $\'']
        "px.users['alice'].map('x', '"                     || ['cost $\'']
        "csv(x).saveTo('src/"                              || ['src/main/', 'src/test/']
        "run 'po"                                          || ['pom.xml']

        'n2ws.policies.list('                              || ['search: ', 'ordering: ']
        'n2ws.policies.list(se'                            || ['search: ']
        "n2ws.policies.list(search: 'x', "                 || ['ordering: ']
        "n2ws.policies['a'].runTimes("                     || ['days: ']

        "n2ws.policies.create('x') { "                     || ['account', 'description', 'schedules']
        "n2ws.policies.create('x') {\n  account 'main'\n  " || ['description']
        "n2ws.policies.create('x') { account 'main'; ge"   || ['generations']
        "n2ws.policies['x'].update { en"                   || ['enabled']
        "n2ws.schedules.create('x') { "                    || ['everyUnit']

        "p = n2ws.policies['x']\np."                        || ['backup', 'lastModified']
        "def p = n2ws.policies['x']; p.ba"                 || ['backup']
        "final b = n2ws.policies['x']\n  .backup()\nb."     || ['await']
        'def all = n2ws.policies.findAll { it.enabled }\nall.' || ['each', 'vertical']
        'def all = n2ws.backups\nall.each { it.'           || ['startTime']
        'for (p in n2ws.policies) { p.'                    || ['enabled', 'backup']
        'for (p : n2ws.policies.list()) {\n  p.'           || ['enabled']
        "n2ws.policies.each { p -> def b = p.backup(); b." || ['await']
        'def r = px\nr.'                                   || ['roles']
        'def n = new Note()\nn.'                           || ['text', 'shout']
        'Note n = make()\nn.'                              || ['text', 'shout']
        'new Note().sh'                                    || ['shout']
        'Note.'                                            || ['made']
        'Note.made(1).'                                    || ['text', 'shout']
        'def n = Note.made(2)\nn.'                          || ['text', 'shout']
        'one.'                                             || ['backup', 'name']
        'one.backup().'                                    || ['await']
        'some.'                                            || ['findAll', 'columns']
        'some[0].'                                         || ['await']
        'some.each { it.'                                  || ['startTime']
        'all.'                                             || ['create']
        "all['"                                            || ["cost \$']"]
        'counts.'                                          || ['nightly', 'weekly']
        'note.'                                            || ['text', 'shout']
        'one.update { '                                    || ['enabled']
        'n2ws.policies.list(account: '                     || ["'main'"]
        'one.update { enabled '                            || ['true', 'false']
        'one.update { account '                            || ["'main'"]
        'one.update { account 1; schedules '               || ["'daily'"]
        'n2ws.reports.backups(from: '                      || ['now', '7.days.ago']
        "px.roles.create('x') { "                          || ['viewOnly', 'description']
        "px.roles.create('x') { viewOnly '"                || ["cloudcredential'"]
        "px.roles.create('x') { viewOnly 'a', '"           || ["cloudcredential'"]
        'ta'                                               || ['table', 'timeline', 'bg']
        "n2ws.backups.list(status: '"                      || ["marked for deletion'", "success'"]
        'n2ws.backups.list(policy: 1, status: "'           || ['success"']
        'n2ws.backups.list(status: '                       || ["'marked for deletion'", "'success'"]
        'n2ws.backups.latest(policy: 1, status: '          || ["'success'"]
        "n2ws.backups.findAll { it.status == '"            || ["B'", "M'"]
        'n2ws.backups.list().findAll { b -> b.status != "' || ['B"', 'M"']
        "one.status == '"                                  || []
        "n2ws.policies.exportCsv('src/"                    || ['src/main/', 'src/test/']
        'x = "a ${n2ws.'                                   || ['policies', 'token']
        'println "${n2ws.pol'                              || ['policies']
        'println "a ${n2ws.policies[1].name} and ${px.'    || ['roles', 'access']
        'println "${n2ws.policies[\'ni'                    || ["nightly']"]
        'println "${n2ws.policies["ni'                     || ['nightly"]']
        'println "${n2ws.policies.findAll { it.'           || ['enabled']
        'x = """text ${n2ws.'                             || ['policies']
        'n2ws.policies.each { println "${it.'              || ['name', 'enabled']
        ':dry '                                            || ['on', 'off']
        ':dry o'                                           || ['on', 'off']
        ':use '                                            || ['eu', 'dr']
        ':save src/'                                       || ['src/main/', 'src/test/']
        ':watch '                                          || ['5s ', '30s ', '5m ']
        ':watch 30s n2ws.pol'                              || ['policies']
        ':watch 30s x5 one.'                               || ['name']
        ':help n2ws.'                                      || ['policies']

        ':'                                                || [':servers', ':help', ':history', ':quit']
        ':se'                                              || [':servers']
        'help '                                            || ['n2ws', 'px', 'find ', 'table', 'unlock', 'step', 'choice']
        'help n2ws.'                                       || ['policies', 'get', 'token']
        'help px.'                                         || ['roles', 'access', 'plan']
        'help scripts/'                                    || ['scripts/morning-check.groovy']
        'help n2'                                          || ['n2ws']
        'help n2ws.'                                       || ['policies']
        'help n2ws.policies.'                              || ['create', 'backup']
        "help n2ws.policies['nightly']."                   || ['create', 'backup']
        'help n2ws.azure.'                                 || ['policies', 'backups']
        'help n2ws.azure.backups.'                         || ['recover', 'latest']
    }

    def "#before has no candidates"() {
        expect:
        offersFor(before) == []

        where:
        before << [
            'rows.', 'foo().', 'it.', 'x.y.', 'n2ws.nowhere.', "n2ws.policies['a'].name.",
            '"a".', '1.', '(1 + 2).', '[1, 2].', 'n2ws..', '.', "'", "x = 'n", "foo['", "n2ws['", 'n2ws.users["',
            '// n2ws.', '/* n2ws.', '"""n2ws.', "'''n2ws.", 'x = 1 ', "x = 'a' ", 'f() n', ':servers e', ':servers ',
            ':dry on ', ':watch 3', ':watch 30s', 'note.shout().', 'one = 5\none.', 'some = foo(n2ws.policies)\nsome.', 'x.one.', 'help foo.', 'help n2ws.nowhere.', 'n2ws.azure.nowhere.', "n2ws.azure['", 'rows.each { it.', 'class A { def f() { rows.',
        ]
    }

    def "inside a block only its fields are offered"() {
        expect:
        !offersFor("n2ws.policies.create('x') { ").contains('n2ws')
        offersFor("n2ws.policies.create('x') { account r").contains('rows')
        !offersFor("n2ws.policies.create('x') { foo { ").contains('generations')
    }

    def "each candidate has a description"() {
        given:
        Map<String, Candidate> found = candidates("n2ws.policies['a'].").collectEntries { [it.value(), it] }

        expect:
        found.backup.group() == 'verbs that write'
        found.targets.group() == 'verbs'
        found.enabled.group() == 'fields'
        found.values().every { !it.complete() && it.suffix() == null }
        found.backup.descr()
    }

    def "a namespace of nouns offers only its nouns"() {
        expect:
        offersFor('n2ws.azure.').sort() == ['backups', 'policies', 'recoveries', 'reports']
        !offersFor('n2ws.').any { it.contains('.') }
    }

    def "a candidate is offered once"() {
        expect:
        List<String> all = offersFor(before)
        all.size() == all.toSet().size()

        where:
        before << ["n2ws.policies['a'].", 'n2ws.', 'n2ws.policies.', '']
    }

    def "#before has the replaceable fragment #fragment"() {
        expect:
        new CursorLine(before + ' tail', before.length()).word() == fragment
        new CursorLine(before, before.length()).rawWordCursor() == fragment.length()

        where:
        before                   || fragment
        ''                       || ''
        'n2'                     || 'n2'
        'n2ws.'                  || ''
        'n2ws.pol'               || 'pol'
        "n2ws.policies['eu da"   || 'eu da'
        'x = 1 '                 || ''
        ':ser'                   || ':ser'
        '  :ser'                 || ':ser'
        ':servers e'             || 'e'
        'help n2ws.po'           || 'po'
        'help :wat'              || ':wat'
        'help morning-ch'        || 'morning-ch'
        'help scripts/mor'       || 'scripts/mor'
        'help tab'               || 'tab'
        'x = "a ${n2ws.po'       || 'po'
        ':save src/doc/x'        || 'src/doc/x'
        ':watch 30s n2ws.po'     || 'po'
        ':help n2ws.po'          || 'po'
    }

    def "completion of any prefix does not fail and reads no value"() {
        given:
        Binding binding = new Binding() {
            @Override
            Object getVariable(String name) {
                throw new AssertionError("read $name")
            }
        }
        ['boom', 'rows', 'x'].each { binding.setVariable(it, new InteractiveShellSpec.FailingObject()) }
        completer = new DslCompleter(new CompletionContext(catalogs, { binding.variables.keySet() as Set<String> }, { null }, { null }, [:]), source, [:])

        when:
        lines().each { line ->
            (0..line.length()).each { end ->
                candidates(line.substring(0, end))
                new CursorLine(line, end).word()
            }
        }

        then:
        noExceptionThrown()
    }

    def "a name is shown without its quote and bracket"() {
        expect:
        candidates("n2ws.policies['ni").find { it.value() == "nightly']" }.displ() == 'nightly'
    }

    def "an argument shows its value type"() {
        expect:
        candidates('n2ws.policies.list(').find { it.value() == 'search: ' }.descr().startsWith('text')
        candidates('one.update { ').find { it.value() == 'account' }.descr().startsWith('one of accounts, by name or id')
    }

    static class Note {
        String text

        static Note made(int number) {
            new Note(text: "note $number")
        }

        String shout() {
            text.toUpperCase()
        }
    }

    private List<String> lines() {
        List<String> completeTexts = [
            "n2ws.policies.create('weekly') { account 'main'; generations 4; schedules 'daily' }",
            "n2ws.policies['nightly'].backup().await(timeout: 2.hours, every: 30.seconds)",
            "px.roles['backup-viewer'].diff(px('dr').roles['backup-viewer'])",
            "px.roles.create('a') {\n  allow 'role', apis: ['inspect*', 'enumerate*']\n  metadata { name 'x' }\n}",
            'def f(a, b = [1: 2]) { a ?: b?.c *.d }; f(boom) // end',
            'n2ws.policies.findAll { it.name =~ /a(b|c)]/ }.collect { p -> "${p.name} \\" ${px.roles["a"]}" }.each { println it }',
            "x = '''long {[( ' text''' + \"\"\"\${boom.x}\"\"\" /* note */ + 1_000.5e3",
            "a = n2ws?.policies[0..-1]*.targets[1]['x']\n  .find { it } .foo.bar({ -> }, [a: { b -> b. }])",
            ':servers eu', 'help n2ws.policies.create', '}])({[', '...', "boom.'quoted name'.x", 'x ->.[(.{', '$/dollar/$ + \\\\ @ # ~ `',
            "n2ws.policies.list(search: 'Linux', ordering: '-name').first().update { enabled false }",
            '"\\', "'\\", '/', '//', '/*', '[:].each { k, v -> n2ws.policies[k].', '\u00e4\u00f6.\u65e5\u672c \uD83D\uDE00.', '\t\n\r\n . \n',
        ]
        Random random = new Random(7)
        String pieces = 'n2ws.policies'
        List<String> parts = [pieces, '.', '[', ']', '(', ')', '{', '}', "'", '"', 'it', '->', ',', ';', '\n', ' ', 'each', 'create', '/', '$', '\\', 'px', '*.', ':']
        completeTexts + (1..100).collect { (1..20).collect { parts[random.nextInt(parts.size())] }.join('') }
    }

    private DslType noun(String server, String name) {
        new DslType.ServerType(catalogs[server], null).noun(name)
    }

    def "the values that the API of the gateway documents are offered: #before"() {
        given:
        completer = new DslCompleter(new CompletionContext([px: Catalog.of('px', 'px-gateway')], { [] as Set }, { null }, { null }, [:]), source, [:])

        expect:
        offersFor(before).containsAll(expected)

        where:
        before                                       || expected
        "px.restores.create('x') { replacePolicy '"  || ["Retain'", "Delete'"]
        "px.restores.create('x') { replacePolicy "   || ["'Retain'", "'Delete'"]
        "px.logLevel.set(level: '"                   || ["Debug'", "Info'", "Trace'"]
    }

    private List<Candidate> candidates(String before) {
        List<Candidate> found = []
        completer.complete(null, new CursorLine(before, before.length()), found)
        found
    }

    def "with very many names the candidates are the names with the typed prefix, or all names without a match: #typed"() {
        given:
        liveNames['n2ws.policies'] = (1..2000).collect { "policy_$it".toString() } + ['POLICY_77x', 'other']

        expect:
        offersFor("n2ws.policies['" + typed).size() == count

        where:
        typed         || count
        ''            || 2002
        'policy_77'   || 12
        'POLICY_77x'  || 1
        'POLICY_7'    || 112
        'Policy_7'    || 2002
        'licy'        || 2002
        'policy_9\\' || 2002
    }

    private List<String> offersFor(String before) {
        candidates(before)*.value()
    }
}
