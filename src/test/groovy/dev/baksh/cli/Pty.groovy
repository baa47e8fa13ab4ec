package dev.baksh.cli

import dev.baksh.proof.Children
import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

/** baksh in a process of its own on a pty, which records each byte that the terminal is sent; one start after the other. */
class Pty implements AutoCloseable {
    private final Path folder
    private final Map<String, String> env
    private Path typescript
    private Process process
    private Writer keys

    Pty(Path folder, Map<String, String> env) {
        this.folder = folder
        this.env = [BAKSH_HOME: folder.resolve('home').toString(), TERM: 'xterm-256color'] + env
    }

    /** False where {@code script} of util-linux is not installed. */
    static boolean there() {
        System.getenv('PATH').split(':').any { new File(it, 'script').canExecute() }
    }

    void start(List<String> words) {
        typescript = Files.createTempFile(folder, 'typescript', '')
        final ProcessBuilder java = Children.java(env, ['-Dbaksh.terminals=ioe', '-Dbaksh.columns=300'], Main, words)
        final String command = 'trap : INT; stty cols 300; ' + java.command().collect { "'" + it.replace("'", "'\\''") + "'" }.join(' ') +
            "; echo \"code=\$?\"; stty -a | grep -q -- ' echo ' && echo echoes; echo end'ed'"
        final ProcessBuilder script = new ProcessBuilder('script', '-qfec', command, typescript.toString())
        script.environment().putAll(java.environment())
        script.environment().SHELL = '/bin/sh'
        process = script.redirectErrorStream(true).redirectOutput(Files.createTempFile(folder, 'said', '').toFile()).start()
        keys = process.outputStream.newWriter('UTF-8')
    }

    /** Waits for the question, as a person does. */
    void type(String question, String text) {
        await(question)
        keys << text
        keys.flush()
    }

    void interrupt() {
        keys << '\u0003'
        keys.flush()
    }

    /** What stood on the terminal, which shows what is typed again afterwards. */
    String end() {
        await('ended')
        keys.close()
        process.waitFor()
        assert shown().contains('echoes')
        shown().readLines().drop(1).join('\n')
    }

    private String shown() {
        new String(Files.readAllBytes(typescript), StandardCharsets.UTF_8)
    }

    private void await(String text) {
        for (int i = 0; i < 1_100; i++) {
            if (shown().contains(text)) return
            Thread.sleep(100)
        }
        throw new AssertionError("'$text' does not come: " + shown())
    }

    @Override
    void close() {
        process?.destroyForcibly()
    }
}
