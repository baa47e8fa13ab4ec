/** Backoff, retry budget, deadlines and concurrency limits. */
package dev.baksh.client.retry;
