package dev.baksh.custody

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Time
import dev.baksh.journal.Child
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant

/** One process at an object. */
@Timeout(120)
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

    /** Of the object that is written to. */
    Path getFile() {
        files().find { it.fileName.toString() != 'folder.lock' }
    }

    List<Path> files() {
        Files.list(home.resolve('locks')).withCloseable { it.toList() }
    }

    /** Another process has the object, until it is ended. */
    Process hold(String object) {
        byte[] words = null
        Path taken = null
        write(locks(), object) {
            taken = file
            words = Files.readAllBytes(taken)
        }
        Files.write(taken, words)
        Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString('rw-------'))
        Process other = Child.hold(taken)
        other.inputStream.withReader { assert it.readLine() == 'held' }
        return other
    }

    def "nobody waits where nobody else is, and the files are the user's alone"() {
        expect:
        write(locks(), 'a') == 'done'
        write(locks(), 'a') == 'done'
        notes == []
        time.waits == 0
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('locks'))) == 'rwx------'
        write(locks(), 'a') {
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + ' ' + Files.readString(file)
        } == 'rw------- process 7 on ops1 since 2026-03-04T05:06:07Z'
    }

    def "no file stays of an object that nobody is at, but of a process that died at it"() {
        when:
        write(locks(), 'a')
        hold('b').destroyForcibly().waitFor()

        then:
        files()*.fileName*.toString().sort() == ['folder.lock', file.fileName.toString()].sort()

        when:
        write(locks(), 'b')

        then:
        files()*.fileName*.toString() == ['folder.lock']
        time.waits == 0
    }

    def "an object is free again when the folder is full, or whatever else breaks its lock off"() {
        given:
        Path taken = write(locks(), 'a') { file }
        Files.createSymbolicLink(taken, home.resolve('elsewhere'))

        when:
        write(locks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == Exit.JOURNAL
        e.message == "$taken is a symbolic link"

        when:
        Files.delete(taken)

        then:
        write(locks(), 'a') == 'done'
        time.waits == 0
    }

    @Requires({ os.linux })
    def "a thread that waits does not take the lock from the one of its process that has it"() {
        given:
        List<String> others = []

        when:
        write(locks(), 'a') {
            time.inside = { int n -> if (n == 3) throw new InterruptedException() }
            Thread.start {
                try {
                    write(locks(), 'a')
                } catch (BakshException e) {
                    others << e.message
                }
            }.join()
            // As the system lists them: kind, process, device and number of the file.
            others << new File('/proc/locks').readLines().count { it =~ /POSIX .* ${ProcessHandle.current().pid()} \S+:${Files.getAttribute(file, 'unix:ino')} / }.toString()
        }

        then:
        others == ["n2ws: n2ws.policies.backup 'nightly': interrupted while another process goes first; nothing was sent", '1']
    }

    @Requires({ os.linux || os.macOs })
    def "processes and their threads are at an object one at a time, though its file comes and goes"() {
        given:
        Path marks = Files.createDirectory(home.resolve('marks'))
        List<Process> processes = (1..3).collect { Crowd.start(home.resolve('locks'), marks, Integer.getInteger('baksh.crowd', 150)) }

        expect:
        processes.collect { [it.inputStream.text, it.waitFor()] } == [['alone\n', 0]] * 3
        files()*.fileName*.toString() == ['folder.lock']
    }

    def "while another process has the object it is waited for, and named once"() {
        given:
        Process other = hold('a')
        time.inside = { int n -> if (n == 20) { other.destroyForcibly().waitFor() } }

        expect:
        write(locks(), 'b') == 'done'
        write(locks(), 'a') == 'done'
        time.waits == 20
        notes == ["n2ws: n2ws.policies.backup 'nightly': waits for process 7 on ops1 since 2026-03-04T05:06:07Z, which writes to the same object"]
    }

    def "another process that keeps it is no reason to wait for ever: nothing is sent"() {
        given:
        Process other = hold('a')
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
        Process other = hold('a')
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

    def "Ctrl-C just before a write is an interruption and no failure, and the object is free afterwards"() {
        given:
        boolean begun = false
        Thread.currentThread().interrupt()

        when:
        write(locks(), 'policy 1') { begun = true }

        then:
        BakshException e = thrown()
        e.exit() == Exit.INTERRUPTED
        e.message == "n2ws: n2ws.policies.backup 'nightly': interrupted before it was begun; nothing was sent"
        !begun
        Thread.interrupted()
        write(locks(), 'policy 1') == 'done'

        cleanup:
        Thread.interrupted()
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
