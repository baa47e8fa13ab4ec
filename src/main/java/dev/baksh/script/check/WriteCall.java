package dev.baksh.script.check;

/**
 * Call in a source that writes to a server.
 *
 * @param file included or library file with the call, or null for the source itself
 * @param call {@code n2ws.policies.backup}
 * @param permission permission that the user needs on the server, or null
 */
public record WriteCall(String file, int line, String call, String effect, String permission) {
    WriteCall inFile(String otherFile) {
        return new WriteCall(otherFile, line, call, effect, permission);
    }
}
