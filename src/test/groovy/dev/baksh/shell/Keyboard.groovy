package dev.baksh.shell

/** Types each text when the screen shows what it waits for, as a person does; nothing sleeps. */
class Keyboard extends InputStream {
    private final Screen screen
    private final List<List> steps
    private byte[] keys = []
    private int at

    /** @param steps of what must be on the screen, how often, and what is typed then */
    Keyboard(Screen screen, List<List> steps) {
        this.screen = screen
        this.steps = new ArrayList<>(steps)
    }

    @Override
    int read() {
        while (at == keys.length) {
            if (steps.empty) return -1
            List step = steps.remove(0)
            screen.await(step[0] as String, step[1] as int)
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

        synchronized void await(String text, int times) {
            while (toString('UTF-8').count(text) < times) wait()
        }
    }
}
