package dev.baksh

import dev.baksh.cli.BakshRunner
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/**
 * The page of a report in a browser, where there is one: {@code apt-get install chromium}. The pictures stay in
 * {@code target/report-*.png} for a visual check.
 */
@Requires({ HtmlReportIT.findChromium() })
class HtmlReportIT extends Specification {
    static final String RUNBOOK = '''\
        title 'Drill <b>of</b> the month'
        step('pick the newest good backup of the policy') { n2ws.backups.latest(policy: 'nightly', status: 'B') }
        table n2ws.policies, 'id', 'name', 'enabled'
        approve 'Go on?'
        step('update') { n2ws.policies['adhoc'].update { generations 7 }; null }
        println bar(n2ws.backups.countBy { it.status })
        println spark(n2ws.policies*.generations)
        fail '<img src="http://127.0.0.1:1/x.png" onerror="console.log(1)">'
        '''.stripIndent()

    @TempDir
    Path folder

    def "the page has no console error and sends no request, at #width pixels"() {
        given:
        Path runbook = folder.resolve('drill.groovy')
        Path page = folder.resolve('report.html')
        Files.writeString(runbook, RUNBOOK)
        Map env = [BAKSH_HOME: folder.resolve('home').toString()]
        BakshRunner.start(['--sandbox', '--yes', 'run', runbook.toString()], env)
        BakshRunner.start(['report', 'last', page.toString()], env)
        Path screenshot = Path.of("target/report-${width}.png").toAbsolutePath()
        Files.deleteIfExists(screenshot)

        when:
        Path log = folder.resolve('log')
        Process browser = new ProcessBuilder(
            findChromium(), '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--enable-logging=stderr', '--no-first-run',
            "--user-data-dir=${folder.resolve('profile')}", "--window-size=$width,2000", "--screenshot=$screenshot", page.toUri().toString())
            .redirectErrorStream(true).redirectOutput(log.toFile()).start()
        boolean finished = browser.waitFor(60, TimeUnit.SECONDS)
        if (!finished) browser.destroyForcibly()

        then:
        finished
        Files.size(screenshot) > 10_000
        // The page allows itself nothing from outside: an attempt would be an error on the console.
        Files.readString(page).contains("default-src 'none'")
        !Files.readString(log).contains('CONSOLE')

        where:
        width << [1280, 390]
    }

    static String findChromium() {
        System.getenv('PATH').split(':').collectMany { path -> ['chromium', 'chromium-browser', 'google-chrome'].collect { "$path/$it".toString() } }
            .find { new File(it).canExecute() }
    }
}
