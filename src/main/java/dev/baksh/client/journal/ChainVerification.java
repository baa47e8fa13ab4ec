package dev.baksh.client.journal;

/**
 * Result of the verification of a journal's hash chain.
 *
 * @param lineCount number of valid lines
 * @param headHash hash of the last valid line; a copy in another place shows later whether the end was removed or
 *     rewritten
 * @param tornBytes bytes of an incomplete last line, which is ignored; 0 when the file ends with a line end
 * @param error file, line and problem, or null when the chain is intact
 */
public record ChainVerification(long lineCount, String headHash, long tornBytes, String error) {
    public boolean isIntact() {
        return error == null;
    }
}
