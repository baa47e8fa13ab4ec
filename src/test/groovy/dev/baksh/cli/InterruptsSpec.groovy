package dev.baksh.cli

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.exchange.Redaction
import java.util.concurrent.CountDownLatch
import spock.lang.Specification
import spock.lang.Timeout

/** The two stages of Ctrl-C; what a process does of them is in SignalIT. */
@Timeout(120)
class InterruptsSpec extends Specification {
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    List<Integer> left = []
    Map<String, Runnable> signals = [:]
    CountDownLatch interrupted = new CountDownLatch(1)
    CountDownLatch end = new CountDownLatch(1)
    Thread run = Thread.startDaemon {
        try {
            end.await()
        } catch (InterruptedException ignored) {
            interrupted.countDown()
        }
    }

    Console console(InputStream typed = new ByteArrayInputStream(new byte[0])) {
        Surroundings surroundings = new Surroundings(typed, new PrintStream(err), new PrintStream(err, true), [:], true, true, 80, [], dev.baksh.api.Time.SYSTEM)
        return new Console(surroundings, Options.parse([]), new Redaction())
    }

    Interrupts interrupts(Interrupts.Stages stages = Interrupts.Stages.TWO, Console console = console()) {
        return new Interrupts(stages, run, console, { String name, Runnable action -> signals[name] = action } as Interrupts.Source, { left << it })
    }

    def cleanup() {
        end.countDown()
    }

    def "the first #signal cancels what is under way, and the process ends by itself with #code"() {
        given:
        Interrupts interrupts = interrupts()

        when:
        signals[signal].run()
        interrupted.await()

        then:
        interrupts.code() == code
        left == []
        err.toString() == said

        where:
        signal || code | said
        'INT'  || 130  | 'interrupted: ending what is under way; Ctrl-C again leaves at once\n'
        'TERM' || 143  | ''
        'HUP'  || 129  | ''
    }

    def "what a failure is called on record tells of #signal"() {
        given:
        Interrupts interrupts = interrupts()
        BakshException failure = new BakshException(Exit.INTERRUPTED, 'interrupted', 'look')

        expect:
        interrupts.told(failure).is(failure)

        when:
        signals[signal].run()
        BakshException told = interrupts.told(failure)

        then:
        told.exit() == exit
        [told.message, told.hint()] == ['interrupted', 'look']

        where:
        signal || exit
        'INT'  || Exit.INTERRUPTED
        'TERM' || Exit.TERMINATED
        'HUP'  || Exit.HUNG_UP
    }

    def "the second one leaves at once: #first, #second"() {
        given:
        interrupts()

        when:
        signals[first].run()
        signals[second].run()

        then:
        left == [code]

        where:
        first  | second || code
        'INT'  | 'INT'  || 130
        'TERM' | 'INT'  || 130
        'INT'  | 'TERM' || 143
    }

    def "a signal that comes when all is over ends the process, and takes no interrupt along"() {
        given:
        Interrupts interrupts = interrupts()

        when:
        interrupts.close()
        signals.INT.run()

        then:
        left == [130]
        interrupts.code() == 0
        interrupted.count == 1
    }

    def "a question ends as all else does, and what is said of it stands below it"() {
        given:
        CountDownLatch asked = new CountDownLatch(1)
        InputStream keyboard = new InputStream() {
            int read() {
                asked.countDown()
                end.await()
                return -1
            }
        }
        Console console = console(keyboard)
        BakshException ended = null
        Thread asker = Thread.start {
            try {
                console.reply('delete it?', null)
            } catch (BakshException e) {
                ended = e
            }
        }
        new Interrupts(Interrupts.Stages.TWO, asker, console, { String name, Runnable action -> signals[name] = action } as Interrupts.Source, { left << it })
        asked.await()

        when:
        signals.INT.run()
        asker.join()

        then:
        left == []
        ended.exit() == Exit.INTERRUPTED
        ended.message == 'interrupted at the question; nothing was sent'
        err.toString() == 'delete it? [y/N] \ninterrupted: ending what is under way; Ctrl-C again leaves at once\n'
    }

    def "a question of what has nothing to settle is left at once, and what comes next begins a line"() {
        given:
        CountDownLatch asked = new CountDownLatch(1)
        InputStream keyboard = new InputStream() {
            @Override
            int read() {
                asked.countDown()
                end.await()
                return -1
            }
        }
        Console console = console(keyboard)
        interrupts(Interrupts.Stages.ONE, console)
        Thread.startDaemon { console.reply('delete it?', null) }
        asked.await()

        when:
        signals.INT.run()

        then:
        left == [130]
        err.toString() == 'delete it? [y/N] \n'
    }

    def "where there is nothing to settle the first Ctrl-C leaves"() {
        given:
        interrupts(Interrupts.Stages.ONE)

        when:
        signals.INT.run()

        then:
        left == [130]
        err.toString() == ''
    }

    def "a shell takes Ctrl-C itself"() {
        when:
        interrupts(Interrupts.Stages.NONE)

        then:
        signals.keySet() == ['TERM', 'HUP'] as Set
    }

    def "Ctrl-C has #stages in baksh #command"() {
        expect:
        Interrupts.Stages.of(command) == stages

        where:
        command  || stages
        ''       || Interrupts.Stages.NONE
        'login'  || Interrupts.Stages.ONE
        'doctor' || Interrupts.Stages.ONE
        '-e'     || Interrupts.Stages.TWO
        'run'    || Interrupts.Stages.TWO
        '-'      || Interrupts.Stages.TWO
        'resume' || Interrupts.Stages.TWO
    }
}
