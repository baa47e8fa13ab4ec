package dev.baksh.client.journal

import dev.baksh.client.api.TimeSource
import groovy.transform.CompileStatic

import java.nio.channels.FileChannel
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/** Process that writes to a journal ({@code FOLDER TIMES}) or holds a lock ({@code FILE}) until it is killed. */
@CompileStatic
class JournalWriterProcess {
    static void main(String[] args) {
        if (args.length == 1) {
            FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE).lock()
            println 'held'
            System.in.read()
            return
        }
        WriteJournal journal = JournalFixture.openJournal(Path.of(args[0]), TimeSource.SYSTEM)
        (args[1] as int).times { int i -> journal.recordIntent(JournalFixture.BACKUP_INTENT).markDone(201, [id: i]) }
    }

    static Process start(String umask, Path folder, int writes) {
        processBuilder(umask, folder.toString(), writes.toString()).inheritIO().start()
    }

    static Process holdLock(Path lock) {
        processBuilder('022', lock.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    }

    private static ProcessBuilder processBuilder(String umask, String... args) {
        String java = Path.of(System.getProperty('java.home'), 'bin', 'java')
        String classPath = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        List<String> command = ['sh', '-c', 'umask $0; exec "$@"', umask, java, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath, JournalWriterProcess.name]
        new ProcessBuilder(command + args.toList())
    }
}
