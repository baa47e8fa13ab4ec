package dev.baksh.client.n2ws

import dev.baksh.MarkdownPage
import spock.lang.Specification

/**
 * Use cases of the API from the field (n2ws-api 5.1), each on the documentation page; ReadmeSpec and DrillsSpec run
 * them.
 */
class UseCaseCoverageSpec extends Specification {
    static final List<String> USE_CASE_LINES = new File('src/doc/n2ws.md').text
        .split('\n## What people use the API for\n')[1].split('\n## ')[0].readLines()

    def "each of the sixteen use cases is a script of scripts/ or at most three lines"() {
        given:
        List<String> uses = USE_CASE_LINES.findAll { it.startsWith('### ') }*.substring(4)
        Map<String, List<MarkdownPage.Block>> blocks = MarkdownPage.blocks('src/doc/n2ws.md', 'groovy').groupBy { it.heading }
        List<String> recipes = USE_CASE_LINES.findAll { it.startsWith('Recipe: ') }*.replaceAll(/Recipe: `(\S+) .*/, '$1')

        expect:
        uses.size() == 16
        uses.count { blocks[it] } == 11
        uses.every { !blocks[it] || blocks[it].size() == 1 && blocks[it][0].text.readLines().size() <= 3 }
        recipes.size() == 5
        recipes.every { new File(it).exists() && it in RecoveryScriptsSpec.SCRIPTS }
    }
}
