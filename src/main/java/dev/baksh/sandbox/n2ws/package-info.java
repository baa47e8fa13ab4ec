/** Stateful emulator of N2WS Backup and Recovery. */
package dev.baksh.sandbox.n2ws;
