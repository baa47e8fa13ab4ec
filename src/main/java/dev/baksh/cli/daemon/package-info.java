/** Warm process that carries out requests of other processes over a Unix socket. */
package dev.baksh.cli.daemon;
