/**
 * What was sent to change a server, on disk before the first byte of it: {@link dev.baksh.journal.WriteJournal}.
 *
 * <p>Imports api, custody, the JDK and Jackson.
 */
package dev.baksh.journal;
