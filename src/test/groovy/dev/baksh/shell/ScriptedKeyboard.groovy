package dev.baksh.shell

/** Input stream that types each text when the screen shows the expected output; nothing sleeps. */
class ScriptedKeyboard extends InputStream {
    private final Screen screen
    private final List<List> steps
    private byte[] pendingKeys = []
    private int position
    private int typedSteps

    /** @param steps each with the expected output, its number of occurrences, and the input that follows */
    ScriptedKeyboard(Screen screen, List<List> steps) {
        this.screen = screen
        this.steps = new ArrayList<>(steps)
    }

    /** Waits until this number of steps has been typed completely. */
    synchronized void awaitTyped(int steps) {
        while (typedSteps < steps) wait()
    }

    private synchronized void finishStep() {
        if (pendingKeys.length > 0) typedSteps++
        pendingKeys = []
        position = 0
        notifyAll()
    }

    @Override
    int read() {
        while (position == pendingKeys.length) {
            finishStep()
            if (steps.empty) return -1
            List step = steps.remove(0)
            if (!screen.awaitOutput(step[0] as String, step[1] as int)) {
                // Ends the input, so that the shell ends and the spec reports the missing output.
                println "'${step[0]}' does not come: ${screen.toString('UTF-8').inspect()}"
                steps.clear()
                return -1
            }
            pendingKeys = (step[2] as String).getBytes('UTF-8')
            position = 0
        }
        pendingKeys[position++] & 0xff
    }

    @Override
    int read(byte[] buffer, int offset, int length) {
        int key = read()
        if (key < 0) return -1
        buffer[offset] = (byte) key
        1
    }

    static class Screen extends ByteArrayOutputStream {
        @Override
        synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length)
            notifyAll()
        }

        @Override
        synchronized void write(int b) {
            super.write(b)
            notifyAll()
        }

        /** Returns false if the output is missing after 110 s, more than a busy machine needs. */
        synchronized boolean awaitOutput(String text, int occurrences) {
            long deadline = System.nanoTime() + 110_000_000_000L
            while (toString('UTF-8').count(text) < occurrences) {
                if (System.nanoTime() > deadline) return false
                wait(1000)
            }
            true
        }
    }
}
