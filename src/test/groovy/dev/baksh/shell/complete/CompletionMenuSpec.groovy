package dev.baksh.shell.complete

import org.jline.reader.Candidate
import spock.lang.Specification

class CompletionMenuSpec extends Specification {
    Candidate backupCandidate = candidate('backup', 'runs the policy now')
    Candidate deleteCandidate = candidate('delete', 'deletes it for good')
    List<CompletionMenu.Group> groupCandidates = [
        new CompletionMenu.Group('verbs', [backupCandidate, deleteCandidate]),
        new CompletionMenu.Group('fields', [candidate('id', null), candidate('lastModified', 'when it was changed')]),
    ]

    def "with enough space each candidate has its own line with its description"() {
        expect:
        menuLines(groupCandidates, null, 40, 6) == [
            'verbs', 'backup        runs the policy now', 'delete        deletes it for good',
            'fields', 'id', 'lastModified  when it was changed']
    }

    def "a description that does not fit is truncated at the edge of the screen"() {
        expect:
        menuLines(groupCandidates, null, 20, 6)[1..2] == ['backup        runs…', 'delete        dele…']
    }

    def "on a screen with few lines names are in columns"() {
        expect:
        menuLines(groupCandidates, null, 40, 5) == ['verbs', 'backup        delete', 'fields', 'id            lastModified']
    }

    def "on a screen with few lines the selected candidate is described below"() {
        given:
        CompletionMenu menu = new CompletionMenu(groupCandidates, deleteCandidate, 40, 5)

        expect:
        menu.lines()*.toString()*.stripTrailing() ==
            ['verbs', 'backup        delete', 'fields', 'id            lastModified', 'deletes it for good']
        menu.selectedLine() == 1
        menu.columns() == 2
    }

    def "a list that does not fit shows the number of omitted candidates and uses only the free lines"() {
        given:
        List<CompletionMenu.Group> manyCandidates = [new CompletionMenu.Group('policies', (1..500).collect { candidate("policy-$it", null) })]

        when:
        List<String> menuLines = menuLines(manyCandidates, null, 80, 10)

        then:
        menuLines.size() == 10
        menuLines.last() == '… 452 more: type more letters to filter'
    }

    def "the menu has no color, because it is also shown with NO_COLOR"() {
        expect:
        new CompletionMenu(groupCandidates, deleteCandidate, 40, 6).lines()*.toAnsi().join().findAll(/\u001b\[[0-9;]*m/).every { !(it =~ /[\[;](3|4|9|10)[0-8][;m]/) }
    }

    def "wide characters take two columns"() {
        expect:
        menuLines([new CompletionMenu.Group('', [candidate('生产', 'production'), candidate('dr', 'away')])], null, 40, 9) ==
            ['生产  production', 'dr    away']
    }

    private static List<String> menuLines(List<CompletionMenu.Group> groupCandidates, Candidate selection, int width, int rows) {
        new CompletionMenu(groupCandidates, selection, width, rows).lines()*.toString()*.stripTrailing()
    }

    private static Candidate candidate(String name, String help) {
        new Candidate(name, name, null, help, null, null, false)
    }
}
