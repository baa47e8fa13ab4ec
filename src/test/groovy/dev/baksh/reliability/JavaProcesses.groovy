package dev.baksh.reliability

import groovy.transform.CompileStatic

import java.nio.file.Path

/** Factory of JVM processes with the class path of this JVM. */
@CompileStatic
class JavaProcesses {
    /** Returns a builder for a JVM with a fast start, whose environment contains no other variables of baksh. */
    static ProcessBuilder javaProcess(Map<String, String> env, List<String> flags, Class<?> main, List<String> args) {
        final String javaProcess = Path.of(System.getProperty('java.home'), 'bin', 'java')
        final File sharedArchive = new File(System.getProperty('baksh.children.archive', ''))
        final List<String> archiveFlags = sharedArchive.file ? ["-XX:SharedArchiveFile=$sharedArchive".toString()] : []
        final ProcessBuilder builder = new ProcessBuilder(
            [javaProcess, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', *archiveFlags, '-Dsun.net.httpserver.nodelay=true', *flags, '-cp', classPath(), main.name, *args]*.toString())
        builder.environment().keySet().removeIf { String name -> name.startsWith('BAKSH_') }
        builder.environment().putAll(env)
        return builder
    }

    private static String classPath() {
        return System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
    }
}
