/** The process: options, wiring, exit codes. The only room that knows all others. */
package dev.baksh.cli;
