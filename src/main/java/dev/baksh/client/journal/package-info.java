/** Write journal with its hash chain, and the journal of each run that resume relies on. */
package dev.baksh.client.journal;
