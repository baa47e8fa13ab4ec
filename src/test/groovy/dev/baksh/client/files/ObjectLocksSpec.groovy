package dev.baksh.client.files

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.TimeSource
import dev.baksh.client.journal.JournalWriterProcess
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.util.concurrent.FutureTask

/** Mutual exclusion of processes that write to one object. */
@Timeout(120)
class ObjectLocksSpec extends Specification {
    static final Duration TIMEOUT = Duration.ofMinutes(1)

    @TempDir
    Path home

    List<String> notices = []

    /** Time source that counts pauses; runs an action after a given number of pauses. */
    class ControlledTime implements TimeSource {
        Duration elapsed = Duration.ZERO
        int waitsLeft
        Closure<?> onWait = { int n -> }

        @Override
        Instant now() { Instant.parse('2026-03-04T05:06:07Z') + elapsed }

        @Override
        long nanos() { elapsed.toNanos() }

        @Override
        void pause(Duration duration) {
            elapsed += duration
            onWait.call(++waitsLeft)
        }
    }

    ControlledTime time = new ControlledTime()

    ObjectLocks createLocks() {
        new ObjectLocks(home.resolve('locks'), [], time, 'process 7 on ops1')
    }

    Object writeLocked(ObjectLocks createLocks, String object, Closure<?> action = { 'done' }) {
        createLocks.withLock(object, "n2ws: n2ws.policies.backup 'nightly'", TIMEOUT, { notices << it }, { action.call() })
    }

    /** Lock file of the object. */
    Path getFile() {
        lockFiles().find { it.fileName.toString() != 'folder.lock' }
    }

    List<Path> lockFiles() {
        Files.list(home.resolve('locks')).withCloseable { it.toList() }
    }

    /** Holds the object in another process until that process ends. */
    Process holdInOtherProcess(String object) {
        byte[] lockContent = null
        Path lockedFile = null
        writeLocked(createLocks(), object) {
            lockedFile = file
            lockContent = Files.readAllBytes(lockedFile)
        }
        Files.write(lockedFile, lockContent)
        Files.setPosixFilePermissions(lockedFile, PosixFilePermissions.fromString('rw-------'))
        Process otherProcess = JournalWriterProcess.holdLock(lockedFile)
        otherProcess.inputStream.withReader { assert it.readLine() == 'held' }
        return otherProcess
    }

