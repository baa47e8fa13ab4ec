/** Backoff, retry budget, deadlines and limits of concurrency. */
package dev.baksh.client.retry;
