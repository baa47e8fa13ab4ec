/** Shell with its terminal, prompts, settings and commands. */
package dev.baksh.cli.repl;
