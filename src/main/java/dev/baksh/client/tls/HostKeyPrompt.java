package dev.baksh.client.tls;

import java.util.List;

/** Somebody who can compare the key of a server with what its administrator says. */
public interface HostKeyPrompt {
    /** Nobody is there. */
    HostKeyPrompt UNATTENDED = (facts, question) -> false;

    /**
     * @param facts    about the certificate, a line each
     * @param question one line, to be answered by yes or no
     * @return true when the key is to be trusted from now on; false also where nobody can be asked
     */
    boolean confirm(List<String> facts, String question);
}
