package dev.baksh.script;

/**
 * A call in a text that writes to a server.
 *
 * @param call       {@code n2ws.policies.backup}
 * @param permission what the user needs on the server, or null
 */
public record WriteCall(int line, String call, String effect, String permission) {}
