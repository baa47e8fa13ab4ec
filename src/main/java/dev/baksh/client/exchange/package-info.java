/** Execution of API calls: guard, journal, concurrency, send, retry and reconciliation. */
package dev.baksh.client.exchange;
