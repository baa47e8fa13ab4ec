package dev.baksh.client.journal;

/**
 * What a journal's chain is worth.
 *
 * @param lineCount that fit
 * @param headHash  hash of the last of them; kept elsewhere, it shows later whether the end was cut off or written anew
 * @param tornBytes  bytes of an unfinished last line, which count for nothing; 0 when the file ends in a line end
 * @param error file, line and what is wrong there, or null when all is well
 */
public record ChainVerification(long lineCount, String headHash, long tornBytes, String error) {
    public boolean isIntact() {
        return error == null;
    }
}
