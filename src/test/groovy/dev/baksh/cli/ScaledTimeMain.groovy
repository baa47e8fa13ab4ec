package dev.baksh.cli

import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.reliability.ScaledTime
import groovy.transform.CompileStatic

import java.lang.management.ManagementFactory
import java.lang.management.MemoryMXBean
import java.util.concurrent.TimeUnit

/**
 * baksh as a process whose time goes faster: {@code -Dbaksh.time=ZERO,WALL,FACTOR}. With {@code -Dbaksh.watch=SECONDS} it
 * tells on standard error how much memory, how many threads and how many descriptors it has.
 */
@CompileStatic
class ScaledTimeMain {
    static void main(String[] args) {
        final List<String> numbers = System.getProperty('baksh.time').split(',').toList()
        final ProcessEnvironment real = ProcessEnvironment.ofProcess()
        final ProcessEnvironment scaled = new ProcessEnvironment(
            real.in(), real.out(), real.err(), real.env(), false, false, 200, real.libraries(),
            new ScaledTime(numbers[0] as long, numbers[1] as long, numbers[2] as int))
        System.out = scaled.scriptOut()
        final Integer every = Integer.getInteger('baksh.watch')
        if (every != null) Thread.startDaemon('watch') { watch(every) }
        final int code = new Application(scaled).start(args.toList())
        scaled.out().flush()
        scaled.err().flush()
        System.exit(code)
    }

    private static void watch(int seconds) {
        final MemoryMXBean memory = ManagementFactory.memoryMXBean
        while (true) {
            TimeUnit.SECONDS.sleep(seconds)
            memory.gc()
            final long heap = memory.heapMemoryUsage.used >> 10
            final int threads = ManagementFactory.threadMXBean.threadCount
            final int descriptors = new File('/proc/self/fd').list().length
            System.err.println("watch $heap $threads $descriptors")
        }
    }
}
