package dev.baksh.cli.console

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.http.SecretRedactor
import spock.lang.Specification
import spock.lang.Timeout

import java.util.concurrent.CountDownLatch

/** The two stages of Ctrl-C; what a process does of them is in SignalIT. */
@Timeout(120)
class InterruptHandlerSpec extends Specification {
    ByteArrayOutputStream err = new ByteArrayOutputStream()
    List<Integer> exitCodes = []
    Map<String, Runnable> signals = [:]
    CountDownLatch interrupted = new CountDownLatch(1)
    CountDownLatch inputReleased = new CountDownLatch(1)
    Thread runThread = Thread.startDaemon {
        try {
            inputReleased.await()
        } catch (InterruptedException ignored) {
            interrupted.countDown()
        }
    }

    Console createConsole(InputStream input = new ByteArrayInputStream(new byte[0])) {
        ProcessEnvironment environment = new ProcessEnvironment(input, new PrintStream(err), new PrintStream(err, true), [:], true, true, 80, [], dev.baksh.client.api.TimeSource.SYSTEM)
        return new Console(environment, CommandLineOptions.parse([]), new SecretRedactor())
    }

    InterruptHandler createHandler(InterruptHandler.Stages stages = InterruptHandler.Stages.TWO, Console createConsole = createConsole()) {
        return new InterruptHandler(stages, runThread, createConsole, { String name, Runnable action -> signals[name] = action } as InterruptHandler.SignalSource, { exitCodes << it })
    }

    def cleanup() {
        inputReleased.countDown()
    }

    def "the first #signal cancels the current call, and the process ends normally with exit code #code"() {
        given:
        InterruptHandler createHandler = createHandler()

        when:
        signals[signal].run()
        interrupted.await()

        then:
        createHandler.exitCode() == code
        exitCodes == []
        err.toString() == said

        where:
        signal || code | said
        'INT'  || 130  | 'interrupted: ending the operation; press Ctrl-C again to exit immediately\n'
        'TERM' || 143  | ''
        'HUP'  || 129  | ''
    }

    def "the recorded failure mentions #signal"() {
        given:
        InterruptHandler createHandler = createHandler()
        BakshException failure = new BakshException(ExitCode.INTERRUPTED, 'interrupted', 'look')

        expect:
        createHandler.withSignalExit(failure).is(failure)

        when:
        signals[signal].run()
        BakshException described = createHandler.withSignalExit(failure)

        then:
        described.exit() == exit
        [described.message, described.hint()] == ['interrupted', 'look']

        where:
        signal || exit
        'INT'  || ExitCode.INTERRUPTED
        'TERM' || ExitCode.TERMINATED
        'HUP'  || ExitCode.HUNG_UP
    }

    def "the second signal exits immediately: #first, #second"() {
        given:
        createHandler()

        when:
        signals[first].run()
        signals[second].run()

        then:
        exitCodes == [code]

        where:
        first  | second || code
        'INT'  | 'INT'  || 130
        'TERM' | 'INT'  || 130
        'INT'  | 'TERM' || 143
    }

    def "a signal after the end of the run ends the process without an interrupt"() {
        given:
        InterruptHandler createHandler = createHandler()

        when:
        createHandler.close()
        signals.INT.run()

        then:
        exitCodes == [130]
        createHandler.exitCode() == 0
        interrupted.count == 1
    }

    def "a signal ends a prompt, and its message is on the next line"() {
        given:
        CountDownLatch promptShown = new CountDownLatch(1)
        InputStream keyboard = new InputStream() {
            int read() {
                promptShown.countDown()
                inputReleased.await()
                return -1
            }
        }
        Console createConsole = createConsole(keyboard)
        BakshException promptFailure = null
        Thread promptThread = Thread.start {
            try {
                createConsole.confirm('delete it?', null)
            } catch (BakshException e) {
                promptFailure = e
            }
        }
        new InterruptHandler(InterruptHandler.Stages.TWO, promptThread, createConsole, { String name, Runnable action -> signals[name] = action } as InterruptHandler.SignalSource, { exitCodes << it })
        promptShown.await()

        when:
        signals.INT.run()
        promptThread.join()

        then:
        exitCodes == []
        promptFailure.exit() == ExitCode.INTERRUPTED
        promptFailure.message == 'interrupted at the question; nothing was sent'
        err.toString() == 'delete it? [y/N] \ninterrupted: ending the operation; press Ctrl-C again to exit immediately\n'
    }

    def "a prompt without a pending write is left immediately, and the next output starts a new line"() {
        given:
        CountDownLatch promptShown = new CountDownLatch(1)
        InputStream keyboard = new InputStream() {
            @Override
            int read() {
                promptShown.countDown()
                inputReleased.await()
                return -1
            }
        }
        Console createConsole = createConsole(keyboard)
        createHandler(InterruptHandler.Stages.ONE, createConsole)
        Thread.startDaemon { createConsole.confirm('delete it?', null) }
        promptShown.await()

        when:
        signals.INT.run()

        then:
        exitCodes == [130]
        err.toString() == 'delete it? [y/N] \n'
    }

    def "without a pending write the first Ctrl-C exits"() {
        given:
        createHandler(InterruptHandler.Stages.ONE)

        when:
        signals.INT.run()

        then:
        exitCodes == [130]
        err.toString() == ''
    }

    def "a shell handles Ctrl-C itself"() {
        when:
        createHandler(InterruptHandler.Stages.NONE)

        then:
        signals.keySet() == ['TERM', 'HUP'] as Set
    }

    def "Ctrl-C has #stages stages in baksh #command"() {
        expect:
        InterruptHandler.Stages.of(command) == stages

        where:
        command  || stages
        ''       || InterruptHandler.Stages.NONE
        'login'  || InterruptHandler.Stages.ONE
        'doctor' || InterruptHandler.Stages.ONE
        '-e'     || InterruptHandler.Stages.TWO
        'run'    || InterruptHandler.Stages.TWO
        '-'      || InterruptHandler.Stages.TWO
        'resume' || InterruptHandler.Stages.TWO
    }
}
