/** Entry point of the command line. */
package dev.baksh.cli;
