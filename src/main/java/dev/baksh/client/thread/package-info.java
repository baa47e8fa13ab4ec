/** Threads of baksh itself. */
package dev.baksh.client.thread;
