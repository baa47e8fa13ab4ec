package dev.baksh.custody

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Time
import dev.baksh.journal.Child
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant

/** One process at an object. */
@Timeout(60)
class ObjectLocksSpec extends Specification {
    static final Duration MINUTE = Duration.ofMinutes(1)

    @TempDir
    Path home

    List<String> notes = []

    /** Waiting is turning; after so many waits something happens. */
    class Turned implements Time {
        Duration gone = Duration.ZERO
        int waits
        Closure<?> inside = { int n -> }

        @Override
        Instant now() { Instant.parse('2026-03-04T05:06:07Z') + gone }

        @Override
        long nanos() { gone.toNanos() }

        @Override
        void pause(Duration length) {
            gone += length
            inside.call(++waits)
        }
    }

    Turned time = new Turned()

    ObjectLocks locks() {
        new ObjectLocks(home.resolve('locks'), time, 'process 7 on ops1')
    }

    Object write(ObjectLocks locks, String object, Closure<?> work = { 'done' }) {
        locks.in(object, "n2ws: n2ws.policies.backup 'nightly'", MINUTE, { notes << it }, { work.call() })
    }

    Path getFile() {
        Files.list(home.resolve('locks')).withCloseable { it.toList()[0] }
    }

    def "nobody waits where nobody else is, and the files are the user's alone"() {
        expect:
        write(locks(), 'a') == 'done'
        write(locks(), 'a') == 'done'
        notes == []
        time.waits == 0
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('locks'))) == 'rwx------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        Files.readString(file) == 'process 7 on ops1 since 2026-03-04T05:06:07Z'
    }

    def "while another process has the object it is waited for, and named once"() {
        given:
        write(locks(), 'a')
        Process other = Child.hold(file)
        other.inputStream.withReader { assert it.readLine() == 'held' }
        time.inside = { int n -> if (n == 20) { other.destroyForcibly().waitFor() } }

        expect:
        write(locks(), 'b') == 'done'
        write(locks(), 'a') == 'done'
        time.waits == 20
        notes == ["n2ws: n2ws.policies.backup 'nightly': waits for process 7 on ops1 since 2026-03-04T05:06:07Z, which writes to the same object"]
    }

    def "another process that keeps it is no reason to wait for ever: nothing is sent"() {
        given:
        write(locks(), 'a')
        Process other = Child.hold(file)
        other.inputStream.withReader { assert it.readLine() == 'held' }
        boolean begun = false

        when:
        write(locks(), 'a') { begun = true }

        then:
        BakshException e = thrown()
        e.exit() == Exit.REFUSED
        e.message == "n2ws: n2ws.policies.backup 'nightly': nothing was sent: process 7 on ops1 since 2026-03-04T05:06:07Z writes to the same object"
        e.hint() == 'wait for it, or end that process'
        !begun
        time.gone == MINUTE

        cleanup:
        other.destroyForcibly().waitFor()
    }

    def "another thread of this process waits as well"() {
        given:
        List<String> order = Collections.synchronizedList([])

        when:
        write(locks(), 'a') {
            Thread second = Thread.start { write(new ObjectLocks(home.resolve('locks'), Time.SYSTEM, 'x'), 'a') { order << 'second' } }
            while (notes.empty) Thread.onSpinWait()
            order << 'first'
            second
        }.join()

        then:
        order == ['first', 'second']
    }

    def "Ctrl-C ends the wait, and nothing is sent"() {
        given:
        write(locks(), 'a')
        Process other = Child.hold(file)
        other.inputStream.withReader { assert it.readLine() == 'held' }
        time.inside = { int n -> throw new InterruptedException() }

        when:
        write(locks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == Exit.INTERRUPTED
        e.message == "n2ws: n2ws.policies.backup 'nightly': interrupted while another process goes first; nothing was sent"
        Thread.interrupted()

        cleanup:
        other.destroyForcibly().waitFor()
    }

    def "a folder that is not the user's alone is refused"() {
        given:
        write(locks(), 'a')
        Files.setPosixFilePermissions(home.resolve('locks'), PosixFilePermissions.fromString('rwxrwxrwx'))

        when:
        write(locks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == Exit.JOURNAL
        e.message == "${home.resolve('locks')} is open to others (rwxrwxrwx)"
    }
}
