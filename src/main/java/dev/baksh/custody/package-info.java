/**
 * Files that belong to one user alone, {@link dev.baksh.custody.Custody}, and one writer at a time,
 * {@link dev.baksh.custody.ProcessLock}: what journals, runs and tokens are kept by.
 *
 * <p>Imports api and the JDK.
 */
package dev.baksh.custody;
