/** Options, standard streams, signals and the environment of the process. */
package dev.baksh.cli.console;
