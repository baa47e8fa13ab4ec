/** Completion and highlighting: lexer, analysis of the cursor and candidates. */
package dev.baksh.shell.complete;
