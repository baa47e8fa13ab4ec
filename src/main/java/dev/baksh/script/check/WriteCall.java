package dev.baksh.script.check;

/**
 * A call in a text that writes to a server.
 *
 * @param file       the file that the text brings along and in which it stands, or null for the text itself
 * @param call       {@code n2ws.policies.backup}
 * @param permission what the user needs on the server, or null
 */
public record WriteCall(String file, int line, String call, String effect, String permission) {
    WriteCall(int line, String call, String effect, String permission) {
        this(null, line, call, effect, permission);
    }

    WriteCall inFile(String otherFile) {
        return new WriteCall(otherFile, line, call, effect, permission);
    }
}
