package dev.baksh.client.journal

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import dev.baksh.client.files.PrivateFiles
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.util.concurrent.atomic.AtomicBoolean

@Timeout(120)
class RunLockSpec extends Specification {
    @TempDir
    Path folder

    RunLock acquire() {
        RunLock.acquire(folder, PrivateFiles.ofCurrentUser(), TimeSource.SYSTEM)
    }

    def "one caller executes a run, and all callers may ask for its state"() {
        when:
        RunLock lock = acquire()

        then:
        2.times { assert RunLock.isHeld(folder) }

        when:
        acquire()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message ==~ /run ${folder.fileName} is being executed by process ${ProcessHandle.current().pid()} on \S+ since \S+/
        RunLock.isHeld(folder)

        when:
        lock.close()

        then:
        !RunLock.isHeld(folder)
        acquire().close()
    }

    def "callers that ask for the state of a run keep no caller from the run"() {
        given:
        acquire().close()
        AtomicBoolean ended = new AtomicBoolean()
        List<Thread> readers = (1..2).collect {
            Thread.start {
                while (!ended.get()) RunLock.isHeld(folder)
            }
        }

        when:
        500.times { acquire().close() }

        then:
        noExceptionThrown()

        cleanup:
        ended.set(true)
        readers*.join()
    }
}
