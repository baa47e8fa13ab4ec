package dev.baksh.cli

import dev.baksh.ChildSignals
import dev.baksh.reliability.JavaProcesses

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

/** baksh in a process of its own on a pty, which records each byte that the terminal is sent; one start after the other. */
class PtyProcess implements AutoCloseable {
    private final Path folder
    private final Map<String, String> env
    private Path typescript
    private Process process
    private Writer keyboard

    PtyProcess(Path folder, Map<String, String> env) {
        this.folder = folder
        this.env = [BAKSH_HOME: folder.resolve('home').toString(), TERM: 'xterm-256color'] + env
    }

    /** False where {@code script} of util-linux is not installed. */
    static boolean isAvailable() {
        System.getenv('PATH').split(':').any { new File(it, 'script').canExecute() }
    }

    /** @param properties options of Java, as the launcher sets them */
    void start(List<String> args, List<String> properties = []) {
        typescript = Files.createTempFile(folder, 'typescript', '')
        final ProcessBuilder java = JavaProcesses.javaProcess(env, ['-Dbaksh.terminals=ioe', '-Dbaksh.columns=300'] + properties, Main, args)
        final String command = 'trap : INT; stty cols 300; ' + java.command().collect { "'" + it.replace("'", "'\\''") + "'" }.join(' ') +
            "; echo \"code=\$?\"; stty -a | grep -q -- ' echo ' && echo echoes; echo end'ed'"
        final ProcessBuilder script = new ProcessBuilder(ChildSignals.RESET + ['script', '-qfec', command, typescript.toString()])
        script.environment().putAll(java.environment())
        script.environment().SHELL = '/bin/sh'
        process = script.redirectErrorStream(true).redirectOutput(Files.createTempFile(folder, 'said', '').toFile()).start()
        keyboard = process.outputStream.newWriter('UTF-8')
    }

    /** Waits for the question, then types the text. */
    void answerPrompt(String question, String text) {
        awaitText(question)
        keyboard << text
        keyboard.flush()
    }

    void pressCtrlC() {
        keyboard << '\u0003'
        keyboard.flush()
    }

    /** What stood on the terminal, which shows what is typed again afterwards. */
    String awaitExit() {
        awaitText('ended')
        keyboard.close()
        process.waitFor()
        assert screenText().contains('echoes')
        screenText().readLines().drop(1).join('\n')
    }

    private String screenText() {
        new String(Files.readAllBytes(typescript), StandardCharsets.UTF_8)
    }

    private void awaitText(String text) {
        for (int i = 0; i < 1_100; i++) {
            if (screenText().contains(text)) return
            Thread.sleep(100)
        }
        throw new AssertionError("'$text' does not come: " + screenText())
    }

    @Override
    void close() {
        process?.destroyForcibly()
    }
}
