package dev.baksh.shell.complete

import org.jline.reader.Candidate
import spock.lang.Specification

class CompletionMenuSpec extends Specification {
    Candidate backup = candidate('backup', 'runs the policy now')
    Candidate delete = candidate('delete', 'deletes it for good')
    List<CompletionMenu.Group> groups = [
        new CompletionMenu.Group('verbs', [backup, delete]),
        new CompletionMenu.Group('fields', [candidate('id', null), candidate('lastModified', 'when it was changed')]),
    ]

    def "where there is room each candidate has a line, with what it is beside it"() {
        expect:
        lines(groups, null, 40, 6) == [
            'verbs', 'backup        runs the policy now', 'delete        deletes it for good',
            'fields', 'id', 'lastModified  when it was changed']
    }

    def "what does not fit beside a name is cut at the edge of the screen"() {
        expect:
        lines(groups, null, 20, 6)[1..2] == ['backup        runs…', 'delete        dele…']
    }

    def "on a low screen names stand in columns"() {
        expect:
        lines(groups, null, 40, 5) == ['verbs', 'backup        delete', 'fields', 'id            lastModified']
    }

    def "on a low screen the chosen one is described below"() {
        given:
        CompletionMenu menu = new CompletionMenu(groups, delete, 40, 5)

        expect:
        menu.lines()*.toString()*.stripTrailing() ==
            ['verbs', 'backup        delete', 'fields', 'id            lastModified', 'deletes it for good']
        menu.selectedLine() == 1
        menu.columns() == 2
    }

    def "a list that no screen holds says how many it leaves out, and stays within the lines that are free"() {
        given:
        List<CompletionMenu.Group> many = [new CompletionMenu.Group('policies', (1..500).collect { candidate("policy-$it", null) })]

        when:
        List<String> lines = lines(many, null, 80, 10)

        then:
        lines.size() == 10
        lines.last() == '… 452 more: type on'
    }

    def "there is no colour in it, since it stands where NO_COLOR is set too"() {
        expect:
        new CompletionMenu(groups, delete, 40, 6).lines()*.toAnsi().join().findAll(/\u001b\[[0-9;]*m/).every { !(it =~ /[\[;](3|4|9|10)[0-8][;m]/) }
    }

    def "wide characters take their two columns"() {
        expect:
        lines([new CompletionMenu.Group('', [candidate('生产', 'production'), candidate('dr', 'away')])], null, 40, 9) ==
            ['生产  production', 'dr    away']
    }

    private static List<String> lines(List<CompletionMenu.Group> groups, Candidate selection, int width, int rows) {
        new CompletionMenu(groups, selection, width, rows).lines()*.toString()*.stripTrailing()
    }

    private static Candidate candidate(String name, String help) {
        new Candidate(name, name, null, help, null, null, false)
    }
}
