/** Evaluation of the lines of the shell, and the run of plain scripts. */
package dev.baksh.script.session;
