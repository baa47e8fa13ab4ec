package dev.baksh.client.files

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** A process whose threads go to two objects in turn ({@code LOCKS MARKS TIMES}); says {@code alone} when nobody else was ever there. */
@CompileStatic
class LockContenderProcess {
    /** Waits for nothing, so that all strike at once. */
    static class Hasty implements TimeSource {
        @Override
        Instant now() { Instant.EPOCH }

        @Override
        long nanos() { System.nanoTime() }

        @Override
        void pause(Duration length) { Thread.yield() }
    }

    static void main(String[] args) {
        final ObjectLocks locks = new ObjectLocks(Path.of(args[0]), new Hasty(), 'process ' + ProcessHandle.current().pid())
        final List<String> met = Collections.synchronizedList([] as List<String>)
        final List<Thread> threads = (1..2).collect { int number ->
            Thread.start {
                try {
                    (args[2] as int).times { int time ->
                        final String object = (time + number) % 2 ? 'left' : 'right'
                        locks.withLock(object, 'crowd', Duration.ofMinutes(1), { }) {
                            // Fails where another one is.
                            final Path mark = Files.createFile(Path.of(args[1]).resolve(object))
                            Thread.yield()
                            Files.delete(mark)
                        }
                    }
                } catch (Throwable e) {
                    met << e.toString()
                }
            }
        }
        threads*.join()
        println met.empty ? 'alone' : met.join('; ')
    }

    static Process start(Path locks, Path marks, int times) {
        final String java = Path.of(System.getProperty('java.home'), 'bin', 'java')
        final String classes = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        return new ProcessBuilder(java, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classes, LockContenderProcess.name, locks.toString(), marks.toString(), times.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
    }
}
