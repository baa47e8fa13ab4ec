package dev.baksh.client.tls;

import java.util.List;

/** Prompt that asks the user whether to trust the key of a server. */
public interface HostKeyPrompt {
    /** Prompt without a user: trusts no key. */
    HostKeyPrompt UNATTENDED = (facts, question) -> false;

    /**
     * Asks the user.
     *
     * @param facts lines about the certificate
     * @param question one line, a yes-or-no question
     * @return true if the user trusts the key; false also if no user is present
     */
    boolean confirm(List<String> facts, String question);
}
