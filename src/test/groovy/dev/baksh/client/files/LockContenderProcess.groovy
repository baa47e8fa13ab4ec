package dev.baksh.client.files

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/**
 * Process whose threads lock two objects in turn ({@code LOCKS MARKS TIMES}); prints {@code alone} when no other holder
 * was seen.
 */
@CompileStatic
class LockContenderProcess {
    /** Time source without pauses, so that all threads contend at once. */
    static class YieldingTimeSource implements TimeSource {
        @Override
        Instant now() { Instant.EPOCH }

        @Override
        long nanos() { System.nanoTime() }

        @Override
        void pause(Duration duration) { Thread.yield() }
    }

    static void main(String[] args) {
        final ObjectLocks locks = new ObjectLocks(Path.of(args[0]), [], new YieldingTimeSource(), 'process ' + ProcessHandle.current().pid())
        final List<String> failures = Collections.synchronizedList([] as List<String>)
        final List<Thread> threads = (1..2).collect { int threadNumber ->
            Thread.start {
                try {
                    (args[2] as int).times { int round ->
                        final String object = (round + threadNumber) % 2 ? 'left' : 'right'
                        locks.withLock(object, 'crowd', Duration.ofMinutes(1), { }) {
                            // Fails when another holder exists.
                            final Path markerFile = Files.createFile(Path.of(args[1]).resolve(object))
                            Thread.yield()
                            Files.delete(markerFile)
                        }
                    }
                } catch (Throwable e) {
                    failures << e.toString()
                }
            }
        }
        threads*.join()
        println failures.empty ? 'alone' : failures.join('; ')
    }

    static Process start(Path locks, Path markerFolder, int rounds) {
        final String java = Path.of(System.getProperty('java.home'), 'bin', 'java')
        final String classPath = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        return new ProcessBuilder(java, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath, LockContenderProcess.name, locks.toString(), markerFolder.toString(), rounds.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
    }
}
