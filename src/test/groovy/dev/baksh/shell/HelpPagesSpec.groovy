package dev.baksh.shell

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import spock.lang.Specification

class HelpPagesSpec extends Specification {
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    HelpPages help = new HelpPages(catalogs, { [:] })

    def "the page of an operation shows its description, arguments, request, effect, permission and example"() {
        given:
        String page = help.page(topic, 100).join('\n')

        expect:
        page.contains('n2ws.policies.create: Creates a policy.')
        page.contains("  n2ws.policies.create('weekly') { account 'main'; generations 4; schedules 'daily' }")
        page.contains('one of accounts, by name or id; required: the AWS account of the resources')
        page.contains('  request     POST aws/policies/ (API 2); POST policies/ (API 1)')
        page.contains('  effect      ENSURE: sets a state; journaled; read-only refuses it, dry run prints it')
        page.contains('  permission  allow_backup_changes')
        page.contains('  evidence    confirmed (n2ws-api 2.3, guide 10.1)')

        where:
        topic << ['n2ws.policies.create', "n2ws.policies.create('x') { ", 'n2ws.policies.create()']
    }

    def "an argument that takes a duration is no map: #topic"() {
        expect:
        help.page(topic, 100).findAll { it =~ /^  \w+ +(duration|map)/ }*.replaceAll(' +', ' ') == arguments

        where:
        topic                       || arguments
        'n2ws.policies.unprotected' || [' since duration; required: before now, such as 2.days; or a time']
        'n2ws.backups.await'        || [' timeout duration: such as 2.hours; default 6.hours', ' every duration: interval between reads; default 5.seconds, growing to 1.minute']
        'n2ws.recoveries.await'     || [' timeout duration: such as 2.hours; default 6.hours', ' every duration: interval between reads; default 5.seconds, growing to 1.minute']
    }

    def "every noun, operation and field has a page, and no line is wider than #width"() {
        when:
        List<String> pages = catalogs.values().collectMany { catalog ->
            catalog.nouns().values().collectMany { noun ->
                List<String> topics = [*noun.operations().keySet(), *noun.fields().keySet()]
                String path = noun.name() == 'server' ? catalog.server() : "${catalog.server()}.${noun.name()}"
                [help.page(path, width)] + topics.collect { help.page("${path}.$it" as String, width) }
            }
        }

        then:
        pages.every { !it.empty }
        pages.flatten().findAll { it.length() > width && it.trim().contains('   ') }.empty

        where:
        width << [60, 100]
    }

    def "a verb of the server belongs to the server, which is no noun"() {
        expect:
        help.page('px', 80).containsAll(['verbs of the whole server'])
        !help.page('px', 80).any { it.startsWith('  server ') }
        help.page('px.access', 80)[0] == 'px.access: ' + catalogs.px.noun('server').operation('access').help()
    }

    def "a row, an index and an unfinished line in the topic are ignored: #topic"() {
        expect:
        help.page(topic, 80)[0] == 'n2ws.policies.backup: ' + catalogs.n2ws.noun('policies').operation('backup').help()

        where:
        topic << ["n2ws.policies['nightly'].backup()", "n2ws.policies['a]b'].backup(", 'n2ws.policies[names[0]].backup', "n2ws.policies['nightly']?.backup", 'n2ws.policies*.backup',
            "'n2ws.policies.backup'", 'n2ws policies backup', 'n2ws.policies.backup;', 'n2ws.policies.backup.', 'n2ws.policies.backup?', 'n2ws.policies.backup() {']
    }

    def "the topic of an unfinished line is the part before it: #topic"() {
        expect:
        help.page(topic, 120)[0] == 'n2ws.policies: ' + catalogs.n2ws.noun('policies').help()

        where:
        topic << ['n2ws.policies[', "n2ws.policies['nigh", 'n2ws.policies.', 'n2ws.policies["nightly"].', 'n2ws.policies {', '"n2ws.policies"']
    }

    def "a view has a page behind each name"() {
        expect:
        help.page('rows.wide', 80)[0] == 'wide: prints all columns'
    }

    def "a namespace of nouns has a page that lists them"() {
        expect:
        help.page('n2ws.azure', 80).findAll { it.startsWith('  ') }*.trim()*.split('  ')*.getAt(0) ==
            ['azure.policies', 'azure.backups', 'azure.recoveries', 'azure.reports']
    }

    def "an argument is shown in its typed form"() {
        expect:
        help.page("n2ws.policies.runTimes", 80).any { it.startsWith('  days  ') }
    }

    def "a search finds operations, nouns and fields"() {
        expect:
        help.page(topic, 80).any { it.startsWith(found) }

        where:
        topic                || found
        'find "generations"' || '  n2ws.policies.generations'
        'find role'          || '  px.roles'
        "find 'run now'"     || '  n2ws.policies.backup'
        'find MAP'           || '  px.users.map'
        'find "restore"'     || '  n2ws.backups.recover'
    }

    def "a search finds commands and scripts, a command once: #topic"() {
        given:
        HelpPages all = new HelpPages(catalogs, { [undo: 'writes a runbook', ':undo': 'writes a runbook', ':watch': 'repeats an expression', 'failover-drill': 'tests a scenario'] })

        expect:
        all.page(topic, 80).findAll { it.startsWith('  ') }*.trim()*.split('  ')*.getAt(0).intersect(['undo', ':undo', ':watch', 'failover-drill']) == found

        where:
        topic           || found
        'find undo'     || ['undo']
        'find repeats'  || [':watch']
        'find scenario' || ['failover-drill']
    }

    def "#topic is an error with similar topics"() {
        when:
        help.page(topic, 80)

        then:
        BakshException e = thrown()
        e.message == message
        e.hint() == hint

        where:
        topic                  || message                                  | hint
        'n2ws.polices'         || "help: n2ws has no 'polices'"            | 'did you mean: policies'
        'n2ws.policies.creat'  || "help: n2ws.policies has no 'creat'"     | 'did you mean: create'
        'policies'             || "there is no help on 'policies'"         | 'did you mean: help n2ws.policies'
        'backup'               || "there is no help on 'backup'"           | 'did you mean: help n2ws.policies.backup'
        'log'                  || "there is no help on 'log'"              | 'did you mean: help n2ws.recoveries.log, help n2ws.scenarioRecords.log, help n2ws.azure.recoveries.log'
        'create'               || "there is no help on 'create'"           | 'help find "create" lists the pages, for example help n2ws.policies.create'
        'access'               || "there is no help on 'access'"           | 'did you mean: help px.access'
        'find'                 || 'help find needs a word'                 | 'help find "restore"'
        'find xyzzy'           || "no help page contains 'xyzzy'"         | 'help lists the topics'
        'n2ws.azure.polices'   || "help: n2ws.azure has no 'polices'"      | 'did you mean: policies'
        'n2ws.policies.list.x' || "there is no help on 'n2ws.policies.list.x'" | 'help lists the topics'
    }
}
