package dev.baksh.shell

import dev.baksh.shell.Prompt.Mode
import dev.baksh.shell.Prompt.Server
import spock.lang.Specification

import java.time.Duration

class PromptSpec extends Specification {
    def "the prompt shows the servers, the mode and the remaining token lifetimes"() {
        expect:
        new Prompt(servers, jobs).render(false, 120) == text

        where:
        servers                                                    | jobs || text
        []                                                         | 0    || 'baksh> '
        [serverStatus('n2ws', Mode.RW, 3599), serverStatus('px', Mode.RW, 61)] | 0    || 'baksh n2ws token 59m, px token 1m RW> '
        [serverStatus('eu', Mode.RO, 59)]                                | 1    || 'baksh eu token <1m RO, 1 job> '
        [serverStatus('eu', Mode.DRY_RUN, null)]                         | 2    || 'baksh eu dry-run, 2 jobs> '
        [serverStatus('eu', Mode.RO, null), serverStatus('px', Mode.RW, 7200)] | 0    || 'baksh eu RO, px RW token 2h> '
    }

    def "on a narrow screen the prompt is short and still shows the servers"() {
        given:
        Prompt prompt = new Prompt([serverStatus('n2ws', Mode.RW, 600), serverStatus('px-of-the-house-eu', Mode.RW, 600)], 0)

        expect:
        prompt.render(false, width) == text

        where:
        width || text
        110   || 'baksh n2ws token 10m, px-of-the-house-eu token 10m RW> '
        109   || 'baksh n2ws, px-of-the-house-eu RW, token 10m> '
        92    || 'baksh n2ws, px-of-the-house-eu RW, token 10m> '
        91    || 'n2ws, px-of-the-house-eu RW, token 10m> '
        80    || 'n2ws, px-of-the-house-eu RW, token 10m> '
        79    || 'baksh n2ws, px-of-the-house-eu RW> '
        70    || 'baksh n2ws, px-of-the-house-eu RW> '
        69    || 'n2ws, px-of-the-house-eu RW> '
        58    || 'n2ws, px-of-the-house-eu RW> '
        57    || 'n2ws, px-of-…se-eu RW> '
        10    || 'n2ws, px-of-…se-eu RW> '
    }

    def "production is red, and colors add no visible character"() {
        given:
        Prompt prompt = new Prompt([new Server('eu', true, Mode.UNLOCKED, Duration.ofMinutes(14))], 0)

        expect:
        prompt.render(true, 80) == 'baksh \u001b[1;31meu\u001b[0m \u001b[1;31mUNLOCKED 14m\u001b[0m> '
        prompt.render(true, 80).replaceAll('\u001b\\[[\\d;]*m', '') == prompt.render(false, 80)
    }

    def "the time of an unlock is beside its mode and stays on a narrow screen"() {
        given:
        Prompt prompt = new Prompt([serverStatus('eu', Mode.UNLOCKED, 840), serverStatus('us', Mode.UNLOCKED, 60), serverStatus('px', Mode.RO, 300)], 0)

        expect:
        prompt.render(false, 120) == 'baksh eu UNLOCKED 14m, us UNLOCKED 1m, px RO token 5m> '
        prompt.render(false, 60) == 'eu UNLOCKED 14m, us UNLOCKED 1m, px RO> '
        new Prompt(prompt.servers().take(2), 0).render(false, 120) == 'baksh eu UNLOCKED 14m, us UNLOCKED 1m> '
    }

    private static Server serverStatus(String name, Mode mode, Integer seconds) {
        new Server(name, false, mode, seconds == null ? null : Duration.ofSeconds(seconds))
    }
}
