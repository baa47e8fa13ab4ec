/** Commands of the command line, one class for each. */
package dev.baksh.cli.command;
