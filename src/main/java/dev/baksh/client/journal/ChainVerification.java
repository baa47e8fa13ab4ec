package dev.baksh.client.journal;

/**
 * What a journal's chain is worth.
 *
 * @param lines that fit
 * @param head  hash of the last of them; kept elsewhere, it shows later whether the end was cut off or written anew
 * @param torn  bytes of an unfinished last line, which count for nothing; 0 when the file ends in a line end
 * @param fault file, line and what is wrong there, or null when all is well
 */
public record ChainVerification(long lines, String head, long torn, String fault) {
    public boolean whole() {
        return fault == null;
    }
}
