/**
 * The prompt: lines read, evaluated and printed, the shell's own commands, history, and completion that executes nothing.
 *
 * <p>What a value looks like, what an error looks like and which commands there are is given from outside.
 */
package dev.baksh.shell;
