package dev.baksh.sandbox;

import java.util.Map;

/** Serves one N2WS address to a caller who has shown a living token. */
interface N2wsHandler {
    /** @param path what the variables of the address stood for */
    Answer answer(Ask ask, N2wsCaller caller, Map<String, String> path);
}