    def "a free lock is acquired without waiting, and the files are private to the user"() {
        expect:
        writeLocked(createLocks(), 'a') == 'done'
        writeLocked(createLocks(), 'a') == 'done'
        notices == []
        time.waitsLeft == 0
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('locks'))) == 'rwx------'
        writeLocked(createLocks(), 'a') {
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + ' ' + Files.readString(file)
        } == 'rw------- process 7 on ops1 since 2026-03-04T05:06:07Z'
    }

    def "processes with different state folders use the first shared folder that is usable: #unusable"() {
        given:
        Path first = home.resolve('tmp')
        Path second = home.resolve('home/.cache/locks')
        damage.call(first)
        List<ObjectLocks> locks = ['one', 'two'].collect { new ObjectLocks(home.resolve(it), [first.resolve('shared'), second], time, it) }
        String refusal = null

        when:
        writeLocked(locks[0], 'a') {
            FutureTask<?> other = new FutureTask<?>({
                time.onWait = { int n -> throw new InterruptedException() }
                try {
                    writeLocked(locks[1], 'a')
                } catch (BakshException e) {
                    refusal = e.message
                }
            })
            Thread.start { other.run() }
            other.get()
        }

        then:
        refusal == "n2ws: n2ws.policies.backup 'nightly': interrupted while waiting for another process; nothing was sent"
        notices == ["n2ws: n2ws.policies.backup 'nightly': waits for one since 2026-03-04T05:06:07Z, which writes to the same object"]
        Files.exists(second) == (unusable != 'nothing')

        where:
        unusable             | damage
        'nothing'            | { Files.createDirectory(it) }
        'a file'             | { Files.createFile(it) }
        'a link'             | { Files.createDirectory(it); Files.createSymbolicLink(it.resolve('shared'), it) }
        'open to others'     | { Files.createDirectory(it); Files.setPosixFilePermissions(Files.createDirectory(it.resolve('shared')), PosixFilePermissions.fromString('rwxrwxrwx')) }
        'replaceable'        | { Files.createDirectory(it); Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rwxrwxrwx')) }
    }

    def "without a usable shared folder, the write says that other state folders are not locked out"() {
        given:
        Path file = Files.createFile(home.resolve('tmp'))

        expect:
        writeLocked(new ObjectLocks(home.resolve('locks'), [file.resolve('shared')], time, 'x'), 'a') == 'done'
        notices == ["warning: n2ws: n2ws.policies.backup 'nightly': a process with another BAKSH_HOME could write to the same object at the same time: $file is not a folder".toString()]
    }

    def "the lock file of an unused object is removed, except after a crash"() {
        when:
        writeLocked(createLocks(), 'a')
        holdInOtherProcess('b').destroyForcibly().waitFor()

        then:
        lockFiles()*.fileName*.toString().sort() == ['folder.lock', file.fileName.toString()].sort()

        when:
        writeLocked(createLocks(), 'b')

        then:
        lockFiles()*.fileName*.toString() == ['folder.lock']
        time.waitsLeft == 0
    }

    def "a lock is released if its acquisition fails, for example on a full disk"() {
        given:
        Path lockedFile = writeLocked(createLocks(), 'a') { file }
        Files.createSymbolicLink(lockedFile, home.resolve('elsewhere'))

        when:
        writeLocked(createLocks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "$lockedFile is a symbolic link"

        when:
        Files.delete(lockedFile)

        then:
        writeLocked(createLocks(), 'a') == 'done'
        time.waitsLeft == 0
    }

    @Requires({ os.linux })
    def "a waiting thread does not take the lock of another thread of its process"() {
        given:
        List<String> otherProcesses = []

        when:
        writeLocked(createLocks(), 'a') {
            time.onWait = { int n -> if (n == 3) throw new InterruptedException() }
            Thread.start {
                try {
                    writeLocked(createLocks(), 'a')
                } catch (BakshException e) {
                    otherProcesses << e.message
                }
            }.join()
            // Format of /proc/locks: type, process, device and inode of the file.
            otherProcesses << new File('/proc/locks').readLines().count { it =~ /POSIX .* ${ProcessHandle.current().pid()} \S+:${Files.getAttribute(file, 'unix:ino')} / }.toString()
        }

        then:
        otherProcesses == ["n2ws: n2ws.policies.backup 'nightly': interrupted while waiting for another process; nothing was sent", '1']
    }

    @Requires({ os.linux || os.macOs })
    def "locks exclude processes and threads although lock files are created and removed"() {
        given:
        Path markerFolder = Files.createDirectory(home.resolve('marks'))
        List<Process> processes = (1..3).collect { LockContenderProcess.start(home.resolve('locks'), markerFolder, Integer.getInteger('baksh.crowd', 150)) }

        expect:
        processes.collect { [it.inputStream.text, it.waitFor()] } == [['alone\n', 0]] * 3
        lockFiles()*.fileName*.toString() == ['folder.lock']
    }

    def "a lock held by another process is waited for, and its holder is named once"() {
        given:
        Process otherProcess = holdInOtherProcess('a')
        time.onWait = { int n -> if (n == 20) { otherProcess.destroyForcibly().waitFor() } }

        expect:
        writeLocked(createLocks(), 'b') == 'done'
        writeLocked(createLocks(), 'a') == 'done'
        time.waitsLeft == 20
        notices == ["n2ws: n2ws.policies.backup 'nightly': waits for process 7 on ops1 since 2026-03-04T05:06:07Z, which writes to the same object"]
    }

    def "a lock held too long by another process is an error, and nothing is sent"() {
        given:
        Process otherProcess = holdInOtherProcess('a')
        boolean started = false

        when:
        writeLocked(createLocks(), 'a') { started = true }

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == "n2ws: n2ws.policies.backup 'nightly': nothing was sent: process 7 on ops1 since 2026-03-04T05:06:07Z writes to the same object"
        e.hint() == 'wait until that process ends, or end it'
        !started
        time.elapsed == TIMEOUT

        cleanup:
        otherProcess.destroyForcibly().waitFor()
    }

    def "another thread of the same process also waits"() {
        given:
        List<String> executionOrder = Collections.synchronizedList([])

        when:
        writeLocked(createLocks(), 'a') {
            Thread second = Thread.start { writeLocked(new ObjectLocks(home.resolve('locks'), [], TimeSource.SYSTEM, 'x'), 'a') { executionOrder << 'second' } }
            while (notices.empty) Thread.onSpinWait()
            executionOrder << 'first'
            second
        }.join()

        then:
        executionOrder == ['first', 'second']
    }

    def "Ctrl-C ends the wait, and nothing is sent"() {
        given:
        Process otherProcess = holdInOtherProcess('a')
        time.onWait = { int n -> throw new InterruptedException() }

        when:
        writeLocked(createLocks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        e.message == "n2ws: n2ws.policies.backup 'nightly': interrupted while waiting for another process; nothing was sent"
        Thread.interrupted()

        cleanup:
        otherProcess.destroyForcibly().waitFor()
    }

    def "Ctrl-C just before a write is an interrupt and not a failure, and the lock is released"() {
        given:
        boolean started = false
        Thread.currentThread().interrupt()

        when:
        writeLocked(createLocks(), 'policy 1') { started = true }

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        e.message == "n2ws: n2ws.policies.backup 'nightly': interrupted before the start; nothing was sent"
        !started
        Thread.interrupted()
        writeLocked(createLocks(), 'policy 1') == 'done'

        cleanup:
        Thread.interrupted()
    }

    def "a folder that is not private to the user is rejected"() {
        given:
        writeLocked(createLocks(), 'a')
        Files.setPosixFilePermissions(home.resolve('locks'), PosixFilePermissions.fromString('rwxrwxrwx'))

        when:
        writeLocked(createLocks(), 'a')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.JOURNAL
        e.message == "${home.resolve('locks')} is accessible to other users (rwxrwxrwx)"
    }

    @Requires({ os.linux || os.macOs })
    def "a process that holds the lock of the folder for a moment delays a write with a fast clock, and fails nothing"() {
        given:
        writeLocked(createLocks(), 'n2ws 11')
        Process holder = JournalWriterProcess.holdLock(home.resolve('locks/folder.lock'))
        assert holder.in.newReader().readLine() == 'held'
        FutureTask<Object> write = new FutureTask<>({ writeLocked(createLocks(), 'n2ws 11') })
        Thread writer = new Thread(write)

        when:
        writer.start()
        while (writer.state != Thread.State.TIMED_WAITING && writer.alive) Thread.onSpinWait()
        boolean waits = !write.done
        holder.destroy()

        then:
        waits
        write.get() == 'done'

        cleanup:
        holder?.destroy()
        holder?.waitFor()
    }
}
