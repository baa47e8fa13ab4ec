package dev.baksh.shell

/** Types each text when the screen shows what it waits for, as a person does; nothing sleeps. */
class Keyboard extends InputStream {
    private final Screen screen
    private final List<List> steps
    private byte[] keys = []
    private int at
    private int typed

    /** @param steps of what must be on the screen, how often, and what is typed then */
    Keyboard(Screen screen, List<List> steps) {
        this.screen = screen
        this.steps = new ArrayList<>(steps)
    }

    /** Waits until so many of the steps have been typed to their last key. */
    synchronized void awaitTyped(int steps) {
        while (typed < steps) wait()
    }

    private synchronized void done() {
        if (keys.length > 0) typed++
        keys = []
        at = 0
        notifyAll()
    }

    @Override
    int read() {
        while (at == keys.length) {
            done()
            if (steps.empty) return -1
            List step = steps.remove(0)
            if (!screen.await(step[0] as String, step[1] as int)) {
                // The end of the input, so that the shell ends and the spec says what is not as it should be.
                println "'${step[0]}' does not come: ${screen.toString('UTF-8').inspect()}"
                steps.clear()
                return -1
            }
            keys = (step[2] as String).getBytes('UTF-8')
            at = 0
        }
        keys[at++] & 0xff
    }

    @Override
    int read(byte[] into, int from, int length) {
        int key = read()
        if (key < 0) return -1
        into[from] = (byte) key
        1
    }

    static class Screen extends ByteArrayOutputStream {
        @Override
        synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length)
            notifyAll()
        }

        @Override
        synchronized void write(int b) {
            super.write(b)
            notifyAll()
        }

        /** False when it has not come after 110 s, which is more than a busy machine needs. */
        synchronized boolean await(String text, int times) {
            long end = System.nanoTime() + 110_000_000_000L
            while (toString('UTF-8').count(text) < times) {
                if (System.nanoTime() > end) return false
                wait(1000)
            }
            true
        }
    }
}
