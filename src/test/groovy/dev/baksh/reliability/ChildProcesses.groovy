package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.nio.file.Path

/** Other processes on the classes of this one. */
@CompileStatic
class ChildProcesses {
    /** A JVM that starts soon; its environment holds nothing of baksh but this. */
    static ProcessBuilder java(Map<String, String> env, List<String> flags, Class<?> main, List<String> words) {
        final String java = Path.of(System.getProperty('java.home'), 'bin', 'java')
        final File archive = new File(System.getProperty('baksh.children.archive', ''))
        final List<String> archived = archive.file ? ["-XX:SharedArchiveFile=$archive".toString()] : []
        final ProcessBuilder builder = new ProcessBuilder(
            [java, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', *archived, '-Dsun.net.httpserver.nodelay=true', *flags, '-cp', classes(), main.name, *words]*.toString())
        builder.environment().keySet().removeIf { String name -> name.startsWith('BAKSH_') }
        builder.environment().putAll(env)
        return builder
    }

    private static String classes() {
        return System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
    }
}
