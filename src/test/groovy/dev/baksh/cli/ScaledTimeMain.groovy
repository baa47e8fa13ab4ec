package dev.baksh.cli

import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.reliability.ScaledTimeSource
import groovy.transform.CompileStatic

import java.lang.management.ManagementFactory
import java.lang.management.MemoryMXBean
import java.util.concurrent.TimeUnit
import java.util.function.UnaryOperator

/**
 * baksh as a process whose time goes faster: {@code -Dbaksh.time=ZERO,WALL,FACTOR}. With {@code -Dbaksh.watch=SECONDS} it
 * tells on standard error how much memory, how many threads and how many descriptors it has.
 */
@CompileStatic
class ScaledTimeMain {
    static void main(String[] args) {
        final List<String> timeSettings = System.getProperty('baksh.time').split(',').toList()
        final ProcessEnvironment processEnvironment = ProcessEnvironment.ofProcess()
        final ProcessEnvironment scaledEnvironment = new ProcessEnvironment(
            processEnvironment.in(), processEnvironment.out(), processEnvironment.err(), processEnvironment.env(), false, false, 200, processEnvironment.libraries(),
            new ScaledTimeSource(timeSettings[0] as long, timeSettings[1] as long, timeSettings[2] as int))
        System.out = scaledEnvironment.scriptOut(UnaryOperator.identity())
        final Integer reportInterval = Integer.getInteger('baksh.watch')
        if (reportInterval != null) Thread.startDaemon('watch') { reportResources(reportInterval) }
        final int code = Application.start(scaledEnvironment, args.toList())
        scaledEnvironment.out().flush()
        scaledEnvironment.err().flush()
        System.exit(code)
    }

    private static void reportResources(int seconds) {
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
